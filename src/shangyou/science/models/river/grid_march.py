"""The march of one plume through the cells of a network; compiled, one member at a time.

Reaches are numbered from upstream down; arcs lead from the end of one to the head of another with a
share of the flow. What the last cell of a reach gives off enters the first cells below by these
shares, and the cells across a node serve as neighbours: the flux of the main stem is what goes on
smoothly there, less what side rivers add.
"""

import math

import numpy as np
from numba import njit

from shangyou.science.distributions import Floats
from shangyou.science.models.river.grid_kernel import (
    Ints,
    advect,
    deposit,
    entered,
    hold,
    join,
    record,
    smooth,
    spread,
    stencil,
    table,
    thin,
    trim,
)

# The parts are compiled into this loop, and the copy on disk knows of this file alone: their
# fingerprint stands here (checked by a test), so that a change of them is a change of this file.
PARTS = "c6ccd7a1b22d77b0"
_LOOK_EVERY, _MOST_STEPS, _RECORDS = 16, 2_000_000, 4096
# Cells of padding around each reach: one neighbour on either side.
_PAD = 2
# Numbers in one line of memory.
_LINE = 8


@njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator]
def march(  # noqa: C901, PLR0912, PLR0915, PLR0917 -- one pass over time, kept whole for the compiler
    cells: Ints,
    most_levels: Ints,
    cell_m: Floats,
    velocity: Floats,
    dispersion: Floats,
    exchange: Floats,
    back: Floats,
    loss: Floats,
    arc_from: Ints,
    arc_to: Ints,
    arc_main: Ints,
    in_first: Ints,
    in_arc: Ints,
    out_first: Ints,
    out_arc: Ints,
    shares: Floats,
    readings: Floats,
    table_s: Floats,
    source_s: Floats,
    source_kg: Floats,
    inject: Ints,
    target_reach: Ints,
    target_m: Floats,
    limits: Floats,
    values: Floats,
    window: Floats,
    budget: Floats,
) -> None:  # pragma: no cover (compiled)
    """Carry one source to the targets.

    `readings` (reaches, times) are the clocks of the reaches and `shares` (arcs, times) on the even
    times `table_s` (first, step); `source_kg` the running total at `source_s` (first, step);
    `inject` (reach, face); `limits` (share of the mass that may be left when the march ends, share
    below which a cell at the tail is joined to the next, bend of the plume on its cells, share of a
    curve left outside its window, latest time, largest Courant and dispersion number of a step). `budget` returns mass kept, gone, lost and the steps.
    """
    count, arcs, targets = cells.size, arc_from.size, target_reach.size
    whole = source_kg[source_kg.size - 1]
    left_over, least, bend_allowed, tail, latest, courant_most, number_most = limits
    budget[:] = 0.0
    values[:] = 0.0
    window[:, 0], window[:, 1] = 0.0, 1.0
    if whole <= 0.0:
        return
    # a cell at the tail is joined to the next below this; a front does not move on below a tenth of it
    tiny, edge = least * whole, 0.1 * least * whole
    begin = np.zeros(count, dtype=np.int64)
    for r in range(1, count):
        begin[r] = begin[r - 1] + cells[r - 1] + _PAD
    size = begin[count - 1] + cells[count - 1] + _PAD + 1
    mass, dead, face = np.zeros(size), np.zeros(size), np.zeros(size)
    n, width = cells.copy(), cell_m.copy()
    low, high = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    floor = np.zeros(count, dtype=np.int64)
    wet, near = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    courant, number, passed = np.ones(count), np.zeros(count), np.zeros(count)
    inflow, pending, last = np.zeros(count), np.zeros(count), np.zeros(count)
    over, share = np.zeros(arcs), shares[:, 0].copy()
    home, entry = inject[0], inject[1]
    floor[home] = entry
    first, weight = np.zeros((targets, 1), dtype=np.int64), np.zeros((targets, 4))
    for q in range(targets):
        r = target_reach[q]
        stencil(target_m[q], width[r], n[r], first[q], weight[q])
    times = np.zeros(_RECORDS)
    totals = np.zeros((_RECORDS, targets))
    raw = np.zeros(targets)
    records, stride, since = 1, 1, 0
    steady = readings.shape[1] == 2
    time = source_s[0]
    times[0] = time
    source_end = source_s[0] + source_s[1] * (source_kg.size - 1)
    let_in = gone = faded = 0.0
    level = 0
    k_step = 0
    while k_step < _MOST_STEPS and time < latest:
        # which reaches hold something, or have such a reach above them
        near[:] = False
        top_reach, end_reach = count, 0
        for r in range(count):
            if wet[r] or pending[r] > 0.0 or (r == home and let_in < whole):
                near[r] = True
                top_reach, end_reach = min(top_reach, r), max(end_reach, r + 1)
                for e in range(out_first[r], out_first[r + 1]):
                    near[arc_to[out_arc[e]]] = True
                    end_reach = max(end_reach, arc_to[out_arc[e]] + 1)
        at = (time - table_s[0]) / table_s[1]
        fastest = 0.0
        for r in range(top_reach, end_reach):
            if near[r]:
                pace = 1.0
                if not steady:
                    pace = (table(readings[r], at + 1.0) - table(readings[r], at)) / table_s[1]
                fastest = max(fastest, velocity[r] * pace / width[r])
        if fastest <= 0.0:
            break
        step = courant_most / fastest
        if let_in <= 0.0:
            step = min(step, max(source_s[1] * (source_kg.size - 1), 1.0))
        substeps = 1
        largest = 0.0
        for r in range(top_reach, end_reach):
            if near[r]:
                passed[r] = step
                if not steady:
                    ahead = table(readings[r], at + step / table_s[1])
                    passed[r] = ahead - table(readings[r], at)
                courant[r] = min(velocity[r] * passed[r] / width[r], 1.0)
                number[r] = dispersion[r] * passed[r] / width[r] ** 2
                largest = max(largest, number[r])
        substeps = max(1, math.ceil(largest / number_most))
        if not steady:
            for a in range(arcs):
                if near[arc_from[a]]:
                    share[a] = table(shares[a], at + 0.5 * step / table_s[1])
        fresh = entered(source_kg, (time + step - source_s[0]) / source_s[1]) - let_in
        let_in += fresh
        # ---- with the water
        inflow[:] = 0.0
        last[:] = 0.0
        for r in range(top_reach, end_reach):
            if pending[r] > 0.0:
                rest = pending[r]
                for e in range(out_first[r], out_first[r + 1]):
                    part = share[out_arc[e]] * pending[r]
                    inflow[arc_to[out_arc[e]]] += part
                    rest -= part
                gone += rest
                pending[r] = 0.0
        for r in range(top_reach, end_reach):
            if not near[r]:
                continue
            o = begin[r] + 1
            here = inflow[r]
            if r == home and entry == 0:
                here += fresh
            if not wet[r] and here <= 0.0:
                continue
            if not wet[r]:
                wet[r], low[r], high[r] = True, 0, 1
                face[o : o + n[r] + 1] = 0.0
            if here > 0.0:
                low[r] = 0
            # neighbours across the nodes
            above = here if r == home and entry == 0 else 0.0
            for e in range(in_first[r], in_first[r + 1]):
                i = arc_from[in_arc[e]]
                above += share[in_arc[e]] * last[i] * courant[i]
            mass[o - 1] = above / courant[r]
            mass[o + n[r]] = 0.0
            if high[r] == n[r]:
                mass[o + n[r]] = mass[o + n[r] - 1]
                for e in range(out_first[r], out_first[r + 1]):
                    a = out_arc[e]
                    if arc_main[a] == 1 and share[a] > 0.05:
                        b = arc_to[a]
                        beyond = mass[begin[b] + 1] * courant[b]
                        for f in range(in_first[b], in_first[b + 1]):
                            i = arc_from[in_arc[f]]
                            if i != r:
                                held = last[i] if i < r else mass[begin[i] + n[i]]
                                beyond -= share[in_arc[f]] * held * courant[i]
                        mass[o + n[r]] = max(beyond, 0.0) / (share[a] * courant[r])
            face[o + low[r]] = here if low[r] == 0 else 0.0
            advect(mass, face, o + low[r], o + high[r], courant[r])
            last[r] = mass[o + n[r] - 1]
            out = face[o + high[r]]
            if high[r] < n[r]:
                if out < edge:
                    face[o + high[r]] = 0.0
                    out = 0.0
                else:
                    high[r] += 1
                    face[o + high[r]] = 0.0
            for j in range(o + low[r], o + high[r]):
                mass[j] += face[j] - face[j + 1]
            if high[r] == n[r] and face[o + n[r]] > 0.0:
                # what no arc carries on leaves the reaches that lead to a target
                rest = face[o + n[r]]
                for e in range(out_first[r], out_first[r + 1]):
                    part = share[out_arc[e]] * face[o + n[r]]
                    inflow[arc_to[out_arc[e]]] += part
                    rest -= part
                gone += rest
        if entry > 0 and fresh > 0.0:
            if not wet[home]:
                wet[home], low[home], high[home] = True, entry, entry + 1
                face[begin[home] + 1 : begin[home] + 2 + n[home]] = 0.0
            low[home] = min(low[home], entry)
            mass[begin[home] + 1 + entry] += fresh
        # ---- against and along it
        for _ in range(substeps):
            for a in range(arcs):
                over[a] = 0.0
                i, b = arc_from[a], arc_to[a]
                if not near[i] or number[i] <= 0.0 or (not wet[i] and not wet[b]):
                    continue
                if share[a] <= 0.0 or number[b] <= 0.0:
                    continue
                held = mass[begin[i] + n[i]]
                beyond = mass[begin[b] + 1] * courant[b]
                for f in range(in_first[b], in_first[b + 1]):
                    k = arc_from[in_arc[f]]
                    if in_arc[f] != a and near[k]:
                        beyond -= share[in_arc[f]] * mass[begin[k] + n[k]] * courant[k]
                resistance = 0.5 * (courant[i] / number[i] + courant[b] / number[b]) * substeps
                flow = (share[a] * held * courant[i] - max(beyond, 0.0)) / resistance
                over[a] = max(min(flow, 0.25 * share[a] * held), -0.25 * mass[begin[b] + 1])
                if over[a] < 0.0 and not wet[i]:
                    over[a] = 0.0
                if over[a] > 0.0 and not wet[b]:
                    wet[b], low[b], high[b] = True, 0, 1
                    face[begin[b] + 1 : begin[b] + 2 + n[b]] = 0.0
            for r in range(top_reach, end_reach):
                if not wet[r]:
                    continue
                o = begin[r] + 1
                if low[r] > floor[r] and mass[o + low[r]] > tiny:
                    low[r] -= 1
                    face[o + low[r]] = 0.0
                if high[r] < n[r] and mass[o + high[r] - 1] > edge:
                    high[r] += 1
                    face[o + high[r]] = 0.0
                enters = leaves = 0.0
                for e in range(in_first[r], in_first[r + 1]):
                    enters += over[in_arc[e]]
                for e in range(out_first[r], out_first[r + 1]):
                    leaves += over[out_arc[e]]
                if enters != 0.0 and low[r] > 0:
                    face[o : o + low[r]] = 0.0
                    low[r] = 0
                if leaves != 0.0 and high[r] < n[r]:
                    face[o + high[r] + 1 : o + n[r] + 1] = 0.0
                    high[r] = n[r]
                spread(
                    mass,
                    face,
                    o + low[r],
                    o + high[r],
                    number[r] / substeps,
                    enters,
                    leaves,
                )
        # ---- in its place
        for r in range(top_reach, end_reach):
            if not wet[r]:
                continue
            o = begin[r] + 1
            if exchange[r] > 0.0:
                both = exchange[r] + back[r]
                # the rational form of exp(-x) keeps the spreading by dead zones exact in long steps
                x = both * passed[r]
                fading = max(0.0, (2.0 - x) / (2.0 + x))
                hold(mass, dead, o + low[r], o + high[r], (back[r] / both, fading))
            if loss[r] > 0.0:
                keep = math.exp(-loss[r] * step)
                for j in range(o + low[r], o + high[r]):
                    faded += (1.0 - keep) * (mass[j] + dead[j])
                    mass[j] *= keep
                    dead[j] *= keep
        time += step
        k_step += 1
        # ---- what passed the targets
        for q in range(targets):
            r = target_reach[q]
            if wet[r]:
                for i in range(4):
                    j = first[q, 0] + i
                    if weight[q, i] != 0.0 and low[r] <= j <= high[r]:
                        raw[q] += weight[q, i] * face[begin[r] + 1 + j]
        since += 1
        if since == stride:
            since = 0
            if records == _RECORDS:
                records, stride = thin(times, totals), 2 * stride
            records = record(times, totals, records, time, raw)
        # ---- the ends of the plume
        inside = 0.0
        for r in range(count):
            if not wet[r]:
                continue
            o = begin[r] + 1
            first_cell, end_cell = trim(mass, dead, o + low[r], o + high[r], tiny)
            low[r], high[r] = first_cell - o, end_cell - o
            if high[r] - low[r] == 1 and let_in >= whole:
                j = o + low[r]
                amount = mass[j] + dead[j]
                if amount < tiny:
                    if high[r] == n[r]:
                        pending[r] = amount
                        mass[j] = dead[j] = 0.0
                        wet[r] = False
                    else:
                        mass[j + 1], dead[j + 1] = mass[j], dead[j]
                        mass[j] = dead[j] = 0.0
                        low[r] += 1
                        high[r] += 1
        if k_step % _LOOK_EVERY:
            continue
        # ---- now and then: is it over, and may cells be joined
        for r in range(count):
            inside += pending[r]
            if wet[r]:
                for j in range(begin[r] + 1 + low[r], begin[r] + 1 + high[r]):
                    inside += mass[j] + dead[j]
        if let_in >= whole and inside <= left_over * whole:
            break
        if time <= source_end or level >= most_levels.max():
            continue
        top = 0.0
        for r in range(count):
            if wet[r]:
                a_top, _ = smooth(mass, begin[r] + 1 + low[r], begin[r] + 1 + high[r])
                top = max(top, a_top * velocity[r] / width[r])
        joins = True
        for r in range(count):
            if wet[r] and joins and most_levels[r] > level:
                o = begin[r] + 1
                if low[r] == 0:
                    mass[o - 1] = 2.0 * mass[o] - mass[o + 1]
                if high[r] == n[r]:
                    mass[o + n[r]] = 2.0 * mass[o + n[r] - 1] - mass[o + n[r] - 2]
                a_top, bend = smooth(mass, o + low[r], o + high[r])
                flux = velocity[r] / width[r]
                joins = bend * flux <= bend_allowed * math.sqrt(a_top * flux * top)
                # dead zones must not be emptied faster than twice in a step
                joins = joins and 2.0 * passed[r] * (exchange[r] + back[r]) <= 1.5
        if not joins:
            continue
        level += 1
        for r in range(count):
            if most_levels[r] < level:
                continue
            o = begin[r] + 1
            join(mass, dead, o, n[r])
            n[r] //= 2
            width[r] *= 2.0
            low[r], high[r] = low[r] // 2, (high[r] + 1) // 2
            floor[r] //= 2
        for q in range(targets):
            r = target_reach[q]
            stencil(target_m[q], width[r], n[r], first[q], weight[q])
    inside = 0.0
    for r in range(count):
        inside += pending[r]
        for j in range(begin[r] + 1, begin[r] + 1 + n[r]):
            inside += mass[j] + dead[j]
    budget[0], budget[1], budget[2], budget[3] = inside, gone, faded, float(k_step)
    budget[4] = let_in
    if times[records - 1] < time:
        records = record(times, totals, min(records, _RECORDS - 1), time, raw)
    # eight columns at a time, one line of memory: a column read alone fetches all of them each time
    columns = np.empty((_LINE, records))
    for begins in range(0, targets, _LINE):
        several = min(_LINE, targets - begins)
        for i in range(records):
            for k in range(several):
                columns[k, i] = totals[i, begins + k]
        for k in range(several):
            q = begins + k
            deposit(times, columns[k], records, tail, values[q], window[q])

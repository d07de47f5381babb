"""Velocity and dispersion against dye tests."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from shangyou.cli.evidence import readings
from shangyou.cli.evidence.row import Row, at_most, within
from shangyou.cli.evidence.velocity_fit import Law, River, between_rivers
from shangyou.science.distributions import Floats, LogNormal
from shangyou.science.processes.dispersion_coefficients import disley, longitudinal, zeng_huai
from shangyou.science.processes.river_velocity import (
    CONTINUITY_SIGMA,
    GRAVITY_M_S2,
    SECTION_LAWS,
    conditioned,
    estimate,
)

TIME_OF_TRAVEL = "water/usgs_time_of_travel_public.csv"
DISPERSION = "water/dispersion_coefficients_train.csv"
NINETY = 1.6449


def rivers(path: Path) -> list[River]:
    """Return the public dye passages by river."""
    data = readings.passages(path)
    chosen = ((name, data.river == name) for name in np.unique(data.river))
    return [River(str(n), data.discharge_m3_s[at], data.velocity_m_s[at]) for n, at in chosen]


def velocity(data: Path) -> Iterator[Row]:
    """Score the velocity of every passage, its river left out of the shared law."""
    known = rivers(data / TIME_OF_TRAVEL)
    _, without = between_rivers(known)
    scores: dict[str, list[tuple[float, float]]] = {"alone": [], "one": [], "earlier": []}
    for river, law in zip(known, without, strict=True):
        tests = list(zip(river.discharge_m3_s.tolist(), river.velocity_m_s.tolist(), strict=True))
        for i, (discharge, measured) in enumerate(tests):
            scores["alone"].append(_off(conditioned(discharge, (), law), measured))
            if i:
                before = tests[i - 1 : i]
                scores["one"].append(_off(conditioned(discharge, before, law), measured))
            if i > 1:
                scores["earlier"].append(_off(conditioned(discharge, tests[:i], law), measured))
    plain_off = np.concatenate([_plain_left_out(known, i) for i in range(len(known))])
    carried_on = np.concatenate([_plain_after_one(river) for river in known])
    cases = (
        (
            "alone", "discharge alone", 44.0, "Jobson 1996: standard error 105 % (Arkansas)",
            f"plain power law on the same rivers {_median(plain_off):.1f} %, on all 407 44.7 %",
        ),
        ("one", "one earlier test", 25.0, "plain power law 26.6 % on all 407",
         f"the test before it in the file; plain law the same way {_median(carried_on):.1f} %"),
        ("earlier", "two or more tests", 25.0, "", "all tests before it in the file"),
    )  # fmt: skip
    for key, case, limit, peers, remark in cases:
        off, sigma = np.array(scores[key]).T
        note = f"n = {off.size}, river left out; {remark}"
        yield at_most(
            "river-velocity", case, "median error", _median(off), limit, peers=peers, note=note
        )
        yield _coverage("river-velocity", case, off, sigma)
    yield _any_other(known, without)
    yield from _with_section(data)


def _any_other(known: list[River], without: list[Law]) -> Row:
    """Score each passage after one other of its river, wherever and whenever that was made."""
    generator = np.random.default_rng(0)
    scores = []
    for river, law in zip(known, without, strict=True):
        tests = list(zip(river.discharge_m3_s.tolist(), river.velocity_m_s.tolist(), strict=True))
        for i, (discharge, measured) in enumerate(tests):
            others = [j for j in range(len(tests)) if j != i]
            if others:
                other = tests[int(generator.choice(others))]
                scores.append(_off(conditioned(discharge, (other,), law), measured))
    off, sigma = np.array(scores).T
    inside = 100 * float(np.mean(np.abs(off) <= NINETY * sigma))
    return Row(
        "river-velocity", "water", "one test elsewhere on the river", "median error", _median(off),
        "%", "", "", None,
        f"n = {off.size}, any other passage by lot: other reach, other year, other discharge; "
        f"90 % interval holds {inside:.0f} %",
    )  # fmt: skip


def _plain_left_out(known: list[River], i: int) -> Floats:
    """Return ln(measured / computed) of the plain power law fitted to the other rivers."""
    others = [river for j, river in enumerate(known) if j != i]
    x = np.log(np.concatenate([r.discharge_m3_s for r in others]))
    y = np.log(np.concatenate([r.velocity_m_s for r in others]))
    slope, constant = np.polyfit(x, y, 1)
    own = known[i]
    return np.asarray(np.log(own.velocity_m_s) - constant - slope * np.log(own.discharge_m3_s))


def _plain_after_one(river: River) -> Floats:
    """Return ln(measured / computed) when the test before is scaled by Q^0.273."""
    q, u = np.log(river.discharge_m3_s), np.log(river.velocity_m_s)
    return np.asarray(np.diff(u) - 0.273 * np.diff(q))


def _with_section(data: Path) -> Iterator[Row]:
    """Score rivers known by slope, width or depth: sections of the dispersion tests."""
    path = data / DISPERSION
    if not path.is_file():
        return
    table = Sections.read(path)
    names = {(True, False, False): "width", (False, True, False): "depth",
             (False, False, True): "slope", (True, False, True): "width and slope",
             (False, True, True): "depth and slope"}  # fmt: skip
    for known, name in names.items():
        off = table.left_out(known)
        sigma = np.full(off.size, SECTION_LAWS[known][5])
        note = f"n = {off.size} sections, stream left out"
        case = f"discharge and {name}"
        yield at_most("river-velocity", case, "median error", _median(off), 35.0, note=note)
        yield _coverage("river-velocity", case, off, sigma)
    pool = estimate(discharge_m3_s=5000.0, width_m=700.0, depth_m=60.0)
    yield at_most(
        "river-velocity", "reservoir 700 m × 60 m, 5,000 m³/s", "off continuity",
        100 * abs(pool.median * 700.0 * 60.0 / 5000.0 - 1), 1.0,
        note=f"U = {pool.median:.3f} m/s, sigma {CONTINUITY_SIGMA}",
    )  # fmt: skip


class Sections:
    """The measured sections of the dispersion tests."""

    def __init__(self, columns: dict[str, Floats]) -> None:
        self.width, self.depth = columns["width_m"], columns["depth_m"]
        self.velocity, self.shear = columns["velocity_ms"], columns["shear_velocity_ms"]
        self.dispersion = columns["Kx_m2s"]
        # the extract names no streams: sinuosity, one figure per stream, stands for the name
        self.stream = np.unique(columns["sinuosity"], return_inverse=True)[1]

    @classmethod
    def read(cls, path: Path) -> "Sections":
        rows = readings.table(path)
        names = ("width_m", "depth_m", "velocity_ms", "shear_velocity_ms", "Kx_m2s", "sinuosity")
        return cls({name: readings.column(rows, name) for name in names})

    def design(self, known: tuple[bool, bool, bool]) -> Floats:
        """Return the columns of a section law: 1, ln Q and what is known of W, H, S."""
        slope = self.shear**2 / (GRAVITY_M_S2 * self.depth)
        discharge = self.velocity * self.width * self.depth
        extra = [v for v, k in zip((self.width, self.depth, slope), known, strict=True) if k]
        return np.column_stack([np.ones(slope.size), np.log(discharge), *map(np.log, extra)])

    def left_out(self, known: tuple[bool, bool, bool]) -> Floats:
        """Return ln(measured / computed), each stream computed from the others."""
        design, target = self.design(known), np.log(self.velocity)
        off = np.empty(target.size)
        for stream in np.unique(self.stream):
            out = self.stream == stream
            law = np.linalg.lstsq(design[~out], target[~out], rcond=None)[0]
            off[out] = target[out] - design[out] @ law
        return off


def dispersion(data: Path) -> Iterator[Row]:
    """Score longitudinal dispersion; nothing in it is fitted to these rows but its spread."""
    table = Sections.read(data / DISPERSION)
    given = np.column_stack([table.velocity, table.depth, table.width, table.shear]).tolist()
    for case, with_shear in (("shear velocity known", True), ("shear velocity unknown", False)):
        ours = [
            longitudinal(
                velocity_m_s=u, depth_m=h, width_m=w, shear_velocity_m_s=s if with_shear else None
            )
            for u, h, w, s in given
        ]
        off = np.array(
            [math.log(k / d.median) for k, d in zip(table.dispersion.tolist(), ours, strict=True)]
        )
        alone = ", ".join(
            f"{name} {_within_two(formula, given, table.dispersion):.0f} %"
            for name, formula in (("Disley", disley), ("Zeng & Huai", zeng_huai))
        )
        peers = "71 rows: Disley 72 %, Deng 65 %, Seo & Cheong 63 %, Fischer 38 %, Elder 1 %"
        share = 100 * float(np.mean(np.abs(off) <= math.log(2)))
        note = f"n = {off.size}; on these rows {alone}"
        yield within("dispersion", case, "within ×2", share, (72, 100), peers=peers, note=note)
        yield _coverage("dispersion", case, off, np.array([d.sigma for d in ours]))


def _within_two(
    formula: Callable[[float, float, float, float], float],
    given: list[list[float]],
    measured: Floats,
) -> float:
    computed = np.array([formula(u, h, w, shear) for u, h, w, shear in given])
    return 100 * float(np.mean(np.abs(np.log(measured / computed)) <= math.log(2)))


def _off(ours: LogNormal, measured: float) -> tuple[float, float]:
    return math.log(measured / ours.median), ours.sigma


def _median(off: Floats) -> float:
    """Return the median of |computed / measured - 1| in per cent."""
    return 100 * float(np.median(np.abs(np.exp(-off) - 1)))


def _coverage(name: str, case: str, off: Floats, sigma: Floats) -> Row:
    inside = 100 * float(np.mean(np.abs(off) <= NINETY * sigma))
    return within(name, case, "90 % interval holds", inside, (85, 95), note=f"n = {off.size}")

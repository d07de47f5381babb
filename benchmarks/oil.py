"""Oil on a river: our walk at 60 s beside OpenDrift's OpenOil at 900 s, same spill, one run.

    python benchmarks/oil.py

10,000 elements of diesel, 72 h, 120 m3 in one hour, 0.6 m/s, 3 m/s of wind, 12.5 C. OpenDrift is
no dependency: where it is not installed the comparison is left out and said to be. Both run without
banks that hold oil (OpenOil in open water, ours in a wide river whose banks give all back), so
that what is compared is drift and weathering. OpenOil gives one answer; its spread is what it says
of winds and waters as far apart as a duty officer's own (1.5 m/s, 5 C either way), and it ends at
24 h, the age at which OpenOil stops evaporation.
"""

import importlib.util
import json
import time
from datetime import UTC, datetime, timedelta

from shangyou.cli.bench_more import oil_case
from shangyou.science import cases
from shangyou.science.models.river_oil_spill import MODEL

START = datetime(2026, 12, 15, tzinfo=UTC)
HOURS = (6, 12, 24, 48, 72)
ELEMENTS, STEP_S, PEER_STEP_S = 10_000, 60, 900
WIND_M_S, WATER_C = 3.0, 12.5
WINDS_M_S, WATERS_C = (1.5, 3.0, 4.5), (7.5, 12.5, 17.5)
SPREAD_ELEMENTS, SPREAD_HOURS = 500, 24


def ours():
    inputs = cases.read(MODEL, oil_case(elements=ELEMENTS, hours=72))
    MODEL.solve(cases.read(MODEL, oil_case(elements=1000, hours=2)))  # load the compiled walk
    begin = time.perf_counter()
    answer = MODEL.to_json(MODEL.solve(inputs))
    seconds = time.perf_counter() - begin
    balance = answer["mass_balance"]
    times = [datetime.fromisoformat(t) for t in balance["time"]]
    shares = {}
    for name in ("evaporated", "dispersed"):
        nearest = [
            min(range(len(times)), key=lambda i: abs(times[i] - START - timedelta(hours=h)))
            for h in HOURS
        ]
        shares[name] = [round(balance[name][i], 3) for i in nearest]
    return seconds, shares, answer["mass_balance_error"]


def openoil(wind_m_s=WIND_M_S, water_c=WATER_C, elements=ELEMENTS, hours=HOURS[-1]):
    """Return the seconds of a run and its shares after each of HOURS it reaches."""
    from opendrift.models.openoil import OpenOil  # noqa: PLC0415 - optional, loads for seconds

    model = OpenOil(loglevel=50, weathering_model="noaa")
    for name, value in {
        "x_sea_water_velocity": 0.6,
        "y_sea_water_velocity": 0,
        "x_wind": wind_m_s,
        "y_wind": 0,
        "land_binary_mask": 0,
        "sea_water_temperature": water_c,
    }.items():
        model.set_config(f"environment:constant:{name}", value)
    begin_time = START.replace(tzinfo=None)
    model.seed_elements(
        lon=3,
        lat=60,
        radius=10,
        number=elements,
        time=[begin_time, begin_time + timedelta(hours=1)],
        oil_type="GENERIC DIESEL",
        m3_per_hour=120,
    )
    begin = time.perf_counter()
    model.run(
        duration=timedelta(hours=hours), time_step=PEER_STEP_S, time_step_output=timedelta(hours=1)
    )
    seconds = time.perf_counter() - begin
    budget = model.get_oil_budget()
    whole = budget["mass_total"]
    return seconds, {
        name: [round(float(budget[f"mass_{name}"][h] / whole[h]), 3) for h in HOURS if h <= hours]
        for name in ("evaporated", "dispersed")
    }


def openoil_spread():
    """Return the least and the most OpenOil says of each share over WINDS_M_S and WATERS_C."""
    runs = [
        openoil(wind, water, SPREAD_ELEMENTS, SPREAD_HOURS)[1]
        for wind in WINDS_M_S
        for water in WATERS_C
    ]
    return {
        name: [(min(column), max(column)) for column in zip(*(r[name] for r in runs), strict=True)]
        for name in runs[0]
    }


def main():
    seconds, shares, error = ours()
    print(f"{ELEMENTS} elements, 72 h; shares after {HOURS} h")
    print(f"ours     {STEP_S:4d} s steps {seconds:6.2f} s  {json.dumps(shares)}  mass {error:.0e}")
    if importlib.util.find_spec("opendrift") is None:
        print("OpenDrift is not installed: no comparison (pip install opendrift bottleneck)")
        return
    peer = openoil()
    print(f"OpenOil  {PEER_STEP_S:4d} s steps {peer[0]:6.2f} s  {json.dumps(peer[1])}")
    print(f"faster by {peer[0] / seconds:.1f} at a step {PEER_STEP_S // STEP_S} times finer")
    spread = openoil_spread()
    print(
        f"OpenOil with {WINDS_M_S} m/s, {WATERS_C} C, up to {SPREAD_HOURS} h: {json.dumps(spread)}"
    )
    for name, bounds in spread.items():
        inside = [
            low <= share <= high for share, (low, high) in zip(shares[name], bounds, strict=False)
        ]
        print(f"{name} within it: {sum(inside)} of {len(inside)}")


if __name__ == "__main__":
    main()

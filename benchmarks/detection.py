"""A day of 238 stations and 9 factors through detection: `PYTHONPATH=src python benchmarks/detection.py`.

Wanted: 2 s for a day, every four hours or every five minutes. Readings come as the gateway hands
them over, a micro-batch of all stations at a time, and, for comparison, the whole day at once.
"""

import time

import numpy as np

from shangyou.science.inference.event_detection import slow, training
from shangyou.science.inference.event_detection.detector import State
from shangyou.science.inference.event_detection.exceedance import ExceedanceState, Limits
from shangyou.science.inference.event_detection.fleet import Fleet
from shangyou.science.inference.event_detection.quality import Bounds, QualityState

STATIONS, FACTORS = 238, 9
FIVE_MINUTES, FOUR_HOURS = 288, 6


def readings(rows, seed):
    generator = np.random.default_rng(seed)
    level = np.random.default_rng(1).uniform(1, 100, (1, STATIONS, FACTORS))
    return level * (1 + 0.01 * generator.standard_normal((rows, STATIONS, FACTORS)))


def best(work, repeats=3):
    seconds = []
    for _ in range(repeats):
        begin = time.process_time()
        work()
        seconds.append(time.process_time() - begin)
    return min(seconds)


def main():
    names = tuple(f.key for f in slow.FACTORS)
    detector = training.train_fleet(readings(600, 0), interval_s=300.0, quality=names)
    day = readings(FIVE_MINUTES, 2)
    bounds = Bounds(np.zeros(FACTORS), np.full(FACTORS, 1e6), np.full(FACTORS, 60))
    limits = Limits(np.full(FACTORS, -np.inf), np.full(FACTORS, 150.0), np.full(FACTORS, 12))
    every = np.arange(STATIONS)

    def stream():
        fleet = Fleet(detector, STATIONS)
        quality, above = QualityState(STATIONS, bounds), ExceedanceState(STATIONS, limits)
        for row, values in enumerate(day):
            good, _ = quality.step(values)
            above.step(good)
            fleet.step(every, np.full(STATIONS, 300.0 * row), good)

    def four_hourly():
        state = slow.SlowState(STATIONS)
        quality, above = QualityState(STATIONS, bounds), ExceedanceState(STATIONS, limits)
        for values in day[:FOUR_HOURS]:
            good, _ = quality.step(values)
            above.step(good)
            state.step(good)

    lines = (
        ("five minutes, 288 micro-batches, all parts", stream),
        (
            "five minutes, the day at once, change alone",
            lambda: State(detector, STATIONS).step(day),
        ),
        ("four hours, 6 micro-batches, all parts", four_hourly),
    )
    print(f"{STATIONS} stations x {FACTORS} factors, one day, CPU seconds (wanted: 2)")
    for name, work in lines:
        print(f"{best(work):8.3f}  {name}")


if __name__ == "__main__":
    main()

"""Schools, hospitals and housing around the demo world's enterprises: made up, marked 示意."""

import math
import random
from collections.abc import Iterator, Sequence

import numpy as np
from django.contrib.gis.geos import Point

from shangyou.preparedness.centreline import METRES_PER_DEGREE
from shangyou.preparedness.demo.geography import regions_of
from shangyou.preparedness.registers.air_receptors import AirReceptor
from shangyou.preparedness.registers.risk_sources import RiskSource

SEED = 20211203
MADE_UP = "示意：在风险源周围随机生成，非真实单位"

PLACES = (
    ("school", "小学", 400, 1800),
    ("residential", "居民区", 300, 6000),
    ("hospital", "卫生院", 60, 700),
    ("residential", "村民小组", 40, 400),
    ("public", "农贸市场", 80, 900),
)
"""Kind, title, fewest and most people."""

NEAREST_M, FARTHEST_M = 250.0, 4000.0
HOLD_GAS = ("enterprise", "park", "oil_depot", "port")


def air_receptors(sources: Sequence[RiskSource]) -> Iterator[AirReceptor]:
    """Give places with people around every enterprise, the same ones every time."""
    chance = random.Random(SEED)  # noqa: S311 (a demo world, not a secret)
    made: list[tuple[str, str, int, tuple[float, float]]] = []
    for source in sources:
        if source.kind not in HOLD_GAS or source.geometry is None:
            continue
        for kind, title, fewest, most in PLACES:
            away = NEAREST_M * (FARTHEST_M / NEAREST_M) ** chance.random()
            towards = chance.uniform(0.0, 2.0 * math.pi)
            north = away * math.cos(towards) / METRES_PER_DEGREE
            latitude = source.geometry.y + north
            east = away * math.sin(towards) / METRES_PER_DEGREE / math.cos(math.radians(latitude))
            people = round(fewest * (most / fewest) ** chance.random(), -1)
            made.append((kind, title, int(people), (source.geometry.x + east, latitude)))
    regions = regions_of(np.array([place for *_, place in made]))
    for n, ((kind, title, people, place), region) in enumerate(zip(made, regions, strict=True), 1):
        yield AirReceptor(
            code=f"AR{n:04d}",
            name=f"示意{title} {n:04d}",
            kind=kind,
            people=people,
            contact_name="示意联系人",
            contact_phone=f"000-0007{n:04d}",
            geometry=Point(round(place[0], 5), round(place[1], 5), srid=4326),
            region=region,
            status="estimated",
            source=MADE_UP,
            demo=True,
        )

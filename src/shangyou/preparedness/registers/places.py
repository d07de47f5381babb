"""A thing on a river: which river, how far along, on which bank."""

from collections.abc import Iterator

from django.contrib.gis.db import models

from shangyou.core.registers.rows import RegisterRow
from shangyou.preparedness.network import POSITIONS
from shangyou.preparedness.registers.reaches import Reach
from shangyou.preparedness.registers.rivers import River
from shangyou.preparedness.registers.words import choices, problem
from shangyou.science.messages import Problem, Sentence

BANKS = {
    "left": Sentence("左岸", "Left bank"),
    "right": Sentence("右岸", "Right bank"),
    "middle": Sentence("江心", "Midstream"),
    "unknown": Sentence("不详", "Not known"),
}


class OnRiver(RegisterRow):
    """A row with a place on the network; reach and distance follow from river and chainage when left empty."""

    river = models.ForeignKey(River, models.PROTECT, null=True, blank=True)
    reach = models.ForeignKey(Reach, models.PROTECT, null=True, blank=True)
    distance_m = models.FloatField(null=True, blank=True)
    chainage_km = models.FloatField(null=True, blank=True)
    bank = models.CharField(max_length=8, choices=choices(BANKS), default="unknown", blank=True)
    geometry = models.PointField(null=True, blank=True, srid=4326)

    class Meta:
        abstract = True

    @property
    def position(self) -> float | None:
        """Fraction of the discharge to the left of the thing; None where the bank is not known."""
        return POSITIONS.get(self.bank)

    def settle(self) -> None:
        """Fill in what follows from what is given: the reach from the chainage, the point from the reach."""
        from shangyou.preparedness import store  # noqa: PLC0415 (the store reads these very registers)

        network = store.network()
        if self.reach_id is None and self.river_id and self.chainage_km is not None and self.river:
            found = network.at_chainage(self.river.name, self.chainage_km)
            if found:
                code, self.distance_m = found
                self.reach_id = network.reaches[code].row_id
        if self.reach_id and self.distance_m is not None and self.reach:
            if self.chainage_km is None and self.reach.code in network.reaches:
                self.chainage_km = round(network.chainage(self.reach.code, self.distance_m), 3)
            if self.geometry is None and self.reach.code in network.reaches:
                from django.contrib.gis.geos import Point  # noqa: PLC0415 (GEOS loads on use)

                self.geometry = Point(
                    *network.bank_point(self.reach.code, self.distance_m, self.bank), srid=4326
                )

    def save(self, *args: object, **kwargs: object) -> None:
        self.settle()
        super().save(*args, **kwargs)  # type: ignore[arg-type]


def place_problems(row: OnRiver) -> Iterator[Problem]:
    """Check that the row's place lies on its river and within its reach."""
    if row.reach is not None:
        if row.river is not None and row.reach.river_id != row.river_id:
            yield problem(
                "reach",
                f"河段 {row.reach.code} 不在{row.river.name}上；请选同一条河的河段。",
                f"Reach {row.reach.code} is not on {row.river.name}; choose a reach of that river.",
            )
        if row.distance_m is not None and not 0.0 <= row.distance_m <= row.reach.length_m:
            yield problem(
                "distance_m",
                f"距河段起点应在 0–{row.reach.length_m:.0f} m 之间（河段 {row.reach.code} 全长）。",
                f"The distance must lie between 0 and {row.reach.length_m:.0f} m, "
                f"the length of reach {row.reach.code}.",
            )
    if row.chainage_km is not None and not 0.0 <= row.chainage_km <= 3000.0:
        yield problem(
            "chainage_km",
            "里程应在 0–3000 km 之间。",
            "Chainage must lie between 0 and 3000 km.",
        )
    if row.chainage_km is not None and row.river is None:
        yield problem(
            "river", "填了里程就要选河流。", "A chainage needs its river: choose the river."
        )

"""A thing on a river: which river, how far along, on which bank."""

from collections.abc import Collection, Iterator
from typing import Any, ClassVar, Self

from django.contrib.gis.db import models
from django.contrib.gis.geos import Point

from shangyou.core.registers.rows import RegisterRow
from shangyou.preparedness.network import POSITIONS, Network
from shangyou.preparedness.registers.reaches import Reach
from shangyou.preparedness.registers.rivers import River
from shangyou.preparedness.registers.words import BANKS, choices, problem
from shangyou.science.messages import Problem


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

    _loaded: ClassVar[tuple[object, ...] | None] = None
    """The place as the database had it, to tell which part of it somebody changed."""

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any
    ) -> Self:
        """Remember the place as it was read."""
        row = super().from_db(db, field_names, values, **more)
        row._loaded = row._place()  # type: ignore[misc]  # noqa: SLF001 (its own row)
        return row

    def _place(self) -> tuple[object, ...]:
        read = self.__dict__  # a deferred field is absent here and must not be fetched
        return tuple(
            read.get(name) for name in ("reach_id", "distance_m", "river_id", "chainage_km", "bank")
        )

    @property
    def position(self) -> float | None:
        """Fraction of the discharge to the left of the thing; None where the bank is not known."""
        return POSITIONS.get(self.bank)

    def settle(self) -> None:
        """Fill in what follows: reach and distance from river and chainage, or the other way, and the point.

        Of two that disagree the one just changed wins; a point that was not drawn by hand moves along.
        """
        if self._loaded == self._place():
            return
        from shangyou.preparedness import store  # noqa: PLC0415 (the store reads these very registers)

        network = store.network()
        was = dict(
            zip(
                ("reach", "distance", "river", "chainage", "bank"),
                self._loaded or (None,) * 5,
                strict=True,
            )
        )
        by_chainage = self.reach_id is None or (
            self._loaded is not None
            and (was["river"], was["chainage"]) != (self.river_id, self.chainage_km)
            and (was["reach"], was["distance"]) == (self.reach_id, self.distance_m)
        )
        follows = self._point_follows(network, was)
        if by_chainage and self.river is not None and self.chainage_km is not None:
            found = network.at_chainage(self.river.name, self.chainage_km)
            self.reach_id = network.reaches[found[0]].row_id if found else None
            self.distance_m = round(found[1], 1) if found else None
        reach = self.reach
        if reach is None or self.distance_m is None or reach.code not in network.reaches:
            return
        if not 0.0 <= self.distance_m <= reach.length_m:
            return  # the rules will say so
        if self.river_id is None:
            self.river_id = reach.river_id
        if not by_chainage and (self.chainage_km is None or self._loaded is not None):
            self.chainage_km = round(network.chainage(reach.code, self.distance_m), 3)
        if self.geometry is None or follows:
            point = network.bank_point(reach.code, self.distance_m, self.bank)
            self.geometry = Point(round(point[0], 6), round(point[1], 6), srid=4326)

    def _point_follows(self, network: Network, was: dict[str, Any]) -> bool:
        """Say whether the point is the one that the place before the change gave."""
        code = next((c for c, r in network.reaches.items() if r.row_id == was["reach"]), None)
        if code is None or was["distance"] is None or self.geometry is None:
            return False
        point = network.bank_point(code, was["distance"], str(was["bank"]))
        return Point(*point, srid=4326).distance(self.geometry) < SAME_POINT_DEG


SAME_POINT_DEG = 1e-5
"""About a metre."""

AGREES_WITHIN_KM = 1.0
"""Chainage and distance along a reach may differ by rounding, not by more."""


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
    yield from _disagreement(row)
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


def _disagreement(row: OnRiver) -> Iterator[Problem]:
    reach = row.reach
    if reach is None or row.distance_m is None or row.chainage_km is None or not reach.length_m:
        return
    share = row.distance_m / reach.length_m
    chainage = reach.chainage_up_km + share * (reach.chainage_down_km - reach.chainage_up_km)
    if abs(chainage - row.chainage_km) > AGREES_WITHIN_KM and 0.0 <= share <= 1.0:
        yield problem(
            "chainage_km",
            f"里程 {row.chainage_km:g} km 与河段位置（{reach.code} 起 {row.distance_m:g} m，即 {chainage:.1f} km）不一致；请只填其一或改成一致。",
            f"Chainage {row.chainage_km:g} km does not agree with {row.distance_m:g} m along {reach.code} "
            f"({chainage:.1f} km); give one of them, or make them agree.",
        )

"""What the registers know downstream of a release, as places a forecast reports on."""

from collections.abc import Mapping
from dataclasses import replace

from shangyou.preparedness import store
from shangyou.preparedness.network import POSITIONS, Network, Path
from shangyou.preparedness.registers.districts import District
from shangyou.reference.substances import Substance
from shangyou.response.places import Place
from shangyou.science.messages import Sentence

SPACES = "response_spaces"
RECEPTORS = "receptors"
SPACES_CONSIDERED = 12
SAME_SIDE = Sentence("岸别未知，按泄漏同岸计", "bank not known, taken as that of the release")

WATER_CLASSES = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
KINDS = {
    "intake": "intake",
    "reservoir_source": "intake",
    "national_section": "section",
    "control_section": "section",
    "province_boundary": "province_boundary",
    "district_boundary": "district_boundary",
    "reserve": "reserve",
}


def case_floats(substance: Substance | None) -> bool:
    """Tell whether the substance lies on the water: booms and skimmers work on it."""
    return bool(substance and substance.behaviour and "floats" in substance.behaviour.kinds)


def places_on(path: Path, network: Network, *, bank: str, floats: bool) -> list[Place]:
    """Return every receptor and the nearest useful response spaces of a path, in three queries.

    A boom holds only what floats: for anything else booming places are left out. An intake whose
    bank nobody wrote down is taken to lie where the plume runs.
    """
    names = dict(District.objects.values_list("code", "name"))
    sides = plume_sides(path, network, bank)
    receptors = [
        _on_the_plumes_side(_receptor_place(row, names), sides)
        for row in store.receptors_downstream(path)
    ]
    useful = [row for row in store.spaces_on(path) if floats or row.action != "boom"]
    return receptors + [_space_place(row, names) for row in useful[:SPACES_CONSIDERED]]


def plume_sides(path: Path, network: Network, bank: str) -> dict[str, str]:
    """Return the bank the plume runs along in each reach: below a mouth that of the tributary."""
    sides: dict[str, str] = {}
    for part in path.parts:
        sides[part.reach] = bank
        joins = network.reaches[part.reach].joins
        if joins in {"left", "right"}:
            bank = joins
    return sides


def _on_the_plumes_side(place: Place, sides: Mapping[str, str]) -> Place:
    side = sides[place.reach]
    if place.kind != "intake" or place.across is not None or side == "unknown":
        return place
    return replace(
        place,
        position=POSITIONS[side],
        detail={**place.detail, "assumption": {"zh": SAME_SIDE.zh, "en": SAME_SIDE.en}},
    )


def _receptor_place(row: store.ReceptorOnPath, names: Mapping[str, str]) -> Place:
    kind = KINDS.get(row.kind, "other")
    if row.crosses == "outbound":
        kind = "province_boundary"
    return Place(
        key=f"{RECEPTORS}:{row.row_id}",
        register=RECEPTORS,
        row_id=row.row_id,
        name=row.name,
        kind=kind,  # type: ignore[arg-type]  # values of KINDS
        kind_title=row.kind_title,
        river=row.river,
        reach=row.reach,
        distance_m=row.distance_m,
        bank=row.bank,
        position=row.position,
        point=row.point,
        district=names.get(row.region, ""),
        district_code=row.region,
        water_class=WATER_CLASSES.get(row.water_class),
        contact=f"{row.contact_name} {row.contact_phone}".strip(),
        supply_level=row.supply_level or None,  # type: ignore[arg-type]  # choices of the register
        status=row.status,
        source=row.source,
        demo=row.demo,
        detail={"position_status": row.position_status, "neighbour": row.neighbour},
    )


def _space_place(row: store.SpaceOnPath, names: Mapping[str, str]) -> Place:
    return Place(
        key=f"{SPACES}:{row.row_id}",
        register=SPACES,
        row_id=row.row_id,
        name=row.name,
        kind="other",
        kind_title=row.kind_title,
        river=row.river,
        reach=row.reach,
        distance_m=row.distance_m,
        bank=row.bank,
        # what is held or led aside is the whole section's water, not one bank's
        position=None,
        point=row.point,
        district=names.get(row.region, ""),
        district_code=row.region,
        contact=f"{row.contact_name} {row.contact_phone}".strip(),
        status=row.status,
        source=row.source,
        demo=row.demo,
        detail={
            "capacity_m3": row.capacity_m3,
            "ready_s": row.time_to_ready_s,
            "how_to_use": row.how_to_use,
            "action": row.action,
        },
    )

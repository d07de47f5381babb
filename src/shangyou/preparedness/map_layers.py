"""What the map can show: one layer per register with a place, told apart by shape and colour together.

Red, orange, yellow and blue are left to the four legal warning levels.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shangyou.core.models import User
from shangyou.core.registers.declaration import Register
from shangyou.core.registers.listing import visible
from shangyou.core.rights import allowed
from shangyou.preparedness.registers import (
    air_receptors,
    depots,
    experts,
    receptors,
    response_spaces,
    risk_sources,
    teams,
)
from shangyou.science.messages import Sentence

TEAL, VIOLET, BROWN, GREEN = "#0B7A8C", "#6B4FA0", "#7A5C3E", "#3C7D4F"
MAGENTA, SLATE, GREY = "#A0457B", "#3F4E5A", "#7C8790"

Mark = tuple[str, str]
"""Shape and colour."""


@dataclass(frozen=True, slots=True)
class MapLayer:
    """One layer: a register, and the marks of the values of one of its fields."""

    register: Register
    by: str
    titles: Mapping[str, Sentence]
    marks: Mapping[str, Mark]
    default_on: bool
    otherwise: Mark


LAYERS: tuple[MapLayer, ...] = (
    MapLayer(
        receptors.REGISTER,
        "kind",
        receptors.KINDS,
        {
            "intake": ("square", TEAL),
            "reservoir_source": ("square", GREEN),
            "national_section": ("triangle", VIOLET),
            "control_section": ("triangle", GREY),
            "province_boundary": ("diamond", MAGENTA),
            "district_boundary": ("diamond", GREY),
            "reserve": ("circle", GREEN),
        },
        default_on=True,
        otherwise=("circle", TEAL),
    ),
    MapLayer(
        air_receptors.REGISTER,
        "kind",
        air_receptors.KINDS,
        {
            "school": ("triangle", TEAL),
            "hospital": ("diamond", TEAL),
            "residential": ("square", SLATE),
            "public": ("circle", SLATE),
            "enterprise": ("circle", BROWN),
        },
        default_on=False,
        otherwise=("square", SLATE),
    ),
    MapLayer(
        risk_sources.REGISTER,
        "kind",
        risk_sources.KINDS,
        {
            "enterprise": ("circle", BROWN),
            "park": ("square", BROWN),
            "port": ("diamond", BROWN),
            "oil_depot": ("triangle", BROWN),
            "tailings": ("triangle", MAGENTA),
            "bridge": ("diamond", SLATE),
            "road": ("circle", SLATE),
            "pipeline": ("square", SLATE),
            "gas_field": ("triangle", SLATE),
        },
        default_on=False,
        otherwise=("circle", BROWN),
    ),
    MapLayer(
        response_spaces.REGISTER,
        "kind",
        response_spaces.KINDS,
        {
            "reservoir": ("square", VIOLET),
            "sluice": ("square", TEAL),
            "diversion_plant": ("diamond", TEAL),
            "wetland": ("circle", GREEN),
            "pond": ("circle", TEAL),
            "channel": ("diamond", GREEN),
            "dry_channel": ("diamond", BROWN),
            "island_channel": ("diamond", VIOLET),
            "bridge": ("triangle", SLATE),
            "temporary_dam": ("triangle", TEAL),
        },
        default_on=False,
        otherwise=("circle", VIOLET),
    ),
    MapLayer(
        depots.REGISTER,
        "tier",
        depots.TIERS,
        {"city": ("square", SLATE), "sub_centre": ("square", TEAL), "district": ("square", GREY)},
        default_on=False,
        otherwise=("square", SLATE),
    ),
    MapLayer(
        teams.REGISTER,
        "kind",
        teams.KINDS,
        {
            "command": ("triangle", SLATE),
            "monitoring": ("triangle", VIOLET),
            "oil": ("triangle", BROWN),
            "chemical": ("triangle", MAGENTA),
            "engineering": ("triangle", GREEN),
            "treatment": ("triangle", TEAL),
        },
        default_on=False,
        otherwise=("triangle", SLATE),
    ),
    MapLayer(
        experts.REGISTER,
        "skill",
        experts.SKILLS,
        {},
        default_on=False,
        otherwise=("circle", GREY),
    ),
)


def _mark(mark: Mark) -> dict[str, str]:
    return {"shape": mark[0], "colour": mark[1]}


def layers_for(user: User) -> list[dict[str, Any]]:
    """Give the layers a user may see, with how many rows he would see on each (one query a layer)."""
    rows = []
    for layer in LAYERS:
        register = layer.register
        if not allowed(user, f"register.{register.name}.list"):
            continue
        seen = visible(register, user).filter(geometry__isnull=False)
        rows.append(
            {
                "id": register.name,
                "group": register.group,
                "title": register.title,
                "kind": "point",
                "count": seen.count(),
                "url": f"/api/v1/registers/{register.name}/features",
                "default_on": layer.default_on,
                "symbol": _mark(layer.otherwise),
                "by": layer.by if layer.marks else None,
                "legend": [
                    {"value": value, "title": layer.titles[value], **_mark(mark)}
                    for value, mark in layer.marks.items()
                ],
            }
        )
    return rows

"""A small assessment once, so that the first of the day does not wait for compiled code to be loaded."""

from typing import Any, Final

from shangyou.response.gas.case import MODEL, SEED
from shangyou.response.runs import run

# What lasts and what is sudden march in loops of their own; both are heavy enough for them.
RELEASES: Final[tuple[dict[str, Any], ...]] = (
    {"kind": "tank", "tank": {"volume_m3": 0.8, "hole_diameter_m": 0.01}},
    {"kind": "instantaneous", "mass_kg": 1000.0},
)


def case(release: dict[str, Any]) -> dict[str, Any]:
    """Return a cylinder of chlorine with one member and one place."""
    return {
        "substance": "7782-50-5",
        "release": release,
        "weather": {"wind_speed_m_s": 2.0},
        "receptors": [{"id": "a", "x_m": 500.0, "y_m": 0.0}],
        "thresholds": ["HJ169-2"],
        "ensemble": {"members": 1},
    }


def warm() -> None:
    """Run both."""
    for release in RELEASES:
        run(case(release), model=MODEL, seed=SEED)

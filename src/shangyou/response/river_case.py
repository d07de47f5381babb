"""What every case of a spill into a river has: the time, the reaches as they are, where it entered, who lives below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shangyou.preparedness.hydrology import Regime, regime
from shangyou.preparedness.network import POSITIONS, Network, Path
from shangyou.reference.substances import Substance
from shangyou.response import river_state
from shangyou.response.amounts import Amount
from shangyou.response.drafts import Hydrology
from shangyou.response.places import Place
from shangyou.response.planning.wording import BEIJING
from shangyou.response.river_state import RiverState
from shangyou.science.messages import Sentence

SEED = 1
MEMBERS = 1000
# People round the time they saw it to five or ten minutes: our estimate.
START_SD_S = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spill:
    """What a forecast is run for: the incident, with the assumptions of this run put in."""

    reach: str
    distance_m: float
    bank: str
    substance: Substance | None
    substance_name: Sentence
    amount: Amount | None
    cause: str
    started_at: datetime
    duration_s: float
    hydrology: Hydrology
    decay_per_s: float | None = None
    members: int = MEMBERS
    seed: int = SEED


def state_of(spill: Spill) -> Regime:
    """Return the state of the rivers at a spill by season or date."""
    return regime(
        day=spill.started_at.astimezone(BEIJING).date(),
        season=spill.hydrology.season,
        pool_level_m=spill.hydrology.pool_level_m,
        discharge_factor=spill.hydrology.discharge_factor,
    )


def rivers_of(spill: Spill, network: Network, path: Path, *, now: datetime) -> RiverState:
    """Return the rivers as registers and telemetry have them at a moment, for whatever is spilt."""
    return river_state.gather(
        network, path, state_of(spill), spill.hydrology, now=now, since=spill.started_at
    )


def common(
    spill: Spill,
    places: Sequence[Place],
    path: Path,
    reaches: Sequence[Mapping[str, Any]],
    *,
    hours: float,
    amount: Mapping[str, float],
    members: int,
) -> dict[str, Any]:
    """Return the part of a case that does not ask what was spilt; `amount` is what the release holds."""
    reach, distance_m = path.in_case(spill.reach, spill.distance_m)
    return {
        "start": iso(spill.started_at),
        "duration_h": hours,
        "reaches": list(reaches),
        "releases": [
            {
                "reach": reach,
                "distance_m": round(distance_m, 1),
                "position": POSITIONS[spill.bank],
                "start": iso(spill.started_at),
                "duration_s": spill.duration_s,
                **amount,
            }
        ],
        "receptors": [receptor(place, path) for place in places],
        "ensemble": {"members": members, "start_sd_s": START_SD_S},
    }


def receptor(place: Place, path: Path) -> dict[str, Any]:
    """Return a place as a receptor of a case."""
    reach, distance_m = path.in_case(place.reach, place.distance_m)
    return {
        "id": place.key,
        "reach": reach,
        "distance_m": round(distance_m, 1),
        "position": place.across,
    }


def iso(moment: datetime) -> str:
    """Return a time as cases have it."""
    return moment.astimezone(BEIJING).isoformat(timespec="seconds")

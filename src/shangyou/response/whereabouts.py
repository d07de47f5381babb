"""Where the front of a plume is now, between the places whose arrival the forecast gives."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from shangyou.preparedness.network import Network
from shangyou.response.models import Incident


def front_km(
    rows: Sequence[Mapping[str, Any]], started_at: datetime, now: datetime
) -> float | None:
    """Return how far the front has come down the river [km]; None before the release.

    Between two places it moves evenly. Beyond the last place reached within the forecast nothing is
    known: it stays there.
    """
    elapsed = (now - started_at).total_seconds()
    if elapsed < 0.0:
        return None
    reached = sorted(
        (float(row["distance_km"]), (datetime.fromisoformat(at) - started_at).total_seconds())
        for row in rows
        if (at := row["arrival"]["p50"]) is not None
    )
    km = np.array([0.0, *(distance for distance, _ in reached)])
    # a place on the far bank is reached after one below it on the near one: the front is the first
    seconds = np.array([0.0, *(at for _, at in reached)])
    seconds = np.minimum.accumulate(seconds[::-1])[::-1]
    return float(np.interp(elapsed, seconds, km))


def front_point(
    incident: Incident, rows: Sequence[Mapping[str, Any]], network: Network, now: datetime
) -> dict[str, float] | None:
    """Return longitude and latitude of the front on the drawn river, None where it is not known."""
    km = front_km(rows, incident.started_at, now)
    if km is None or incident.reach not in network.reaches:
        return None
    path = network.downstream_path(incident.reach, incident.distance_m)
    longitude, latitude = network.points([path.at(1000.0 * km)])[0]
    return {"lon": round(float(longitude), 5), "lat": round(float(latitude), 5)}

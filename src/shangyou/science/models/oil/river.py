"""The river beneath an oil case, as the river models know it: one parser, one set of checks."""

from shangyou.science.models.oil.case import Inputs
from shangyou.science.models.river.case import Inputs as RiverInputs
from shangyou.science.models.river.case import Release


def as_river(inputs: Inputs) -> RiverInputs:
    """Return the same river and releases without the oil; the mass there means nothing."""
    return RiverInputs(
        start=inputs.start,
        duration_h=inputs.duration_h,
        reaches=inputs.reaches,
        releases=tuple(
            Release(
                reach=release.reach,
                distance_m=release.distance_m,
                position=release.position,
                start=release.start,
                duration_s=release.duration_s,
                mass_kg=1.0,
            )
            for release in inputs.releases
        ),
        receptors=inputs.receptors,
        ensemble=inputs.ensemble,
    )

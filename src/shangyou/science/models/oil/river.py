"""The river beneath an oil case, as the river models know it: one parser, one set of checks."""

from dataclasses import fields

from shangyou.science.models.oil.case import Inputs
from shangyou.science.models.river.case import Entry, Release
from shangyou.science.models.river.case import Inputs as RiverInputs


def as_river(inputs: Inputs) -> RiverInputs:
    """Return the same river and releases without the oil; the mass there means nothing."""
    return RiverInputs(
        start=inputs.start,
        duration_h=inputs.duration_h,
        reaches=inputs.reaches,
        releases=tuple(
            Release(**{f.name: getattr(release, f.name) for f in fields(Entry)}, mass_kg=1.0)
            for release in inputs.releases
        ),
        receptors=inputs.receptors,
        ensemble=inputs.ensemble,
    )

"""Every model we have, in one tuple."""

from typing import Any

from shangyou.science.models.gas_release import MODEL as GAS_RELEASE
from shangyou.science.models.river_oil_spill import MODEL as RIVER_OIL_SPILL
from shangyou.science.models.river_transport import MODEL as RIVER_TRANSPORT
from shangyou.science.spec import ModelSpec

MODELS: tuple[ModelSpec[Any], ...] = (RIVER_TRANSPORT, RIVER_OIL_SPILL, GAS_RELEASE)


def model(name: str) -> ModelSpec[Any] | None:
    """Return the model of that name, or None."""
    return next((spec for spec in MODELS if spec.name == name), None)

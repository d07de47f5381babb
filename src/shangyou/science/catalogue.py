"""Every model we have, in one tuple."""

from typing import Any

from shangyou.science.models.fireball import MODEL as FIREBALL
from shangyou.science.models.gas_release import MODEL as GAS_RELEASE
from shangyou.science.models.jet_fire import MODEL as JET_FIRE
from shangyou.science.models.pool_fire import MODEL as POOL_FIRE
from shangyou.science.models.river_oil_spill import MODEL as RIVER_OIL_SPILL
from shangyou.science.models.river_transport import MODEL as RIVER_TRANSPORT
from shangyou.science.models.vapour_cloud import MODEL as VAPOUR_CLOUD
from shangyou.science.spec import ModelSpec

MODELS: tuple[ModelSpec[Any], ...] = (
    RIVER_TRANSPORT,
    RIVER_OIL_SPILL,
    GAS_RELEASE,
    POOL_FIRE,
    JET_FIRE,
    FIREBALL,
    VAPOUR_CLOUD,
)


def model(name: str) -> ModelSpec[Any] | None:
    """Return the model of that name, or None."""
    return next((spec for spec in MODELS if spec.name == name), None)

"""Dissolved matter carried down a river: who is reached, when, how much, and how sure we are."""

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.messages import Sentence
from shangyou.science.models.river import answer as public
from shangyou.science.models.river.answer import Answer, ReachAnswer, ReceptorAnswer, Update
from shangyou.science.models.river.case import Inputs, Receptor
from shangyou.science.models.river.checks import problems
from shangyou.science.models.river.engine import Engine, Target
from shangyou.science.models.river.ensemble import River, draw
from shangyou.science.models.river.setting import Setting
from shangyou.science.models.river.statistics import PROBABILITIES, Passage, band, passage
from shangyou.science.models.river.transfer import ENSEMBLE, EXACT, Curve
from shangyou.science.models.river.update import can_update, update
from shangyou.science.models.river.validity import late, outside_validity
from shangyou.science.spec import ModelSpec

# Members up to which every curve is computed to round-off.
_FEW = 16


def solve(inputs: Inputs, seed: int = 0) -> Answer:
    """Return the forecast at every receptor.

    Parameters
    ----------
    inputs : Inputs
        The river, the release and the receptors.
    seed : int
        Of the members; the same inputs and seed give the same answer.

    Returns
    -------
    Answer
        Quantiles over the members; times in seconds from `inputs.start`.
    """
    setting = Setting.of(inputs)
    generator = np.random.default_rng(seed)
    draws = draw(inputs.ensemble.members, len(inputs.releases), len(inputs.reaches), generator)
    learned: Update | None = None
    if can_update(inputs):
        draws, learned = update(setting, draws, generator)
    accuracy = EXACT if draws.members <= _FEW else ENSEMBLE
    engine = Engine.of(setting, draws, accuracy)
    targets = [
        Target(setting.network.place(r.reach, r.distance_m), r.position) for r in inputs.receptors
    ]
    curves, error = engine.concentrations(targets)
    return Answer(
        start=inputs.start,
        reaches=_reaches(setting, engine.rivers),
        receptors=tuple(
            _receptor(inputs, receptor, curve)
            for receptor, curve in zip(inputs.receptors, curves, strict=True)
        ),
        released_kg=band(engine.released_kg),
        mass_balance_error=error,
        warnings=(*outside_validity(inputs), *late(setting, curves)),
        update=learned,
    )


def _reaches(setting: Setting, rivers: River) -> tuple[ReachAnswer, ...]:
    return tuple(
        ReachAnswer(
            id=reach.id,
            velocity_m_s=band(rivers.medium.velocity_m_s[:, r]),
            longitudinal_dispersion_m2_s=band(rivers.medium.dispersion_m2_s[:, r]),
            discharge_m3_s=band(setting.discharge_m3_s[r] * rivers.discharge_factor),
        )
        for r, reach in enumerate(setting.inputs.reaches)
    )


def _receptor(inputs: Inputs, receptor: Receptor, curve: Curve) -> ReceptorAnswer:
    seen = passage(curve, receptor.limit_mg_l)
    end = inputs.duration_h * 3600.0
    times = _axis(curve, seen, end)
    rows = np.quantile(curve.at(times), PROBABILITIES, axis=0, overwrite_input=True)
    within = np.where(seen.peak_s <= end, seen.peak_s, np.inf)
    peak_band = band(within)
    above = seen.above_from_s <= end
    return ReceptorAnswer(
        id=receptor.id,
        arrival_s=band(np.where(seen.arrival_s <= end, seen.arrival_s, np.inf)),
        peak_s=peak_band,
        peak_mg_l=band(np.where(peak_band.p50 is None, np.inf, seen.peak_mg_l)),
        above_from_s=band(np.where(above, seen.above_from_s, np.inf)),
        above_until_s=band(_until(seen, above, end)),
        probability_above_limit=None if receptor.limit_mg_l is None else float(above.mean()),
        times_s=times,
        p05_mg_l=rows[0],
        p50_mg_l=rows[1],
        p95_mg_l=rows[2],
    )


def _until(seen: Passage, above: np.ndarray, end: float) -> Floats:
    """Return the end of exceedance: -inf where there is none, inf where it outlasts the window."""
    late = np.where(seen.above_until_s <= end, seen.above_until_s, np.inf)
    result: Floats = np.where(above, late, -np.inf)
    return result


def _axis(curve: Curve, seen: Passage, end: float) -> Floats:
    """Return even whole seconds that cover what passes within the forecast."""
    if not np.isfinite(seen.peak_s).any():
        return np.linspace(0.0, end, 25)
    first = np.floor(np.quantile(curve.start_s, 0.01))
    last = np.quantile(curve.start_s + curve.step_s * curve.values.shape[1], 0.99)
    first, last = min(first, end), min(last, end)
    count = 289 if curve.start_s.size <= _FEW else 145
    step = max(1.0, np.ceil((last - first) / (count - 1)))
    return np.asarray(first + step * np.arange(int((last - first) // step) + 1), dtype=np.float64)


MODEL = ModelSpec(
    name="river-transport",
    version="1.0.0",
    title=Sentence("河流溶解物输移", "River transport of dissolved matter"),
    medium="river",
    inputs=Inputs,
    solve=solve,
    to_json=public.to_json,
    references=(
        "Fischer et al. 1979, Mixing in Inland and Coastal Waters",
        "Bencala & Walters 1983; Runkel 1998 (OTIS), USGS WRIR 98-4018",
        "HJ 2.3-2018 appendix E",
    ),
    problems=problems,
    outside_validity=outside_validity,
)

"""What a gas forecast says; `to_json` is the public contract."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from shangyou.science.distributions import Floats
from shangyou.science.messages import Sentence
from shangyou.science.models.gas.source_term import SourceTerm

QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class Band:
    """The best estimate and the 10, 50 and 90 per cent quantiles over the members."""

    best: float | None
    p10: float | None
    p50: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class ArcAnswer:
    """The highest concentration at a distance [mg/m3]."""

    distance_m: float
    z_m: float
    peak_mg_m3: Band


@dataclass(frozen=True, slots=True)
class ReceptorAnswer:
    """What somebody breathes at one place."""

    id: str
    peak_mg_m3: Band
    indoor_peak_mg_m3: float
    arrival_s: float | None
    load: float
    indoor_load: float
    fatality: float | None
    indoor_fatality: float | None
    time_s: Floats
    best: Floats
    p10: Floats
    p50: Floats
    p90: Floats
    indoor: Floats


@dataclass(frozen=True, slots=True)
class Zone:
    """Where a threshold is passed."""

    threshold: str
    concentration_mg_m3: float
    distance_m: Band
    half_width_m: float
    polygon: tuple[tuple[float, float], ...]
    from_s: float | None
    until_s: float | None
    beyond: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything a run gives."""

    theory: str
    why: Sentence
    richardson: float
    richardson_limit: float
    stability: str | None
    friction_velocity_m_s: float
    obukhov_length_m: float
    wind_10m_m_s: float
    source: SourceTerm
    toxic_exponent: float
    arcs: tuple[ArcAnswer, ...]
    receptors: tuple[ReceptorAnswer, ...]
    zones: tuple[Zone, ...]
    # east and north of where the best estimate's axis lies; empty where it is the straight line of the wind
    axis: tuple[tuple[float, float], ...]
    warnings: tuple[Sentence, ...]


def band(best: float, values: Floats) -> Band:
    """Return the band of a quantity over the members."""
    low, middle, high = (float(v) for v in np.quantile(values, QUANTILES))
    return Band(best, low, middle, high)


def reached(best: float, values: Floats) -> Band:
    """Return the band of a distance; zero (never reached) is null."""
    found = band(best, values)
    return Band(*(v or None for v in (found.best, found.p10, found.p50, found.p90)))


def _digits(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")


def _band(of: Band) -> dict[str, float | None]:
    return {name: _digits(getattr(of, name)) for name in ("best", "p10", "p50", "p90")}


def _list(values: Floats) -> list[float]:
    return [float(f"{v:.5g}") for v in values]


def to_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as the public contract has it."""
    source = answer.source
    return {
        "theory": answer.theory,
        "theory_why": {"zh": answer.why.zh, "en": answer.why.en},
        "richardson": _digits(answer.richardson),
        "richardson_limit": _digits(answer.richardson_limit),
        "warnings": [w.zh for w in answer.warnings],
        "warnings_en": [w.en for w in answer.warnings],
        "weather": {
            "stability": answer.stability,
            "wind_10m_m_s": _digits(answer.wind_10m_m_s),
            "friction_velocity_m_s": _digits(answer.friction_velocity_m_s),
            "obukhov_length_m": _digits(answer.obukhov_length_m),
        },
        "source": {
            "theory": source.theory,
            "airborne_kg": _digits(source.total_kg),
            "sudden_kg": _digits(source.sudden_kg),
            "pooled_kg": _digits(source.pooled_kg),
            "edges_s": _list(source.edges_s),
            "rate_kg_s": _list(source.rate_kg_s),
            "temperature_k": _digits(float(source.temperature_k[0])),
            "aerosol_fraction": _digits(float(source.aerosol_fraction[0])),
        },
        "axis": [[round(x, 1), round(y, 1)] for x, y in answer.axis],
        "arcs": [
            {"distance_m": a.distance_m, "z_m": a.z_m, "peak_mg_m3": _band(a.peak_mg_m3)}
            for a in answer.arcs
        ],
        "receptors": [_receptor(r, answer.toxic_exponent) for r in answer.receptors],
        "zones": [
            {
                "threshold": z.threshold,
                "concentration_mg_m3": _digits(z.concentration_mg_m3),
                "distance_m": _band(z.distance_m),
                "half_width_m": _digits(z.half_width_m),
                "polygon": [[round(x, 1), round(y, 1)] for x, y in z.polygon],
                "from_s": _digits(z.from_s),
                "until_s": _digits(z.until_s),
            }
            for z in answer.zones
        ],
    }


def _receptor(of: ReceptorAnswer, exponent: float) -> dict[str, Any]:
    return {
        "id": of.id,
        "peak_mg_m3": _band(of.peak_mg_m3),
        "indoor_peak_mg_m3": _digits(of.indoor_peak_mg_m3),
        "arrival_s": _digits(of.arrival_s),
        "dose": {
            "exponent": exponent,
            "outdoors": _digits(of.load),
            "indoors": _digits(of.indoor_load),
            "fatality_outdoors": _digits(of.fatality),
            "fatality_indoors": _digits(of.indoor_fatality),
        },
        "series": {
            "time_s": _list(of.time_s),
            "best": _list(of.best),
            "p10": _list(of.p10),
            "p50": _list(of.p50),
            "p90": _list(of.p90),
            "indoor": _list(of.indoor),
        },
    }

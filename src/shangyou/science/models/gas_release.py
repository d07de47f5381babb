"""Something escapes into the air: threat zones, what people breathe, and how sure we are."""

import numpy as np

from shangyou.science.messages import BadInput, Problem, Sentence
from shangyou.science.models.gas import answer as public
from shangyou.science.models.gas import slope
from shangyou.science.models.gas.air import resolve, stability_of
from shangyou.science.models.gas.answer import Answer
from shangyou.science.models.gas.case import Inputs
from shangyou.science.models.gas.checks import problems
from shangyou.science.models.gas.release import Surroundings, source_term
from shangyou.science.models.gas.substance import UNKNOWN_LONGER
from shangyou.science.models.gas.substances import find
from shangyou.science.models.gas.validity import after_the_run, outside_validity
from shangyou.science.spec import ModelSpec

__all__ = ["MODEL", "Inputs", "solve"]


def solve(inputs: Inputs, seed: int = 0) -> Answer:
    """Return zones, arcs and receptors of a release.

    Parameters
    ----------
    inputs : Inputs
        The substance, the release, the weather, the places.
    seed : int
        Of the members; the same inputs and seed give the same answer.

    Returns
    -------
    Answer
        Concentrations in mg/m3, distances in metres, times in seconds from the start.

    """
    # compiled code is loaded when a gas is computed, not when the catalogue is read
    from shangyou.science.models.gas import receptors, theory, zones  # noqa: PLC0415
    from shangyou.science.models.gas.members import deviates, run  # noqa: PLC0415

    substance = find(inputs.substance)
    if substance is None:
        raise BadInput([Problem("$.substance", Sentence("物质不在表中", "not in the table"))])
    sloping = tuple(slope.notes(inputs))
    level, inputs = inputs, slope.with_drainage(inputs)
    weather = inputs.weather
    known = stability_of(weather)
    source = source_term(
        inputs.release,
        substance,
        Surroundings(weather.air_temperature_k, weather.wind_speed_m_s, known or "D"),
    )
    generator = np.random.default_rng(seed)
    drawn = deviates(inputs.ensemble.members, generator)
    duration = float(source.edges_s[-1] - source.edges_s[0])
    air = resolve(inputs, duration, drawn, slope.doubt(level, generator))
    choice = theory.choose(inputs, source, substance, air)
    heights = sorted(
        {
            zones.GROUND_M,
            zones.BREATHING_M,
            *(a.z_m for a in inputs.arcs),
            *(r.z_m for r in inputs.receptors),
        }
    )
    members = run(inputs, source, substance, air, choice, drawn, np.array(heights))
    towards = receptors.wind_vector(weather.wind_from_deg)
    found = tuple(
        zones.zone(name, concentration, members, source, heights.index(zones.BREATHING_M), towards)
        for name in dict.fromkeys(inputs.thresholds)
        if (concentration := substance.threshold_mg_m3(name)) is not None
    )
    return Answer(
        theory=choice.name,
        why=choice.why,
        richardson=choice.richardson,
        richardson_limit=choice.limit,
        stability=air.stability,
        friction_velocity_m_s=float(air.friction_m_s[0]),
        obukhov_length_m=float(air.obukhov_m[0]),
        wind_10m_m_s=float(air.wind_10m_m_s[0]),
        source=source,
        toxic_exponent=substance.toxic_exponent or UNKNOWN_LONGER,
        arcs=zones.arcs(inputs, members, source, heights),
        receptors=receptors.answers(
            inputs.receptors, members, source, substance, heights, weather.wind_from_deg
        ),
        zones=found,
        axis=() if members.paths is None else members.paths.line(),
        warnings=(
            *outside_validity(inputs),
            *after_the_run(inputs, air, choice, found, (*sloping, *source.notes)),
        ),
    )


MODEL = ModelSpec(
    name="gas-release",
    version="1.4.0",
    title=Sentence("气体泄漏扩散", "Release of a gas"),
    medium="air",
    inputs=Inputs,
    solve=solve,
    to_json=public.to_json,
    references=(
        "HJ 169-2018 annexes F, G, H",
        "GB/T 3840-91; HJ/T 2.2-93",
        "van Ulden 1978; Gryning et al. 1983, 1987",
        "Qian & Venkatram 2011",
        "van Ulden 1974; Britter & McQuaid 1988",
        "ten Berge et al. 1986",
    ),
    problems=problems,
    outside_validity=outside_validity,
)

"""A pipe of gas broken right across: what leaves one end while friction lets it empty."""

import math
from typing import TYPE_CHECKING

import numpy as np

from shangyou.science.messages import Sentence
from shangyou.science.models.gas.source_term import SourceTerm
from shangyou.science.models.gas.substance import AMBIENT_PA, GAS_CONSTANT, GasSubstance
from shangyou.science.processes import gas_discharge, pipe_rupture

if TYPE_CHECKING:
    from shangyou.science.models.gas.release import Pipe, Release, Surroundings

LONGEST_S = 3600.0
PIECES = 24


def rupture(
    release: "Release", pipe: "Pipe", substance: GasSubstance, air: "Surroundings"
) -> SourceTerm:
    """Return the source term of one end of a broken pipe; Wilson's double exponential."""
    gamma = substance.gamma or 1.3
    temperature = pipe.temperature_k or air.temperature_k
    area = math.pi * pipe.diameter_m**2 / 4.0
    density = substance.gas_density_kg_m3(temperature, pipe.pressure_pa)
    first = gas_discharge.gas_rate_kg_s(
        coefficient=1.0,
        area_m2=area,
        pressure_pa=pipe.pressure_pa,
        temperature_k=temperature,
        molar_mass_kg_mol=substance.molar_mass_kg_mol,
        gamma=gamma,
    )
    held = (density - substance.gas_density_kg_m3(temperature)) * area * pipe.length_m
    sound = math.sqrt(gamma * GAS_CONSTANT * temperature / substance.molar_mass_kg_mol)
    constant = pipe_rupture.time_constant_s(
        pipe.length_m, pipe.diameter_m, sound, gamma, pipe_rupture.friction(pipe.diameter_m)
    )
    # a pipe that held less than friction would keep back empties as a vessel does
    constant = max(constant, 1e-3, 0.25 * held / first)
    longest = min(release.duration_s or LONGEST_S, 6.0 * constant + held / first)
    fine = np.concatenate([[0.0], np.geomspace(1e-4 * longest, longest, 400)])
    flow = pipe_rupture.rate_kg_s(first, held, constant, fine)
    gone = np.concatenate([[0.0], np.cumsum(0.5 * (flow[1:] + flow[:-1]) * np.diff(fine))])
    gone *= min(held / max(gone[-1], 1e-12), 1.0)  # never more than it held
    edges = np.interp(np.linspace(0.0, gone[-1], PIECES + 1), gone, fine)
    edges = np.maximum.accumulate(edges) + np.arange(PIECES + 1) * 1e-9
    rates = np.diff(np.interp(edges, fine, gone)) / np.diff(edges)
    cold = temperature * (AMBIENT_PA / pipe.pressure_pa) ** ((gamma - 1.0) / gamma)
    return SourceTerm(
        edges_s=edges,
        rate_kg_s=rates,
        temperature_k=np.full(PIECES, max(cold, 0.6 * temperature)),
        aerosol_fraction=np.zeros(PIECES),
        height_m=release.height_m,
        diameter_m=pipe.diameter_m * math.sqrt(pipe.pressure_pa / AMBIENT_PA),
        jet_velocity_m_s=sound,
        theory="pipe-rupture",
        notes=(
            Sentence(
                f"管道按全断裂、另一端已截断计算，只计一端，管内气体 {held:.3g} kg；未截断或两端喷出时请另加。",
                f"The pipe is taken as broken right across and shut at its other end, one end alone, {held:.3g} kg "
                "inside; add what is still fed or leaves the other end.",
            ),
        ),
    )

"""What enters the air, piece by piece in time: the seam between release and dispersion."""

from dataclasses import dataclass

from shangyou.science.distributions import Floats
from shangyou.science.messages import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTerm:
    """The airborne release as pieces of constant rate; n pieces between n + 1 edges.

    An instantaneous release is one piece of zero length whose mass is `sudden_kg`.
    """

    edges_s: Floats  # (n + 1,) from the start of the release [s]
    rate_kg_s: Floats  # (n,) airborne mass: vapour and the drops that stay up [kg/s]
    temperature_k: Floats  # (n,) of the mixture after expansion to ambient pressure [K]
    aerosol_fraction: Floats  # (n,) share of the rate that is drops [-]
    sudden_kg: float = 0.0  # released at once at the start [kg]
    height_m: float = 0.0  # of the opening or the pool above ground [m]
    diameter_m: float = 0.0  # of the pool or the expanded jet [m]
    jet_velocity_m_s: float = 0.0  # after expansion; 0 where the gas comes off without momentum
    jet_direction: str = "horizontal"  # horizontal | vertical
    pooled_kg: float = 0.0  # liquid that stays on the ground when the release has ended [kg]
    theory: str = ""  # which source theory gave it, as its name in docs/models
    notes: tuple[Sentence, ...] = ()  # assumptions and doubts, for the answer's warnings

    @property
    def total_kg(self) -> float:
        """Return the mass that enters the air [kg]."""
        return self.sudden_kg + float(
            (self.rate_kg_s * (self.edges_s[1:] - self.edges_s[:-1])).sum()
        )

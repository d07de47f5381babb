"""The plane on which a gas model works: metres east and north of the release."""

from dataclasses import dataclass

import numpy as np

from shangyou.science.distributions import Floats

# WGS 84: the radii of curvature at a latitude are exact to first order, which leaves under 0.2 %
# at 10 km from the release.
_SEMI_MAJOR_M = 6_378_137.0
_ECCENTRICITY_SQUARED = 6.694_379_990_14e-3


@dataclass(frozen=True, slots=True)
class Plane:
    """The tangent plane at a release."""

    longitude: float
    latitude: float

    def _metres_per_degree(self) -> tuple[float, float]:
        phi = np.radians(self.latitude)
        flat = 1.0 - _ECCENTRICITY_SQUARED * np.sin(phi) ** 2
        north = _SEMI_MAJOR_M * (1.0 - _ECCENTRICITY_SQUARED) / flat**1.5
        east = _SEMI_MAJOR_M * np.cos(phi) / np.sqrt(flat)
        return float(np.radians(east)), float(np.radians(north))

    def metres(self, lon_lat: Floats) -> Floats:
        """Return metres east and north of points (n, 2) in degrees."""
        east, north = self._metres_per_degree()
        return (np.asarray(lon_lat) - (self.longitude, self.latitude)) * (east, north)

    def degrees(self, metres: Floats) -> Floats:
        """Return longitude and latitude of points (n, 2) in metres east and north."""
        east, north = self._metres_per_degree()
        return np.asarray(metres) / (east, north) + (self.longitude, self.latitude)

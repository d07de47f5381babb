"""Small rivers for tests of the river model."""

import copy
from datetime import datetime, timedelta

import pytest

from shangyou.science import cases
from shangyou.science.models.river_transport import MODEL

START = "2026-03-01T08:00:00+08:00"


class Rivers:
    """Builds cases and solves them."""

    start = START

    @staticmethod
    def at(seconds):
        return (datetime.fromisoformat(START) + timedelta(seconds=seconds)).isoformat()

    @staticmethod
    def uniform(*, velocity=0.8, dispersion=30.0, discharge=5200.0, members=1, km=100, **more):
        """One uniform reach of 400 km, a one-hour release at its head, a receptor below."""
        document = {
            "start": START,
            "duration_h": 1000,
            "reaches": [
                {
                    "id": "R1",
                    "length_m": 400_000,
                    "discharge_m3_s": discharge,
                    "width_m": 700,
                    "depth_m": 9,
                    "velocity_m_s": velocity,
                    "longitudinal_dispersion_m2_s": dispersion,
                }
            ],
            "releases": [{"reach": "R1", "start": START, "duration_s": 3600, "mass_kg": 2000}],
            "receptors": [{"id": "P", "reach": "R1", "distance_m": km * 1000, "limit_mg_l": 0.01}],
            "ensemble": {"members": members},
        }
        return {**copy.deepcopy(document), **more}

    @staticmethod
    def chain(count=4, *, members=1, joins=None, **reach):
        """Reaches of 20 km with nothing known but discharge and section."""
        document = Rivers.uniform(members=members)
        document["reaches"] = [
            {
                "id": f"R{i}",
                "downstream": f"R{i + 1}" if i + 1 < count else None,
                "length_m": 20_000,
                "discharge_m3_s": 1000 + 100 * i,
                "width_m": 300,
                "depth_m": 4,
                **reach,
            }
            for i in range(count)
        ]
        document["releases"][0]["reach"] = "R0"
        document["receptors"] = [
            {"id": f"P{i}", "reach": f"R{i}", "distance_m": 15_000, "limit_mg_l": 0.01}
            for i in range(count)
        ]
        return document

    @staticmethod
    def read(document):
        return cases.read(MODEL, document)

    @staticmethod
    def solve(document, seed=0):
        return MODEL.solve(cases.read(MODEL, document), seed=seed)


@pytest.fixture(scope="session")
def rivers():
    return Rivers

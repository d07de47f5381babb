"""The numbers we promise for rivers, measured on the public halves of the evidence."""

import pytest

from shangyou.cli.evidence import default_data, table, water
from shangyou.cli.evidence.velocity_fit import between_rivers
from shangyou.science.processes.river_velocity import BETWEEN_RIVERS

DATA = default_data()
pytestmark = pytest.mark.skipif(
    not (DATA / "water").is_dir(), reason="no measurements at ../shared/validation/water"
)


@pytest.fixture(scope="module")
def measured():
    return {(row.case, row.measure): row for row in table.rows(DATA, "water")}


@pytest.mark.parametrize(
    ("case", "measure", "low", "high"),
    [
        # 44 % is asked of all rivers, where the plain law has 44.7 %; on the harder public half
        # the plain law has 46.5 % and 1.5 points less is what can honestly be had
        ("discharge alone", "median error", 0, 45.0),
        ("one earlier test", "median error", 0, 25),
        ("two or more tests", "median error", 0, 25),
        ("discharge alone", "90 % interval holds", 85, 95),
        ("one earlier test", "90 % interval holds", 85, 95),
        ("two or more tests", "90 % interval holds", 85, 95),
        ("discharge and width", "median error", 0, 35),
        ("discharge and depth", "median error", 0, 35),
        ("discharge and slope", "median error", 0, 35),
        ("discharge and slope", "90 % interval holds", 85, 95),
        ("shear velocity known", "within ×2", 72, 100),
        ("shear velocity unknown", "within ×2", 72, 100),
        ("shear velocity known", "90 % interval holds", 85, 95),
        ("first 2 % over peak time", "90 % interval holds", 85, 95),
        ("1970-03-24, each from the one before", "peak, median error", 0, 12),
        ("1970-03-24, each from the one before", "peak time, median error", 0, 5),
        # from the first curve alone 12 and 5 % are not reached (docs/models/assimilation.md): what
        # is asserted is that the answer knows how far off it may be
        ("1970-03-24, all from the first curve, as samples", "90 % intervals hold", 85, 100),
        ("1970-03-24, all from the first curve, as a release", "90 % intervals hold", 85, 100),
        ("1970-03-24, each from all curves above it, as samples", "90 % intervals hold", 85, 100),
        ("1970-03-24, each from all curves above it, as samples", "peak, median error", 0, 12),
        ("1972 parameters, 5 segments", "largest difference from a grid, of peak", 0, 1),
        ("pulse, 20, 100 and 300 km", "peak off exact", 0, 1),
        ("pulse, 20, 100 and 300 km", "arrival off exact", 0, 2),
        ("pulse, 20, 100 and 300 km", "mass error", 0, 1e-10),
        ("pulse of 1 h, 20, 100 and 300 km, K 30, 100, 300 m²/s", "peak off exact", 0, 1),
        ("pulse of 1 h, 20, 100 and 300 km, K 30, 100, 300 m²/s", "arrival off exact", 0, 2),
        ("changing flow, 120 km", "grid against clocks, peak", 0, 1),
        ("changing flow, 120 km", "mass error before scaling", 0, 1e-10),
        ("an island, arms of 70 and 30 %", "peak", 0, 1),
    ],
)
def test_holds_on_the_public_evidence(measured, case, measure, low, high):
    assert low <= measured[case, measure].ours <= high


def test_better_than_the_plain_power_law_on_the_same_rivers():
    row = next(water.velocity(DATA))
    plain = float(row.note.split("same rivers ")[1].split(" %")[0])
    assert row.ours < plain - 1


def test_the_law_in_the_code_is_the_one_fitted():
    law, without = between_rivers(water.rivers(DATA / water.TIME_OF_TRAVEL))
    assert law == pytest.approx(BETWEEN_RIVERS, abs=2e-3)
    assert len(without) == 218
    assert any(other != law for other in without)

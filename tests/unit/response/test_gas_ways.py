"""Where a zone may lie and where gas goes, when a valley or a slope bends its way."""

import numpy as np
import pytest
import shapely

from shangyou.response.gas import axis, shelter, turning

# 1 km by 60 m, due east
ZONE = np.array([[0.0, -5.0], [500.0, -30.0], [1000.0, 0.0], [500.0, 30.0], [0.0, 5.0]])
BAND = {"best": 1000.0, "p90": 1500.0}
# east for 300 m, then south, a point every 10 m
BENT = {
    "axis": [[10.0 * i, 0.0] for i in range(30)] + [[300.0, -10.0 * i] for i in range(201)],
    "zones": [],
}
WIND = {"weather": {"wind_from_deg": 270.0}}


def test_a_possible_zone_holds_the_zone_and_its_turns_without_gaps():
    shape = shapely.Polygon(turning.possible(ZONE, BAND, 10.0))
    assert shape.is_valid
    assert shape.buffer(1.0).contains(shapely.Polygon(ZONE))
    # every direction within the doubt lies inside, not only those it was turned to
    for angle in np.radians(np.linspace(-12.0, 12.0, 97)):
        assert shape.contains(shapely.Point(1000.0 * np.cos(angle), 1000.0 * np.sin(angle)))
    assert not shape.contains(shapely.Point(1000.0 * np.cos(0.4), 1000.0 * np.sin(0.4)))


def test_it_keeps_within_the_walls_of_a_valley():
    floor = turning.walls({"terrain": {"valley_width_m": 200.0, "downhill_deg": 90.0}})
    assert floor.contains(shapely.Point(5000.0, 99.0))
    assert not floor.contains(shapely.Point(0.0, 101.0))
    ring = turning.possible(ZONE, BAND, 10.0, floor)
    assert np.abs(ring[:, 1]).max() < 104.0
    assert ring[:, 0].max() > 1400.0
    assert turning.walls({}) is None
    assert turning.walls({"terrain": {"slope": 0.1}}) is None


def test_places_stand_beside_a_bent_way():
    way = axis.line(BENT)
    along, left = np.array([100.0, 300.0, 1300.0]), np.array([10.0, 0.0, -20.0])
    found = axis.beside(way, along, left)
    assert found[0] == pytest.approx([100.0, 10.0], abs=2.0)
    assert found[1] == pytest.approx([300.0, 0.0])
    # going south, right is west
    assert found[2] == pytest.approx([280.0, -1000.0], abs=1.0)
    assert axis.line({"zones": []}) is None


def test_people_walk_across_the_way_the_gas_takes_there():
    near = (290.0, -1500.0)
    way = axis.towards(WIND, BENT, near)
    assert way == pytest.approx((0.0, -1.0), abs=1e-6)
    out = shelter.away(*near, way, calm=False, bent=axis.line(BENT))
    assert out == pytest.approx((-1.0, 0.0), abs=1e-6)
    # before the bend it is the wind
    assert axis.towards(WIND, BENT, (10.0, 5.0)) == pytest.approx((1.0, 0.0), abs=1e-6)

"""Published or exact values for the processes of oil on water, banks and booms."""

import math

import chemicals
import numpy as np
import pytest

from shangyou.science.processes import bank_holding, boom_failure, oil_spreading, oil_weathering

# Density of n-alkanes at 15 °C [kg/m3] (CRC Handbook), C5 to C18.
ALKANES = {
    "pentane": 631.0,
    "hexane": 664.0,
    "heptane": 688.0,
    "octane": 707.0,
    "nonane": 722.0,
    "decane": 734.0,
    "undecane": 744.0,
    "dodecane": 753.0,
    "tridecane": 760.0,
    "tetradecane": 767.0,
    "pentadecane": 772.0,
    "hexadecane": 777.0,
    "heptadecane": 781.0,
    "octadecane": 785.0,
}
G, NU = 9.80665, 1e-6


class TestEvaporation:
    @pytest.mark.parametrize(("name", "density"), sorted(ALKANES.items()))
    def test_vapour_pressure_of_alkanes_at_25_degrees(self, name, density):
        """Perry's table 2-8 as the package `chemicals` has it: within half as much again."""
        cas = chemicals.CAS_from_any(name)
        row = chemicals.vapor_pressure.Psat_data_Perrys2_8.loc[cas]
        kelvin = 298.15
        measured = math.exp(
            row.C1 + row.C2 / kelvin + row.C3 * math.log(kelvin) + row.C4 * kelvin**row.C5
        )
        point = np.array([chemicals.Tb(cas)])
        found = float(oil_weathering.vapour_pressure(point, np.array([density]), kelvin)[0])
        assert measured / 1.5 < found < 1.5 * measured

    def test_a_liquid_boils_at_its_boiling_point(self):
        points, density = np.array([332.0, 418.0, 606.0]), np.array([660.0, 720.0, 790.0])
        found = [
            float(oil_weathering.vapour_pressure(points, density, t)[i])
            for i, t in enumerate(points)
        ]
        assert found == pytest.approx([101325.0] * 3)

    def test_pressure_falls_with_the_boiling_point_and_the_residue_has_none(self):
        points = np.linspace(270.0, 1200.0, 200)
        density = oil_weathering.cut_density(points, np.full(200, 1 / 200), 870.0)
        found = oil_weathering.vapour_pressure(points, density, 288.15)
        assert np.all(np.isfinite(found))
        assert np.all(np.diff(found[points < 727.0]) < 0)
        assert found[-1] < 1e-5

    @pytest.mark.parametrize(
        ("boiling_k", "kg_mol"), [(371.6, 0.1002), (447.3, 0.1423), (560.0, 0.2264)]
    )
    def test_molar_mass_of_alkanes(self, boiling_k, kg_mol):
        assert oil_weathering.molar_mass(np.array([boiling_k]))[0] == pytest.approx(
            kg_mol, rel=0.02
        )

    def test_rate_grows_with_wind_and_thins_with_the_film(self):
        slow, fast = (
            oil_weathering.transfer_velocity(u, np.array([0.1]), 100.0) for u in (2.0, 4.0)
        )
        assert fast / slow == pytest.approx(2.0**0.78)
        thick, thin = (
            oil_weathering.evaporation_rate(slow, np.array([100.0]), 0.1, film, 288.0)
            for film in (1.0, 0.5)
        )
        assert thin / thick == pytest.approx(2.0)

    def test_cuts_fill_the_volume_of_the_fresh_oil(self):
        points, share = np.array([418.0, 606.0, 875.0]), np.array([0.3, 0.5, 0.2])
        cuts = oil_weathering.cut_density(points, share, 860.0)
        assert (share / cuts).sum() == pytest.approx(1.0 / 860.0)
        assert (np.diff(cuts) > 0).all()


class TestWaterAndViscosity:
    def test_water_uptake_follows_mackay_and_ends_at_the_most(self):
        """At first dY/dt = 2.02e-6 U² [1/s] (Mackay et al. 1980)."""
        area = oil_weathering.emulsified_area(np.zeros(1), 5.0, 60.0, 0.8)
        assert oil_weathering.water_content(area, 0.8)[0] == pytest.approx(
            2.02e-6 * 25 * 60, rel=0.01
        )
        late = oil_weathering.emulsified_area(np.zeros(1), 5.0, 1e7, 0.8)
        assert oil_weathering.water_content(late, 0.8)[0] == pytest.approx(0.8)
        assert oil_weathering.emulsified_area(np.zeros(1), 5.0, 60.0, 0.0)[0] == 0.0

    def test_viscosity_grows_with_evaporation_and_water(self):
        fresh, dry, wet = (
            float(oil_weathering.viscosity(1e-5, np.array(f), np.array(y)))
            for f, y in ((0.0, 0.0), (0.3, 0.0), (0.3, 0.7))
        )
        assert fresh == pytest.approx(1e-5)
        assert fresh < dry < wet / 10

    def test_waves_of_a_river_are_lower_than_those_of_the_sea(self):
        assert oil_weathering.sheltering(5.0, 2000.0) < 0.5
        assert oil_weathering.sheltering(0.5, 2000.0) == 1.0
        assert oil_weathering.sheltering(0.0, 2000.0) == 0.0


class TestEntrainment:
    def test_deep_slow_water_takes_down_next_to_nothing_steep_water_much(self):
        """Shares per day of a 1 mm film of light oil."""
        pool, torrent = (
            oil_weathering.entrainment_per_area(u, h, 850.0) * 86400 / 0.85
            for u, h in ((0.04, 15.0), (0.3, 0.8))
        )
        assert pool < 0.005
        assert torrent > 0.5

    def test_viscous_oil_stays_on_top(self):
        light, heavy = oil_weathering.viscosity_brake(np.array([5e-6, 1e-2]))
        assert light > 0.8
        assert heavy < 0.001

    def test_drops_rise_by_stokes_while_small(self):
        assert oil_weathering.rise_velocity(1e-4, 848.3) == pytest.approx(
            0.15 * G * 1e-8 / (18 * NU), rel=1e-3
        )
        assert oil_weathering.rise_velocity(5e-3, 848.3) == pytest.approx(
            math.sqrt(8 / 3 * 0.15 * G * 5e-3), rel=1e-3
        )


class TestSpreading:
    def test_open_water_is_fays_gravity_viscous_area(self, monkeypatch):
        """A = π k² (V² g Δ / √ν)^(1/3) √t (Fay 1971), with the eddies left out."""
        monkeypatch.setattr(oil_spreading, "DIFFUSION", 1e-12)
        volume, area = np.array([100.0]), np.array([0.0])
        for _ in range(60):
            area = oil_spreading.grown(area, volume, 0.15, 60.0)
        exact = math.pi * 1.45**2 * (100.0**2 * G * 0.15 / math.sqrt(NU)) ** (1 / 3) * 60.0
        assert area[0] == pytest.approx(exact, rel=1e-6)

    def test_the_first_area_is_where_the_phases_meet(self):
        """A0 = π k2⁴/k1² (V⁵ g Δ / ν²)^(1/6)."""
        exact = math.pi * 1.21**4 / 1.53**2 * (10.0**5 * G * 0.15 / NU**2) ** (1 / 6)
        assert oil_spreading.first_area(np.array([10.0]), 0.15)[0] == pytest.approx(exact)

    def test_banks_end_it(self):
        wide = np.array([1e6])
        assert oil_spreading.within_banks(wide, np.array([100.0]), np.array([500.0]))[0] == 5e4
        assert (
            oil_spreading.within_banks(wide / 1e3, np.array([100.0]), np.array([500.0]))[0] == 1e3
        )

    def test_a_channel_slick_lengthens_with_t_to_three_eighths(self):
        lengths = oil_spreading.channel_length(
            np.array([10.0, 10.0]), np.array([50.0, 50.0]), 0.15, np.array([100.0, 1600.0])
        )
        assert lengths[1] / lengths[0] == pytest.approx(16 ** (3 / 8))

    def test_thinnest_film(self):
        assert oil_spreading.thinnest(np.array([1e-7, 1e-6, 1e-4, 1.0])) == pytest.approx(
            [1e-5, 1e-5, 1e-4, 1e-4]
        )


class TestBanks:
    @pytest.mark.parametrize("kind", bank_holding.BANKS)
    def test_half_floats_off_in_a_half_life_whatever_the_step(self, kind):
        half_life = bank_holding.BANKS[kind].half_life_s
        assert bank_holding.refloating(kind, half_life) == pytest.approx(0.5, abs=1e-12)
        step = bank_holding.refloating(kind, half_life / 100)
        assert (1 - step) ** 100 == pytest.approx(0.5)

    def test_viscous_oil_lies_thicker(self):
        for kind in bank_holding.BANKS:
            light, medium, heavy = (
                bank_holding.capacity_kg_m(kind, nu, 900.0) for nu in (1e-6, 1e-4, 1e-2)
            )
            assert light < medium <= heavy
        assert bank_holding.capacity_kg_m("gravel", 1e-6, 900.0) == pytest.approx(0.002 * 2 * 900)

    def test_uptake_at_a_bank_is_a_velocity_whatever_the_step(self):
        """Between absorbing banks of small velocity v, oil in a width W fades at 2 v / W."""
        generator = np.random.default_rng(4)
        width, mixing = 40.0, 0.5
        velocity = bank_holding.BANKS["gravel"].deposition_m_s
        left = []
        for step in (5.0, 20.0):
            place = width * generator.random(20_000)
            alive = np.ones(place.size, dtype=bool)
            chance = bank_holding.taken_at_contact("gravel", mixing, step)
            for _ in range(round(2000.0 / step)):
                place += math.sqrt(2 * mixing * step) * generator.standard_normal(place.size)
                hit = (place < 0) | (place > width)
                place = np.where(
                    place < 0, -place, np.where(place > width, 2 * width - place, place)
                )
                alive &= ~(hit & (generator.random(place.size) < chance))
            left.append(alive.mean())
        assert left[0] == pytest.approx(math.exp(-2 * velocity * 2000.0 / width), abs=0.03)
        assert left[1] == pytest.approx(left[0], abs=0.02)


class TestBooms:
    def test_holds_below_the_critical_velocity_and_fails_above(self):
        held = boom_failure.held_share(np.array([0.1, 0.34, 0.45, 0.6, 1.5]))
        assert held[0] == held[1] == 1.0
        assert 0.0 < held[2] < 1.0
        assert held[3] == held[4] == 0.0

    def test_an_angle_lets_it_hold_in_twice_the_current(self):
        square, angled = (
            float(boom_failure.normal_velocity(0.7, angle, 0.0, 5.0)) for angle in (90.0, 30.0)
        )
        assert boom_failure.held_share(square) == 0.0
        assert angled == pytest.approx(0.35)
        assert boom_failure.held_share(angled) == pytest.approx(1.0)

    def test_a_deep_skirt_in_shallow_water_speeds_the_flow_beneath(self):
        assert boom_failure.normal_velocity(0.3, 90.0, 1.0, 2.0) == pytest.approx(0.6)

    def test_room_grows_with_draught_and_shrinks_with_current(self):
        shallow, deep, fast = (
            float(boom_failure.capacity_m2(u, draught, 860.0))
            for u, draught in ((0.3, 0.3), (0.3, 0.6), (0.6, 0.3))
        )
        assert deep > 2 * shallow
        assert fast < shallow

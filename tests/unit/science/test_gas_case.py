"""Bad cases are refused in sentences, odd ones are answered with numbers."""

import copy
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangyou.science import cases
from shangyou.science.messages import BadInput
from shangyou.science.models.gas_release import MODEL

CASE = {
    "substance": "7782-50-5",
    "release": {"kind": "continuous", "rate_kg_s": 1.0, "duration_s": 600},
    "weather": {"wind_speed_m_s": 2.0, "stability": "D"},
    "arcs": [{"distance_m": 100}],
    "receptors": [{"id": "school", "x_m": 350, "y_m": -20, "air_changes_per_h": 0.5}],
    "thresholds": ["HJ169-1"],
    "ensemble": {"members": 8},
}


def changed(part, **values):
    document = copy.deepcopy(CASE)
    (document if part == "" else document[part]).update(values)
    return document


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (changed("", substance="unobtainium"), "$.substance"),
        (changed("release", temperature_k=150), "$.release.temperature_k"),
        (changed("release", rate_kg_s=None), "$.release.rate_kg_s"),
        (changed("release", rate_kg_s=0), "$.release.rate_kg_s"),
        (changed("release", kind="instantaneous"), "$.release.mass_kg"),
        (changed("release", kind="pool"), "$.release.pool"),
        (changed("release", kind="tank"), "$.release.tank"),
        (changed("", thresholds=["LEL-7"]), "$.thresholds[0]"),
        (changed("weather", wind_speed_m_s=-1), "$.weather.wind_speed_m_s"),
        (changed("", theory="aftox"), "$.theory"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_refused_in_a_sentence(document, path):
    with pytest.raises(BadInput) as caught:
        cases.read(MODEL, document)
    found = {p.path: p.sentence for p in caught.value.problems}
    assert path in found
    assert re.search(r"[一-鿿]", found[path].zh)
    assert re.search(r"[a-z]{3}", found[path].en)


@given(
    kind=st.sampled_from(["continuous", "instantaneous", "jet"]),
    substance=st.sampled_from(["7782-50-5", "7664-41-7", "74-82-8", "1333-74-0"]),
    wind=st.floats(0, 40),
    stability=st.sampled_from(["A", "B-C", "D", "F"]),
    roughness=st.floats(1e-4, 2),
    rate=st.floats(1e-6, 5e3),
    above=st.floats(0, 200),
    drops=st.floats(0, 1),
    theory=st.sampled_from(["auto", "plume", "dense", "gbt3840", "briggs_urban"]),
)
@settings(max_examples=40, deadline=None)
def test_never_nan(  # noqa: PLR0917 (hypothesis names them all)
    kind, substance, wind, stability, roughness, rate, above, drops, theory
):
    document = {
        **CASE, "substance": substance, "theory": theory,
        "release": {"kind": kind, "rate_kg_s": rate, "mass_kg": rate * 10, "height_m": above,
                    "liquid_fraction": drops},
        "weather": {"wind_speed_m_s": wind, "stability": stability, "roughness_m": roughness},
    }  # fmt: skip
    answer = MODEL.to_json(MODEL.solve(cases.read(MODEL, document)))
    json.dumps(answer, allow_nan=False)
    for arc in answer["arcs"]:
        for value in arc["peak_mg_m3"].values():
            assert value is not None
            assert 0 <= value < 1e8


def test_a_jet_that_flashes_is_quickened_and_says_from_where_it_came():
    """Ammonia of which 0.19 flashes was stored at 25 °C (0.19 x 1.37 MJ/kg over 4.4 kJ/(kg K)); its megapascal pushes it; what leaves unboiled is not pushed."""

    def leaves(liquid: float, diameter: float = 0.1):
        document = {
            "substance": "7664-41-7",
            "release": {
                "kind": "jet", "rate_kg_s": 100.0, "duration_s": 300.0, "temperature_k": 239.8,
                "liquid_fraction": liquid, "diameter_m": diameter, "rain_out": "none",
            },
            "weather": {"wind_speed_m_s": 3.0, "stability": "D"},
        }  # fmt: skip
        return MODEL.solve(cases.read(MODEL, document), seed=0)

    def said(answer) -> list[str]:
        return [s.en for s in answer.warnings if "quickens the jet" in s.en]

    assert len(said(leaves(0.81))) == 1
    assert "25 °C and 1 MPa" in said(leaves(0.81))[0]
    assert said(leaves(1.0)) == []
    # an opening far too large for the rate has no pressure left in it
    assert said(leaves(0.81, diameter=1.0)) == []

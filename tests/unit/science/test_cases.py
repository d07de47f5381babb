"""Reading a case: every mistake is named with its place, nothing is guessed."""

import json

import pytest

from shangyou.science import cases
from shangyou.science.messages import BadInput
from shangyou.science.models.river_transport import MODEL


def change(document, path, value):
    here = document
    for key in path[:-1]:
        here = here[key]
    if value is KeyError:
        del here[path[-1]]
    else:
        here[path[-1]] = value
    return document


BAD = [
    (("start",), KeyError, "$.start"),
    (("start",), "2026-03-01T08:00:00", "$.start"),
    (("start",), "yesterday", "$.start"),
    (("start",), "0001-01-01T00:00:00+00:00", "$.start"),
    (("duration_h",), 0, "$.duration_h"),
    (("duration_h",), 1e9, "$.duration_h"),
    (("duration_h",), float("nan"), "$.duration_h"),
    (("reaches",), [], "$.reaches"),
    (("reaches",), {"id": "R1"}, "$.reaches"),
    (("reaches", 0, "discharge_m3_s"), KeyError, "$.reaches[0].discharge_m3_s"),
    (("reaches", 0, "discharge_m3_s"), None, "$.reaches[0].discharge_m3_s"),
    (("reaches", 0, "discharge_m3_s"), 0, "$.reaches[0].discharge_m3_s"),
    (("reaches", 0, "discharge_m3_s"), "many", "$.reaches[0].discharge_m3_s"),
    (
        ("reaches", 0, "discharge_m3_s"),
        [["2026-03-01T08:00:00Z", 5]],
        "$.reaches[0].discharge_m3_s",
    ),
    (("reaches", 0, "length_m"), -5, "$.reaches[0].length_m"),
    (("reaches", 0, "lenght_m"), 5, "$.reaches[0].lenght_m"),
    (("reaches", 0, "downstream"), "R9", "$.reaches[0].downstream"),
    (("reaches", 3, "downstream"), "R1", "$.reaches[0].downstream"),
    (("reaches", 1, "id"), "R0", "$.reaches[1].id"),
    (("reaches", 0, "joins"), "middle", "$.reaches[0].joins"),
    (("releases",), [], "$.releases"),
    (("releases", 0, "reach"), "X", "$.releases[0].reach"),
    (("releases", 0, "distance_m"), 20_001, "$.releases[0].distance_m"),
    (("releases", 0, "mass_kg"), -1, "$.releases[0].mass_kg"),
    (("releases", 0, "mass_kg"), 0, "$.releases[0].mass_kg"),
    (("releases", 0, "mass_kg"), 1e12, "$.releases[0].mass_kg"),
    (("releases", 0, "mass_kg"), None, "$.releases[0].mass_kg"),
    (("releases", 0, "start"), None, "$.releases[0].start"),
    (("releases", 0, "start"), "2020-01-01T00:00:00Z", "$.releases[0].start"),
    (("releases", 0, "start"), "2030-01-01T00:00:00Z", "$.releases[0].start"),
    (("releases", 0, "position"), 1.5, "$.releases[0].position"),
    (("releases", 0, "series"), [["2026-03-01T08:00:00Z", 5]], "$.releases[0].mass_kg"),
    (("receptors", 0, "reach"), "X", "$.receptors[0].reach"),
    (("receptors", 0, "distance_m"), 1e6, "$.receptors[0].distance_m"),
    (("receptors", 1, "id"), "P0", "$.receptors[1].id"),
    (("receptors", 0, "limit_mg_l"), -0.1, "$.receptors[0].limit_mg_l"),
    (("ensemble", "members"), 0, "$.ensemble.members"),
    (("ensemble", "members"), 2.5, "$.ensemble.members"),
    (("substance",), {"decay_per_s": -1}, "$.substance.decay_per_s"),
]


@pytest.mark.parametrize(("path", "value", "where"), BAD)
def test_each_mistake_is_named(rivers, path, value, where):
    with pytest.raises(BadInput) as caught:
        rivers.read(change(rivers.chain(), path, value))
    assert where in [p.path for p in caught.value.problems]
    for problem in caught.value.problems:
        assert "\n" not in problem.sentence.zh + problem.sentence.en


def test_all_mistakes_are_found_at_once(rivers):
    document = rivers.chain()
    document["duration_h"] = -1
    document["reaches"][2]["length_m"] = "long"
    document["releases"][0]["mass_kg"] = -5
    with pytest.raises(BadInput) as caught:
        rivers.read(document)
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize(
    ("sample", "where"),
    [
        ({"receptor": "X", "concentration_mg_l": 1}, "receptor"),
        ({"receptor": "P0", "concentration_mg_l": -1}, "concentration_mg_l"),
        ({"receptor": "P0"}, "concentration_mg_l"),
        ({"receptor": "P0", "concentration_mg_l": 1, "time": "2026-02-01T00:00:00Z"}, "time"),
    ],
)
def test_impossible_samples_are_refused(rivers, sample, where):
    document = rivers.chain(members=100)
    document["observations"] = [{"time": rivers.at(50_000), **sample}]
    with pytest.raises(BadInput) as caught:
        rivers.read(document)
    assert f"$.observations[0].{where}" in [p.path for p in caught.value.problems]


@pytest.mark.parametrize(
    ("measure", "where"),
    [
        ({"kind": "pray", "fraction": 1}, "kind"),
        ({"kind": "dose"}, "fraction"),
        ({"kind": "dilute"}, "discharge_m3_s"),
        ({"kind": "dose", "fraction": 1.5}, "fraction"),
        ({"kind": "dose", "fraction": 1, "reach": "X"}, "reach"),
        ({"kind": "dose", "fraction": 1, "until": "2026-02-01T00:00:00Z"}, "until"),
    ],
)
def test_senseless_measures_are_refused(rivers, measure, where):
    document = rivers.chain()
    place = {"reach": "R1", "from": rivers.at(0), "until": rivers.at(9e4)}
    document["interventions"] = [{**place, **measure}]
    with pytest.raises(BadInput) as caught:
        rivers.read(document)
    assert f"$.interventions[0].{where}" in [p.path for p in caught.value.problems]


def test_null_is_the_same_as_left_out(rivers):
    document = rivers.chain()
    spoken = json.loads(json.dumps(document))
    for reach in spoken["reaches"]:
        reach.update(velocity_m_s=None, slope=None, storage=None, joins=None)
    spoken["substance"] = None
    spoken["observations"] = None
    assert rivers.read(spoken) == rivers.read(document)


def test_remarks_are_welcome_and_change_nothing(rivers):
    document = rivers.chain()
    document["note"] = "示意"
    document["reaches"][0]["name"] = "长江"
    assert rivers.read(document) == rivers.read(rivers.chain())


def test_the_document_of_inputs_reads_back(rivers):
    document = rivers.chain()
    document["interventions"] = [
        {"kind": "dose", "reach": "R1", "from": rivers.at(0), "until": rivers.at(9), "fraction": 1}
    ]
    inputs = rivers.read(document)
    assert "from" in cases.document(inputs)["interventions"][0]
    assert cases.read(MODEL, json.loads(cases.canonical_json(inputs))) == inputs

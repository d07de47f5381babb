"""What every hazard model promises. A new model is covered the moment it is catalogued."""

import copy
import dataclasses
import json
import re
import types
from pathlib import Path
from typing import Literal, Union, get_args, get_origin

import pytest

from shangyou.science import cases
from shangyou.science.case_schema import schema_of
from shangyou.science.catalogue import MODELS, model
from shangyou.science.messages import BadInput
from shangyou.science.quantities import unit_of

ROOT = Path(__file__).parents[2]
every_model = pytest.mark.parametrize("spec", MODELS, ids=lambda m: m.name)


def example_of(spec):
    """Each model has at least one documented case; the contract is tried on the first."""
    found = sorted((ROOT / "examples").glob(f"{spec.name}-*.json"))
    assert found, f"no example of {spec.name} in examples/"
    document = json.loads(found[0].read_text("utf-8"))
    if "ensemble" in document:
        document["ensemble"]["members"] = 40
    return document


def dataclasses_in(hint):
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        yield hint
        for inner in cases.hints_of(hint).values():
            yield from dataclasses_in(inner)
    for part in get_args(hint):
        yield from dataclasses_in(part)


def bare_numbers(hint):
    """Numbers without a unit anywhere in a type."""
    if unit_of(hint) is not None and get_origin(hint) not in (Union, types.UnionType, tuple):
        return
    if hint in (float, int):
        yield hint
    if get_origin(hint) is not Literal:
        for part in get_args(hint):
            yield from bare_numbers(part)


@every_model
def test_inputs_are_frozen_and_every_number_has_a_unit(spec):
    for cls in dataclasses_in(spec.inputs):
        assert cls.__dataclass_params__.frozen, cls
        for name, hint in cases.hints_of(cls).items():
            assert not list(bare_numbers(hint)), f"{cls.__name__}.{name} has a number without unit"


@every_model
def test_every_field_is_described_in_both_languages(spec):
    for cls in dataclasses_in(spec.inputs):
        for field in dataclasses.fields(cls):
            assert re.search(r"[一-鿿]", field.metadata["zh"]), field.name
            assert field.metadata["en"].isascii(), field.name


@every_model
def test_cites_and_is_documented(spec):
    assert spec.references
    assert spec.solve.__doc__
    assert (ROOT / "docs" / "models" / f"{spec.name}.md").is_file()
    assert model(spec.name) is spec


@every_model
def test_inputs_round_trip_through_json(spec):
    inputs = cases.read(spec, example_of(spec))
    again = cases.read(spec, json.loads(cases.canonical_json(inputs)))
    assert again == inputs
    assert cases.sha256(again) == cases.sha256(inputs)


@every_model
def test_schema_names_every_input_with_its_unit(spec):
    schema = schema_of(spec)
    text = json.dumps(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    assert text.count('"x-unit"') > 5
    assert set(schema["properties"]) == {cases.key_of(f) for f in dataclasses.fields(spec.inputs)}
    for reference in re.findall(r"#/\$defs/(\w+)", text):
        assert reference in schema["$defs"]


@every_model
def test_same_seed_same_answer(spec):
    inputs = cases.read(spec, example_of(spec))
    one, two, other = (spec.to_json(spec.solve(inputs, seed=seed)) for seed in (1, 1, 2))
    assert json.dumps(one) == json.dumps(two)
    assert json.dumps(one) != json.dumps(other)


@every_model
def test_answers_are_finite_and_warn_in_both_languages(spec):
    inputs = cases.read(spec, example_of(spec))
    answer = spec.to_json(spec.solve(inputs))
    json.dumps(answer, allow_nan=False)
    assert len(answer["warnings"]) == len(answer["warnings_en"])
    for sentence in spec.outside_validity(inputs):
        assert re.search(r"[一-鿿]", sentence.zh)
        # names of receptors are the caller's; the sentence around them is English
        assert re.search(r"[a-z]{3} [a-z]", sentence.en)
        assert not re.search(r"[。，；：]", sentence.en)


@every_model
def test_solving_leaves_the_inputs_alone(spec):
    inputs = cases.read(spec, example_of(spec))
    before = cases.canonical_json(inputs)
    spec.solve(inputs)
    assert cases.canonical_json(inputs) == before


@every_model
@pytest.mark.parametrize("document", [None, [], "text", 7, {}, {"start": 5}])
def test_nonsense_is_refused_with_sentences(spec, document):
    with pytest.raises(BadInput) as caught:
        cases.read(spec, document)
    for problem in caught.value.problems:
        assert problem.path.startswith("$")
        assert re.search(r"[一-鿿]", problem.sentence.zh)
        assert problem.sentence.en


def paths_to_numbers(value, path=()):
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield path
    for key, inner in (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    ):
        yield from paths_to_numbers(inner, (*path, key))


@every_model
@pytest.mark.parametrize("bad", [float("nan"), float("inf"), "5", True, 1e300, -1e300])
def test_every_number_is_guarded(spec, bad):
    document = example_of(spec)
    for path in list(paths_to_numbers(document))[:40]:
        broken = copy.deepcopy(document)
        here = broken
        for key in path[:-1]:
            here = here[key]
        here[path[-1]] = bad
        with pytest.raises(BadInput) as caught:
            cases.read(spec, broken)
        shown = "$" + "".join(f"[{k}]" if isinstance(k, int) else f".{k}" for k in path)
        assert shown in {p.path for p in caught.value.problems}

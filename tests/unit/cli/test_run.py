"""The command line: an answer, or one sentence per problem and nothing written."""

import json
import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from shangyou.cli.main import main

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted((ROOT / "examples").glob("river-transport-*.json"))
BANDS = ("arrival", "peak_time", "peak_mg_l", "above_limit_from", "above_limit_until")


@pytest.fixture
def case(tmp_path):
    document = json.loads(EXAMPLES[0].read_text("utf-8"))
    document["ensemble"]["members"] = 30
    path = tmp_path / "case.json"
    path.write_text(json.dumps(document), "utf-8")
    return path


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.stem)
def test_the_examples_give_what_the_contract_says(example, tmp_path):
    out = tmp_path / "out.json"
    assert main(["run", "river-transport", str(example), "-o", str(out), "--seed", "3"]) == 0
    answer = json.loads(out.read_text("utf-8"))
    assert answer["model"] == "river-transport"
    assert re.fullmatch(r"[0-9a-f]{64}", answer["inputs_sha256"])
    assert answer["mass_balance_error"] < 1e-10
    assert answer["seconds"] >= 0
    document = json.loads(example.read_text("utf-8"))
    assert [r["id"] for r in answer["receptors"]] == [r["id"] for r in document["receptors"]]
    for receptor in answer["receptors"]:
        for name in BANDS:
            assert list(receptor[name]) == ["p05", "p50", "p95"]
        arrivals = [datetime.fromisoformat(t) for t in receptor["arrival"].values() if t]
        assert arrivals == sorted(arrivals)
        assert 0.0 <= receptor["probability_above_limit"] <= 1.0
        series = receptor["series"]
        assert len({len(series[k]) for k in ("time", "p05", "p50", "p95")}) == 1
        assert all(
            a <= b <= c for a, b, c in zip(*(series[k] for k in ("p05", "p50", "p95")), strict=True)
        )
    for reach in answer["reaches"]:
        assert reach["velocity_m_s"]["p05"] <= reach["velocity_m_s"]["p95"]


def test_the_pool_slows_the_same_spill_down(tmp_path):
    """Flood against the pool at 175 m: hours against days to the same intake (their readme)."""
    hours = []
    for example in EXAMPLES[:2]:
        out = tmp_path / "out.json"
        main(["run", "river-transport", str(example), "-o", str(out)])
        answer = json.loads(out.read_text("utf-8"))
        start = datetime.fromisoformat(json.loads(example.read_text("utf-8"))["start"])
        receptor = next(r for r in answer["receptors"] if r["id"].startswith("涪陵二水厂"))
        arrival = datetime.fromisoformat(receptor["arrival"]["p50"])
        hours.append((arrival - start).total_seconds() / 3600)
    assert 10 < hours[0] < 30
    assert 60 < hours[1] < 200


def test_the_answer_goes_to_standard_output_without_a_file(case, capsys):
    assert main(["run", "river-transport", str(case)]) == 0
    assert json.loads(capsys.readouterr().out)["receptors"]


def test_the_seed_makes_it_reproducible(case, capsys):
    answers = []
    for seed in ("1", "1", "2"):
        main(["run", "river-transport", str(case), "--seed", seed])
        answers.append({**json.loads(capsys.readouterr().out), "seconds": 0})
    assert answers[0] == answers[1]
    assert answers[0]["receptors"] != answers[2]["receptors"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "JSON"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[1, 2]", "must be an object"),
        (b"[" * 100_000, "nested"),
        (b"{}", "is required"),
        (b'{"start": NaN}', "$.start"),
    ],
)
def test_files_that_are_no_case_are_refused(content, says, tmp_path, capsys):
    path, out = tmp_path / "case.json", tmp_path / "out.json"
    path.write_bytes(content)
    assert main(["run", "river-transport", str(path), "-o", str(out)]) == 2
    printed = capsys.readouterr()
    assert says in printed.err
    assert printed.out == ""
    assert not out.exists()
    assert all(" / " in line for line in printed.err.splitlines())


@pytest.mark.parametrize("where", ["", "missing.json", "no/such/folder.json"])
def test_paths_that_cannot_be_read_are_refused(where, tmp_path, capsys):
    assert main(["run", "river-transport", str(tmp_path / where)]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("where", [".", "no/such/out.json"])
def test_places_that_cannot_be_written_are_refused(case, where, tmp_path, capsys):
    assert main(["run", "river-transport", str(case), "-o", str(tmp_path / where)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_an_earlier_answer_survives_bad_input(case, tmp_path):
    out = tmp_path / "out.json"
    out.write_text("kept", "utf-8")
    document = json.loads(case.read_text("utf-8"))
    document["releases"][0]["mass_kg"] = -1
    case.write_text(json.dumps(document), "utf-8")
    assert main(["run", "river-transport", str(case), "-o", str(out)]) == 2
    assert out.read_text("utf-8") == "kept"


def test_an_unknown_model_is_named(case, capsys):
    assert main(["run", "river-magic", str(case)]) == 2
    assert "river-transport" in capsys.readouterr().err
    assert main(["schema", "river-magic"]) == 2


def test_a_negative_seed_is_refused(case, capsys):
    assert main(["run", "river-transport", str(case), "--seed", "-1"]) == 2
    assert "--seed" in capsys.readouterr().err


def test_catalogue_and_schema_are_printed(capsys):
    assert main(["models"]) == 0
    assert "river-transport" in capsys.readouterr().out
    assert main(["schema", "river-transport"]) == 0
    assert json.loads(capsys.readouterr().out)["properties"]["reaches"]["type"] == "array"


def test_without_a_command_it_says_what_it_can(capsys):
    assert main([]) == 0
    assert "run" in capsys.readouterr().out


def test_the_linear_algebra_keeps_to_one_thread_unless_told_otherwise():
    """Set before numpy is loaded, or it is too late."""
    ask = (
        "import os, sys; from shangyou.cli import main; assert 'numpy' not in sys.modules; "
        "main.main(['models']); print(os.environ['OPENBLAS_NUM_THREADS'])"
    )
    for given, wanted in ((None, "1"), ("2", "2")):
        environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
        environment |= {} if given is None else {"OPENBLAS_NUM_THREADS": given}
        done = subprocess.run(
            [sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == wanted

"""The performance table: its cases are cases, its parts are named, what programs print is kept."""

import re

import pytest

from shangyou.cli import bench_more
from shangyou.cli.bench import MEASURED, case, incident
from shangyou.cli.main import main
from shangyou.science import cases
from shangyou.science.catalogue import MODELS


@pytest.mark.parametrize(
    ("model", "document"),
    [
        ("river-transport", case(members=100, series=True)),
        ("river-transport", {**case(members=100, series=True), "scheme": "grid"}),
        ("river-transport", incident(members=100)),
        ("river-oil-spill", bench_more.oil_case(elements=10_000, hours=72)),
        ("gas-release", bench_more.gas_case(members=1000)),
    ],
)
def test_what_is_timed_is_a_case_the_model_takes(model, document):
    cases.read(next(spec for spec in MODELS if spec.name == model), document)


def test_an_unknown_part_is_named_with_those_there_are(capsys):
    assert main(["bench", "weather"]) == 2
    said = capsys.readouterr().err
    assert "weather" in said
    assert all(part in said for part in (*MEASURED, *bench_more.PROGRAMS))


@pytest.mark.parametrize("scale", ["0", "-1", "1.5", "nan"])
def test_a_scale_outside_its_bounds_is_refused(scale, capsys):
    assert main(["bench", "gateway", "--scale", scale]) == 2
    assert "--scale" in capsys.readouterr().err


def test_every_program_of_the_further_parts_is_there():
    for programs in bench_more.PROGRAMS.values():
        for name, *_ in programs:
            assert (bench_more.BENCHMARKS / name).exists()


def test_the_gateways_columns_are_told_apart_and_other_lines_kept():
    printed = f"{'ACK at 5,000/s, p50 / p99 / max':58s} {'9 / 20 / 31 ms':>24s}   {'p99 <= 250 ms'}"
    assert bench_more.columns(printed) == bench_more.Line(
        "ACK at 5,000/s, p50 / p99 / max", "9 / 20 / 31 ms", "p99 <= 250 ms"
    )
    sentence = "OpenDrift is not installed: no comparison (pip install opendrift bottleneck)"
    assert bench_more.columns(sentence) == bench_more.Line(sentence, "", "")
    long = 'ours 60 s steps 3.51 s {"evaporated": [0.074, 0.095, 0.161, 0.346, 0.46], "dispersed": [0.0]}'
    assert bench_more.columns(long) == bench_more.Line(long, "", "")


def test_the_gateway_program_names_each_target_of_reception():
    """Throughput, delay, memory and the burst stand beside their targets in what it prints."""
    text = (bench_more.BENCHMARKS / "gateway.py").read_text(encoding="utf-8")
    for target in (r">= 20,000", r"p99 <= 250 ms", r"< 150 MB", r"ours: 0"):
        assert re.search(re.escape(target), text)

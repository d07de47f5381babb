"""The evidence table itself."""

import json

import pytest

from shangyou.cli import evidence
from shangyou.cli.evidence import table


@pytest.fixture
def parse():
    import argparse

    parser = argparse.ArgumentParser()
    evidence.add_arguments(parser)
    return parser.parse_args


def test_no_folder_of_measurements_is_said_in_a_sentence(parse, tmp_path, capsys):
    assert evidence.command(parse(["--data", str(tmp_path / "nothing")])) == 2
    said = capsys.readouterr().err
    assert "没有实测数据目录" in said
    assert "--data" in said
    assert said.count("\n") == 1


def test_an_unknown_name_is_refused_and_the_known_are_listed(parse, tmp_path, capsys):
    assert evidence.command(parse(["--data", str(tmp_path), "--only", "tea"])) == 2
    said = capsys.readouterr().err
    assert "river-velocity" in said


def test_missing_files_are_named_and_the_rest_still_runs(tmp_path):
    rows = table.rows(tmp_path, "water")
    missing = [row for row in rows if row.ours is None]
    assert any("usgs_time_of_travel_public.csv" in row.note for row in missing)
    assert any(row.name == "numerics" and row.met for row in rows)


def test_table_page_and_json_say_the_same(parse, tmp_path, capsys):
    page = tmp_path / "validation.md"
    given = ["--data", str(tmp_path), "--only", "numerics", "--json", "--write", str(page)]
    assert evidence.command(parse(given)) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["name"] for row in rows} == {"numerics"}
    written = page.read_text(encoding="utf-8")
    for row in rows:
        assert row["measure"] in written
    aligned = table.text(table.rows(tmp_path, "numerics")).splitlines()
    place = aligned[0].index("measure")
    assert all(line[place - 2 : place] == "  " for line in aligned)

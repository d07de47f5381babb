"""The hand-over of an incident: everything is in it, and every run gives its numbers again."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import datetime, timedelta

import docx
import pytest
from tests.conftest import Caller

from shangyou.cli.main import main
from shangyou.core.models import AuditEntry
from shangyou.response.models import Forecast, LogEntry

from .conftest import body
from .test_oil import boom, ran


def opened_bundle(officer, incident):
    answer = officer.post(f"/incidents/{incident['id']}/handover")
    assert answer.status_code == 200, answer.content.decode()
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert packed.testzip() is None
        return answer.content, {name: packed.read(name) for name in packed.namelist()}


def adopt_a_diversion(officer, incident):
    """Draw half of the river away below the release, and adopt it."""
    forecast = Forecast.objects.get(pk=incident["current_forecast"])
    row = next(r for r in forecast.receptors if r["arrival"]["p50"] and r["kind"] == "intake")
    start = datetime.fromisoformat(row["arrival"]["p50"]) - timedelta(hours=12)
    answer = officer.post(
        f"/incidents/{incident['id']}/options",
        {
            "idempotency_key": "7d0a3a0e-3b6f-4a53-9d4a-0123456789ab",
            "forecast": forecast.pk,
            "title": "分流一半",
            "measures": [
                {
                    "kind": "divert",
                    "reach": row["reach"],
                    "distance_m": max(row["reach_distance_m"] - 1000, 1.0),
                    "from": start.isoformat(),
                    "until": (start + timedelta(hours=48)).isoformat(),
                    "fraction": 0.5,
                    "capacity_m3": 5e7,
                }
            ],
        },
    )
    assert answer.status_code == 201, answer.content.decode()
    adopted = officer.post(f"/incidents/{incident['id']}/options/{answer.json()['id']}/adopt")
    assert adopted.status_code in (200, 201), adopted.content.decode()


@pytest.fixture(scope="module")
def handed_once(opened_once, django_db_blocker):
    """Hand over, once for the module, an incident of its own with a diversion and an oil run."""
    from shangyou.core.models import User

    with django_db_blocker.unblock():
        officer = Caller(User.objects.get(username="city_duty-500102"))
        answer = officer.post("/incidents", body())
        assert answer.status_code == 201, answer.content.decode()
        incident = answer.json()
        adopt_a_diversion(officer, incident)
        ran((officer, incident), hours=12, booms=[boom((officer, incident))])
        return incident, *opened_bundle(officer, incident)


@pytest.fixture
def handed(handed_once, db):
    return handed_once


def test_every_run_of_it_gives_the_same_numbers_again(handed, tmp_path):
    _, _, files = handed
    manifest = json.loads(files["manifest.json"])
    assert {run["model"] for run in manifest["runs"]} == {"river-transport", "river-oil-spill"}
    assert len(manifest["runs"]) == 3
    for run in manifest["runs"]:
        assert run["same_as_this_system"]
        words = run["again"].split()
        assert words[:2] == ["shangyou", "run"]
        case = tmp_path / "CASE.json"
        case.write_bytes(files[words[3]])
        again = tmp_path / "again.json"
        assert main(["run", words[2], str(case), *words[4:6], "-o", str(again)]) == 0
        answer = json.loads(again.read_text("utf-8"))
        del answer["seconds"]
        assert answer == json.loads(files[f"{run['folder']}/ANSWER.json"])


def test_it_says_who_made_it_when_and_its_files_are_those_it_names(handed):
    incident, packed, files = handed
    manifest = json.loads(files["manifest.json"])
    assert manifest["made_by"] == "试验 city_duty"
    assert manifest["organisation"] == "试验单位 city 500000"
    for name, fingerprint in manifest["files"].items():
        assert hashlib.sha256(files[name]).hexdigest() == fingerprint
    assert set(files) - set(manifest["files"]) == {"manifest.json", "handover.docx", "README.txt"}
    assert manifest["adopted"][0]["measures"].startswith("分流")
    assert manifest["adopted"][0]["forecast"] in {run["folder"] for run in manifest["runs"]}
    entry = AuditEntry.objects.filter(action="incident.handed_over").latest("number")
    assert json.loads(entry.detail)["sha256"] == hashlib.sha256(packed).hexdigest()
    assert LogEntry.objects.filter(incident=incident["id"], text__zh__icontains="移交包").exists()


def test_its_tables_open_in_a_spreadsheet_and_its_maps_in_a_gis(handed):
    _, _, files = handed
    for name, data in files.items():
        if name.endswith(".csv"):
            assert data.startswith(b"\xef\xbb\xbf")
            rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
            assert len(rows) > 1, name
            assert {len(row) for row in rows} == {len(rows[0])}
        if name.endswith(".geojson"):
            drawn = json.loads(data)
            assert drawn["type"] == "FeatureCollection"
            assert drawn["features"], name
    lines = [
        feature
        for feature in json.loads(files["oil-1/slick.geojson"])["features"]
        if feature["properties"]["kind"] == "boom"
    ]
    assert len(lines[0]["geometry"]["coordinates"]) == 2


def test_its_page_names_the_runs_the_option_and_the_oil(handed):
    _, _, files = handed
    page = docx.Document(io.BytesIO(files["handover.docx"]))
    said = "\n".join(cell.text for table in page.tables for row in table.rows for cell in row.cells)
    for words in ("试验 city_duty", "分流", "0号柴油", "种子", "river-oil-spill", "未完成时限"):
        assert words in said
    assert "None" not in said
    assert "复算" in "\n".join(paragraph.text for paragraph in page.paragraphs)


def test_without_measures_or_oil_it_is_the_forecast_alone(opened):
    _, files = opened_bundle(*opened)
    manifest = json.loads(files["manifest.json"])
    assert [run["folder"] for run in manifest["runs"]] == ["forecast-1"]
    assert manifest["adopted"] == []
    assert "samples.csv" not in files


def test_who_may(opened, caller):
    address = f"/incidents/{opened[1]['id']}/handover"
    assert caller("enterprise").post(address).status_code == 403
    assert caller(None).post(address).status_code == 401
    assert caller("district", division="500229").post(address).status_code == 404

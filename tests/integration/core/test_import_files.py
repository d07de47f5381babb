"""Files as people send them: zipped Shapefiles, old Excel, pictures that call themselves tables."""

import io
import json
import struct
import zipfile

import pyogrio
import pytest
import shapely

from shangyou.core.registers import importing, reading
from shangyou.core.registers.orm import all_rows
from shangyou.core.rights import Role
from shangyou.project.registers import REGISTERS

pytestmark = pytest.mark.django_db
DEPOTS = next(r for r in REGISTERS if r.name == "depots")
ADDRESS = "/registers/depots/import?preview=0"


@pytest.fixture
def officer(caller):
    return caller(Role.CITY_DUTY)


def feature(code="SY1", name="试验库", lon=107.4, lat=29.7, **more):
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"code": code, "name": name, "tier": "district"} | more,
    }


def geojson(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": features} | more).encode()


def shapefile(tmp_path, crs="EPSG:4326"):
    import numpy as np

    pyogrio.raw.write(
        tmp_path / "depots.shp",
        np.array([shapely.to_wkb(shapely.Point(107.4, 29.7))]),
        [np.array(["SY1"]), np.array(["试验库"]), np.array(["区县"]), np.array([15])],
        np.array(["code", "name", "tier", "ready_minu"]),
        geometry_type="Point",
        crs=crs,
        encoding="UTF-8",
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in tmp_path.glob("depots.*"):
            archive.write(part, part.name)
    return packed.getvalue()


def test_geojson(officer):
    outcome = officer.upload(
        ADDRESS, "a.geojson", geojson(feature(), feature("SY2", "库二"))
    ).json()
    assert (outcome["creates"], outcome["errors"]) == (2, [])
    made = all_rows(DEPOTS.model).get(code="SY1")
    assert made.geometry.coords == (107.4, 29.7)
    assert made.created_by_id == officer.user.pk


def test_a_zipped_shapefile_with_cut_names(officer, tmp_path):
    outcome = officer.upload(ADDRESS, "a.zip", shapefile(tmp_path)).json()
    assert outcome["errors"] == [], outcome
    made = all_rows(DEPOTS.model).get(code="SY1")
    assert (made.name, made.tier, made.ready_minutes) == ("试验库", "district", 15)


def test_a_shapefile_in_metres_is_refused(officer, tmp_path):
    answer = officer.upload(ADDRESS, "a.zip", shapefile(tmp_path, "EPSG:4543"))
    assert answer.status_code == 422
    assert "WGS 84" in answer.json()["message"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_as_spreadsheets_write_it(officer, encoding, separator):
    lines = [
        ["编号*", "名称*", "级别*", "经度", "纬度"],
        ["SY1", "试验库", "区县", "107.4", "29.7"],
    ]
    content = "\r\n".join(separator.join(line) for line in lines).encode(encoding)
    outcome = officer.upload(ADDRESS, "a.csv", content).json()
    assert (outcome["creates"], outcome["errors"]) == (1, [])


def test_broken_places_name_their_row(officer):
    features = [
        feature("SY1"),
        feature("SY2", lon=1e9),
        feature("SY3") | {"geometry": None},
        feature("SY4") | {"geometry": {"type": "LineString", "coordinates": [[1, 1], [2, 2]]}},
        feature("SY5") | {"geometry": {"type": "Point", "coordinates": ["x", 1]}},
    ]
    outcome = officer.upload(ADDRESS, "a.geojson", geojson(*features)).json()
    assert [e["row"] for e in outcome["errors"]] == [2, 3, 4, 5]
    assert not all_rows(DEPOTS.model).filter(code__startswith="SY").exists()


def zipped(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


def lying_zip():
    """An Excel file that says it unpacks to 4 GB."""
    content = bytearray(zipped(**{"xl__workbook.xml": b"x"}))
    at = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, at + 24, 0xFFFFFFF0)
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.xlsx", b"", "空"),
        ("a.xlsx", b"   ", "空"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(500), "认不出"),
        ("a.csv", bytes(range(256)) * 8, "认不出"),
        ("a.xlsx", b"PK\x03\x04 not a zip at all", "损坏"),
        ("a.xlsx", zipped(word__document="x"), "没有 Excel"),
        ("a.xlsx", zipped(xl__workbook="x", **{"xl__workbook.xml": "<nothing/>"}), "损坏"),
        ("a.xlsx", lying_zip(), "过大"),
        ("a.zip", zipped(**{"a.shp": b"x", "a.dbf": b"y"}), "Shapefile"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版"),
        ("a.geojson", b"{", "JSON"),
        ("a.geojson", b'{"type": "Point"}', "FeatureCollection"),
        ("a.geojson", b'{"features": [1]}', "要素"),
        ("a.geojson", b'{"features": []}', "没有数据行"),
        ("a.geojson", b'{"features": [{"properties": {"code": NaN}}]}', "JSON"),
        ("a.geojson", geojson(feature(), crs={"name": "EPSG:3857"}), "WGS 84"),
        ("a.csv", "编号,名称\n".encode(), "没有数据行"),
        ("a.csv", "编号,编号\n1,2\n".encode(), "重复"),
        ("a.csv", b"[" * 5000, "没有数据行"),
        ("a.geojson", b'{"features":' + b"[" * 100_000, "JSON"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_one_sentence(officer, name, content, word):
    answer = officer.upload(ADDRESS, name, content)
    assert answer.status_code in (413, 422), answer.content.decode()[:300]
    assert word in answer.json()["message"]
    assert answer.json()["problems"][0]["field"] == "file"


def test_too_large_and_too_long(officer, settings, monkeypatch):
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    answer = officer.upload(ADDRESS, "a.csv", b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 413
    assert "1 MB" in answer.json()["message"]
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    content = "编号,名称\n" + "1,2\n" * 4
    assert "3 行" in officer.upload(ADDRESS, "a.csv", content.encode()).json()["message"]


def test_no_file_at_all_names_the_field(officer):
    answer = officer.client.post(f"/api/v1{ADDRESS}", {})
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["field"] == "file"


def test_two_thousand_rows_cost_no_query_each_to_judge(officer, django_assert_max_num_queries):
    rows = [feature(f"SY{n}", f"库{n}") for n in range(2000)]
    content = geojson(*rows)
    with django_assert_max_num_queries(25):
        outcome = importing.run(DEPOTS, officer.user, "a.geojson", content, "zh", commit=False)
    assert outcome["creates"] == 2000
    assert len(outcome["preview"]) == 50


def test_a_hundred_errors_do_not_hide_their_number(officer):
    rows = [feature(f"SY{n}", "x" * 200) for n in range(300)]
    outcome = officer.upload(ADDRESS, "a.geojson", geojson(*rows)).json()
    assert len(outcome["errors"]) == 200
    assert outcome["errors_total"] == 300

"""What every register promises; a register joins by being listed in `shangyou.project.registers`."""

import csv
import io
import json

import openpyxl
import pytest
from django.db import transaction

from shangyou.core import audit
from shangyou.core.models import AuditEntry, Event, RowChange
from shangyou.core.registers.exporting import key_text
from shangyou.core.registers.fields import fields_of, value_at
from shangyou.core.registers.orm import all_rows
from shangyou.core.rights import Role
from shangyou.project.registers import REGISTERS

CITY, FULING, WANZHOU = "500000", "500102", "500101"
HUGE = 10**400

pytestmark = pytest.mark.django_db
every_register = pytest.mark.parametrize("register", REGISTERS, ids=lambda r: r.name)
with_places = pytest.mark.parametrize(
    "register", [r for r in REGISTERS if r.geometry], ids=lambda r: r.name
)


@pytest.fixture(scope="module", autouse=True)
def demo_world(django_db_setup, django_db_blocker):
    """Rows in every register: the demo world, and somebody in the telephone book."""
    from shangyou.core.models import Organisation, Person
    from shangyou.preparedness.demo import load
    from shangyou.warning.demo import load as load_stations

    with django_db_blocker.unblock(), transaction.atomic():
        load()
        load_stations()
        office, _ = Organisation.objects.get_or_create(
            name="涪陵区试验单位", defaults={"tier": "district", "division_code": FULING}
        )
        for number in range(3):
            Person.objects.create(
                name=f"试验{number}", organisation=office, phone="000", region=FULING
            )
        yield
        transaction.set_rollback(True)


def rows_address(register, row_id=None):
    return f"/registers/{register.name}/rows{f'/{row_id}' if row_id else ''}"


def in_region(register, code):
    """A row of a division; where the register's rows have none, one is put there."""
    rows = all_rows(register.model)
    row = rows.filter(**{register.region: code}).first()
    if row is None:
        assert "__" not in register.region
        row = rows.order_by("-pk").first()
        rows.filter(pk=row.pk).update(**{register.region: code})
        row.refresh_from_db()
    return row


def fresh(register, row):
    """Values for a new row like an old one, unlike it in what must be unique."""
    fields = fields_of(register)
    values = {}
    for name, field in fields.items():
        value = value_at(row, name) if field.kind != "reference" else getattr(row, f"{name}_id")
        if field.kind in ("date", "datetime"):
            value = "2099-01-01" if value is not None else None
        if field.kind == "text" and value and (field.django.unique or name in register.natural_key):
            more = "X" if value.isascii() else "试"  # a code may allow letters alone
            value = "509876" if value.isdigit() else f"{value[:20]}{more}"
        values[name] = value
    return values


def place(register, row):
    shape = getattr(row, register.geometry) if register.geometry else None
    return json.loads(shape.geojson) if shape is not None else None


def text_column(register):
    """A text column that may be anything."""
    return next(
        name
        for name in ("note", "source")
        if name in fields_of(register) and fields_of(register)[name].kind == "text"
    )


def counts():
    return AuditEntry.objects.count(), RowChange.objects.count(), Event.objects.count()


# ------------------------------------------------------------------ rights
@every_register
def test_nobody_is_asked_to_log_in(register, caller):
    nobody = caller(None)
    row = all_rows(register.model).first()
    answers = [
        nobody.get(rows_address(register)),
        nobody.get(rows_address(register, row.pk)),
        nobody.get(f"/registers/{register.name}/spec"),
        nobody.get(f"/registers/{register.name}/rows/{row.pk}/history"),
        nobody.get(f"/registers/{register.name}/features"),
        nobody.get(f"/registers/{register.name}/template.xlsx"),
        nobody.get(f"/registers/{register.name}/export.csv"),
        nobody.post(rows_address(register), {"values": {}}),
        nobody.patch(rows_address(register, row.pk), {"values": {}, "version": 1}),
        nobody.delete(rows_address(register, row.pk)),
        nobody.upload(f"/registers/{register.name}/import", "a.csv", b"a\n1\n"),
    ]
    assert [a.status_code for a in answers] == [401] * len(answers)
    assert answers[0].json()["message"] == "请先登录。"


@every_register
def test_who_may_only_read_changes_nothing(register, caller):
    reader = caller(Role.READ_ONLY)
    row = all_rows(register.model).first()
    before = counts()
    assert reader.get(rows_address(register)).status_code == 200
    refused = [
        reader.get(f"/registers/{register.name}/export.csv"),
        reader.get(f"/registers/{register.name}/template.xlsx"),
        reader.post(rows_address(register), {"values": {}}),
        reader.patch(rows_address(register, row.pk), {"values": {}, "version": row.version}),
        reader.delete(rows_address(register, row.pk)),
        reader.upload(f"/registers/{register.name}/import", "a.csv", b"a\n1\n"),
    ]
    assert [a.status_code for a in refused] == [403] * len(refused)
    assert counts() == before


@every_register
def test_an_enterprise_sees_nothing_that_is_not_its_own(register, caller):
    enterprise = caller(Role.ENTERPRISE)
    answer = enterprise.get(rows_address(register))
    assert answer.status_code == 403 or answer.json()["total"] == 0


@every_register
def test_a_district_sees_and_changes_its_own_alone(register, caller):
    theirs, own = in_region(register, WANZHOU), in_region(register, FULING)
    if theirs.pk == own.pk:
        theirs = all_rows(register.model).exclude(pk=own.pk).first()
        all_rows(register.model).filter(pk=theirs.pk).update(**{register.region: WANZHOU})
    district = caller(Role.DISTRICT, division=FULING)
    listed = district.get(rows_address(register), page_size=500).json()
    ids = {row["id"] for row in listed["rows"]}
    assert own.pk in ids
    assert theirs.pk not in ids
    seen = set(
        all_rows(register.model)
        .filter(**{f"{register.region}__in": ["", CITY, FULING]})
        .values_list("pk", flat=True)
    )
    assert listed["total"] == len(seen)
    assert district.get(rows_address(register, theirs.pk)).status_code == 404
    assert district.get(f"{rows_address(register, theirs.pk)}/history").status_code == 404
    change = {"values": {text_column(register): "x"}, "version": theirs.version}
    assert district.patch(rows_address(register, theirs.pk), change).status_code == 404
    assert district.delete(rows_address(register, theirs.pk)).status_code == 404
    if register.geometry:
        found = district.get(f"/registers/{register.name}/features", limit=250000).json()
        assert {f["id"] for f in found["features"]} <= seen
    exported = district.get(f"/registers/{register.name}/export.geojson").json()
    assert len(exported["features"]) == len(seen)


@every_register
def test_a_district_cannot_give_away_or_take(register, caller):
    if "__" in register.region or register.region not in fields_of(register):
        pytest.skip("the division follows from what the row points to")
    own = in_region(register, FULING)
    district = caller(Role.DISTRICT, division=FULING)
    given = {"values": {register.region: WANZHOU}, "version": own.version}
    assert district.patch(rows_address(register, own.pk), given).status_code == 403
    values = fresh(register, own) | {register.region: WANZHOU}
    body = {"values": values, "geometry": place(register, own)}
    refused = district.post(rows_address(register), body)
    # what it points to may itself lie outside, which is said of that field
    assert refused.status_code in (403, 422), refused.content.decode()
    assert not all_rows(register.model).filter(created_by=district.user).exists()


@every_register
def test_a_district_cannot_point_to_what_it_does_not_see(register, caller):
    references = [
        (name, field.register())
        for name, field in fields_of(register).items()
        if field.kind == "reference" and field.register() is not None
    ]
    if not references:
        pytest.skip("it points to nothing")
    district = caller(Role.DISTRICT, division=FULING)
    own = in_region(register, FULING)
    for name, target in references:
        theirs = all_rows(target.model).exclude(pk=own.pk).order_by("pk").first()
        assert "__" not in target.region
        all_rows(target.model).filter(pk=theirs.pk).update(**{target.region: WANZHOU})
        if getattr(own, f"{name}_id") == theirs.pk:
            continue
        body = {"values": {name: theirs.pk}, "version": own.version}
        answer = district.patch(rows_address(register, own.pk), body)
        assert answer.status_code == 422, (name, answer.content.decode()[:200])
        assert answer.json()["problems"][0]["field"] == name


# ------------------------------------------------------------------ one row
@every_register
def test_create_change_history_delete(register, caller):
    officer = caller(Role.CITY_DUTY)
    like = all_rows(register.model).order_by("-pk").first()
    entries, lines, told = counts()
    body = {"values": fresh(register, like), "geometry": place(register, like)}
    made = officer.post(rows_address(register), body)
    assert made.status_code == 201, made.content.decode()
    row = made.json()
    assert row["version"] == 1
    assert counts() == (entries + 1, lines + 1, told + 1)
    column = text_column(register)
    changed = officer.patch(
        rows_address(register, row["id"]), {"values": {column: "改过"}, "version": 1}
    )
    assert changed.status_code == 200, changed.content.decode()
    assert changed.json()["version"] == 2
    assert changed.json()["values"][column] == "改过"
    stale = officer.patch(
        rows_address(register, row["id"]), {"values": {column: "晚了"}, "version": 1}
    )
    assert stale.status_code == 409
    assert "刷新" in stale.json()["message"]
    history = officer.get(f"{rows_address(register, row['id'])}/history").json()["rows"]
    assert [line["action"] for line in history] == ["change", "create"]
    assert [(c["field"], c["new"]) for c in history[0]["changes"]] == [(column, "改过")]
    assert history[0]["who"] == str(officer.user)
    assert officer.delete(rows_address(register, row["id"])).status_code == 204
    assert officer.get(rows_address(register, row["id"])).status_code == 404
    assert counts() == (entries + 3, lines + 3, told + 3)
    assert isinstance(audit.verify(), audit.Whole)


@every_register
def test_the_same_again_is_no_new_version(register, caller):
    officer = caller(Role.CITY_DUTY)
    row = all_rows(register.model).first()
    before = counts()
    shown = officer.get(rows_address(register, row.pk)).json()
    same = {name: value for name, value in shown["values"].items() if name != "expires_on"}
    answer = officer.patch(
        rows_address(register, row.pk),
        {"values": same, "geometry": shown["geometry"], "version": row.version},
    )
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json()["version"] == row.version
    assert counts() == before


@every_register
def test_each_unusable_value_is_a_sentence_on_its_field(register, caller):
    officer = caller(Role.CITY_DUTY)
    row = all_rows(register.model).first()
    before = counts()
    fields = fields_of(register)
    wrong = {
        "text": ["字" * 100_000, 7, "a\x00b", ["x"]],
        "number": ["abc", True, HUGE, -HUGE, 1e300],
        "integer": ["abc", 1.5, HUGE, 10**12],
        "choice": ["no such choice", 3],
        "boolean": ["perhaps", 2],
        "date": ["yesterday", "2026-13-40"],
        "datetime": ["yesterday"],
        "list": ["not a list", [1]],
        "reference": ["abc", 0, -1, HUGE, 2**40, True],
    }
    for name, field in fields.items():
        for value in wrong[field.kind]:
            if field.kind == "text" and value == "字" * 100_000 and not field.django.max_length:
                continue
            answer = officer.patch(
                rows_address(register, row.pk), {"values": {name: value}, "version": row.version}
            )
            assert answer.status_code == 422, (name, str(value)[:40], answer.content.decode()[:300])
            problems = answer.json()["problems"]
            assert [p["field"] for p in problems] == [name], (name, str(value)[:40], problems)
            assert problems[0]["message"].endswith("。")
        if field.required:
            answer = officer.patch(
                rows_address(register, row.pk), {"values": {name: ""}, "version": row.version}
            )
            assert answer.status_code == 422
            assert answer.json()["problems"] == [{"field": name, "message": "必填。"}]
    unknown = officer.patch(
        rows_address(register, row.pk), {"values": {"version": 9}, "version": row.version}
    )
    assert unknown.status_code == 422
    for written in ('{"values": {"x": NaN}, "version": 1}', '{"values": {"x": 1e999}}', "{", ""):
        answer = officer.client.generic(
            "PATCH",
            f"/api/v1{rows_address(register, row.pk)}",
            written,
            content_type="application/json",
        )
        assert answer.status_code in (400, 422), written
        assert answer.json()["message"]
    empty = officer.post(rows_address(register), {"values": {}})
    required = {name for name, field in fields.items() if field.required}
    assert empty.status_code == 422
    assert required <= {p["field"] for p in empty.json()["problems"]}
    assert counts() == before


@with_places
def test_each_unusable_place_is_a_sentence(register, caller):
    officer = caller(Role.CITY_DUTY)
    row = all_rows(register.model).first()
    before = counts()
    shapes = [
        {"type": "Point", "coordinates": [1e9, 30]},
        {"type": "Point", "coordinates": [106, 95]},
        {"type": "Point", "coordinates": []},
        {"type": "Point"},
        {"type": "Heap", "coordinates": [106, 29]},
        {"type": "Point", "coordinates": ["a", "b"]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]},
        {"type": "GeometryCollection", "geometries": []},
        {},
    ]
    for shape in shapes:
        answer = officer.patch(
            rows_address(register, row.pk),
            {"values": {}, "geometry": shape, "version": row.version},
        )
        assert answer.status_code == 422, (shape, answer.content.decode()[:300])
        assert answer.json()["problems"][0]["field"] == "geometry"
    assert counts() == before


# ------------------------------------------------------------------ lists
@every_register
def test_lists_cost_the_same_however_long(register, caller, django_assert_num_queries):
    officer = caller(Role.CITY_DUTY)
    with django_assert_num_queries(4) as spent:  # session, user, count, rows
        assert officer.get(rows_address(register), page_size=1).status_code == 200
    with django_assert_num_queries(len(spent)):
        assert officer.get(rows_address(register), page_size=500).status_code == 200
    if register.geometry:
        with django_assert_num_queries(3):  # session, user, rows
            assert officer.get(f"/registers/{register.name}/features").status_code == 200


@every_register
def test_exports_cost_the_same_however_long(register, caller, django_assert_max_num_queries):
    officer = caller(Role.CITY_DUTY)
    for kind in ("xlsx", "csv", "geojson"):
        with django_assert_max_num_queries(6):  # session, user, a cursor in its savepoint
            assert officer.get(f"/registers/{register.name}/export.{kind}").status_code == 200


@every_register
def test_every_column_sorts_and_every_filter_filters(register, caller):
    officer = caller(Role.CITY_DUTY)
    described = officer.get(f"/registers/{register.name}/spec").json()
    total = officer.get(rows_address(register)).json()["total"]
    for column in described["columns"]:
        if column["sortable"]:
            for order in (column["name"], f"-{column['name']}"):
                answer = officer.get(rows_address(register), order=order)
                assert answer.status_code == 200, order
    for one in described["filters"]:
        for choice in (one["choices"] or [])[:3]:
            found = officer.get(rows_address(register), **{one["name"]: choice["value"]}).json()
            shown = {row["values"][one["name"]] for row in found["rows"]} if choice["value"] else ()
            assert found["total"] <= total
            assert shown in (set(), (), {choice["value"]})
    assert officer.get(rows_address(register), search="无此名称无此名称").json()["total"] == 0
    for query in ({"order": "password"}, {"nonsense": "1"}, {"page": "-1"}, {"page_size": "9999"}):
        refused = officer.get(rows_address(register), **query)
        assert refused.status_code == 422, query
        assert refused.json()["problems"][0]["field"] in query


@every_register
def test_its_description_is_complete_in_both_languages(register, caller):
    for language in ("zh", "en"):
        described = caller(Role.CITY_DUTY, language=language).get(
            f"/registers/{register.name}/spec"
        )
        spec = described.json()
        assert spec["title"] == getattr(register.title, language)
        grouped = [name for group in spec["groups"] for name in group["fields"]]
        assert sorted(grouped) == sorted(column["name"] for column in spec["columns"])
        assert all(column["title"] for column in spec["columns"])
        for column in spec["columns"]:
            assert column["kind"] != "reference" or column["reference"], column["name"]
    assert register.natural_key, "import needs to know which row a line means"


# ------------------------------------------------------------------ files
@every_register
@pytest.mark.parametrize("kind", ["xlsx", "csv", "geojson"])
def test_what_is_exported_imports_without_a_change(register, kind, caller):
    officer = caller(Role.CITY_DUTY)
    before = counts()
    exported = officer.get(f"/registers/{register.name}/export.{kind}")
    assert exported.status_code == 200
    answer = officer.upload(
        f"/registers/{register.name}/import?preview=0", f"a.{kind}", exported.content
    )
    outcome = answer.json()
    assert answer.status_code == 200, outcome
    assert outcome["errors"] == [], outcome["errors"][:3]
    assert (outcome["creates"], outcome["updates"]) == (0, 0), [
        p for p in outcome["preview"] if p["action"] != "same"
    ][:2]
    assert outcome["rows_read"] == all_rows(register.model).count()
    assert counts() == before


def as_csv(register, *rows, without=()):
    """Rows as an export writes them, as lists one can spoil."""
    from shangyou.core.registers.exporting import write

    chosen = all_rows(register.model).filter(pk__in=[row.pk for row in rows]).order_by("pk")
    text = write(register, chosen, "csv", "zh").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def joined(table):
    file = io.StringIO()
    csv.writer(file).writerows(table)
    return file.getvalue().encode()


@every_register
def test_one_broken_row_keeps_all_out_and_is_named(register, caller):
    officer = caller(Role.CITY_DUTY)
    rows = list(all_rows(register.model).order_by("pk")[:3])
    table = as_csv(register, *rows)
    note = fields_of(register)[text_column(register)].header("zh")
    for line in table[1:]:
        line[table[0].index(note)] = "导入改过"
    status = fields_of(register)["status"].header("zh")
    table[2][table[0].index(status)] = "没有的状态"
    before = counts()
    address = f"/registers/{register.name}/import?preview=0"
    outcome = officer.upload(address, "a.csv", joined(table)).json()
    assert [(e["row"], e["column"], e["value"]) for e in outcome["errors"]] == [
        (3, status, "没有的状态")
    ]
    assert "已核实" in outcome["errors"][0]["message"]
    assert outcome["committed"] is False
    assert outcome["preview"][1]["cells"][status]["error"]
    assert counts() == before
    column = text_column(register)
    assert not all_rows(register.model).filter(**{column: "导入改过"}).exists()
    # mended, it goes in whole
    table[2][table[0].index(status)] = "已核实"
    preview = officer.upload(f"/registers/{register.name}/import", "a.csv", joined(table)).json()
    assert (preview["committed"], preview["updates"], preview["errors"]) == (False, len(rows), [])
    assert counts() == before
    outcome = officer.upload(address, "a.csv", joined(table)).json()
    assert (outcome["committed"], outcome["updates"], outcome["errors"]) == (True, len(rows), [])
    assert all_rows(register.model).filter(**{column: "导入改过"}).count() == len(rows)
    assert counts() == (before[0] + 1, before[1] + len(rows), before[2] + 1)


@every_register
def test_an_import_reaches_no_other_district(register, caller):
    theirs = in_region(register, WANZHOU)
    table = as_csv(register, theirs)
    note = fields_of(register)[text_column(register)].header("zh")
    table[1][table[0].index(note)] = "越界"
    district = caller(Role.DISTRICT, division=FULING)
    before = counts()
    outcome = district.upload(
        f"/registers/{register.name}/import?preview=0", "a.csv", joined(table)
    ).json()
    assert not outcome["committed"]
    assert outcome["errors"][0]["row"] == 2
    said = outcome["errors"][0]["message"]
    assert "管辖范围" in said or said.startswith("没有找到"), said
    assert counts() == before


@every_register
def test_a_line_twice_an_unknown_column_and_a_missing_one(register, caller):
    officer = caller(Role.CITY_DUTY)
    row = all_rows(register.model).order_by("pk").first()
    table = as_csv(register, row)
    address = f"/registers/{register.name}/import?preview=0"
    outcome = officer.upload(address, "a.csv", joined([*table, table[1]])).json()
    assert [e["row"] for e in outcome["errors"]] == [3]
    extra = [[*table[0], "不认识的列"], [*table[1], "1"]]
    outcome = officer.upload(address, "a.csv", joined(extra)).json()
    assert [(e["row"], e["column"]) for e in outcome["errors"]] == [(1, "不认识的列")]
    required = next(f for f in fields_of(register).values() if f.required)
    cut = table[0].index(required.header("zh"))
    outcome = officer.upload(
        address, "a.csv", joined([[c for i, c in enumerate(line) if i != cut] for line in table])
    ).json()
    # a key that is missing makes a new row of it, which then lacks what it needs
    assert outcome["errors"] or outcome["updates"] == 0


@every_register
def test_the_template_can_be_filled_and_imported(register, caller):
    officer = caller(Role.CITY_DUTY)
    answer = officer.get(f"/registers/{register.name}/template.xlsx")
    assert answer.status_code == 200
    assert "filename*=UTF-8''" in answer["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    fields = fields_of(register)
    starred = {head.rstrip("*") for head in heads if head.endswith("*")}
    assert starred == {field.header("zh") for field in fields.values() if field.required}
    lists = {str(rule.sqref).split("2:")[0] for rule in sheet.data_validations.dataValidation}
    expected = sum(
        field.kind == "boolean" or (bool(field.choices) and field.kind != "list")
        for field in fields.values()
    )
    assert len(lists) == expected
    like = all_rows(register.model).order_by("-pk").first()
    values = fresh(register, like)
    for place_, (name, field) in enumerate(fields.items(), start=1):
        value = values[name]
        if field.kind == "reference":
            value = key_text(field.register(), getattr(like, name))
        elif field.kind in ("choice", "boolean", "list") and value not in ("", None):
            value = field.show(value, "zh")
        sheet.cell(2, place_, value)
    if register.geometry and getattr(like, register.geometry) is not None:
        shape = getattr(like, register.geometry)
        given = shape.coords if "经度" in heads else (shape.wkt,)
        for place_, value in enumerate(given, start=len(fields) + 1):
            sheet.cell(2, place_, value)
    file = io.BytesIO()
    book.save(file)
    outcome = officer.upload(
        f"/registers/{register.name}/import?preview=0", "t.xlsx", file.getvalue()
    ).json()
    assert outcome["errors"] == []
    assert (outcome["creates"], outcome["committed"]) == (1, True)


@every_register
def test_no_cell_becomes_a_formula_and_none_loses_its_first_sign(register, caller):
    officer = caller(Role.CITY_DUTY)
    row = all_rows(register.model).order_by("pk").first()
    column = text_column(register)
    evil = '=HYPERLINK("http://x")'
    all_rows(register.model).filter(pk=row.pk).update(**{column: evil})
    written = officer.get(f"/registers/{register.name}/export.csv").content.decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(written)) for cell in line]
    assert f"'{evil}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "@", "\t", "\r"))]
    book = openpyxl.load_workbook(
        io.BytesIO(officer.get(f"/registers/{register.name}/export.xlsx").content)
    )
    kinds = {
        c.data_type for line in book.worksheets[0].iter_rows() for c in line if c.value == evil
    }
    assert kinds == {"s"}
    for kind in ("csv", "xlsx"):
        content = officer.get(f"/registers/{register.name}/export.{kind}").content
        outcome = officer.upload(f"/registers/{register.name}/import", f"a.{kind}", content).json()
        assert (outcome["updates"], outcome["errors"]) == (0, [])

"""The addresses every register has."""

import json
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.contrib.gis.geos import Polygon
from django.db.models import Count, IntegerField, Model, Value
from django.http import HttpRequest, HttpResponse, QueryDict
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from shangyou.core.http import Forbidden, NotFound, ProblemError, api, require, user_of
from shangyou.core.keys import is_key
from shangyou.core.language import Language, language_of, text
from shangyou.core.registers import exporting, importing, writing
from shangyou.core.registers.declaration import Register
from shangyou.core.registers.fields import fields_of
from shangyou.core.registers.geometry import as_geojson, kind_of
from shangyou.core.registers.history import history
from shangyou.core.registers.listing import (
    limit_of,
    ordered,
    page_of,
    related,
    row_answer,
    selected,
    visible,
    with_references,
)
from shangyou.core.registers.registry import registers
from shangyou.core.registers.spec import rights_of, spec
from shangyou.core.rights import REGISTER_OPERATIONS, allowed
from shangyou.science.messages import Problem, Sentence

router = Router(tags=["registers"])

MOST_FEATURES = 20_000


class NewRow(Schema):
    """A row to be made."""

    values: dict[str, Any]
    geometry: dict[str, Any] | None = None


class ChangedRow(Schema):
    """Fields to change, and the version they were read at."""

    values: dict[str, Any] = {}
    geometry: dict[str, Any] | None = None
    version: int


def register_named(request: HttpRequest, name: str, operation: str) -> Register:
    """Give a register in which the user may do something; an unknown one does not exist for anybody."""
    user_of(request)
    register = registers().get(name)
    if register is None:
        raise NotFound(
            Sentence(f"没有名为“{name[:40]}”的登记表。", f"There is no register “{name[:40]}”.")
        )
    require(request, f"register.{name}.{operation}")
    return register


@router.get("/registers")
def list_registers(request: HttpRequest) -> dict[str, Any]:
    """List the registers the user may see, with how many rows he sees in each."""
    user = user_of(request)
    seen = [r for r in registers().values() if allowed(user, f"register.{r.name}.list")]
    counts: dict[int, int] = {}
    if seen:
        parts = [
            visible(register, user)
            .order_by()
            .annotate(place=Value(place, IntegerField()))
            .values("place")
            .annotate(n=Count("pk"))
            for place, register in enumerate(seen)
        ]
        found = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
        counts = {line["place"]: line["n"] for line in found}
    return {
        "rows": [
            {
                "name": register.name,
                "title": register.title,
                "title_en": register.title.en,
                "wing": register.wing,
                "group": register.group,
                "geometry": kind_of(register),
                "count": counts.get(place, 0),
                "rights": rights_of(register, user),
            }
            for place, register in enumerate(seen)
        ]
    }


@router.get("/registers/{name}/spec")
def register_spec(request: HttpRequest, name: str) -> dict[str, Any]:
    """Describe a register to its screens."""
    register = register_named(request, name, "list")
    return spec(register, user_of(request), language_of(request))


@router.get("/registers/{name}/rows")
def list_rows(request: HttpRequest, name: str) -> dict[str, Any]:
    """List rows: `search`, `order`, `page`, `page_size` and a parameter per filter."""
    register = register_named(request, name, "list")
    language = language_of(request)
    rows = selected(register, visible(register, user_of(request)), request.GET)
    rows = ordered(register, with_references(register, rows), request.GET.get("order", ""))
    page, cut = page_of(rows, request.GET)
    return {
        "total": rows.count(),
        "page": page,
        "rows": [row_answer(register, row, language) for row in cut],
    }


def _row(register: Register, request: HttpRequest, row_id: int) -> Any:
    rows = visible(register, user_of(request)).select_related(
        *(n for n, f in fields_of(register).items() if f.kind == "reference")
    )
    row = rows.filter(pk=row_id).first() if is_key(row_id) else None
    if row is None:
        raise NotFound
    return row


def _whole_row(register: Register, request: HttpRequest, row: Any) -> dict[str, Any]:
    user = user_of(request)
    may = {}
    for operation in REGISTER_OPERATIONS:
        try:
            writing.permit(register, row, user, operation)
        except Forbidden:
            may[operation] = False
        else:
            may[operation] = True
    return {
        **row_answer(register, row, language_of(request)),
        "geometry": as_geojson(getattr(row, register.geometry)) if register.geometry else None,
        "rights": may,
        "related": related(register, row),
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


@router.get("/registers/{name}/rows/{int:row_id}")
def one_row(request: HttpRequest, name: str, row_id: int) -> dict[str, Any]:
    """Give one row with its place, what the user may do to it, and what points to it."""
    register = register_named(request, name, "list")
    return _whole_row(register, request, _row(register, request, row_id))


@router.post("/registers/{name}/rows")
def make_row(request: HttpRequest, name: str, body: NewRow) -> HttpResponse:
    """Make one row."""
    register = register_named(request, name, "create")
    row = writing.create(register, user_of(request), body.values, body.geometry)
    answer: HttpResponse = api.create_response(
        request, _whole_row(register, request, row), status=201
    )
    return answer


@router.patch("/registers/{name}/rows/{int:row_id}")
def change_row(request: HttpRequest, name: str, row_id: int, body: ChangedRow) -> dict[str, Any]:
    """Change some fields of one row; 409 when somebody else was faster."""
    register = register_named(request, name, "change")
    row = writing.update(
        register,
        user_of(request),
        _known(row_id),
        body.values,
        body.version,
        shape=body.geometry,
        with_shape="geometry" in body.model_fields_set,
    )
    return _whole_row(register, request, row)


@router.delete("/registers/{name}/rows/{int:row_id}")
def delete_row(request: HttpRequest, name: str, row_id: int) -> HttpResponse:
    """Delete one row; 409 when something refers to it."""
    register = register_named(request, name, "delete")
    writing.delete(register, user_of(request), _known(row_id))
    return HttpResponse(status=204)


def _known(row_id: int) -> int:
    if not is_key(row_id):
        raise NotFound
    return row_id


@router.get("/registers/{name}/rows/{int:row_id}/history")
def row_history(request: HttpRequest, name: str, row_id: int) -> dict[str, Any]:
    """Say who changed what when."""
    register = register_named(request, name, "list")
    _row(register, request, row_id)
    rows = history(register, row_id, language_of(request))
    return {"total": len(rows), "rows": rows}


@router.get("/registers/{name}/features")
def features(request: HttpRequest, name: str) -> HttpResponse:
    """Give the rows as GeoJSON, within `bbox=west,south,east,north` when given."""
    register = register_named(request, name, "list")
    if register.geometry is None:
        raise NotFound(Sentence("这张登记表没有位置。", "This register has no places."))
    rows = selected(register, visible(register, user_of(request)), request.GET)
    rows = rows.filter(**{f"{register.geometry}__isnull": False})
    if request.GET.get("bbox"):
        rows = rows.filter(**{f"{register.geometry}__bboverlaps": _box(request.GET)})
    rows = with_references(register, rows).annotate(shape=AsGeoJSON(register.geometry, precision=6))
    language = language_of(request)
    # the database writes each shape; parsing it to write it again would cost more than the query
    parts = (
        f'{{"type":"Feature","id":{row.pk},"geometry":{row.shape},"properties":'
        f"{json.dumps(_properties(register, row, language), ensure_ascii=False, allow_nan=False)}}}"
        for row in rows.order_by("id")[: limit_of(request.GET, MOST_FEATURES)]
    )
    body = f'{{"type":"FeatureCollection","features":[{",".join(parts)}]}}'
    return HttpResponse(body, content_type="application/geo+json")


def _properties(register: Register, row: Any, language: Language) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": row.pk,
        "title": str(row),
        "register": register.name,
        "status": row.status,
        "demo": row.demo,
    }
    fields = fields_of(register)
    for name in register.map_properties:
        value = getattr(row, name)
        found[name] = str(value) if isinstance(value, Model) else value
        if name in fields and fields[name].choices:
            found[f"{name}_title"] = fields[name].show(value, language)
    return found


def _box(query: QueryDict) -> Polygon:
    try:
        west, south, east, north = (float(part) for part in query.get("bbox", "").split(","))
        fine = -360 <= west <= east <= 360 and -90 <= south <= north <= 90
    except ValueError:
        fine = False
    if not fine:
        zh = "应为 西,南,东,北 四个经纬度，例如 105.2,28.1,110.2,32.3。"
        en = "Must be west,south,east,north in degrees, such as 105.2,28.1,110.2,32.3."
        raise ProblemError(422, [Problem("bbox", Sentence(zh, en))])
    box = Polygon.from_bbox((west, south, east, north))
    box.srid = 4326
    return box


@router.post("/registers/{name}/import")
def import_rows(
    request: HttpRequest, name: str, file: File[UploadedFile], preview: int = 1
) -> dict[str, Any]:
    """Import a table or map file: `preview=1` says what would happen, `preview=0` does all of it or nothing."""
    register = register_named(request, name, "import")
    content = importing.within_limit(file)
    return importing.run(
        register,
        user_of(request),
        file.name or "",
        content,
        language_of(request),
        commit=preview == 0,
    )


@router.get("/registers/{name}/template.xlsx")
def template(request: HttpRequest, name: str) -> HttpResponse:
    """Give an empty table with its headings and lists of choices."""
    register = register_named(request, name, "import")
    language = language_of(request)
    content = exporting.template(register, language)
    word = "导入模板" if language == "zh" else " template"
    return exporting.download(content, f"{text(register.title, language)}{word}", "xlsx")


@router.get("/registers/{name}/export.{kind}")
def export(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """Give the rows as xlsx, csv or geojson, filtered like the list."""
    register = register_named(request, name, "export")
    language = language_of(request)
    if kind not in exporting.KINDS:
        raise NotFound(Sentence("可导出 xlsx、csv、geojson。", "Export is xlsx, csv or geojson."))
    rows = selected(register, visible(register, user_of(request), "export"), request.GET)
    rows = ordered(register, rows, request.GET.get("order", ""))
    content = exporting.write(register, rows, kind, language)
    return exporting.download(content, text(register.title, language), kind)

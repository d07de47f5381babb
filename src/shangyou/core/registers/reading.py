"""Uploaded files to lines of cells; what a file is, is decided by what is in it."""

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

import pyogrio
import python_calamine
import shapely

from shangyou.core.http import ProblemError, parse_json
from shangyou.science.messages import Problem, Sentence

MOST_ROWS = 50_000
MOST_UNPACKED_BYTES = 300 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its number as the person sees it, its cells by heading, its shape."""

    number: int
    cells: dict[str, Any]
    geometry: Any = None


@dataclass(frozen=True, slots=True)
class Table:
    """A file's headings and lines. Shapes come as GeoJSON geometries when the file is a map."""

    headings: list[str]
    lines: list[Line]
    is_map: bool = False
    faults: tuple[tuple[int, str, Sentence], ...] = ()
    """What a reader of the trade's formats found wrong already: line, column, sentence."""


def bad_file(zh: str, en: str, status: int = 422) -> ProblemError:
    """Refuse a file as a whole."""
    sentence = Sentence(zh, en)
    return ProblemError(status, [Problem("file", sentence)], sentence)


def read(name: str, content: bytes) -> Table:
    """Read an Excel, CSV, GeoJSON or zipped Shapefile by its content."""
    if not content.strip():
        raise bad_file("文件是空的。", "The file is empty.")
    if content.startswith(b"PK"):
        table = _zip(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise bad_file(
            "这是旧版 Excel（.xls），请另存为 .xlsx 后再导入。",
            "This is an old Excel file (.xls); save it as .xlsx and import again.",
        )
    else:
        table = _text(name, content)
    if not table.lines:
        raise bad_file("文件里没有数据行。", "The file has no rows.")
    if len(table.lines) > MOST_ROWS:
        raise bad_file(
            f"文件超过 {MOST_ROWS} 行，请分成几个文件。",
            f"The file has more than {MOST_ROWS} rows; split it.",
        )
    return table


def _zip(content: bytes) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise bad_file("压缩文件已损坏。", "The file is damaged.") from None
    if sum(member.file_size for member in members) > MOST_UNPACKED_BYTES:
        raise bad_file("文件解压后过大。", "The file is too large when unpacked.", 413)
    names = {member.filename for member in members}
    if "xl/workbook.xml" in names:
        return _excel(content)
    if any(name.lower().endswith(".shp") for name in names):
        return _shapefile(content)
    raise bad_file(
        "压缩文件里没有 Excel 工作簿或 Shapefile（.shp、.dbf、.shx、.prj）。",
        "The archive holds neither an Excel workbook nor a Shapefile (.shp, .dbf, .shx, .prj).",
    )


def _excel(content: bytes) -> Table:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except Exception:  # noqa: BLE001 (whatever the reader met, the person needs the same sentence)
        raise bad_file("Excel 文件已损坏，打不开。", "The Excel file is damaged.") from None
    return _table(rows)


def _table(rows: list[list[Any]]) -> Table:
    if not rows:
        raise bad_file("文件是空的。", "The file is empty.")
    headings = [str(cell).strip() for cell in rows[0]]
    while headings and not headings[-1]:
        headings.pop()
    named = [heading for heading in headings if heading]
    if len(set(named)) != len(named):
        double = next(heading for heading in named if named.count(heading) > 1)
        raise bad_file(f"列名“{double[:40]}”重复。", f"The heading “{double[:40]}” occurs twice.")
    lines = [
        Line(number, dict(zip(headings, cells, strict=False)))
        for number, cells in enumerate(rows[1:], start=2)
        if any(str(cell).strip() for cell in cells if cell is not None)
    ]
    for line in lines:
        line.cells.pop("", None)
    return Table(named, lines)


def _text(name: str, content: bytes) -> Table:
    written = _decoded(content)
    start = written.lstrip()[:1]
    if start == "{" or name.lower().endswith((".geojson", ".json")):
        return _geojson(written)
    if "\x00" in written:
        raise _not_what_it_says()
    try:
        dialect = csv.Sniffer().sniff(written[:8192].split("\n", 1)[0], delimiters=",;\t")
    except csv.Error:
        dialect = csv.get_dialect("excel")  # type: ignore[assignment]
    # the quoting rules are everybody's; only the separator varies
    reader = csv.reader(io.StringIO(written, newline=""), delimiter=dialect.delimiter)
    try:
        rows: list[list[Any]] = list(reader)
    except csv.Error:
        raise _not_what_it_says() from None
    return _table(rows)


def _not_what_it_says() -> ProblemError:
    return bad_file(
        "认不出这个文件；可导入 xlsx、csv（UTF-8 或 GB18030）、geojson、Shapefile 压缩包。",
        "This file is not recognised; import xlsx, csv (UTF-8 or GB18030), geojson or a zipped Shapefile.",
    )


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            written = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # pictures and programs decode by accident; their control characters tell
        if not any(ord(c) < 32 and c not in "\r\n\t\f" for c in written[:65536]):
            return written
    raise _not_what_it_says()


def _geojson(written: str) -> Table:
    try:
        document = parse_json(written.encode())
    except (ValueError, RecursionError):
        raise bad_file(
            "GeoJSON 文件不是有效的 JSON。", "The GeoJSON file is not valid JSON."
        ) from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise bad_file("应为 GeoJSON FeatureCollection。", "Must be a GeoJSON FeatureCollection.")
    reference = document.get("crs")
    if reference and not any(c in json.dumps(reference) for c in ("CRS84", "4326", "4490")):
        raise _wrong_reference()
    lines = []
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(feature, dict) or not isinstance(properties or {}, dict):
            raise bad_file(f"第 {number} 个要素不完整。", f"Feature {number} is incomplete.")
        lines.append(Line(number, dict(properties or {}), feature.get("geometry")))
    return Table(list(dict.fromkeys(k for line in lines for k in line.cells)), lines, is_map=True)


def _wrong_reference() -> ProblemError:
    return bad_file(
        "坐标系应为 WGS 84（EPSG:4326）或 CGCS2000 经纬度（EPSG:4490），请先转换。",
        "Coordinates must be WGS 84 (EPSG:4326) or CGCS2000 degrees (EPSG:4490); convert them first.",
    )


def _shapefile(content: bytes) -> Table:
    try:
        facts, _, shapes, columns = pyogrio.raw.read(content)
    except Exception:  # noqa: BLE001 (as for Excel)
        raise bad_file(
            "Shapefile 压缩包已损坏或不完整。", "The Shapefile is damaged or incomplete."
        ) from None
    reference = str(facts.get("crs") or "")
    if reference and not any(code in reference for code in ("4326", "4490", "WGS_1984", "2000")):
        raise _wrong_reference()
    names = [str(name) for name in facts["fields"]]
    lines = []
    for number in range(len(columns[0]) if columns else len(shapes)):
        cells = {n: _python(column[number]) for n, column in zip(names, columns, strict=True)}
        shape = shapes[number] if shapes is not None else None
        found = json.loads(shapely.to_geojson(shapely.from_wkb(shape))) if shape else None
        lines.append(Line(number + 1, cells, found))
    return Table(names, lines, is_map=True)


def _python(value: Any) -> Any:
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, float) and plain != plain:  # noqa: PLR0124 (a missing number of the file)
        return None
    return plain

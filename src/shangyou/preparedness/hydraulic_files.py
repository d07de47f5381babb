"""Files of river engineers to lines of the registers: HEC-RAS, MIKE 11, and CSV with a row a line.

Each reader returns None for a file that is not its own; the register engine then reads it as any other table.
Nothing is looked up here: whether a river or a reach exists is said by the engine, line by line.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from shangyou.codecs import hec_ras_geometry, mike_cross_sections
from shangyou.core.registers import reading
from shangyou.core.registers.reading import Line, Table
from shangyou.preparedness.hydraulic_tables import (
    ABSENT,
    Fault,
    Level,
    read_levels,
    read_rating,
    write_levels,
)
from shangyou.science.distributions import Floats
from shangyou.science.messages import BadInput, Problem, Sentence
from shangyou.science.processes import stage_section

Row = TypeVar("Row")

# What a column of a long table may be called, after its unit is cut off; the first is the register's own name.
CODE = ("code", "编号", "断面编号", "站码")
STAGE = ("stage", "stage_m", "水位", "elevation", "level")
AREA = ("area", "area_m2", "过水面积", "面积")
WIDTH = ("width", "width_m", "top_width", "水面宽", "河宽")
RADIUS = ("radius", "radius_m", "hydraulic_radius", "水力半径")
ROUGHNESS = ("roughness", "n", "糙率", "manning")
DISCHARGE = ("discharge", "discharge_m3_s", "流量", "q")
VELOCITY = ("velocity", "velocity_m_s", "流速", "v")
REACH = ("reach", "河段")
KIND = ("kind", "类别")

FILE = "文件"
TABLE_TITLES = {"levels": "断面表", "rating": "水位流量关系"}
GEOMETRY_HEADINGS = ["code", "name", "river", "chainage_km", "datum", "levels", "source"]
UNLIKE = Sentence(
    "与同一编号前面的行不一致；请只填一次或填成一样。",
    "Differs from an earlier line of the same code; give it once, or alike.",
)
NEEDED = Sentence("必填。", "Required.")


def sections(name: str, content: bytes) -> Table | None:
    """Read sections: HEC-RAS geometry, MIKE raw data, or a table with a stage a line."""
    text = _text(content)
    if text is not None:
        for is_one, read in (
            (_is_hec_ras, _hec_ras),
            (mike_cross_sections.looks_like, _mike),
        ):
            if is_one(text):
                try:
                    return _surveyed(read(text), name)
                except BadInput as error:
                    return Table(GEOMETRY_HEADINGS, [], faults=tuple(map(_fault, error.problems)))
    return _long(name, content, "levels", (STAGE, AREA, WIDTH, RADIUS, ROUGHNESS), read_levels)


def gauges(name: str, content: bytes) -> Table | None:
    """Read gauges with a point of the rating a line."""
    return _long(name, content, "rating", (DISCHARGE, STAGE), read_rating)


def tests(name: str, content: bytes) -> Table | None:
    """Read a table of velocities: reach, discharge, velocity, without codes of their own."""
    if not _is_table(content):
        return None
    table = reading.read(name, content)
    code, reach, flow, velocity = (
        _heading(table, names) for names in (CODE, REACH, DISCHARGE, VELOCITY)
    )
    if table.is_map or code or not (reach and flow and velocity):
        return None
    kind = _heading(table, KIND)
    named = {reach: REACH[0], flow: DISCHARGE[1], velocity: VELOCITY[1]}
    lines = []
    for line in table.lines:
        cells = {named.get(heading, heading): cell for heading, cell in line.cells.items()}
        # the same row of the same table is the same test, however often it is imported
        cells["code"] = f"{_cell(cells.get(REACH[0]))}-{_cell(cells.get(DISCHARGE[1]))}"
        if kind is None:
            cells["kind"] = "model"
        lines.append(Line(line.number, cells))
    added = ["code", *([] if kind else ["kind"])]
    return Table([*added, *(named.get(h, h) for h in table.headings)], lines)


# ---- geometry ---------------------------------------------------------------------

_Surveyed = list[tuple[int, dict[str, Any], Sequence[tuple[float, float]], Any]]


def _is_hec_ras(text: str) -> bool:
    return hec_ras_geometry.RIVER in text and hec_ras_geometry.SECTION in text


def _hec_ras(text: str) -> _Surveyed:
    return [
        (
            s.line,
            {
                "code": f"{s.river}-{s.reach}-{s.station}"[:64],
                "name": f"{s.river} {s.reach} RS {s.station}"[:128],
                "river": s.river,
                "chainage_km": s.station,
            },
            s.points,
            s.roughness,
        )
        for s in hec_ras_geometry.read(text)
    ]


def _mike(text: str) -> _Surveyed:
    return [
        (
            s.line,
            {
                "code": f"{s.river}-{s.topo_id}-{s.chainage_m:g}"[:64],
                "name": (s.section_id or f"{s.river} {s.chainage_m:g}")[:128],
                "river": s.river,
                "chainage_km": round(s.chainage_m / 1000.0, 6),
            },
            s.points,
            s.roughness,
        )
        for s in mike_cross_sections.read(text)
    ]


def _surveyed(found: _Surveyed, name: str) -> Table:
    """Turn surveyed beds into tables by stage."""
    lines: list[Line] = []
    faults: list[tuple[int, str, Sentence]] = []
    for number, cells, points, roughness in found:
        try:
            # without roughness the bed still gives area and width; any n serves to read them
            section = stage_section.from_geometry(points, roughness or [(points[0][0], 0.03)])
        except BadInput as error:
            faults += [(number, "断面表", problem.sentence) for problem in error.problems]
            continue
        levels = _levels(
            section.stage_m,
            section.area_m2,
            section.width_m,
            section.conveyance_m3_s if roughness else None,
        )
        rest = {"datum": "unknown", "levels": write_levels(levels), "source": name[:300]}
        lines.append(Line(number, {**cells, **rest}))
    return Table(GEOMETRY_HEADINGS, lines, faults=tuple(faults))


def _levels(
    stages: Floats, areas: Floats, widths: Floats, conveyances: Floats | None
) -> list[Level]:
    """Return the rows; n is the one that gives the conveyance with A / W for the radius."""
    rows = []
    for i, (stage, area, width) in enumerate(zip(stages, areas, widths, strict=True)):
        n = None
        if conveyances is not None and conveyances[i] > 0.0:
            n = round(float(area * (area / width) ** (2.0 / 3.0) / conveyances[i]), 5)
        rows.append(
            Level(round(float(stage), 3), round(float(area), 3), round(float(width), 3), None, n)
        )
    return rows


def _fault(problem: Problem) -> tuple[int, str, Sentence]:
    """Return what a codec says of a line, the number taken out of its words: it stands in a column of its own."""
    number = int(problem.path.removeprefix("line "))
    zh, en = problem.sentence.zh, problem.sentence.en
    return number, FILE, Sentence(zh.partition("：")[2] or zh, en.partition(": ")[2] or en)


# ---- long tables ------------------------------------------------------------------


def _long(
    name: str,
    content: bytes,
    target: str,
    columns: Sequence[tuple[str, ...]],
    read: Callable[[str], tuple[list[Row], list[Fault]]],
) -> Table | None:
    """Gather a table with a row a line into one line a code; None where it is not such a table."""
    if not _is_table(content):
        return None
    table = reading.read(name, content)
    headings = [_heading(table, names) for names in columns]
    code = _heading(table, CODE)
    needed = 3 if len(columns) > 3 else 2
    if table.is_map or code is None or None in headings[:needed]:
        return None
    taken = {h for h in headings if h is not None}
    others = [h for h in table.headings if h not in taken and h != code]
    lines: list[Line] = []
    faults: list[tuple[int, str, Sentence]] = []
    for key, group in _groups(table, code).items():
        if not key:
            faults += [(line.number, code, NEEDED) for line in group]
            continue
        cells, unlike = _common(group, others)
        faults += unlike
        text = "\n".join(_row(line.cells, headings) for line in group)
        for row, sentence in read(text)[1]:
            line = group[min(row, len(group) - 1)]
            faults.append((line.number, TABLE_TITLES[target], sentence))
        lines.append(Line(group[0].number, {**cells, CODE[0]: key, target: text}))
    return Table([CODE[0], *others, target], lines, faults=tuple(faults))


def _groups(table: Table, code: str) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in table.lines:
        found.setdefault(_cell(line.cells.get(code)), []).append(line)
    return found


def _common(
    group: list[Line], others: list[str]
) -> tuple[dict[str, Any], list[tuple[int, str, Sentence]]]:
    """Return what the lines of one code say of it; a line may leave it out, not contradict it."""
    cells: dict[str, Any] = {}
    faults: list[tuple[int, str, Sentence]] = []
    for line in group:
        for heading in others:
            given = line.cells.get(heading)
            if not _cell(given):
                continue
            if heading not in cells:
                cells[heading] = given
            elif _cell(cells[heading]) != _cell(given):
                faults.append((line.number, heading, UNLIKE))
    return cells, faults


def _row(cells: Mapping[str, Any], headings: Sequence[str | None]) -> str:
    values = ["" if h is None else _cell(cells.get(h)) for h in headings]
    while values and not values[-1]:
        values.pop()
    # a text with blanks in it must stay one cell, so that it is refused as what it is
    return " ".join("_".join(v.split()) or ABSENT for v in values) or ABSENT


def _heading(table: Table, names: tuple[str, ...]) -> str | None:
    """Find the heading that means a column: its title, with or without a unit behind it."""
    for heading in table.headings:
        plain = heading.rstrip("*").split("(")[0].split("（")[0].strip().lower()
        if plain in names:
            return heading
    return None


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _is_table(content: bytes) -> bool:
    return bool(content.strip())


def _text(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None

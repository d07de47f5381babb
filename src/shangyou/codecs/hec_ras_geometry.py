"""Cross-sections from the geometry text file of HEC-RAS (`.g01`): station and elevation, Manning's n.

Layout as HEC-RAS writes it: `Type RM Length L Ch R = 1 ,station,...`, `#Sta/Elev= n` and then n pairs in columns of
eight characters, `#Mann= n ,...` and then n triples (station, n, 0). Lengths are taken as metres: a project in
feet must be exported in SI units. All or nothing: one line that cannot be read and no section is returned.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from shangyou.science.messages import BadInput, Problem, Sentence

COLUMN = 8
RIVER, SECTION, POINTS, ROUGHNESS = (
    "River Reach=",
    "Type RM Length L Ch R =",
    "#Sta/Elev=",
    "#Mann=",
)


@dataclass(frozen=True, slots=True)
class CrossSection:
    """A surveyed section: its river, reach and station, and what `stage_section.from_geometry` takes."""

    river: str
    reach: str
    station: str
    points: tuple[tuple[float, float], ...]
    roughness: tuple[tuple[float, float], ...]
    line: int = 0
    """Number of the line that begins it."""


def read(text: str) -> tuple[CrossSection, ...]:
    """Return the sections of a file; BadInput names every line that cannot be read."""
    problems: list[Problem] = []
    lines = text.splitlines()
    found: list[CrossSection] = []
    river = reach = station = ""
    points: tuple[tuple[float, float], ...] = ()
    begins = 0
    for number, line in enumerate(lines):
        if line.startswith(RIVER):
            river, _, reach = (part.strip() for part in line[len(RIVER) :].partition(","))
        elif line.startswith(SECTION):
            _unfinished(station, number, problems)
            fields = [part.strip() for part in line[len(SECTION) :].split(",")]
            # types other than 1 are bridges, culverts, weirs: no section of their own
            station = fields[1] if fields[0] == "1" and len(fields) > 1 else ""
            points, begins = (), number + 1
        elif station and line.startswith(POINTS):
            numbers = _numbers(lines, number, len(POINTS), 2, problems)
            points = tuple(zip(numbers[::2], numbers[1::2], strict=True))
        elif station and line.startswith(ROUGHNESS):
            numbers = _numbers(lines, number, len(ROUGHNESS), 3, problems)
            roughness = tuple(zip(numbers[::3], numbers[1::3], strict=True))
            found.append(CrossSection(river, reach, station, points, roughness, begins))
            station = ""
    _unfinished(station, len(lines), problems)
    if not found and not problems:
        problems.append(
            _problem(1, "文件中没有 HEC-RAS 断面", "the file holds no HEC-RAS cross-section")
        )
    if problems:
        raise BadInput(problems)
    return tuple(found)


def _unfinished(station: str, line: int, problems: list[Problem]) -> None:
    """Say that a section ended without its roughness, rather than leave it out."""
    if station:
        problems.append(
            _problem(
                max(line, 1),
                f"断面 {station} 缺少糙率（#Mann）",
                f"section {station} has no roughness (#Mann)",
            )
        )


def _numbers(
    lines: list[str], at: int, prefix: int, group: int, problems: list[Problem]
) -> list[float]:
    """Return the numbers that follow a header which says how many groups there are."""
    head = lines[at][prefix:].split(",")[0].strip()
    if not head.isdecimal():
        problems.append(_problem(at + 1, "点数应为整数", "the number of points must be an integer"))
        return []
    wanted = int(head) * group
    values: list[float] = []
    for number in range(at + 1, len(lines)):
        if len(values) >= wanted or "=" in lines[number]:
            break
        for cell in _cells(lines[number]):
            try:
                value = float(cell)
            except ValueError:
                value = math.nan
            if not math.isfinite(value):
                problems.append(
                    _problem(number + 1, f"“{cell}”不是数字", f"'{cell}' is not a number")
                )
                return []
            values.append(value)
    if len(values) != wanted:
        problems.append(
            _problem(
                at + 1,
                f"应有 {wanted} 个数，实有 {len(values)} 个",
                f"{wanted} numbers are announced, {len(values)} are there",
            )
        )
        return []
    return values


def _cells(line: str) -> Iterator[str]:
    for begin in range(0, len(line.rstrip()), COLUMN):
        yield line[begin : begin + COLUMN].strip()


def _problem(line: int, zh: str, en: str) -> Problem:
    return Problem(f"line {line}", Sentence(f"第 {line} 行：{zh}", f"Line {line}: {en}"))

"""Cross-sections from the raw-data text of MIKE 11 and MIKE HYDRO River (export of the cross-section editor).

Layout per section: topo id, river name and chainage on a line each; then titled blocks, each title on a line of its own
and its values on the next: COORDINATES, FLOW DIRECTION, PROTECT DATA, DATUM (added to every level), RADIUS TYPE,
DIVIDE X-Section, SECTION ID, INTERPOLATED, ANGLE, RESISTANCE NUMBERS (distribution, type, values), `PROFILE n` with n
lines of offset, level, relative or absolute resistance, marker `<#m>` and more, LEVEL PARAMS; a line of asterisks ends
it. Resistance types 1 and 2 are Manning's n and M; relative, Chezy and Darcy-Weisbach say no n. All or nothing: one
line that cannot be read and no section is returned.
"""

import math
import re
from dataclasses import dataclass

from shangyou.science.messages import BadInput, Problem, Sentence

END = re.compile(r"^\s*\*{5,}\s*$")
PROFILE = re.compile(r"^\s*PROFILE\b\s*(\S*)", re.IGNORECASE)
UNIFORM, DISTRIBUTED = 0, 2
MANNING_N, MANNING_M = 1, 2
MOST_POINTS = 5000

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class MikeSection:
    """A surveyed section: where it lies, its bed from left to right, and Manning's n where the file gives it."""

    topo_id: str
    river: str
    chainage_m: float
    section_id: str
    points: Points
    """(offset [m], level with the section's datum added [m])."""
    roughness: Points
    """(offset from which it holds [m], n [s/m^(1/3)]); empty where the file gives no absolute value."""
    line: int
    """Number of the line that begins it."""


@dataclass(slots=True)
class _Reading:
    """The lines of one section with their numbers, and what was wrong so far."""

    lines: list[tuple[int, str]]
    problems: list[Problem]

    def say(self, number: int, zh: str, en: str) -> None:
        self.problems.append(
            Problem(f"line {number}", Sentence(f"第 {number} 行：{zh}", f"Line {number}: {en}"))
        )

    def number(self, number: int, cell: str) -> float:
        """Return a cell as a number; NaN after saying that it is none."""
        try:
            value = float(cell)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self.say(number, f"“{cell[:40]}”不是数字", f"'{cell[:40]}' is not a number")
            return math.nan
        return value

    def block(self, title: str) -> tuple[int, str] | None:
        """Return the line below a title."""
        for i, (_, line) in enumerate(self.lines):
            if line.strip().upper() == title and i + 1 < len(self.lines):
                return self.lines[i + 1]
        return None


def looks_like(text: str) -> bool:
    """Tell whether a text is of this format."""
    titles = {line.strip().upper() for line in text.splitlines()}
    return {"COORDINATES", "SECTION ID"} <= titles or any(
        PROFILE.match(line) and "COORDINATES" in titles for line in text.splitlines()
    )


def read(text: str) -> tuple[MikeSection, ...]:
    """Return the sections of a file; BadInput names every line that cannot be read."""
    problems: list[Problem] = []
    found = [_section(_Reading(lines, problems)) for lines in _blocks(text)]
    if not found and not problems:
        problems.append(
            Problem(
                "line 1",
                Sentence(
                    "第 1 行：文件中没有 MIKE 断面",
                    "Line 1: the file holds no MIKE cross-section",
                ),
            )
        )
    if problems:
        raise BadInput(problems)
    return tuple(section for section in found if section is not None)


def _blocks(text: str) -> list[list[tuple[int, str]]]:
    """Cut the file at its lines of asterisks; empty lines above a section are not its own."""
    blocks: list[list[tuple[int, str]]] = [[]]
    for number, line in enumerate(text.splitlines(), start=1):
        if END.match(line):
            blocks.append([])
        elif line.strip() or blocks[-1]:
            blocks[-1].append((number, line))
    return [block for block in blocks if any(line.strip() for _, line in block)]


def _section(reading: _Reading) -> MikeSection | None:
    before = len(reading.problems)
    begin = reading.lines[0][0]
    if len(reading.lines) < 4:
        reading.say(
            begin,
            "断面不完整：应依次有地形编号、河名、里程和各数据块",
            "the section is incomplete: topo id, river, chainage and the blocks are expected",
        )
        return None
    (_, topo), (_, river), (at, chainage) = reading.lines[:3]
    chainage_m = reading.number(at, chainage.strip())
    datum = _datum(reading)
    points, resistances = _profile(reading, datum)
    roughness = _roughness(reading, points, resistances)
    if len(reading.problems) > before:
        return None
    named = reading.block("SECTION ID")
    return MikeSection(
        topo.strip(),
        river.strip(),
        chainage_m,
        named[1].strip() if named else "",
        points,
        roughness,
        begin,
    )


def _datum(reading: _Reading) -> float:
    found = reading.block("DATUM")
    return reading.number(found[0], found[1].strip()) if found else 0.0


def _profile(reading: _Reading, datum: float) -> tuple[Points, tuple[float, ...]]:
    """Return the bed and the resistance of each point."""
    for i, (number, line) in enumerate(reading.lines):
        head = PROFILE.match(line)
        if head is None:
            continue
        if not head[1].isdecimal() or not 0 < int(head[1]) <= MOST_POINTS:
            reading.say(
                number,
                f"PROFILE 后应为点数（1–{MOST_POINTS}）",
                f"PROFILE must be followed by the number of points (1 to {MOST_POINTS})",
            )
            return (), ()
        return _points(reading, i, int(head[1]), datum)
    reading.say(reading.lines[0][0], "断面缺少 PROFILE 数据块", "the section has no PROFILE block")
    return (), ()


def _points(
    reading: _Reading, head: int, wanted: int, datum: float
) -> tuple[Points, tuple[float, ...]]:
    points: list[tuple[float, float]] = []
    resistances: list[float] = []
    for number, line in reading.lines[head + 1 : head + 1 + wanted]:
        cells = line.split()
        if not cells or cells[0].upper() in {"LEVEL", "H-LEVELS"}:
            break
        if len(cells) < 3:
            reading.say(
                number,
                "剖面点应有起点距、高程和阻力三个数",
                "a point of the profile needs offset, level and resistance",
            )
            return (), ()
        offset, level, resistance = (reading.number(number, cell) for cell in cells[:3])
        points.append((offset, level + datum))
        resistances.append(resistance)
    if len(points) != wanted:
        reading.say(
            reading.lines[head][0],
            f"应有 {wanted} 个剖面点，实有 {len(points)} 个",
            f"{wanted} points of the profile are announced, {len(points)} are there",
        )
    return tuple(points), tuple(resistances)


def _roughness(reading: _Reading, points: Points, resistances: tuple[float, ...]) -> Points:
    """Return Manning's n from left to right, or nothing where the file gives none in absolute terms."""
    found = reading.block("RESISTANCE NUMBERS")
    if found is None or not points:
        return ()
    number, line = found
    cells = line.split()
    if len(cells) < 3:
        reading.say(
            number,
            "阻力行应有分布、类型和数值",
            "the line of resistance needs distribution, type and values",
        )
        return ()
    distribution, kind, value = (reading.number(number, cell) for cell in cells[:3])
    if kind not in {MANNING_N, MANNING_M} or distribution not in {UNIFORM, DISTRIBUTED}:
        return ()
    values = (value,) if distribution == UNIFORM else resistances
    if any(not v > 0.0 for v in values):
        reading.say(number, "阻力数值应大于 0", "resistances must be above 0")
        return ()
    coefficients = [v if kind == MANNING_N else 1.0 / v for v in values]
    answer: list[tuple[float, float]] = []
    for (offset, _), n in zip(points, coefficients, strict=False):
        # walls and repeated values need no strip of their own
        if not answer or (n != answer[-1][1] and offset > answer[-1][0]):
            answer.append((offset, n))
    return tuple(answer)

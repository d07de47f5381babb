"""From what a person drew on the map to measures of the case, each mistake at its own field."""

from collections.abc import Mapping, Sequence
from typing import Any

from shangyou.preparedness.network import Network, Path, chainage_text
from shangyou.science import cases
from shangyou.science.decisions.measures import Option
from shangyou.science.messages import BadInput, Problem, Sentence

MOST_MEASURES = 12
KINDS = {
    "divert": Sentence("分流引入应急空间", "lead a share aside"),
    "dam": Sentence("筑坝（关闸）拦截", "dam or close the gate"),
    "dose": Sentence("投加药剂", "dose"),
    "release": Sentence("清水下泄稀释", "release clean water"),
    "close": Sentence("关闭取水口", "close the intake"),
}
NUMBERS = ("fraction", "discharge_m3_s", "capacity_m3", "reagent_ratio")


def read(
    measures: object, network: Network, path: Path, rows: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the measures as they are shown and the document of the option in the case.

    Raises
    ------
    BadInput
        With a sentence for each field that cannot be used.

    """
    problems: list[Problem] = []
    if not isinstance(measures, list) or not 1 <= len(measures) <= MOST_MEASURES:
        raise BadInput(
            [
                _problem(
                    "measures",
                    f"方案应有 1–{MOST_MEASURES} 项措施；请先在地图上画一项。",
                    f"an option has 1 to {MOST_MEASURES} measures; draw one on the map first.",
                )
            ]
        )
    shown, parts = [], []
    for i, given in enumerate(measures):
        where = f"measures[{i}]"
        if not isinstance(given, Mapping):
            problems.append(_problem(where, "应为一项措施 { … }", "must be a measure { … }"))
            continue
        drawn, part = _measure(given, where, network, path, rows, problems)
        shown.append(drawn)
        parts.append(part)
    document = {"measures": parts}
    if not problems:
        try:
            cases.read_part(Option, document)
        except BadInput as error:
            problems += [Problem(p.path.removeprefix("$."), p.sentence) for p in error.problems]
    if problems:
        raise BadInput(problems)
    return shown, document


def _problem(path: str, zh: str, en: str) -> Problem:
    return Problem(path, Sentence(zh, en))


def _measure(  # noqa: PLR0917 -- one measure and all it is read against
    given: Mapping[str, Any],
    where: str,
    network: Network,
    path: Path,
    rows: Sequence[Mapping[str, Any]],
    problems: list[Problem],
) -> tuple[dict[str, Any], dict[str, Any]]:
    kind = given.get("kind")
    part: dict[str, Any] = {"kind": kind, "from": given.get("from"), "until": given.get("until")}
    if isinstance(kind, str) and kind == "close":
        part["receptor"] = given.get("receptor")
        row = next((row for row in rows if row["id"] == part["receptor"]), None)
        if row is None:
            problems.append(
                _problem(
                    f"{where}.receptor", "请选择下游的一处取水口", "choose an intake downstream"
                )
            )
            return {}, part
        return {**part, "label": row["name"], "point": row["point"]}, part
    for name in NUMBERS:
        if given.get(name) not in (None, ""):
            part[name] = given[name]
    if given.get("held") is not None:
        part["held"] = given["held"]
    located = _located(given, where, network, path, problems)
    if located is None:
        return {}, part
    reach, distance_m, place, point = located
    part["reach"], part["distance_m"] = path.in_case(reach, distance_m)
    called = given.get("label")
    drawn = {
        **part,
        "reach": reach,
        "distance_m": round(distance_m, 1),
        "place": place,
        "label": called[:80] if isinstance(called, str) and called.strip() else place,
        "point": {"lon": round(point[0], 6), "lat": round(point[1], 6)},
        "space": given.get("space") if isinstance(given.get("space"), str) else None,
    }
    return drawn, part


def _located(
    given: Mapping[str, Any], where: str, network: Network, path: Path, problems: list[Problem]
) -> tuple[str, float, str, tuple[float, float]] | None:
    point = given.get("point")
    try:
        if isinstance(given.get("reach"), str) and given["reach"] in network.reaches:
            at = network.place(given["reach"], float(given.get("distance_m") or 0.0))
        elif isinstance(point, Mapping):
            at = network.locate(float(point["lon"]), float(point["lat"]))
        else:
            problems.append(
                _problem(f"{where}.point", "请在地图的河道上点选位置", "click a place on the river")
            )
            return None
    except BadInput as error:
        problems += [Problem(f"{where}.point", p.sentence) for p in error.problems]
        return None
    except (KeyError, TypeError, ValueError, OverflowError):
        problems.append(
            _problem(
                f"{where}.point",
                "位置应有经度 lon 与纬度 lat（度）",
                "a place needs lon and lat in degrees",
            )
        )
        return None
    label = f"{at.river} {chainage_text(at.chainage_km)}"
    if path.metres_to(at.reach, at.distance_m) is None:
        problems.append(
            _problem(
                f"{where}.point",
                f"{label} 不在事发点下游，污染水不经过；请在下游河道上选点",
                f"{label} is not downstream of the release; the polluted water does not pass it",
            )
        )
        return None
    return at.reach, at.distance_m, label, at.point

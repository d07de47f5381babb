"""What no single field shows: a cycle, a place beyond the reach, a sample before the spill."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from shangyou.science.messages import BadInput, Problem, Sentence
from shangyou.science.models.river import arm_checks
from shangyou.science.models.river.case import Inputs, Measured, Reach, Release, Series
from shangyou.science.models.river.estimates import estimate
from shangyou.science.models.river.sections import by_stage
from shangyou.science.models.river.setting import reference_discharge

# A spill older than this is no longer an emergency; its plume has left every reach we know.
OLDEST_RELEASE = timedelta(days=120)


def problems(inputs: Inputs) -> Iterable[Problem]:
    """Yield every reason why the inputs do not fit together."""
    known = {reach.id: reach for reach in inputs.reaches}
    yield from _network(inputs, known)
    for i, release in enumerate(inputs.releases):
        yield from _place(f"$.releases[{i}]", release.reach, release.distance_m, known)
        yield from _release(f"$.releases[{i}]", release, inputs)
    for i, receptor in enumerate(inputs.receptors):
        yield from _place(f"$.receptors[{i}]", receptor.reach, receptor.distance_m, known)
    yield from _duplicates("receptors", [r.id for r in inputs.receptors])
    yield from _interventions(inputs, known)
    yield from _observations(inputs)
    yield from _contradictions(inputs)
    if not inputs.releases:
        yield _problem("$.releases", "至少要有一次泄漏", "at least one release is needed")


def _problem(path: str, zh: str, en: str) -> Problem:
    return Problem(path, Sentence(zh, en))


def _duplicates(where: str, ids: list[str]) -> Iterator[Problem]:
    seen: Counter[str] = Counter()
    for i, name in enumerate(ids):
        seen[name] += 1
        if seen[name] > 1:
            yield _problem(
                f"$.{where}[{i}].id", f"编号“{name}”重复，应各不相同", f"id '{name}' is used twice"
            )


def _network(inputs: Inputs, known: dict[str, Reach]) -> Iterator[Problem]:
    if not inputs.reaches:
        yield _problem("$.reaches", "至少要有一个河段", "at least one reach is needed")
    yield from _duplicates("reaches", [r.id for r in inputs.reaches])
    for i, reach in enumerate(inputs.reaches):
        if reach.downstream is not None and reach.downstream not in known:
            yield _problem(
                f"$.reaches[{i}].downstream",
                f"没有河段“{reach.downstream}”；应为已列河段的编号，或为空（出口）",
                f"there is no reach '{reach.downstream}'; name a listed reach, or null (outlet)",
            )
        if isinstance(reach.discharge_m3_s, tuple):
            yield from _increasing(f"$.reaches[{i}].discharge_m3_s", reach.discharge_m3_s)
    yield from _cycles(inputs, known)
    yield from arm_checks.problems(inputs, known)


def _contradictions(inputs: Inputs) -> Iterator[Problem]:
    """Let the correlations judge each reach: discharge, section and velocity must fit together."""
    for i, given in enumerate(inputs.reaches):
        if isinstance(given.discharge_m3_s, tuple) and len(given.discharge_m3_s) < 2:
            continue
        discharge = reference_discharge(given)
        try:
            reach = by_stage(given, discharge)
        except BadInput as error:
            for problem in error.problems:
                yield Problem(f"$.reaches[{i}]{problem.path.removeprefix('$')}", problem.sentence)
            continue
        try:
            estimate(reach, discharge, inputs.ensemble)
        except BadInput as error:
            for problem in error.problems:
                yield _problem(
                    f"$.reaches[{i}]{problem.path.removeprefix('$')}",
                    f"流量、断面与流速相互矛盾：{problem.sentence.zh}",
                    f"discharge, section and velocity contradict each other: {problem.sentence.en}",
                )


def _cycles(inputs: Inputs, known: dict[str, Reach]) -> Iterator[Problem]:
    safe: set[str] = set()
    for i, reach in enumerate(inputs.reaches):
        trail: list[str] = []
        here: Reach | None = reach
        while here is not None and here.id not in safe:
            if here.id in trail:
                circle = " → ".join([*trail[trail.index(here.id) :], here.id])
                yield _problem(
                    f"$.reaches[{i}].downstream",
                    f"河段首尾相接成环（{circle}），河水应流向出口",
                    f"the reaches form a circle ({circle}); water must reach an outlet",
                )
                break
            trail.append(here.id)
            here = known.get(here.downstream) if here.downstream else None
        safe.update(trail)


def _increasing(path: str, series: Series | Measured) -> Iterator[Problem]:
    if len(series) < 2:
        yield _problem(path, "过程线至少要有两个点", "a series needs at least two points")
    for i, ((before, _), (after, _)) in enumerate(pairwise(series)):
        if after <= before:
            yield _problem(
                f"{path}[{i + 1}][0]", "时间应逐点递增", "times must increase from point to point"
            )


def _place(
    path: str, reach_id: str, distance_m: float, known: dict[str, Reach]
) -> Iterator[Problem]:
    reach = known.get(reach_id)
    if reach is None:
        yield _problem(
            f"{path}.reach",
            f"没有河段“{reach_id}”；应为已列河段的编号",
            f"there is no reach '{reach_id}'; name a listed reach",
        )
    elif distance_m > reach.length_m:
        yield _problem(
            f"{path}.distance_m",
            f"{distance_m:g} m 超出河段“{reach_id}”的长度（0–{reach.length_m:g} m）",
            f"{distance_m:g} m lies beyond reach '{reach_id}' (0 to {reach.length_m:g} m)",
        )


def _release(path: str, release: Release, inputs: Inputs) -> Iterator[Problem]:
    if (release.mass_kg is None) == (release.series is None):
        yield _problem(
            f"{path}.mass_kg",
            "质量 mass_kg 与实测过程 series 应恰填一项",
            "give either mass_kg or series, and not both",
        )
        return
    if release.series is not None:
        yield from _increasing(f"{path}.series", release.series)
        if release.series and max(value for _, value in release.series) <= 0:
            yield _problem(
                f"{path}.series", "实测浓度至少有一个应大于 0", "some concentration must exceed 0"
            )
    begins = release.start if release.series is None else next((t for t, _ in release.series), None)
    where = f"{path}.start" if release.series is None else f"{path}.series[0][0]"
    if begins is None:
        if release.series is None:
            yield _problem(where, "缺少开始时间（必填）", "start is required")
    elif begins < inputs.start - OLDEST_RELEASE:
        yield _problem(
            where,
            "早于预报开始时间 120 天以上，不予预报",
            "lies more than 120 days before the start of the forecast",
        )
    elif begins >= inputs.start + timedelta(hours=inputs.duration_h):
        yield _problem(
            where,
            "晚于预报时段结束；应在预报开始之前或时段之内",
            "lies after the end of the forecast; it must be before or within it",
        )


def _interventions(inputs: Inputs, known: dict[str, Reach]) -> Iterator[Problem]:
    for i, measure in enumerate(inputs.interventions):
        path = f"$.interventions[{i}]"
        yield from _place(path, measure.reach, measure.distance_m, known)
        if measure.until <= measure.from_:
            yield _problem(
                f"{path}.until", "结束时间应晚于开始时间", "until must be later than from"
            )
        if measure.kind == "dilute":
            if measure.fraction is None and measure.discharge_m3_s is None:
                yield _problem(
                    f"{path}.discharge_m3_s",
                    "稀释需给出清水流量 discharge_m3_s 或其占比 fraction（0–1）",
                    "dilution needs discharge_m3_s or its share fraction (0 to 1)",
                )
        elif measure.fraction is None and measure.kind != "dam":
            yield _problem(
                f"{path}.fraction", "缺少作用比例（0–1，必填）", "fraction (0 to 1) is required"
            )


def _observations(inputs: Inputs) -> Iterator[Problem]:
    receptors = {r.id for r in inputs.receptors}
    first = min((t for release in inputs.releases for t in _begins(release)), default=None)
    for i, sample in enumerate(inputs.observations):
        yield from _observation_place(inputs, i, receptors)
        if sample.concentration_mg_l is None and sample.detection_limit_mg_l is None:
            yield _problem(
                f"$.observations[{i}].concentration_mg_l",
                "浓度与检出限至少填一项（未检出时填检出限）",
                "give a concentration, or the detection limit when nothing was found",
            )
        found = sample.concentration_mg_l or 0.0
        most = inputs.substance.solubility_mg_l
        if most is not None and found > most:
            yield _problem(
                f"$.observations[{i}].concentration_mg_l",
                f"浓度 {found:g} mg/l 超过溶解度，至多为 {most:g} mg/l；请核对单位",
                f"{found:g} mg/l lies above the solubility; at most {most:g} mg/l, check the unit",
            )
        if first is not None and sample.time < first and found > (sample.detection_limit_mg_l or 0):
            yield _problem(
                f"$.observations[{i}].time",
                "早于泄漏开始却检出了该物质；请核对采样时间或泄漏时间",
                "was taken before the release and yet found it; check the times",
            )


def _observation_place(inputs: Inputs, i: int, receptors: set[str]) -> Iterator[Problem]:
    name = inputs.observations[i].receptor
    if name not in receptors:
        yield _problem(
            f"$.observations[{i}].receptor",
            f"没有受体“{name}”；应为已列受体的编号",
            f"there is no receptor '{name}'; name a listed receptor",
        )


def _begins(release: Release) -> Iterator[datetime]:
    if release.start is not None:
        yield release.start
    elif release.series:
        yield release.series[0][0]

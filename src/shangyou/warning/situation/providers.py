"""Sections of this wing and of the registers below it: warnings, stations, risk sources, stock, overdue matters."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from django.db import connection
from django.db.models import Count, Q

from shangyou.core.regions import name_of
from shangyou.preparedness.registers.depots import Depot
from shangyou.preparedness.registers.risk_sources import KINDS, ROUTES, RiskSource
from shangyou.preparedness.registers.stock import CLASSES, StockItem
from shangyou.reference.risk_levels import GRADES
from shangyou.science.messages import Sentence
from shangyou.warning import states
from shangyou.warning.duty.meetings import end_of
from shangyou.warning.duty.models import MeetingItem
from shangyou.warning.registers.devices import Device
from shangyou.warning.registers.stations import Station
from shangyou.warning.situation.models import Tip
from shangyou.warning.situation.sections import Row, Section, Window
from shangyou.warning.warnings.document import COLOURS, COLOURS_EN
from shangyou.warning.warnings.models import PublicWarning

GRAVEST_FIRST = tuple(GRADES)[::-1]
EXPIRES_WITHIN = dt.timedelta(days=60)
# Daily means against the limits of the register, from the roll-ups: no reading is touched. A device that sends
# several kinds of data (minutes, hours) may pass a limit in each: a day is counted once.
_EXCEEDED = """
SELECT f.device_id, f.name, f.unit, f.limit_low, f.limit_high, count(DISTINCT d.day),
    max(d.total / d.count), min(d.total / d.count), max(d.day)
FROM warning_day d
JOIN warning_item i ON i.id = d.item
JOIN warning_monitoredfactor f ON f.device_id = d.device_id
    AND i.name IN (f.code || '-Rtd', f.code || '-Avg')
WHERE d.day BETWEEN %s AND %s AND d.count > 0
    AND (d.total / d.count > f.limit_high OR d.total / d.count < f.limit_low)
GROUP BY 1, 2, 3, 4, 5 ORDER BY 6 DESC, 1, 2 LIMIT 500
"""


def warnings(window: Window) -> Iterator[Row]:
    """Give the warnings published in the period, drills left out (one query)."""
    rows = PublicWarning.objects.filter(
        published_at__gte=window.begin, published_at__lt=window.end, drill=False
    ).order_by("published_at")
    for row in rows:
        for division in row.divisions:
            if window.has(division):
                lifted = row.state == "lifted"
                yield Row(
                    Sentence(
                        f"{COLOURS[row.level]}预警：{row.headline}{'（已解除）' if lifted else ''}",
                        f"{COLOURS_EN[row.level]} warning: {row.headline}{' (lifted)' if lifted else ''}",
                    ),
                    division,
                    Sentence(f"预警 {row.pk}", f"warning {row.pk}"),
                    f"/warnings/{row.pk}",
                    row.published_at,
                )


def exceeding(window: Window) -> Iterator[Row]:
    """Give the factors whose daily mean passed a limit on a day of the period (two queries)."""
    with connection.cursor() as cursor:
        cursor.execute(_EXCEEDED, [window.begins_on, window.ends_on])
        found = cursor.fetchall()
    devices = {
        row.pk: row
        for row in Device.objects.filter(pk__in={f[0] for f in found}).select_related("station")
    }
    for device, factor, unit, low, high, days, most, least, last in found:
        station = devices[device].station
        if not window.has(station.region):
            continue
        above = high is not None and most > high
        worst, limit = (most, high) if above else (least, low)
        yield Row(
            Sentence(
                f"{station.name}{factor}日均值{'超过' if above else '低于'}限值 {limit:g} {unit}："
                f"{days} 天，{'最高' if above else '最低'} {worst:.3g}",
                f"{station.name}: daily mean of {factor} {'above' if above else 'below'} {limit:g} {unit} "
                f"on {days} days, {'at most' if above else 'at least'} {worst:.3g}",
            ),
            station.region,
            Sentence(
                f"监测站日均值，最近一天 {last}", f"daily means of the station, last on {last}"
            ),
            f"/stations/{station.pk}",
        )


def silent(window: Window) -> Iterator[Row]:
    """Give the stations that have stopped reporting, and how many never began (two queries)."""
    stations = {row.pk: row for row in Station.objects.all()}
    found, never = states.quiet(Device.objects.filter(enabled=True), window.now)
    here = [pk for pk in never if window.has(stations[pk].region)]
    if here:
        yield Row(
            Sentence(
                f"{len(here)} 个站点从未收到数据（尚未接入）",
                f"{len(here)} stations have never been heard (not connected yet)",
            ),
            "",
            Sentence("监测站状态，计算时", "state of the stations when computed"),
            "/stations",
        )
    for pk, state in found.items():
        if state == "silent" and window.has(stations[pk].region):
            yield Row(
                Sentence(f"{stations[pk].name}失联", f"{stations[pk].name} is silent"),
                stations[pk].region,
                Sentence("监测站状态，计算时", "state of the station when computed"),
                f"/stations/{pk}",
            )


def risk_sources(window: Window) -> Iterator[Row]:
    """Count the risk sources of each division by grade and kind, then name those of major risk (one query)."""
    every = list(
        RiskSource.objects.only(
            "code", "name", "kind", "region", "risk_grade", "air_code", "water_code", "graded_on"
        ).order_by("region", "code")
    )
    yield from _counted(window, every)
    yield from _major(window, [row for row in every if row.risk_grade == "major"])


def _counted(window: Window, every: list[RiskSource]) -> Iterator[Row]:
    grades: dict[str, Counter[str]] = {}
    kinds: dict[str, Counter[str]] = {}
    for row in every:
        grades.setdefault(row.region, Counter())[row.risk_grade] += 1
        kinds.setdefault(row.region, Counter())[row.kind] += 1
    order = sorted(
        kinds,
        key=lambda code: (
            *(-grades[code][grade] for grade in GRAVEST_FIRST),
            -sum(kinds[code].values()),
            code,
        ),
    )
    for division in order:
        if not window.has(division):
            continue
        place = name_of(division) if division else Sentence("未归区县", "no district")
        total = sum(kinds[division].values())
        graded = _graded(grades[division])
        parts = [(KINDS[kind], n) for kind, n in kinds[division].most_common()]
        yield Row(
            Sentence(
                f"{place.zh}风险源 {total} 处（{graded.zh}）：{'，'.join(f'{t.zh} {n}' for t, n in parts)}",
                f"{place.en}: {total} risk sources ({graded.en}): "
                f"{', '.join(f'{t.en} {n}' for t, n in parts)}",
            ),
            division,
            Sentence("风险源台账", "register of risk sources"),
            f"/registers/risk_sources?region={division}",
        )


def _graded(counts: Counter[str]) -> Sentence:
    """Say how many there are of each grade, the gravest first, and how many nobody has graded."""
    known = [(GRADES[g], counts[g]) for g in GRAVEST_FIRST if counts.get(g)]
    none = counts.get("", 0)
    zh = [f"{title.zh} {n}" for title, n in known] + ([f"未评定 {none}"] if none else [])
    en = [f"{title.en.lower()} {n}" for title, n in known] + (
        [f"not graded {none}"] if none else []
    )
    return Sentence("、".join(zh), ", ".join(en))


def _major(window: Window, rows: list[RiskSource]) -> Iterator[Row]:
    for row in rows:
        if not window.has(row.region):
            continue
        routes = [
            (title, code)
            for title, code in ((ROUTES["air"], row.air_code), (ROUTES["water"], row.water_code))
            if code
        ]
        zh = "；".join(f"{title.zh} {code}" for title, code in routes)
        en = "; ".join(f"{title.en} {code}" for title, code in routes)
        yield Row(
            Sentence(
                f"重大环境风险：{row.name}{f'（{zh}）' if zh else ''}",
                f"Major risk: {row.name}{f' ({en})' if en else ''}",
            ),
            row.region,
            Sentence(
                f"风险源台账，评估日期 {row.graded_on or '未登记'}",
                f"register of risk sources, graded on {row.graded_on or 'a day not entered'}",
            ),
            f"/registers/risk_sources/{row.pk}",
        )


def expiring(window: Window) -> Iterator[Row]:
    """Give the stock that has expired or will within sixty days of the period's end (one query)."""
    until = window.ends_on + EXPIRES_WITHIN
    rows = (
        StockItem.objects.filter(expires_on__lte=until, quantity__gt=0)
        .select_related("depot")
        .order_by("expires_on", "pk")
    )
    for row in rows:
        if not window.has(row.region):
            continue
        gone = row.expires_on is not None and row.expires_on < window.today
        yield Row(
            Sentence(
                f"{row.depot.name}：{row.item} {row.quantity:g} {row.unit}，{'已过期' if gone else '有效期至'} {row.expires_on}",
                f"{row.depot.name}: {row.item} {row.quantity:g} {row.unit}, {'expired' if gone else 'expires'} {row.expires_on}",
            ),
            row.region,
            Sentence("物资库存台账", "register of stock"),
            f"/registers/stock/{row.pk}",
        )


def short(window: Window) -> Iterator[Row]:
    """Give the divisions whose depots hold nothing of one of the seven classes (two queries)."""
    depots: dict[str, int] = {
        row["region"]: row["count"]
        for row in Depot.objects.values("region").annotate(count=Count("id"))
    }
    held: dict[str, set[str]] = {}
    stock = StockItem.objects.filter(quantity__gt=0).filter(
        Q(expires_on=None) | Q(expires_on__gte=window.today)
    )
    for region, one in stock.values_list("depot__region", "supply_class").distinct():
        held.setdefault(region, set()).add(one)
    for division in sorted(depots):
        missing = [title for key, title in CLASSES.items() if key not in held.get(division, set())]
        if missing and window.has(division):
            place = name_of(division) if division else Sentence("市级", "the city")
            yield Row(
                Sentence(
                    f"{place.zh}物资库（{depots[division]} 座）缺：{'、'.join(t.zh for t in missing)}",
                    f"depots of {place.en} ({depots[division]}) lack: {', '.join(t.en for t in missing)}",
                ),
                division,
                Sentence("物资库存台账，七大类", "register of stock, the seven classes"),
                "/registers/stock",
            )


def overdue_items(window: Window) -> Iterator[Row]:
    """Give follow-up items of meetings past their deadline (one query)."""
    rows = MeetingItem.objects.filter(state="open", due_on__lt=window.today).select_related(
        "responsible", "meeting"
    )
    for row in rows:
        if window.has(row.responsible.division_code):
            yield Row(
                Sentence(
                    f"{row.responsible}：{row.text}（期限 {row.due_on}）",
                    f"{row.responsible}: {row.text} (due {row.due_on})",
                ),
                row.responsible.division_code,
                Sentence(f"会议 {row.meeting.title}", f"meeting {row.meeting.title}"),
                f"/duty/meetings/{row.meeting_id}",
                end_of(row.due_on),
            )


def overdue_tips(window: Window) -> Iterator[Row]:
    """Give tips past their deadline (one query)."""
    rows = Tip.objects.filter(due_at__lt=window.now, state__in=("issued", "sent_back"))
    for row in rows:
        if window.has(row.division):
            yield Row(
                Sentence(f"提示函逾期：{row.headline}", f"tip overdue: {row.headline}"),
                row.division,
                Sentence(f"提示函 {row.number}", f"tip {row.number}"),
                f"/tips/{row.pk}",
                row.due_at,
            )


WARNINGS = Section(
    "warnings",
    Sentence("预警发布", "Warnings published"),
    Sentence("本时段没有发布预警。", "No warning was published in this period."),
    (warnings,),
    weight=True,
)
STATIONS = Section(
    "stations",
    Sentence("监测站超限与失联", "Stations exceeding or silent"),
    Sentence("没有站点超限或失联。", "No station exceeds a limit or is silent."),
    (exceeding, silent),
    weight=True,
    note=Sentence(
        "超限按日均值与台账限值比较；失联为计算时的状态。",
        "Exceedance: daily means against the limits of the register; silence: when computed.",
    ),
)
RISKS = Section(
    "risks",
    Sentence("风险源分布", "Risk sources"),
    Sentence("台账里没有风险源。", "The register holds no risk source."),
    (risk_sources,),
    note=Sentence(
        "等级为台账登记的 HJ 941-2018 综合等级（大气、水取高者），矩阵取值需核实；未评定的不代表风险低。",
        "Grades are those of the register by HJ 941-2018, the graver of air and water; the matrix is "
        "unverified. Not graded does not mean low.",
    ),
)
STOCK = Section(
    "stock",
    Sentence("物资临期与短缺", "Stock expiring or short"),
    Sentence(
        "没有临期物资，各库七大类齐备。", "Nothing expires and every depot holds the seven classes."
    ),
    (expiring, short),
)
OVERDUE = Section(
    "overdue",
    Sentence("逾期事项", "Overdue matters"),
    Sentence("没有逾期事项。", "Nothing is overdue."),
    (overdue_items, overdue_tips),
    weight=True,
)

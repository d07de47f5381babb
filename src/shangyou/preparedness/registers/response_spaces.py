"""应急空间与设施 response spaces and facilities (一河一策一图)."""

from collections.abc import Iterator
from typing import ClassVar

from django.contrib.gis.db import models

from shangyou.core.registers.declaration import Register
from shangyou.preparedness.registers.places import OnRiver, place_problems
from shangyou.preparedness.registers.words import (
    BANK,
    CHAINAGE,
    CODE,
    CONTACT_NAME,
    CONTACT_PHONE,
    DISTANCE,
    NAME,
    NOTE,
    REACH,
    RIVER,
    SPACES,
    WING,
    choices,
    column,
    problem,
)
from shangyou.science.messages import Problem, Sentence

# the kinds of the Nanyang practice (南阳实践); the first eight are in the source, the last two from memory
KINDS = {
    "reservoir": Sentence("水库", "Reservoir"),
    "wetland": Sentence("湿地", "Wetland"),
    "pond": Sentence("坑塘", "Pond or pit"),
    "sluice": Sentence("闸坝", "Sluice or weir"),
    "diversion_plant": Sentence("引水式电站", "Diversion-type hydropower plant"),
    "channel": Sentence("河道", "River channel"),
    "bridge": Sentence("桥梁", "Bridge"),
    "temporary_dam": Sentence("临时筑坝点", "Temporary dam site"),
    "dry_channel": Sentence("干枯河道", "Dry channel"),
    "island_channel": Sentence("江心洲型河道", "Channel with island"),
}
ACTIONS = {
    "hold": Sentence("拦截储存", "Hold back"),
    "divert": Sentence("分流引流", "Lead aside"),
    "dose": Sentence("投加药剂", "Dose reagents"),
    "boom": Sentence("布设围栏", "Lay booms"),
}


class ResponseSpace(OnRiver):
    """One place where polluted water can be held, led aside, dosed or boomed."""

    objects: ClassVar[models.Manager["ResponseSpace"]]
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128)
    kind = models.CharField(max_length=16, choices=choices(KINDS))
    action = models.CharField(max_length=8, choices=choices(ACTIONS))
    capacity_m3 = models.FloatField(null=True, blank=True)
    time_to_ready_h = models.FloatField()
    controllable = models.BooleanField(default=False)
    how_to_use = models.TextField(blank=True)
    contact_name = models.CharField(max_length=64, blank=True)
    contact_phone = models.CharField(max_length=32, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["reach", "distance_m"])]

    def __str__(self) -> str:
        return self.name


def rules(row: ResponseSpace) -> Iterator[Problem]:
    """Check one space."""
    yield from place_problems(row)
    if row.capacity_m3 is not None and not 0.0 < row.capacity_m3 <= 1e11:
        yield problem(
            "capacity_m3",
            "容积应大于 0、不超过 1000 亿 m³，没有容积的设施请留空。",
            "The capacity must be above 0 and at most 1e11 m³; leave it empty for a facility without one.",
        )
    if row.action == "hold" and row.capacity_m3 is None:
        yield problem(
            "capacity_m3",
            "用于拦截储存的空间要填容积。",
            "A space that holds water needs its capacity.",
        )
    if row.time_to_ready_h is not None and not 0.0 <= row.time_to_ready_h <= 240.0:
        yield problem(
            "time_to_ready_h",
            "启用准备时间应在 0–240 h 之间。",
            "The time to make ready must lie between 0 and 240 h.",
        )


REGISTER = Register(
    name="response_spaces",
    model=ResponseSpace,
    title=Sentence("应急空间与设施", "Response spaces"),
    group=SPACES,
    wing=WING,
    columns=(
        CODE,
        NAME,
        column("kind", "类别", "Kind", titles=KINDS),
        column("action", "用法", "Use", titles=ACTIONS),
        RIVER,
        REACH,
        CHAINAGE,
        DISTANCE,
        BANK,
        column("capacity_m3", "容积", "Capacity", unit="m3", width=100),
        column("time_to_ready_h", "准备时间", "Time to ready", unit="h", width=90),
        column("controllable", "可调控", "Controllable", width=80),
        column("how_to_use", "启用方法", "How to use", in_list=False, width=260),
        CONTACT_NAME,
        CONTACT_PHONE,
        NOTE,
    ),
    filters=("kind", "action", "river", "controllable", "status"),
    form_groups=(
        (Sentence("基本情况", "Basics"), ("code", "name", "kind", "action")),
        (Sentence("位置", "Place"), ("river", "reach", "chainage_km", "distance_m", "bank")),
        (
            Sentence("能力", "Ability"),
            ("capacity_m3", "time_to_ready_h", "controllable", "how_to_use"),
        ),
        (Sentence("联系", "Contact"), ("contact_name", "contact_phone", "note")),
    ),
    search=("code", "name", "river__name"),
    order="code",
    geometry="geometry",
    natural_key=("code",),
    region="region",
    rules=rules,
    map_properties=("kind", "action"),
)

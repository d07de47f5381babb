"""受体 receptors: intakes, monitored sections, boundaries, reserves."""

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
    RECEPTORS,
    RIVER,
    WING,
    choices,
    column,
    problem,
)
from shangyou.science.messages import Problem, Sentence

KINDS = {
    "intake": Sentence("饮用水取水口", "Drinking-water intake"),
    "reservoir_source": Sentence("水库型水源地", "Reservoir source"),
    "national_section": Sentence("国控断面", "National section"),
    "control_section": Sentence("水功能区控制断面", "Function-zone section"),
    "province_boundary": Sentence("省界", "Province border"),
    "district_boundary": Sentence("区县界", "District border"),
    "reserve": Sentence("自然保护区、渔业保护区", "Nature or fishery reserve"),
}
CROSSES = {
    "": Sentence("不在省界", "Not at a border"),
    "inbound": Sentence("入境", "Inbound"),
    "outbound": Sentence("出境", "Outbound"),
}
NEIGHBOURS = {
    "": Sentence("无", "None"),
    "420000": Sentence("湖北省", "Hubei"),
    "430000": Sentence("湖南省", "Hunan"),
    "510000": Sentence("四川省", "Sichuan"),
    "520000": Sentence("贵州省", "Guizhou"),
    "610000": Sentence("陕西省", "Shaanxi"),
}
WATER_CLASSES = {
    "": Sentence("不详", "Not known"),
    "I": Sentence("Ⅰ类", "Class I"),
    "II": Sentence("Ⅱ类", "Class II"),
    "III": Sentence("Ⅲ类", "Class III"),
    "IV": Sentence("Ⅳ类", "Class IV"),
    "V": Sentence("Ⅴ类", "Class V"),
}
SUPPLY_LEVELS = {
    "": Sentence("不适用或不详", "Not applicable or not known"),
    "prefecture": Sentence("地市级以上城市", "Prefecture-level city or above"),
    "county": Sentence("县级城市", "County-level city"),
    "township": Sentence("乡镇", "Township"),
}


class Receptor(OnRiver):
    """One thing to protect, or one place where somebody measures."""

    objects: ClassVar[models.Manager["Receptor"]]
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128)
    kind = models.CharField(max_length=24, choices=choices(KINDS))
    crosses = models.CharField(max_length=10, choices=choices(CROSSES), blank=True, default="")
    neighbour = models.CharField(max_length=6, choices=choices(NEIGHBOURS), blank=True, default="")
    chainage_to_km = models.FloatField(null=True, blank=True)
    water_class = models.CharField(
        max_length=4, choices=choices(WATER_CLASSES), blank=True, default=""
    )
    supply_level = models.CharField(
        max_length=12, choices=choices(SUPPLY_LEVELS), blank=True, default=""
    )
    station_code = models.CharField(max_length=32, blank=True)
    contact_name = models.CharField(max_length=64, blank=True)
    contact_phone = models.CharField(max_length=32, blank=True)
    position_status = models.CharField(max_length=16, blank=True)
    river_note = models.CharField(max_length=128, blank=True)
    district_note = models.CharField(max_length=128, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["reach", "distance_m"])]

    def __str__(self) -> str:
        return self.name


def rules(row: Receptor) -> Iterator[Problem]:
    """Check one receptor."""
    yield from place_problems(row)
    if row.chainage_to_km is not None and (
        row.chainage_km is None or not 0.0 <= row.chainage_to_km < row.chainage_km
    ):
        yield problem(
            "chainage_to_km",
            "下端里程应小于上端里程，且不小于 0。",
            "The lower chainage must be below the upper one and not below 0.",
        )
    if row.neighbour and not row.crosses:
        yield problem(
            "neighbour",
            "填了相邻省就要选省界关系（入境或出境）。",
            "With a neighbouring province, say whether the water comes in or goes out.",
        )
    if row.supply_level and row.kind not in {"intake", "reservoir_source"}:
        yield problem(
            "supply_level",
            "供水级别只用于取水口和水源地。",
            "A supply level belongs to intakes and sources only.",
        )


REGISTER = Register(
    name="receptors",
    model=Receptor,
    title=Sentence("敏感受体", "Receptors"),
    group=RECEPTORS,
    wing=WING,
    columns=(
        CODE,
        NAME,
        column("kind", "类别", "Kind", titles=KINDS),
        RIVER,
        REACH,
        CHAINAGE,
        column(
            "chainage_to_km",
            "下端里程（河段型）",
            "Lower chainage (stretches)",
            unit="km",
            in_list=False,
        ),
        DISTANCE,
        BANK,
        column("crosses", "省界关系", "At a border", in_list=False, titles=CROSSES),
        column("neighbour", "相邻省", "Neighbouring province", in_list=False, titles=NEIGHBOURS),
        column("water_class", "水质目标", "Water class", titles=WATER_CLASSES),
        column("supply_level", "供水级别", "Supply level", titles=SUPPLY_LEVELS),
        column("station_code", "站点编码", "Station code", in_list=False),
        CONTACT_NAME,
        CONTACT_PHONE,
        column("position_status", "位置依据", "Status of place", in_list=False),
        column("river_note", "河流（原文）", "River as written", in_list=False),
        column("district_note", "区县（原文）", "District as written", in_list=False),
        NOTE,
    ),
    filters=("kind", "river", "bank", "status"),
    form_groups=(
        (Sentence("基本情况", "Basics"), ("code", "name", "kind", "water_class", "supply_level")),
        (
            Sentence("位置", "Place"),
            (
                "river",
                "reach",
                "chainage_km",
                "chainage_to_km",
                "distance_m",
                "bank",
                "crosses",
                "neighbour",
            ),
        ),
        (Sentence("联系", "Contact"), ("contact_name", "contact_phone")),
        (
            Sentence("依据", "Evidence"),
            ("station_code", "position_status", "river_note", "district_note", "note"),
        ),
    ),
    search=("code", "name", "station_code", "river__name"),
    order="code",
    geometry="geometry",
    natural_key=("code",),
    region="region",
    rules=rules,
    map_properties=("kind", "bank"),
)

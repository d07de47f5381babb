"""风险源 risk sources: enterprises, parks, ports, bridges, roads, pipelines, tailings; graded by HJ 941."""

from collections.abc import Iterator
from typing import ClassVar, Final

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
    RISKS,
    RIVER,
    WING,
    choices,
    column,
    problem,
)
from shangyou.reference.risk_levels import GRADES, combined, grade_of
from shangyou.science.messages import Problem, Sentence

KINDS = {
    "enterprise": Sentence("企业", "Enterprise"),
    "park": Sentence("工业园区", "Industrial park"),
    "port": Sentence("港口码头", "Port or wharf"),
    "oil_depot": Sentence("油库", "Oil depot"),
    "tailings": Sentence("尾矿库、渣场", "Tailings or slag"),
    "bridge": Sentence("桥梁", "Bridge"),
    "road": Sentence("道路", "Road"),
    "pipeline": Sentence("管道", "Pipeline"),
    "gas_field": Sentence("气田、储气库", "Gas field or storage"),
}


class RiskSource(OnRiver):
    """Something from which a substance may reach a river."""

    objects: ClassVar[models.Manager["RiskSource"]]
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128)
    kind = models.CharField(max_length=16, choices=choices(KINDS))
    hazards = models.CharField(max_length=300, blank=True)
    organisation = models.ForeignKey(
        "core.Organisation", models.SET_NULL, null=True, blank=True, related_name="risk_sources"
    )
    contact_name = models.CharField(max_length=64, blank=True)
    contact_phone = models.CharField(max_length=32, blank=True)
    # HJ 941-2018: each route's result as the standard writes it (Q2-M1-E3), its grade, and both together
    air_code = models.CharField(max_length=12, blank=True, default="", db_default="")
    air_grade = models.CharField(
        max_length=12, choices=choices(GRADES), blank=True, default="", db_default=""
    )
    water_code = models.CharField(max_length=12, blank=True, default="", db_default="")
    water_grade = models.CharField(
        max_length=12, choices=choices(GRADES), blank=True, default="", db_default=""
    )
    penalised = models.BooleanField(default=False, db_default=False)
    risk_grade = models.CharField(
        max_length=12, choices=choices(GRADES), blank=True, default="", db_default=""
    )
    graded_on = models.DateField(null=True, blank=True)
    coordinate_status = models.CharField(max_length=16, blank=True)
    river_note = models.CharField(max_length=128, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def settle(self) -> None:
        """Settle place and grade."""
        super().settle()
        self.grade()

    def grade(self) -> None:
        """Take the grades from the codes, and the whole from its routes, where nobody gave them."""
        for route in ROUTES:
            code = (getattr(self, f"{route}_code") or "").strip().upper().replace("－", "-")
            setattr(self, f"{route}_code", code)
            if not getattr(self, f"{route}_grade"):
                setattr(self, f"{route}_grade", grade_of(code) or "")
        if not self.risk_grade:
            self.risk_grade = self.expected_grade

    @property
    def expected_grade(self) -> str:
        """The grade that follows from the routes; empty where neither is graded."""
        return combined((self.air_grade, self.water_grade), penalised=self.penalised)


ROUTES: Final = {"air": Sentence("大气", "air"), "water": Sentence("水", "water")}


def rules(row: RiskSource) -> Iterator[Problem]:
    """Check one risk source."""
    yield from place_problems(row)
    for route, title in ROUTES.items():
        yield from _route_problems(row, route, title)
    expected = row.expected_grade
    if row.risk_grade and expected and row.risk_grade != expected:
        yield problem(
            "risk_grade",
            f"综合等级应为大气、水中较高者{'再调高一级' if row.penalised else ''}，即“{GRADES[expected].zh}”；"
            "清空此项可自动填写。",
            f"The grade must be the graver of air and water{', raised by one' if row.penalised else ''}: "
            f"{GRADES[expected].en}; left empty it is filled in.",
        )


def _route_problems(row: RiskSource, route: str, title: Sentence) -> Iterator[Problem]:
    code, grade = getattr(row, f"{route}_code"), getattr(row, f"{route}_grade")
    if not code:
        return
    computed = grade_of(code)
    if computed is None:
        yield problem(
            f"{route}_code",
            f"{title.zh}环境风险代码应为 Q0，或形如 Q2-M1-E3（Q1–Q3、M1–M4、E1–E3）。",
            f"The code for {title.en} must be Q0, or like Q2-M1-E3 (Q1 to Q3, M1 to M4, E1 to E3).",
        )
    elif grade != computed:
        yield problem(
            f"{route}_grade",
            f"{code} 按 HJ 941 矩阵为“{GRADES[computed].zh}”；请改等级或代码，清空等级可自动填写。",
            f"By the matrix of HJ 941 {code} is {GRADES[computed].en}; change one of them, or leave the "
            "grade empty to have it filled in.",
        )


REGISTER = Register(
    name="risk_sources",
    model=RiskSource,
    title=Sentence("风险源", "Risk sources"),
    group=RISKS,
    wing=WING,
    columns=(
        CODE,
        NAME,
        column("kind", "类别", "Kind", titles=KINDS),
        column("hazards", "主要风险物质", "Main hazards", width=240),
        column(
            "risk_grade",
            "环境风险等级",
            "Risk grade",
            width=110,
            titles=GRADES,
            help_zh="HJ 941-2018 综合等级：大气、水中较高者；留空则由二者推算。矩阵取值需核实。",
            help_en="HJ 941-2018: the graver of air and water; left empty, it follows. The matrix is unverified.",
        ),
        column("air_grade", "大气等级", "Air grade", width=90, titles=GRADES),
        column(
            "air_code",
            "大气代码",
            "Air code",
            in_list=False,
            help_zh="HJ 941 表示法，如 Q2-M1-E3；Q 小于 1 填 Q0。填后等级自动推算。",
            help_en="As HJ 941 writes it: Q2-M1-E3, or Q0 for Q below 1. The grade follows.",
        ),
        column("water_grade", "水等级", "Water grade", width=90, titles=GRADES),
        column("water_code", "水代码", "Water code", in_list=False),
        column(
            "penalised",
            "三年内受处罚",
            "Penalised",
            in_list=False,
            help_zh="近三年因违法排污等受处罚的，综合等级调高一级。",
            help_en="Penalised within three years for unlawful discharge: raised by one.",
        ),
        column("graded_on", "评估日期", "Graded on", in_list=False),
        column("organisation", "责任单位", "Operator", in_list=False, width=200),
        RIVER,
        REACH,
        CHAINAGE,
        DISTANCE,
        BANK,
        CONTACT_NAME,
        CONTACT_PHONE,
        column("coordinate_status", "坐标依据", "Status of place", in_list=False),
        column("river_note", "河流（原文）", "River as written", in_list=False),
        NOTE,
    ),
    filters=("kind", "risk_grade", "air_grade", "water_grade", "river", "status"),
    form_groups=(
        (Sentence("基本情况", "Basics"), ("code", "name", "kind", "hazards", "organisation")),
        (
            Sentence("环境风险等级（HJ 941）", "Risk grade (HJ 941)"),
            (
                "air_code",
                "air_grade",
                "water_code",
                "water_grade",
                "penalised",
                "risk_grade",
                "graded_on",
            ),
        ),
        (Sentence("位置", "Place"), ("river", "reach", "chainage_km", "distance_m", "bank")),
        (Sentence("联系", "Contact"), ("contact_name", "contact_phone")),
        (Sentence("依据", "Evidence"), ("coordinate_status", "river_note", "note")),
    ),
    search=("code", "name", "hazards", "river__name"),
    order="code",
    geometry="geometry",
    natural_key=("code",),
    region="region",
    organisation="organisation",
    rules=rules,
    map_properties=("kind", "risk_grade"),
)

"""专家 experts."""

from collections.abc import Iterator
from typing import ClassVar

from django.contrib.gis.db import models

from shangyou.core.registers.declaration import Register
from shangyou.core.registers.rows import RegisterRow
from shangyou.preparedness.registers.words import CODE, FORCES, NOTE, WING, choices, column, problem
from shangyou.science.messages import Problem, Sentence

SKILLS = {
    "water_treatment": Sentence("水处理与药剂", "Water treatment and reagents"),
    "oil": Sentence("溢油处置", "Oil spills"),
    "heavy_metals": Sentence("重金属污染", "Heavy metals"),
    "organics": Sentence("有机物污染", "Organic pollution"),
    "hydrology": Sentence("水文与水力调度", "Hydrology and water regulation"),
    "monitoring": Sentence("环境监测", "Environmental monitoring"),
    "hydraulic_works": Sentence("水利工程与筑坝", "Hydraulic works and dams"),
    "gas": Sentence("有毒气体", "Toxic gases"),
    "toxicology": Sentence("毒理与健康", "Toxicology and health"),
    "water_supply": Sentence("供水应急", "Water supply"),
    "ecology": Sentence("水生态", "Water ecology"),
}


class Expert(RegisterRow):
    """One expert, with up to two skills."""

    objects: ClassVar[models.Manager["Expert"]]
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=64)
    employer = models.CharField(max_length=128, blank=True)
    title = models.CharField(max_length=64, blank=True)
    skill = models.CharField(max_length=24, choices=choices(SKILLS))
    second_skill = models.CharField(max_length=24, choices=choices(SKILLS), blank=True, default="")
    available = models.BooleanField(default=True)
    phone = models.CharField(max_length=32, blank=True)
    note = models.TextField(blank=True)
    geometry = models.PointField(null=True, blank=True, srid=4326)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


def rules(row: Expert) -> Iterator[Problem]:
    """Check one expert."""
    if row.second_skill and row.second_skill == row.skill:
        yield problem(
            "second_skill",
            "第二专长应与第一专长不同，没有请留空。",
            "The second skill must differ from the first; leave it empty if there is none.",
        )


REGISTER = Register(
    name="experts",
    model=Expert,
    title=Sentence("专家", "Experts"),
    group=FORCES,
    wing=WING,
    columns=(
        CODE,
        column("name", "姓名", "Name", width=120),
        column("skill", "专长", "Skill", titles=SKILLS),
        column("second_skill", "第二专长", "Second skill", titles=SKILLS),
        column("employer", "单位", "Employer", width=180),
        column("title", "职称", "Title", width=100),
        column("available", "可咨询", "Available", width=80),
        column("phone", "电话", "Telephone"),
        NOTE,
    ),
    filters=("skill", "available", "status"),
    form_groups=(
        (
            Sentence("基本情况", "Basics"),
            ("code", "name", "employer", "title", "skill", "second_skill"),
        ),
        (Sentence("联系", "Contact"), ("phone", "available", "note")),
    ),
    search=("code", "name", "employer"),
    order="code",
    geometry="geometry",
    natural_key=("code",),
    region="region",
    rules=rules,
    map_properties=("skill",),
)

"""The registers of core: organisations and the people who are called."""

from collections.abc import Iterator

from shangyou.core.models import Organisation, Person
from shangyou.core.registers.declaration import Column, Register
from shangyou.science.messages import Problem, Sentence

BASE = Sentence("基础", "Base")
_CONTACT = Sentence("联系", "Contact")


def _organisation_rules(row: Organisation) -> Iterator[Problem]:
    if row.pk is not None and row.parent_id == row.pk:
        yield Problem(
            "parent",
            Sentence("上级单位不能是它自己。", "An organisation cannot be its own superior."),
        )


ORGANISATIONS = Register(
    name="organisations",
    model=Organisation,
    title=Sentence("联系单位", "Organisations"),
    group=BASE,
    wing="core",
    columns=(
        Column(name="name", title=Sentence("名称", "Name"), width=240),
        Column(name="short_name", title=Sentence("简称", "Short name")),
        Column(
            name="tier",
            title=Sentence("层级", "Tier"),
            width=90,
            english={
                "ministry": "ministry",
                "city": "city",
                "sub_centre": "sub-centre",
                "district": "district",
                "vehicle": "command vehicle",
                "individual": "field officer",
                "enterprise": "enterprise",
                "partner": "partner",
            },
        ),
        Column(name="kind", title=Sentence("职能", "Function"), in_list=False),
        Column(name="parent", title=Sentence("上级单位", "Superior"), width=200),
        Column(name="division_code", title=Sentence("所在区划", "Division"), width=110),
        Column(name="covers", title=Sentence("管辖区划", "Divisions covered"), in_list=False),
        Column(name="contact_name", title=Sentence("联系人", "Contact"), width=100),
        Column(name="contact_phone", title=Sentence("联系电话", "Telephone")),
        Column(name="duty_phone", title=Sentence("值班电话", "Duty telephone")),
        Column(name="note", title=Sentence("备注", "Note"), in_list=False, width=240),
    ),
    filters=("tier", "division_code", "status"),
    form_groups=(
        (
            Sentence("基本情况", "Basics"),
            ("name", "short_name", "tier", "kind", "parent", "division_code", "covers"),
        ),
        (_CONTACT, ("contact_name", "contact_phone", "duty_phone", "note")),
    ),
    search=("name", "short_name", "contact_name"),
    order="id",
    natural_key=("name",),
    region="division_code",
    organisation="id",
    rules=_organisation_rules,
)

PEOPLE = Register(
    name="people",
    model=Person,
    title=Sentence("通讯录", "People"),
    group=BASE,
    wing="core",
    columns=(
        Column(name="name", title=Sentence("姓名", "Name")),
        Column(name="organisation", title=Sentence("单位", "Organisation"), width=240),
        Column(name="post", title=Sentence("职务", "Post")),
        Column(name="phone", title=Sentence("电话", "Telephone")),
        Column(name="on_call", title=Sentence("应急联系人", "On call"), width=90),
        Column(name="note", title=Sentence("备注", "Note"), in_list=False, width=240),
    ),
    filters=("organisation", "on_call"),
    form_groups=((_CONTACT, ("name", "organisation", "post", "phone", "on_call", "note")),),
    search=("name", "phone", "organisation__name"),
    order="name",
    natural_key=("organisation", "name"),
    organisation="organisation",
)

REGISTERS: tuple[Register, ...] = (ORGANISATIONS, PEOPLE)

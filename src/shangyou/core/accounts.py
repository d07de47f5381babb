"""Accounts that set-up makes: those of the demo world, and the operator at the command line."""

from django.db import transaction

from shangyou.core.models import Organisation, User
from shangyou.core.regions import CITY
from shangyou.core.rights import Role

FULING = "500102"
DEMO_PASSWORD = "shangyou-demo"  # noqa: S105 (shown on the log-in page of the demo world, on purpose)

DEMO: tuple[tuple[str, str, Role, str, str], ...] = (
    ("zhiban", "值班员（示意）", Role.CITY_DUTY, "city", ""),
    ("yeban", "夜班员（示意）", Role.CITY_DUTY, "city", ""),
    ("zhihui", "指挥长（示意）", Role.COMMANDER, "city", ""),
    ("fenzhongxin", "分中心值班员（示意）", Role.SUB_CENTRE, "sub_centre", ""),
    ("quxian", "涪陵值班员（示意）", Role.DISTRICT, "district", FULING),
    ("jiance", "监测人员（示意）", Role.MONITORING, "city", ""),
    ("qiye", "企业用户（示意）", Role.ENTERPRISE, "enterprise", FULING),
    ("kuguan", "物资库管理员（示意）", Role.DEPOT, "district", FULING),
    ("zhuanjia", "专家（示意）", Role.EXPERT, "city", ""),
    ("guest", "只读用户（示意）", Role.READ_ONLY, "city", ""),
    ("admin", "系统管理员（示意）", Role.ADMINISTRATOR, "city", ""),
)
"""User name, name, role, tier of the organisation, its division."""


def make_demo_accounts() -> list[str]:
    """Make the demo accounts; those that exist keep what they are."""
    with transaction.atomic():
        for username, name, role, tier, division in DEMO:
            if User.objects.filter(username=username).exists():
                continue
            User.objects.create_user(
                username,
                DEMO_PASSWORD,
                role,
                name=name,
                organisation=_organisation(tier, division),
                demo=True,
            )
    return [row[0] for row in DEMO]


def _organisation(tier: str, division: str) -> Organisation:
    rows = Organisation.objects.filter(tier=tier).order_by("id")
    if division:
        rows = rows.filter(division_code=division)
    found = rows.first()
    if found is not None:
        return found
    # a demo world without this organisation still lets its user log in
    titles = {"city": "市级", "sub_centre": "分中心", "district": "区县", "enterprise": "企业"}
    return Organisation.objects.create(
        name=f"{titles[tier]}单位（示意）{division}",
        tier=tier,
        division_code=division or CITY,
        covers=[FULING] if tier == "sub_centre" else [],
        demo=True,
    )


OPERATOR = "operator"


def operator() -> User:
    """Give the account in whose name the command line writes; nobody can log in to it."""
    user, made = User.objects.get_or_create(
        username=OPERATOR, defaults={"name": "命令行", "role": Role.ADMINISTRATOR}
    )
    if made:
        user.set_unusable_password()
        user.save()
    return user

"""Who is told of a warning, and in which words."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone

from shangyou.core.models import Person, User
from shangyou.core.notifications.outbox import Message, Recipient
from shangyou.core.rights import allowed
from shangyou.reference.divisions import BY_CODE
from shangyou.warning.warnings.document import COLOURS
from shangyou.warning.warnings.models import PublicWarning

VERBS = {"published": "发布", "adjusted": "调整为", "lifted": "解除"}


def of(warning: PublicWarning) -> Iterator[Recipient]:
    """Give the desks that see the divisions, and the people of them who are on call (two queries)."""
    for user in User.objects.filter(is_active=True).select_related("organisation"):
        if any(allowed(user, "warning.list", region=code) for code in warning.divisions):
            yield Recipient(
                channel="desk",
                user=user,
                organisation=str(user.organisation or ""),
            )
    on_call = Person.objects.filter(
        Q(organisation__division_code__in=warning.divisions)
        | Q(organisation__covers__overlap=warning.divisions),
        on_call=True,
    ).select_related("organisation")
    for person in on_call:
        yield Recipient(
            channel="sms",
            address=person.phone,
            person=person.name,
            organisation=person.organisation.name,
        )


def message(warning: PublicWarning, action: str) -> Message:
    """Return what they are told."""
    colour = COLOURS[warning.level]
    places = "、".join(BY_CODE[code].name.zh for code in warning.divisions)
    until = timezone.localtime(warning.expires_at).strftime("%m-%d %H:%M")
    drill = "【演练】" if warning.drill else ""
    what = f"{VERBS[action]}{colour}预警" if action != "lifted" else f"解除{colour}预警"
    body = f"{places}：{warning.description}"
    if action != "lifted":
        body += f"\n防范措施：{warning.instruction or '—'}\n有效至 {until}"
    return Message(
        subject=f"{drill}{what}：{warning.headline}",
        body=body,
        about_kind="warning",
        about_id=str(warning.pk),
        regions=tuple(warning.divisions),
    )

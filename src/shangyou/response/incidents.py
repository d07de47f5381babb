"""Opening, changing and ending incidents: one request, one transaction, nothing half-saved."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction
from django.utils import timezone

from shangyou.core.http import NotFound, Stale
from shangyou.core.models import User
from shangyou.core.rights import ALL, visible_regions
from shangyou.preparedness import store
from shangyou.preparedness.coverage import great_circle_km
from shangyou.preparedness.network import BANK_TITLES, Located, chainage_text
from shangyou.preparedness.registers.districts import District
from shangyou.response import forecasting, keeping, plans, repeating
from shangyou.response.drafts import Draft
from shangyou.response.models import FiveFirst, Forecast, Incident, NumberSeries
from shangyou.science.messages import Sentence

UNKNOWN_SUBSTANCE = Sentence("不详物质", "unknown substance")
# A second call about the same spill usually comes within a day from nearby.
DUPLICATE_WITHIN = timedelta(hours=24)
DUPLICATE_CHAINAGE_KM = 20.0


def place_label(located: Located, bank: str) -> Sentence:
    """Return the place as it is said: 长江 K654+300 左岸."""
    place = f"{located.river} {chainage_text(located.chainage_km)}"
    title = BANK_TITLES[bank]
    return Sentence(f"{place} {title.zh}", f"{place} {title.en}")


def district_at(longitude: float, latitude: float) -> tuple[str, str]:
    """Return code and name of the district of a point: by outline, else by the nearest seat."""
    point = Point(longitude, latitude, srid=4326)
    inside = District.objects.filter(geometry__contains=point).values_list("code", "name").first()
    if inside is not None:
        return inside
    seats = list(
        District.objects.filter(seat_longitude__isnull=False).values_list(
            "code", "name", "seat_longitude", "seat_latitude"
        )
    )
    if not seats:
        return "", ""
    km = great_circle_km((longitude, latitude), np.array([seat[2:] for seat in seats]))
    nearest = seats[int(km.argmin())]
    return nearest[0], nearest[1]


def substance_name(draft: Draft) -> Sentence:
    """Return what the substance is called: by the table, else as the caller said."""
    if draft.substance is not None:
        return Sentence(draft.substance.name_zh, draft.substance.name_en)
    text = draft.texts["substance_text"]
    return Sentence(f"{text}（未核实）", f"{text} (not verified)") if text else UNKNOWN_SUBSTANCE


def repeated(key: UUID, user: User) -> Incident | None:
    """Return the incident this very form has already opened."""
    return repeating.made(
        Incident.objects.all(), key, Sentence("起事件", "incident"), opened_by=user
    )


def open_incident(
    draft: Draft, district: tuple[str, str], *, user: User, now: datetime
) -> tuple[Incident, bool]:
    """Open an incident with its first forecast and plan; the same form twice opens one.

    Returns the incident and whether it is new.
    """
    found = repeated(draft.idempotency_key, user)
    if found is not None:
        return found, False
    incident = _incident(draft, district, user, now)
    prepared = forecasting.prepare(forecasting.spill_of(incident))
    try:
        with transaction.atomic():
            _save(incident, prepared, user=user, now=now)
    except IntegrityError:
        found = repeated(draft.idempotency_key, user)
        if found is None:
            raise
        return found, False
    return incident, True


def _incident(draft: Draft, district: tuple[str, str], user: User, now: datetime) -> Incident:
    name = substance_name(draft)
    place = place_label(draft.located, draft.bank)
    titled = draft.texts["name"] or f"{draft.located.river}{name.zh}泄漏"
    return Incident(
        idempotency_key=draft.idempotency_key,
        name=titled,
        drill=draft.drill,
        demo=False,
        cause=draft.texts["cause"],
        description=draft.texts["description"],
        caller_name=draft.texts["caller.name"],
        caller_phone=draft.texts["caller.phone"],
        caller_organisation=draft.texts["caller.organisation"],
        longitude=draft.longitude,
        latitude=draft.latitude,
        bank=draft.bank,
        reach=draft.located.reach,
        distance_m=draft.located.distance_m,
        chainage_km=draft.located.chainage_km,
        river=draft.located.river,
        place={"zh": place.zh, "en": place.en},
        district_code=district[0],
        district_name=district[1],
        substance_key=draft.substance.key if draft.substance else "",
        substance_text=draft.texts["substance_text"],
        substance_name={"zh": name.zh, "en": name.en},
        amount_value=draft.amount.value if draft.amount else None,
        amount_unit=draft.amount.unit if draft.amount else "",
        started_at=draft.started_at,
        duration_s=draft.duration_s,
        opened_at=now,
        opened_by=user,
        hydrology=draft.hydrology.document(),
    )


def begin_file(incident: Incident, kind: Sentence, *, user: User, now: datetime) -> None:
    """Save a new incident under its number, with its first five duties and its first entry."""
    incident.number = NumberSeries.take(timezone.localtime(now).year)
    incident.save()
    FiveFirst.objects.bulk_create(
        [FiveFirst(incident=incident, key=key) for key in FiveFirst.Key.values]
    )
    keeping.log(
        incident,
        user,
        "state",
        Sentence(
            f"接报并开设事件 {incident.number}{kind.zh}",
            f"Call taken, incident {incident.number}{kind.en}",
        ),
        at=now,
    )


def _save(incident: Incident, prepared: forecasting.Prepared, *, user: User, now: datetime) -> None:
    incident.demo = any(row["demo"] for row in prepared.rows)
    incident.regions = _regions(incident, prepared.rows)
    begin_file(incident, Sentence("", ""), user=user, now=now)
    forecast = forecasting.store_forecast(incident, prepared, user=user, now=now, title="")
    _log_forecast(incident, forecast, user, now)
    _make_plan(incident, forecast, prepared.network, user=user, now=now)
    incident.save()
    keeping.trace(
        incident,
        user,
        "incident.opened",
        {"number": incident.number, "inputs_sha256": forecast.inputs_sha256},
    )


def _regions(incident: Incident, rows: list[dict[str, Any]]) -> list[str]:
    own = {incident.district_code} - {""}
    return sorted(own | set(incident.regions) | set(forecasting.affected(rows)))


def _log_forecast(incident: Incident, forecast: Forecast, user: User, now: datetime) -> None:
    title = f"「{forecast.title}」" if forecast.title else ""
    keeping.log(
        incident,
        user,
        "forecast",
        Sentence(
            f"第 {forecast.number} 次研判{title}完成，用时 {forecast.seconds:.1f} 秒",
            f"Forecast {forecast.number} {title} made in {forecast.seconds:.1f} s",
        ),
        at=now,
        link={"forecast": forecast.pk},
    )


def _make_plan(
    incident: Incident, forecast: Forecast, network: Any, *, user: User, now: datetime
) -> None:
    plan = plans.make(incident, forecast, network, user=user, now=now)
    keeping.log(
        incident,
        user,
        "plan",
        Sentence(
            f"由第 {forecast.number} 次研判生成处置方案第 {plan.version} 版",
            f"Plan {plan.version} made from forecast {forecast.number}",
        ),
        at=now,
        link={"plan": plan.version, "forecast": forecast.pk},
    )


def visible(user: User, pk: int, operation: str = "incident.list") -> Incident:
    """Return an incident the user may see (or do more to); as if it did not exist otherwise.

    It concerns a district when it lies there or may come there downstream.
    """
    regions = visible_regions(user, operation)
    rows = Incident.objects.select_related("opened_by", "current_forecast")
    if regions is not ALL:
        rows = rows.filter(regions__overlap=sorted(regions))  # type: ignore[arg-type]  # ALL is gone
    incident = rows.filter(pk=pk).first()
    if incident is None:
        raise NotFound
    return incident


def locked(incident: Incident) -> Incident:
    """Return the incident as it stands now, held until the transaction ends."""
    return Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)


def bump(incident: Incident) -> None:
    """Count a change; the caller holds the row."""
    incident.version += 1
    incident.save()


def rerun(
    incident: Incident, assumptions: dict[str, Any], title: str, *, user: User, now: datetime
) -> Forecast:
    """Run another forecast beside those there are."""
    spill = forecasting.assume(forecasting.spill_of(incident), assumptions, now)
    prepared = forecasting.prepare(spill)
    with transaction.atomic():
        held = locked(incident)
        forecast = forecasting.store_forecast(held, prepared, user=user, now=now, title=title)
        after_run(held, forecast, prepared.rows, user=user, now=now)
    return forecast


def after_run(
    incident: Incident, forecast: Forecast, rows: list[dict[str, Any]], *, user: User, now: datetime
) -> None:
    """Leave the traces of a forecast stored beside others; the caller holds the incident's row."""
    _log_forecast(incident, forecast, user, now)
    incident.regions = _regions(incident, rows)
    bump(incident)
    keeping.trace(
        incident,
        user,
        "forecast.made",
        {"forecast": forecast.number, "inputs_sha256": forecast.inputs_sha256},
    )


def rebuild(incident: Incident, forecast: Forecast, *, user: User, now: datetime) -> Incident:
    """Make a new plan from a forecast, which becomes the current one."""
    with transaction.atomic():
        held = locked(incident)
        _make_plan(held, forecast, store.network(), user=user, now=now)
        bump(held)
        keeping.trace(held, user, "plan.made", {"forecast": forecast.number})
    return held


def duplicates(draft: Draft, user: User, now: datetime) -> list[Incident]:
    """Return open incidents of the last day on the same river nearby that the user may see."""
    regions = visible_regions(user, "incident.list")
    rows = Incident.objects.filter(
        state=Incident.State.OPEN,
        river=draft.located.river,
        opened_at__gte=now - DUPLICATE_WITHIN,
        chainage_km__range=(
            draft.located.chainage_km - DUPLICATE_CHAINAGE_KM,
            draft.located.chainage_km + DUPLICATE_CHAINAGE_KM,
        ),
    )
    if regions is not ALL:
        rows = rows.filter(regions__overlap=sorted(regions))  # type: ignore[arg-type]  # ALL is gone
    return list(rows[:5])


def check_version(incident: Incident, version: object) -> None:
    """Refuse a change made on an older state than the stored one."""
    if version != incident.version:
        raise Stale

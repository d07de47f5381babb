"""A station and its devices, and readings written straight into the store."""

import datetime as dt
import io
import uuid

import pytest
from django.utils import timezone
from docx import Document

from shangyou.codecs.hj212 import Frame, request_number
from shangyou.warning import ingest, rollups
from shangyou.warning.telemetry.layouts import Layouts
from shangyou.warning.telemetry.rows import read
from shangyou.warning.telemetry.times import microseconds

BEIJING = dt.timezone(dt.timedelta(hours=8))
BASE = dt.datetime(2026, 11, 20, 8, tzinfo=BEIJING)


@pytest.fixture
def device(db):
    """Give a device by its number, made when it is not there."""
    from shangyou.warning.models import Device, Station

    def give(mn="TEST1", region="500102", kind="surface_water", **more):
        station, _ = Station.objects.get_or_create(
            code=f"ST-{mn}", defaults={"name": f"试验站 {mn}", "kind": kind, "region": region}
        )
        found, _ = Device.objects.get_or_create(
            mn=mn, defaults={"station": station, "region": region, **more}
        )
        return found

    return give


class Sending:
    """Frames of one device into the store, received when the test says."""

    def __init__(self, mn):
        self.mn = mn
        self.layouts = Layouts()
        self.number = 0

    def row(self, at, values, *, received=None, cn="2011", flags=None, qn=None):
        self.number += 1
        group = {}
        for code, value in values.items():
            item = "Rtd" if cn == "2011" else "Avg"
            group[f"{code}-{item}"] = str(value)
            group[f"{code}-Flag"] = (flags or {}).get(code, "N")
        received = received or at + dt.timedelta(seconds=2)
        qn = qn or request_number(received + dt.timedelta(milliseconds=self.number % 900))
        frame = Frame(
            qn, "21", cn, "", self.mn, 5, 2017,
            [{"DataTime": f"{at.astimezone(BEIJING):%Y%m%d%H%M%S}"}, group],
            raw=f"{self.mn} {qn} {cn} {at} {values}".encode(),
        )  # fmt: skip
        sender = ingest.senders([self.mn])[self.mn]
        return read(frame, sender, microseconds(received), self.layouts)

    def send(self, at, values, **more):
        return ingest.store([self.row(at, values, **more)])


@pytest.fixture
def sending(device):
    def give(mn="TEST1"):
        device(mn)
        return Sending(mn)

    return give


def roll_up():
    """What a follower does, without a transaction of its own."""
    batches = rollups.claim()
    counted = rollups.count(batches) if batches else (0, 0)
    while rollups.recount(2):
        pass
    return counted


def key():
    return str(uuid.uuid4())


def monthly(**changes):
    """Return the form of a situation analysis of the last month."""
    today = timezone.localdate()
    facts = {
        "kind": "monthly",
        "begins_on": (today - dt.timedelta(days=30)).isoformat(),
        "ends_on": today.isoformat(),
        "divisions": ["500000"],
        "idempotency_key": key(),
    }
    return {**facts, **changes}


def words_of(content):
    """Return every text of a Word file."""
    document = Document(io.BytesIO(content))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])

"""CAP 1.2: the round trip, the standard's shapes, and input that is none."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangyou.codecs import cap
from shangyou.codecs.cap import alert as words

BEIJING = timezone(timedelta(hours=8))
SENT = datetime(2026, 11, 26, 3, 10, tzinfo=BEIJING)

text = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x9FFF, exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]),
    min_size=1,
    max_size=30,
)  # fmt: skip
item = text.filter(lambda t: '"' not in t)
name = st.from_regex(r"[0-9A-Za-z_.@:-]{1,30}", fullmatch=True)
moment = st.datetimes(
    min_value=datetime(1950, 1, 1),  # noqa: DTZ001 (hypothesis adds the zone)
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))),
).map(lambda t: t.replace(microsecond=0))
parameter = st.builds(cap.Parameter, text, st.one_of(st.just(""), text))
latitude, longitude = st.floats(-90, 90), st.floats(-180, 180)
ring = st.lists(st.tuples(latitude, longitude), min_size=3, max_size=6).map(lambda p: (*p, p[0]))
many = st.lists
area = st.builds(
    cap.Area,
    description=text,
    polygons=many(ring, max_size=2).map(tuple),
    circles=many(st.tuples(latitude, longitude, st.floats(0, 500)), max_size=2).map(tuple),
    geocodes=many(parameter, max_size=2).map(tuple),
)
maybe = st.one_of(st.just(""), text)
when = st.one_of(st.none(), moment)
resource = st.builds(
    cap.Resource,
    description=text,
    mime_type=text,
    size=st.one_of(st.none(), st.integers(0, 10**12)),
    uri=maybe,
    digest=maybe,
)
info = st.builds(
    cap.Info,
    language=name,
    categories=many(st.sampled_from(words.CATEGORIES), min_size=1, max_size=3).map(tuple),
    event=text,
    response_types=many(st.sampled_from(words.RESPONSE_TYPES), max_size=2).map(tuple),
    urgency=st.sampled_from(words.URGENCIES),
    severity=st.sampled_from(words.SEVERITIES),
    certainty=st.sampled_from(words.CERTAINTIES),
    audience=maybe,
    event_codes=many(parameter, max_size=2).map(tuple),
    effective=when,
    onset=when,
    expires=when,
    sender_name=maybe,
    headline=maybe,
    description=maybe,
    instruction=maybe,
    web=maybe,
    contact=maybe,
    parameters=many(parameter, max_size=2).map(tuple),
    resources=many(resource, max_size=2).map(tuple),
    areas=many(area, max_size=2).map(tuple),
)
alerts = st.builds(
    cap.Alert,
    identifier=name,
    sender=name,
    sent=moment,
    status=st.sampled_from(words.STATUSES),
    message_type=st.sampled_from(words.MESSAGE_TYPES),
    scope=st.sampled_from(words.SCOPES),
    source=maybe,
    restriction=maybe,
    addresses=many(item, max_size=3).map(tuple),
    codes=many(text, max_size=2).map(tuple),
    note=maybe,
    references=many(st.builds(cap.Reference, name, name, moment), max_size=2).map(tuple),
    incidents=many(item, max_size=2).map(tuple),
    infos=many(info, max_size=2).map(tuple),
)


def warning(**changes):
    """A yellow warning as the desk would send it."""
    given_ = {
        "identifier": "50000041701010_20261126031000_1",
        "sender": "duty@cq.example",
        "sent": SENT,
        "status": "Exercise",
        "message_type": "Alert",
        "scope": "Restricted",
        "restriction": "川渝",
        "infos": (
            cap.Info(
                event="水污染预警",
                urgency="Immediate",
                severity="Moderate",
                certainty="Likely",
                areas=(
                    cap.Area(
                        description="涪陵区",
                        polygons=(((29.7, 107.3), (29.8, 107.3), (29.8, 107.4), (29.7, 107.3)),),
                        geocodes=(cap.Parameter("GB/T 2260", "500102"),),
                    ),
                ),
            ),
        ),
    }
    return cap.Alert(**{**given_, **changes})


@given(alerts)
def test_what_is_written_is_read_back(alert):
    assert cap.decode(cap.encode(alert)) == alert


def test_elements_stand_in_the_order_of_the_schema():
    written = cap.encode(warning()).decode()
    order = ["identifier", "sender", "sent", "status", "msgType", "scope", "restriction", "info"]
    places = [written.index(f"<{tag}>") for tag in order]
    assert places == sorted(places)
    assert 'xmlns="urn:oasis:names:tc:emergency:cap:1.2"' in written
    assert "<sent>2026-11-26T03:10:00+08:00</sent>" in written
    assert "<polygon>29.7,107.3 29.8,107.3 29.8,107.4 29.7,107.3</polygon>" in written


def test_universal_time_is_minus_zero_and_never_z():
    """CAP 1.2 section 3.3.2."""
    assert b"2002-05-24T23:49:00-00:00" in cap.encode(
        warning(sent=datetime(2002, 5, 24, 23, 49, tzinfo=timezone.utc))  # noqa: UP017
    )


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("2026-11-26T03:10:00+08:00", "2026-11-26T03:10:00Z", "$.sent"),
        ("2026-11-26T03:10:00+08:00", "2026-13-26T03:10:00+08:00", "$.sent"),
        ("<status>Exercise", "<status>Real", "$.status"),
        ("<scope>Restricted</scope>", "", "$.scope"),
        ("<sender>duty@cq.example", "<sender>duty officer", "$.sender"),
        ("<urgency>Immediate", "<urgency>Soon", "$.info[0].urgency"),
        ("<event>水污染预警</event>", "", "$.info[0].event"),
        ("29.7,107.3</polygon>", "29.9,107.3</polygon>", "$.info[0].area[0].polygon"),
        ("29.8,107.4 ", "nan,107.4 ", "$.info[0].area[0].polygon"),
        ("29.8,107.4 ", "98,107.4 ", "$.info[0].area[0].polygon"),
        ("<category>Env</category>", "", "$.info[0].category"),
    ],
)
def test_each_bad_field_is_named_in_both_languages(old, new, path):
    written = cap.encode(warning()).decode()
    assert old in written
    found = cap.decode(written.replace(old, new).encode())
    assert isinstance(found, cap.Malformed)
    assert [p.path for p in found.problems] == [path]
    assert all(p.sentence.zh and p.sentence.en for p in found.problems)


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>&b;</identifier></alert>'
)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<",
        b"<alert/>",
        BOMB,
        b"<a>" * 5000,
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="nonsense"?><a/>',
        b" " * 3_000_000,
        b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.1"/>',
    ],
    ids=["empty", "cut", "no namespace", "entities", "deep", "binary", "encoding", "large", "1.1"],
)
def test_what_is_no_alert_is_said_and_never_raises(data):
    found = cap.decode(data)
    assert isinstance(found, cap.Malformed)
    assert found.problems


@given(alerts, st.data())
def test_mutated_bytes_never_raise(alert, data):
    written = bytearray(cap.encode(alert))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(written) - 1))
        written[at] = data.draw(st.integers(0, 255))
    assert isinstance(cap.decode(bytes(written)), cap.Alert | cap.Malformed)


@pytest.mark.parametrize(
    "change",
    [
        {"identifier": "a b"},
        {"status": "Real"},
        {"sent": datetime(2026, 1, 1)},  # noqa: DTZ001 (a time without its offset is the point)
        {"note": "\x00"},
        {"infos": (cap.Info(event="", urgency="Past", severity="Minor", certainty="Likely"),)},
    ],
)
def test_what_the_standard_does_not_allow_is_not_written(change):
    with pytest.raises(ValueError, match=r"."):
        cap.encode(warning(**change))

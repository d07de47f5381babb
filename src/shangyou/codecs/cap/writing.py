"""From an alert to XML, the elements in the order of the schema."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from shangyou.codecs.cap.alert import (
    CATEGORIES,
    CERTAINTIES,
    MESSAGE_TYPES,
    NAMESPACE,
    RESPONSE_TYPES,
    SCOPES,
    SEVERITIES,
    STATUSES,
    URGENCIES,
    Alert,
    Area,
    Info,
    Parameter,
    Resource,
)
from shangyou.codecs.cap.words import FORBIDDEN, is_identifier, is_place, joined, time_text


def encode(alert: Alert) -> bytes:
    """Return the XML of an alert, UTF-8.

    Raises
    ------
    ValueError
        Where a value is not one that CAP 1.2 allows.

    """
    for name in (alert.identifier, alert.sender):
        if not is_identifier(name):
            raise ValueError(f"not an identifier: {name!r}")
    root = Element("alert", {"xmlns": NAMESPACE})
    _put(root, "identifier", alert.identifier)
    _put(root, "sender", alert.sender)
    _put(root, "sent", time_text(alert.sent))
    _put(root, "status", _one(alert.status, STATUSES))
    _put(root, "msgType", _one(alert.message_type, MESSAGE_TYPES))
    _maybe(root, "source", alert.source)
    _put(root, "scope", _one(alert.scope, SCOPES))
    _maybe(root, "restriction", alert.restriction)
    _maybe(root, "addresses", joined(alert.addresses))
    for code in alert.codes:
        _put(root, "code", code)
    _maybe(root, "note", alert.note)
    _maybe(
        root,
        "references",
        " ".join(f"{r.sender},{r.identifier},{time_text(r.sent)}" for r in alert.references),
    )
    _maybe(root, "incidents", joined(alert.incidents))
    for info in alert.infos:
        _info(SubElement(root, "info"), info)
    body: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body


def _info(element: Element, info: Info) -> None:
    _put(element, "language", info.language)
    for category in info.categories:
        _put(element, "category", _one(category, CATEGORIES))
    _put(element, "event", info.event)
    for response in info.response_types:
        _put(element, "responseType", _one(response, RESPONSE_TYPES))
    _put(element, "urgency", _one(info.urgency, URGENCIES))
    _put(element, "severity", _one(info.severity, SEVERITIES))
    _put(element, "certainty", _one(info.certainty, CERTAINTIES))
    _maybe(element, "audience", info.audience)
    _values(element, "eventCode", info.event_codes)
    for tag, moment in (
        ("effective", info.effective),
        ("onset", info.onset),
        ("expires", info.expires),
    ):
        _moment(element, tag, moment)
    for tag, text in (
        ("senderName", info.sender_name),
        ("headline", info.headline),
        ("description", info.description),
        ("instruction", info.instruction),
        ("web", info.web),
        ("contact", info.contact),
    ):
        _maybe(element, tag, text)
    _values(element, "parameter", info.parameters)
    for resource in info.resources:
        _resource(SubElement(element, "resource"), resource)
    for area in info.areas:
        _area(SubElement(element, "area"), area)


def _resource(element: Element, resource: Resource) -> None:
    _put(element, "resourceDesc", resource.description)
    _put(element, "mimeType", resource.mime_type)
    _maybe(element, "size", "" if resource.size is None else str(resource.size))
    _maybe(element, "uri", resource.uri)
    _maybe(element, "digest", resource.digest)


def _area(element: Element, area: Area) -> None:
    _put(element, "areaDesc", area.description)
    for ring in area.polygons:
        if len(ring) < 4 or ring[0] != ring[-1] or not all(is_place(*pair) for pair in ring):
            raise ValueError("a polygon needs four pairs on the globe, the first again at the end")
        _put(element, "polygon", " ".join(f"{lat!r},{lon!r}" for lat, lon in ring))
    for latitude, longitude, radius in area.circles:
        if not is_place(latitude, longitude) or not radius >= 0:
            raise ValueError("a circle needs a place on the globe and a radius")
        _put(element, "circle", f"{latitude!r},{longitude!r} {radius!r}")
    _values(element, "geocode", area.geocodes)


def _one(word: str, allowed: Sequence[str]) -> str:
    if word not in allowed:
        raise ValueError(f"{word!r} is not one of {', '.join(allowed)}")
    return word


def _put(parent: Element, tag: str, text: str) -> None:
    if not text or FORBIDDEN.search(text):
        raise ValueError(f"<{tag}> needs a text that XML can carry")
    SubElement(parent, tag).text = text


def _maybe(parent: Element, tag: str, text: str) -> None:
    if text:
        _put(parent, tag, text)


def _moment(parent: Element, tag: str, moment: datetime | None) -> None:
    if moment is not None:
        _put(parent, tag, time_text(moment))


def _values(parent: Element, tag: str, values: Iterable[Parameter]) -> None:
    for value in values:
        element = SubElement(parent, tag)
        _put(element, "valueName", value.name)
        SubElement(element, "value").text = value.value

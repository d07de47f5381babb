"""From XML to an alert; never raises, says every reason why not."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from xml.etree.ElementTree import Element, ParseError, XMLParser

from shangyou.codecs.cap import alert as cap
from shangyou.codecs.cap.alert import Alert, Area, Info, Malformed, Parameter, Reference, Resource
from shangyou.codecs.cap.words import BAD_TIME, is_identifier, is_place, numbers, parted, time_of
from shangyou.science.messages import Problem, Sentence

MOST_BYTES = 2_000_000
DEEPEST = 16
_TAG = f"{{{cap.NAMESPACE}}}"
T = TypeVar("T")
# stands for a time that could not be read, in an alert that is then not returned
_NO_TIME = datetime(1, 1, 1, tzinfo=UTC)


class _Unwanted(Exception):  # noqa: N818 (ends the parse, no error of the program)
    """A document type or nesting that no alert has."""


class _Builder:
    """Builds elements; refuses declarations of entities and deep nesting before they cost anything."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []

    def start(self, tag: str, attributes: dict[str, str]) -> Element:
        """Open an element."""
        if len(self.open) >= DEEPEST:
            raise _Unwanted
        element = Element(tag, attributes)
        if self.open:
            self.open[-1].append(element)
        elif self.root is None:
            self.root = element
        self.open.append(element)
        return element

    def end(self, _tag: str) -> Element:
        """Close the last element."""
        return self.open.pop()

    def data(self, text: str) -> None:
        """Add text to the open element; text between elements is layout."""
        element = self.open[-1]
        if len(element) == 0:
            element.text = (element.text or "") + text

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        """Refuse: entities could blow the document up or reach for files."""
        raise _Unwanted

    def close(self) -> Element | None:
        """Return the document's element."""
        return self.root


def decode(data: bytes) -> Alert | Malformed:
    """Return the alert of an XML document, or every reason why it is none."""
    if len(data) > MOST_BYTES:
        return _malformed("$", "文件超过 2 MB。", "The document is larger than 2 MB.")
    # no defusedxml: the builder refuses document types and depth itself, the size is bounded above
    parser = XMLParser(target=_Builder())  # noqa: S314
    try:
        parser.feed(data)
        root = parser.close()
    except (ParseError, _Unwanted, ValueError, LookupError):
        return _malformed(
            "$",
            "不是可读的 XML，或含有文档类型声明。",
            "This is no readable XML, or it declares a document type.",
        )
    if root is None or root.tag != f"{_TAG}alert":
        return _malformed(
            "$", "不是 CAP 1.2 的 alert 文件。", "This is no alert of CAP 1.2 (wrong namespace)."
        )
    reader = _Reader()
    found = reader.alert(root)
    return Malformed(tuple(reader.problems)) if reader.problems else found


def _malformed(path: str, zh: str, en: str) -> Malformed:
    return Malformed((Problem(path, Sentence(zh, en)),))


class _Reader:
    """Reads elements and collects what is wrong on the way."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def alert(self, e: Element) -> Alert:
        """Read the whole message."""
        return Alert(
            identifier=self.name(e, "identifier"),
            sender=self.name(e, "sender"),
            sent=self.time(e, "sent", needed=True) or _NO_TIME,
            status=self.word(e, "status", cap.STATUSES),
            message_type=self.word(e, "msgType", cap.MESSAGE_TYPES),
            source=self.text(e, "source"),
            scope=self.word(e, "scope", cap.SCOPES),
            restriction=self.text(e, "restriction"),
            addresses=parted(self.text(e, "addresses")),
            codes=self.texts(e, "code"),
            note=self.text(e, "note"),
            references=self.references(e),
            incidents=parted(self.text(e, "incidents")),
            infos=self.each(e, "info", self.info),
        )

    def info(self, e: Element, at: str) -> Info:
        """Read what is said in one language."""
        return Info(
            language=self.text(e, "language") or "en-US",  # section 3.2.2: the default
            categories=self.words(e, "category", cap.CATEGORIES, at, needed=True),
            event=self.text(e, "event", at, needed=True),
            response_types=self.words(e, "responseType", cap.RESPONSE_TYPES, at),
            urgency=self.word(e, "urgency", cap.URGENCIES, at),
            severity=self.word(e, "severity", cap.SEVERITIES, at),
            certainty=self.word(e, "certainty", cap.CERTAINTIES, at),
            audience=self.text(e, "audience"),
            event_codes=self.values(e, "eventCode", at),
            effective=self.time(e, "effective", at),
            onset=self.time(e, "onset", at),
            expires=self.time(e, "expires", at),
            sender_name=self.text(e, "senderName"),
            headline=self.text(e, "headline"),
            description=self.text(e, "description"),
            instruction=self.text(e, "instruction"),
            web=self.text(e, "web"),
            contact=self.text(e, "contact"),
            parameters=self.values(e, "parameter", at),
            resources=self.each(e, "resource", self.resource, at),
            areas=self.each(e, "area", self.area, at),
        )

    def resource(self, e: Element, at: str) -> Resource:
        """Read a file that goes with it."""
        size = self.text(e, "size")
        if size and not (size.isascii() and size.isdigit() and len(size) < 16):
            self.complain(f"{at}.size", "应为字节数。", "must be a number of bytes.")
            size = ""
        return Resource(
            description=self.text(e, "resourceDesc", at, needed=True),
            mime_type=self.text(e, "mimeType", at, needed=True),
            size=int(size) if size else None,
            uri=self.text(e, "uri"),
            digest=self.text(e, "digest"),
        )

    def area(self, e: Element, at: str) -> Area:
        """Read where."""
        rings = (self.ring(text, f"{at}.polygon") for text in self.texts(e, "polygon"))
        circles = (self.circle(text, f"{at}.circle") for text in self.texts(e, "circle"))
        return Area(
            description=self.text(e, "areaDesc", at, needed=True),
            polygons=tuple(ring for ring in rings if ring),
            circles=tuple(circle for circle in circles if circle),
            geocodes=self.values(e, "geocode", at),
        )

    def ring(self, text: str, at: str) -> cap.Ring | None:
        """Read an outline."""
        pairs = [numbers(part) for part in text.split()]
        good = [(p[0], p[1]) for p in pairs if p and len(p) == 2 and is_place(p[0], p[1])]
        if len(good) != len(pairs) or len(good) < 4 or good[0] != good[-1]:
            self.complain(
                at,
                "多边形至少四个“纬度,经度”，首尾相同。",
                "A polygon needs four pairs “latitude,longitude” at least, the first again at the end.",
            )
            return None
        return tuple(good)

    def circle(self, text: str, at: str) -> tuple[float, float, float] | None:
        """Read a circle."""
        centre, _, radius = text.strip().partition(" ")
        place, size = numbers(centre), numbers(radius)
        if (
            place
            and size
            and len(place) == 2
            and len(size) == 1
            and size[0] >= 0
            and is_place(*place)
        ):
            return place[0], place[1], size[0]
        self.complain(
            at,
            "圆形应为“纬度,经度 半径km”。",
            "A circle must read “latitude,longitude radius”, km.",
        )
        return None

    def references(self, e: Element) -> tuple[Reference, ...]:
        """Read what the message refers to."""
        found = []
        for item in self.text(e, "references").split():
            sender, _, rest = item.partition(",")
            identifier, _, sent = rest.partition(",")
            moment = time_of(sent)
            if not sender or not identifier or moment is None:
                self.complain(
                    "$.references",
                    "应为“发送者,编号,时间”，以空格分隔。",
                    "must be “sender,identifier,sent”, separated by spaces.",
                )
                continue
            found.append(Reference(sender, identifier, moment))
        return tuple(found)

    # ------------------------------------------------------------ single things
    def complain(self, at: str, zh: str, en: str) -> None:
        """Note what is wrong."""
        self.problems.append(Problem(at, Sentence(zh, en)))

    def texts(self, e: Element, tag: str) -> tuple[str, ...]:
        """Return the texts of every element of a name."""
        return tuple((child.text or "").strip() for child in e.findall(_TAG + tag))

    def text(self, e: Element, tag: str, at: str = "$", *, needed: bool = False) -> str:
        """Return the text of an element, empty where there is none."""
        found = self.texts(e, tag)
        if needed and not (found and found[0]):
            self.complain(f"{at}.{tag}", f"缺少 {tag}（必填）。", f"{tag} is required.")
        return found[0] if found else ""

    def name(self, e: Element, tag: str) -> str:
        """Return an identifier."""
        text = self.text(e, tag, needed=True)
        if text and not is_identifier(text):
            self.complain(
                f"$.{tag}",
                "不得含空格、逗号、< 或 &。",
                "must hold no space, comma, < or &.",
            )
        return text

    def words(
        self, e: Element, tag: str, allowed: Sequence[str], at: str, *, needed: bool = False
    ) -> tuple[str, ...]:
        """Return words of a list."""
        found = self.texts(e, tag)
        if (needed and not found) or any(word not in allowed for word in found):
            listed = "、".join(allowed)
            self.complain(
                f"{at}.{tag}", f"应为：{listed}。", f"must be one of: {', '.join(allowed)}."
            )
        return found

    def word(self, e: Element, tag: str, allowed: Sequence[str], at: str = "$") -> str:
        """Return the one word of a list."""
        return (*self.words(e, tag, allowed, at, needed=True), "")[0]

    def time(self, e: Element, tag: str, at: str = "$", *, needed: bool = False) -> datetime | None:
        """Return a time."""
        text = self.text(e, tag, at, needed=needed)
        moment = time_of(text)
        if text and moment is None:
            self.problems.append(Problem(f"{at}.{tag}", BAD_TIME))
        return moment

    def values(self, e: Element, tag: str, at: str) -> tuple[Parameter, ...]:
        """Return values of lists of the sender's own."""
        return tuple(
            Parameter(
                self.text(child, "valueName", f"{at}.{tag}", needed=True),
                self.text(child, "value"),
            )
            for child in e.findall(_TAG + tag)
        )

    def each(
        self, e: Element, tag: str, read: Callable[[Element, str], T], at: str = "$"
    ) -> tuple[T, ...]:
        """Read every element of a name."""
        return tuple(
            read(child, f"{at}.{tag}[{i}]") for i, child in enumerate(e.findall(_TAG + tag))
        )

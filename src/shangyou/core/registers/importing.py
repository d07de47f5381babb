"""Import of a table or map file: row by row what would happen, then all of it or nothing."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DataError, IntegrityError, transaction

from shangyou.core import audit, events
from shangyou.core.language import Language, text
from shangyou.core.models import RowChange, User
from shangyou.core.registers import geometry, reading
from shangyou.core.registers.declaration import Register
from shangyou.core.registers.exporting import (
    LATITUDE,
    LONGITUDE,
    WKT,
    key_text,
    reference_paths,
)
from shangyou.core.registers.fields import Field, fields_of, value_at
from shangyou.core.registers.history import change, differences, snapshot
from shangyou.core.registers.listing import visible
from shangyou.core.registers.orm import all_rows
from shangyou.core.registers.parsing import Unusable, parse
from shangyou.core.registers.writing import UNIQUE, broken_rules, own_region
from shangyou.core.rights import allowed
from shangyou.core.spreadsheets import unharmed
from shangyou.science.messages import Sentence

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

PREVIEW_ROWS = 50
MOST_ERRORS = 200
_MISSING = Sentence(
    "文件里没有这一列，它是必填的。", "The file lacks this column, which is required."
)
_UNKNOWN = Sentence(
    "登记表里没有这一列；请用导入模板里的列名。",
    "The register has no such column; use the headings of the template.",
)
_TWICE = Sentence("与本文件前面的行重复。", "Repeats an earlier row of this file.")
_OUTSIDE = Sentence(
    "这条记录不在您的管辖范围内。", "This record lies outside the area you are responsible for."
)


def within_limit(file: "UploadedFile[bytes]") -> bytes:
    """Give a file's content, or refuse one that is too large."""
    limit: int = settings.MAX_UPLOAD_BYTES
    if file.size is None or file.size > limit:
        most = limit // 1024 // 1024
        raise reading.bad_file(
            f"文件超过 {most} MB，请分成几个文件。", f"The file exceeds {most} MB; split it.", 413
        )
    content: bytes = file.read()
    return content


@dataclass
class _Fault:
    row: int
    column: str
    value: Any
    sentence: Sentence


@dataclass
class _Outcome:
    """What one line comes to."""

    line: reading.Line
    row: Any = None
    action: str = "same"
    changes: list[dict[str, Any]] = field(default_factory=list)
    faults: list[_Fault] = field(default_factory=list)


def run(
    register: Register,
    user: User,
    name: str,
    content: bytes,
    language: Language,
    *,
    commit: bool,
) -> dict[str, Any]:
    """Read the file, judge every row, and store all rows when asked to and when none is broken."""
    table = register.reader(name, content) if register.reader else None
    table = table or reading.read(name, content)
    with transaction.atomic():
        job = _Import(register, user, table, language, lock=commit)
        outcomes = job.judge()
        faults = job.faults + [fault for outcome in outcomes for fault in outcome.faults]
        if commit and not faults:
            faults = _store(register, user, outcomes, name, content)
    return _answer(outcomes, faults, language, committed=commit and not faults)


class _Import:
    def __init__(
        self,
        register: Register,
        user: User,
        table: reading.Table,
        language: Language,
        *,
        lock: bool,
    ) -> None:
        self.lock = lock
        self.register, self.user, self.table, self.language = register, user, table, language
        self.fields = fields_of(register)
        self.faults = [_Fault(row, column, None, said) for row, column, said in table.faults]
        self.columns = self._columns()
        self.references = self._references()

    def _columns(self) -> dict[str, Field]:
        """Find the field each heading of the file means."""
        known: dict[str, Field] = {}
        for name, one in self.fields.items():
            for written in (name, one.column.title.zh, one.column.title.en):
                known[written.lower()] = one
            known.setdefault(name[:10].lower(), one)  # a Shapefile cuts names after ten characters
            for language in ("zh", "en"):
                known[one.header(language).lower()] = one
        places = {t for s in (LONGITUDE, LATITUDE, WKT) for t in (s.zh.lower(), s.en.lower())}
        found: dict[str, Field] = {}
        for heading in self.table.headings:
            plain = heading.rstrip("*").strip().lower()
            if plain in known:
                found[heading] = known[plain]
            elif not (self.register.geometry and plain in places) and plain not in ("id", "demo"):
                self.faults.append(_Fault(1, heading, heading, _UNKNOWN))
        return found

    def _references(self) -> dict[str, dict[str, Any]]:
        """Fetch what the file may point to, one query per column."""
        found: dict[str, dict[str, Any]] = {}
        for one in self.columns.values():
            if one.kind != "reference":
                continue
            target = one.register()
            model: Any = one.django.related_model
            # what the user may not see does not exist for him
            rows = visible(target, self.user) if target else all_rows(model)
            if target:
                paths = reference_paths(target)
                rows = rows.select_related(*paths) if paths else rows
                if target.geometry:
                    rows = rows.defer(target.geometry)
            by_key: dict[str, Any] = {}
            titles: dict[str, list[Any]] = {}
            for row in rows:
                by_key[key_text(target, row)] = row
                titles.setdefault(str(row), []).append(row)
            single = {title: rows[0] for title, rows in titles.items() if len(rows) == 1}
            found[one.name] = {**single, **by_key}
        return found

    def judge(self) -> list[_Outcome]:
        """Judge every line."""
        existing = self._existing()
        seen: set[tuple[Any, ...]] = set()
        given = {one.name for one in self.columns.values()}
        if not existing or not self.register.natural_key:
            for name, one in self.fields.items():
                if one.required and name not in given:
                    self.faults.append(_Fault(1, one.column.title.zh, None, _MISSING))
        return [self._line(line, existing, seen) for line in self.table.lines]

    def _existing(self) -> dict[tuple[Any, ...], Any]:
        if not self.register.natural_key:
            return {}
        paths = reference_paths(self.register)
        rows = all_rows(self.register.model)
        if self.lock:
            rows = rows.select_for_update(of=("self",))
        rows = rows.select_related(*paths) if paths else rows
        return {self._key(row): row for row in rows}

    def _key(self, row: Any) -> tuple[Any, ...]:
        return tuple(
            getattr(row, f"{name}_id" if self.fields[name].kind == "reference" else name)
            for name in self.register.natural_key
        )

    def _line(
        self, line: reading.Line, existing: dict[tuple[Any, ...], Any], seen: set[tuple[Any, ...]]
    ) -> _Outcome:
        outcome = _Outcome(line)
        values: dict[str, Any] = {}
        for heading, one in self.columns.items():
            raw = unharmed(line.cells.get(heading))
            try:
                values[one.name] = parse(one, raw, self.references)
            except Unusable as error:
                outcome.faults.append(_Fault(line.number, heading, raw, error.sentence))
        shape, with_shape = None, False
        if self.register.geometry:
            try:
                shape, with_shape = self._shape(line)
            except Unusable as error:
                outcome.faults.append(
                    _Fault(line.number, text(WKT, self.language), None, error.sentence)
                )
        if outcome.faults or self.faults:
            return outcome
        row = self.register.model()
        for name, value in values.items():
            setattr(row, name, value)
        key = self._key(row)
        found = existing.get(key) if self.register.natural_key else None
        if self.register.natural_key and key in seen:
            title = self.fields[self.register.natural_key[0]].column.title
            outcome.faults.append(
                _Fault(line.number, text(title, self.language), str(key[0]), _TWICE)
            )
            return outcome
        seen.add(key)
        if found is not None:
            self._update(outcome, found, values, shape, with_shape=with_shape)
        else:
            self._create(outcome, row, shape)
        return outcome

    def _shape(self, line: reading.Line) -> tuple[Any, bool]:
        if self.table.is_map:
            return geometry.from_geojson(self.register, line.geometry), True
        cells = {heading.rstrip("*").strip().lower(): cell for heading, cell in line.cells.items()}

        def cell(title: Sentence) -> tuple[Any, bool]:
            for written in (title.zh.lower(), title.en.lower()):
                if written in cells:
                    return cells[written], True
            return None, False

        wkt, has_wkt = cell(WKT)
        if has_wkt:
            return geometry.from_wkt(self.register, wkt), True
        (lon, has_lon), (lat, has_lat) = cell(LONGITUDE), cell(LATITUDE)
        if has_lon or has_lat:
            return geometry.from_point(self.register, lon, lat), True
        return None, False

    def _update(
        self, outcome: _Outcome, row: Any, values: dict[str, Any], shape: Any, *, with_shape: bool
    ) -> None:
        may_before = self._may(row, "change")
        old = snapshot(self.register, row)
        for name, value in values.items():
            setattr(row, name, value)
        if with_shape and not geometry.same(getattr(row, self.register.geometry or ""), shape):
            setattr(row, self.register.geometry or "", shape)
        outcome.row = row
        self._check(outcome)
        outcome.changes = differences(old, snapshot(self.register, row))
        if outcome.changes:
            outcome.action = "update"
            if not may_before or not self._may(row, "change"):
                outcome.faults.append(_Fault(outcome.line.number, "", str(row), _OUTSIDE))

    def _create(self, outcome: _Outcome, row: Any, shape: Any) -> None:
        number = outcome.line.number
        given = {one.name for one in self.columns.values()}
        outcome.faults += [
            _Fault(number, text(one.column.title, self.language), None, _MISSING)
            for name, one in self.fields.items()
            if one.required and name not in given
        ]
        if self.register.geometry:
            if shape is None and not geometry.geometry_field(self.register).null:
                wanted = Sentence("新记录需要位置。", "A new record needs its place.")
                outcome.faults.append(_Fault(number, text(WKT, self.language), None, wanted))
            setattr(row, self.register.geometry, shape)
        if outcome.faults:
            return
        own_region(self.register, row, self.user)
        outcome.row, outcome.action = row, "create"
        self._check(outcome)
        if not self._may(row, "create"):
            outcome.faults.append(_Fault(number, "", str(row), _OUTSIDE))
        outcome.changes = differences({}, snapshot(self.register, row))

    def _check(self, outcome: _Outcome) -> None:
        for problem in broken_rules(self.register, outcome.row):
            one = self.fields.get(problem.path)
            title = text(one.column.title, self.language) if one else problem.path
            value = getattr(outcome.row, problem.path, None) if one else None
            outcome.faults.append(_Fault(outcome.line.number, title, value, problem.sentence))

    def _may(self, row: Any, operation: str) -> bool:
        """Ask for the right to import, and for the right to what the import does to this row."""
        organisation = (
            value_at(row, self.register.organisation) if self.register.organisation else None
        )
        region = value_at(row, self.register.region) or ""
        return all(
            allowed(
                self.user,
                f"register.{self.register.name}.{asked}",
                region=region,
                organisation_id=organisation,
            )
            for asked in (operation, "import")
        )


def _store(
    register: Register, user: User, outcomes: list[_Outcome], name: str, content: bytes
) -> list[_Fault]:
    creates = [o for o in outcomes if o.action == "create"]
    updates = [o for o in outcomes if o.action == "update"]
    if not creates and not updates:
        return []
    for outcome in creates:
        outcome.row.created_by = outcome.row.updated_by = user
    for outcome in updates:
        outcome.row.version += 1
        outcome.row.updated_by = user
    try:
        with transaction.atomic():
            # row by row: a model may fill in what follows when it is saved
            for outcome in (*creates, *updates):
                outcome.row.save()
    except IntegrityError:
        return [_Fault(outcome.line.number, "", str(outcome.row), UNIQUE)]
    except DataError:
        beyond = Sentence("有一项超出了可存储的范围。", "An entry is beyond what can be stored.")
        return [_Fault(outcome.line.number, "", str(outcome.row), beyond)]
    lines = [change(register, o.row, user, "import", o.changes) for o in (*creates, *updates)]
    RowChange.objects.bulk_create(lines, batch_size=1000)
    written = json.dumps([(o.row.pk, o.changes) for o in (*creates, *updates)], ensure_ascii=False)
    audit.record(
        user,
        "register.import",
        register.name,
        "",
        {
            "file": name,
            "file_sha256": hashlib.sha256(content).hexdigest(),
            "creates": len(creates),
            "updates": len(updates),
            "changes_sm3": hashlib.new("sm3", written.encode()).hexdigest(),
        },
    )
    regions = {str(value_at(o.row, register.region) or "") for o in (*creates, *updates)}
    events.publish("registers", register.name, "register.changed", regions=regions - {""})
    return []


def _answer(
    outcomes: list[_Outcome], faults: list[_Fault], language: Language, *, committed: bool
) -> dict[str, Any]:
    faults.sort(key=lambda fault: fault.row)
    wrong = {(fault.row, fault.column): text(fault.sentence, language) for fault in faults}
    return {
        "rows_read": len(outcomes),
        "creates": sum(o.action == "create" and not o.faults for o in outcomes),
        "updates": sum(o.action == "update" and not o.faults for o in outcomes),
        "committed": committed,
        "errors_total": len(faults),
        "errors": [
            {
                "row": fault.row,
                "column": fault.column,
                "value": _shown(fault.value),
                "message": text(fault.sentence, language),
            }
            for fault in faults[:MOST_ERRORS]
        ],
        "preview": [
            {
                "row": outcome.line.number,
                "action": "error" if outcome.faults else outcome.action,
                "cells": {
                    heading: {
                        "value": _shown(cell),
                        "error": wrong.get((outcome.line.number, heading)),
                    }
                    for heading, cell in outcome.line.cells.items()
                },
            }
            for outcome in outcomes[:PREVIEW_ROWS]
        ],
    }


def _shown(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        return value[:200]
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)[:200]

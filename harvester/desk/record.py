"""One document as its page at the desk shows it: the form, the evidence, the marks on the page image."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.catalogue.alternatives import alternatives
from harvester.catalogue.queue import document_doubts
from harvester.desk import wording
from harvester.desk.entering import FIELDS, shown

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from harvester.catalogue.queue_types import Alternative
    from harvester.catalogue.types import Record
    from harvester.doubts import Doubt

DIGITS = 9  # choices that a digit key can take
MAX_EVIDENCE = 8  # pieces of one field that are listed at once

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One value offered beside a field."""

    posted: str  # "=value", or "~" for what the harvest says
    box: str  # what stands in the form's box when it is taken
    words: str
    where: str  # where it was read, in words; "" for one of the vocabulary
    digit: int | None
    page: int | None
    stands: bool  # it is the value now


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One field of the form."""

    name: str
    words: str
    value: str  # in the form's box
    was: str
    choices: list[tuple[str, str]]
    options: list[Option]
    doubts: list[str]
    decided: bool
    picked: str = ""  # of a form that came back
    wrong: str = ""

    @property
    def doubtful(self) -> bool:
        """Whether its choices are shown at once and marked."""
        return bool(self.doubts)

    @property
    def hints(self) -> str:
        """Ids of what describes its box."""
        found = [f"d-{self.name}"] if self.doubts else []
        found += [f"w-{self.name}"] if self.wrong else []
        found += [f"h-{self.name}"] if self.name in ("authors", "published", "completed", "language") else []
        return " ".join(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece of evidence; `mark` is its number on the page that is shown, when it has a box there."""

    field: str
    value: str
    words: str  # the value as a person reads it
    stands: bool
    where: str
    line: str
    rule: str
    sure: int  # per cent
    page: int | None
    box: Box | None
    mark: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The evidence of one field."""

    field: str
    words: str
    pieces: list[Piece]
    more: list[Piece]


_ORIGINS = {
    "link": "the words of the link",
    "heading": "the heading above the link",
    "page": "the text",
    "cover": "the title page",
    "header": "a running header",
    "properties": "the file’s properties",
    "file_name": "the file’s name",
    "http": "the server’s answer",
    "decision": "a decision",
}


def fields_of(
    connection: sqlite3.Connection,
    record: Record,
    doubts: Sequence[Doubt],
    posted: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> list[FieldView]:
    """The form's fields, those in doubt first, the gravest doubt before others; with the values offered."""
    name = record.fields["id"]
    offered = alternatives(connection, name)
    known = _Known(offered, doubts, _decided(connection, name), _harvested(connection, name))
    order = list(dict.fromkeys(doubt.field for doubt in doubts if doubt.field in FIELDS))
    order += [one for one in FIELDS if one not in order]
    return [_field(one, record.fields, known, posted or {}, problems or {}) for one in order]


@dataclass(frozen=True, slots=True)
class _Known:
    offered: Mapping[str, list[Alternative]]
    doubts: Sequence[Doubt]
    decided: Mapping[str, str]
    harvested: Mapping[str, str | None]


def doubts_of(connection: sqlite3.Connection, document_id: str) -> tuple[Doubt, ...]:
    """What is not sure about a document, the gravest first."""
    return document_doubts(connection, document_id)


def _field(
    name: str,
    fields: Mapping[str, Any],
    known: _Known,
    posted: Mapping[str, str],
    problems: Mapping[str, str],
) -> FieldView:
    value = fields.get(name)
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
    was = shown(name, text)
    doubts = [doubt.words for doubt in known.doubts if doubt.field == name]
    return FieldView(
        name=name,
        words=wording.field_name(name),
        value=posted.get(name, was),
        was=posted.get(f"was-{name}", was),
        choices=wording.choices(name),
        options=_options(name, text, known, doubtful=bool(doubts)),
        doubts=doubts,
        decided=name in known.decided,
        picked=posted.get(f"pick-{name}", ""),
        wrong=problems.get(name, ""),
    )


def _options(name: str, value: str | None, known: _Known, *, doubtful: bool) -> list[Option]:
    """What was read, and of the vocabulary as much as digits are left when the field is in doubt."""
    found = [
        alternative
        for alternative in known.offered.get(name, ())
        if alternative.origin is not None or alternative.chosen or doubtful
    ][:DIGITS]
    options = [
        Option(
            posted=f"={alternative.value}",
            box=shown(name, alternative.value),
            words=wording.value_words(name, alternative.value),
            where=_where(alternative),
            digit=number,
            page=alternative.page,
            stands=alternative.chosen,
        )
        for number, alternative in enumerate(found, start=1)
    ]
    if name in known.decided and (known.harvested.get(name) or "") != (known.decided[name] or ""):
        options.append(_as_harvested(name, known, len(options) + 1))
    only_what_stands = len(options) == 1 and options[0].stands
    return [] if only_what_stands else options


def _as_harvested(name: str, known: _Known, number: int) -> Option:
    harvested = known.harvested.get(name)
    return Option(
        posted="~",
        box=shown(name, harvested),
        words=wording.value_words(name, harvested or ""),
        where="what the harvest says; takes the decision back",
        digit=number if number <= DIGITS else None,
        page=None,
        stands=False,
    )


def _where(alternative: Alternative) -> str:
    if alternative.origin is None:
        return ""
    said = _ORIGINS.get(alternative.origin, wording.plain(alternative.origin))
    where = f"page {alternative.page}, {said}" if alternative.page else said
    line = f": “{_cut(alternative.line)}”" if alternative.line else ""
    more = f", and {alternative.times - 1} more" if alternative.times > 1 else ""
    return f"{where}{line}{more}"


def _cut(text: str, longest: int = 160) -> str:
    plain = " ".join(text[: longest * 2].split())
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"


def _decided(connection: sqlite3.Connection, document_id: str) -> dict[str, str]:
    row = connection.execute("SELECT * FROM decided WHERE subject_id = ?", (document_id,)).fetchone()
    return {name: row[name] for name in row.keys() if row[name] is not None} if row else {}  # noqa: SIM118 - a Row


def _harvested(connection: sqlite3.Connection, document_id: str) -> dict[str, str | None]:
    row = connection.execute("SELECT * FROM document WHERE id = ?", (document_id,)).fetchone()
    return {name: row[name] for name in FIELDS}


# ---------------------------------------------------------------- evidence


def evidence_of(record: Record, page: int) -> list[Evidence]:
    """The evidence field by field, the surest first; what lies on this page is numbered there."""
    found, number = [], 0
    for name in FIELDS:
        rows = [item for item in record.evidence if item["field"] == name]
        rows.sort(key=lambda item: (not _stands(record, item), -item["confidence"]))
        pieces = []
        for item in rows:
            marked = item["box"] is not None and item["page"] == page
            number += marked
            pieces.append(_piece(record, item, number if marked else None))
        if pieces:
            found.append(
                Evidence(
                    field=name,
                    words=wording.field_name(name),
                    pieces=pieces[:MAX_EVIDENCE],
                    more=pieces[MAX_EVIDENCE:],
                )
            )
    return found


def _stands(record: Record, item: Mapping[str, Any]) -> bool:
    value = record.fields.get(item["field"])
    return item["value"] in value if isinstance(value, list) else item["value"] == value


def _piece(record: Record, item: Mapping[str, Any], mark: int | None) -> Piece:
    return Piece(
        field=item["field"],
        value=item["value"],
        words=wording.value_words(item["field"], item["value"]),
        stands=_stands(record, item),
        where=_ORIGINS.get(item["origin"], wording.plain(item["origin"])),
        line=_cut(item["line"] or ""),
        rule=item["rule"],
        sure=round(item["confidence"] * 100),
        page=item["page"],
        box=tuple(item["box"]) if item["box"] else None,
        mark=mark,
    )


def first_page(record: Record) -> int:
    """The page to begin with: the first on which a value that stands was read."""
    pages = [
        item["page"] for item in record.evidence if item["box"] and item["page"] and _stands(record, item)
    ]
    return min(pages, default=1)

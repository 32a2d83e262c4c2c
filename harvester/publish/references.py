"""References: RIS, BibTeX and CSL-JSON, as Zotero and its like map a report. Pure."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from harvester.publish.names import inverted, split_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harvester.publish.entries import Entry

_PDF = "application/pdf"
_LANGUAGES = {"en": "en-GB", "cy": "cy-GB"}


def address(entry: Entry) -> str | None:
    """What a reference leads to: the page that lists the document, else the document."""
    return entry.page_url or entry.url


# ---------------------------------------------------------------- RIS


def ris(entries: Iterable[Entry]) -> Iterator[bytes]:
    """RIS, one report each."""
    for entry in entries:
        lines = [f"{tag}  - {value}" for tag, value in _ris_fields(entry) if value]
        yield ("\r\n".join(["TY  - RPRT", *lines, "ER  - "]) + "\r\n\r\n").encode()


def _ris_fields(entry: Entry) -> Iterator[tuple[str, str | None]]:
    yield "TI", entry.title
    yield "ST", entry.case_name
    for author in entry.authors:
        yield "AU", inverted(author)
    yield "PB", entry.publisher
    yield "CY", entry.place
    yield "M3", entry.kind
    yield "SN", ", ".join(entry.numbers)
    if entry.day:
        yield "PY", entry.day[:4]
        year, month, day = (*entry.day.split("-"), "", "")[:3]
        yield "DA", f"{year}/{month}/{day}/"
    for subject in entry.subjects:
        yield "KW", subject
    yield "SP", str(entry.pages) if entry.pages else None
    yield "UR", address(entry)
    if entry.media_type == _PDF and entry.offered:
        yield "L1", entry.url
    yield "Y2", entry.last_seen[:10].replace("-", "/") + "/"
    yield "LA", entry.language
    yield "AN", entry.id
    yield "CN", entry.id
    yield "N1", " ".join((*entry.notes, f"File: {entry.url}" if entry.url else "")).strip()


# ---------------------------------------------------------------- BibTeX

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
_SPECIAL = re.compile(r"[\\{}$&%#_^~]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _tex(text: str) -> str:
    # Braces that are escaped would still have to balance for old readers: names for them do.
    plain = text.replace("{", "(").replace("}", ")")
    escaped = _SPECIAL.sub(lambda found: _ESCAPES[found.group()], plain)
    return re.sub("-(?=-)", "-{}", escaped)  # two hyphens would become a dash


def bibtex(entries: Iterable[Entry]) -> Iterator[bytes]:
    """BibTeX, one @techreport each; titles are kept from change of case."""
    for entry in entries:
        fields = [f"  {name} = {value}" for name, value in _bibtex_fields(entry) if value]
        yield ("@techreport{" + entry.id + ",\n" + ",\n".join(fields) + "\n}\n\n").encode()


def _bibtex_fields(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "title", f"{{{{{_tex(entry.title)}}}}}"
    authors = [_tex(inverted(name)) if split_name(name) else f"{{{_tex(name)}}}" for name in entry.authors]
    if authors:
        yield "author", f"{{{' and '.join(authors)}}}"
    if entry.publisher:
        yield "institution", f"{{{{{_tex(entry.publisher)}}}}}"
    if entry.day:
        yield "year", f"{{{entry.day[:4]}}}"
        month = entry.day[5:7]
        yield "month", _MONTHS[int(month) - 1] if month.isdigit() and 1 <= int(month) <= 12 else ""
    told = {
        "type": entry.kind,
        "number": ", ".join(entry.numbers),
        "address": entry.place,
        "shorttitle": entry.case_name,
        "language": {"en": "english", "cy": "welsh"}.get(entry.language or "", entry.language),
        "pagetotal": str(entry.pages or ""),
        "keywords": ", ".join(subject.replace(",", ";") for subject in entry.subjects),
        "note": " ".join(entry.notes),
    }
    yield from ((name, f"{{{_tex(value)}}}") for name, value in told.items() if value)
    if link := address(entry):
        yield "url", f"{{{link}}}"
        yield "urldate", f"{{{entry.last_seen[:10]}}}"


# ---------------------------------------------------------------- CSL-JSON


def csl_json(entries: Iterable[Entry]) -> Iterator[bytes]:
    """One JSON array of CSL items of type report."""
    before = "[\n"
    for entry in entries:
        yield (before + json.dumps(csl_item(entry), ensure_ascii=False)).encode()
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def csl_item(entry: Entry) -> dict[str, Any]:
    """One document as a CSL item."""
    item: dict[str, Any] = {
        "id": entry.id,
        "type": "report",
        "title": entry.title,
        "title-short": entry.case_name,
        "author": [_csl_name(name) for name in entry.authors],
        "publisher": entry.publisher,
        "publisher-place": entry.place,
        "genre": entry.kind,
        "number": ", ".join(entry.numbers),
        "issued": _csl_date(entry.day),
        "event-date": _csl_date(entry.incident_date),
        "accessed": _csl_date(entry.last_seen[:10]),
        "URL": address(entry),
        "number-of-pages": str(entry.pages) if entry.pages else None,
        "keyword": ", ".join(entry.subjects),
        "call-number": entry.id,
        "language": _LANGUAGES.get(entry.language or "", entry.language),
        "note": " ".join(entry.notes),
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(name: str) -> dict[str, str]:
    parts = split_name(name)
    return {"family": parts[0], "given": parts[1]} if parts else {"literal": name}


def _csl_date(iso: str | None) -> dict[str, Any] | None:
    if not iso:
        return None
    try:
        return {"date-parts": [[int(part) for part in iso.split("-")]]}
    except ValueError:
        return {"literal": iso}

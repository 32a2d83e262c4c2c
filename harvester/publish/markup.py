"""XML: Dublin Core, MARCXML and Atom, one record after the other. Pure."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from lxml import etree

from harvester.publish.entries import LANGUAGES_3, NATION_NAMES, RIGHTS
from harvester.publish.names import inverted, split_name
from harvester.publish.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harvester.publish.entries import Entry

XSI = "http://www.w3.org/2001/XMLSchema-instance"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
MARC = "http://www.loc.gov/MARC21/slim"
ATOM = "http://www.w3.org/2005/Atom"
_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_ROOT = uuid.uuid5(uuid.NAMESPACE_URL, "urn:harvester:publication")


def element(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    """A child in its parent's namespace."""
    space = parent.tag.partition("}")[0]  # "{http://…"
    child = etree.SubElement(parent, f"{space}}}{name}", attributes)
    child.text = text
    return child


def _xml(root: bytes, records: Iterable[etree._Element], end: bytes) -> Iterator[bytes]:
    yield _HEAD + root + b"\n"
    for record in records:
        yield etree.tostring(record, encoding="UTF-8", xml_declaration=False) + b"\n"
    yield end + b"\n"


# ---------------------------------------------------------------- Dublin Core


def dublin_core(entries: Iterable[Entry]) -> Iterator[bytes]:
    """A list of oai_dc records."""
    yield from _xml(b"<records>", map(dc_record, entries), b"</records>")


def dc_record(entry: Entry) -> etree._Element:
    """One document as simple Dublin Core (oai_dc)."""
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    for name, value in _dc_fields(entry):
        if value:
            etree.SubElement(root, f"{{{DC}}}{name}").text = value
    return root


def _dc_fields(entry: Entry) -> Iterator[tuple[str, str | None]]:
    yield "title", entry.title
    yield "title", entry.case_name
    yield from (("creator", inverted(name)) for name in entry.authors)
    yield from (("subject", subject) for subject in entry.subjects)
    yield "description", " ".join(entry.notes)
    yield "publisher", entry.publisher
    yield "date", entry.day
    yield "type", "Text"
    yield "type", entry.kind
    yield "format", entry.media_type
    yield "format", f"{entry.pages} pages" if entry.pages else None
    yield "identifier", entry.url
    yield "identifier", entry.identifier
    yield from (("identifier", number) for number in entry.numbers)
    yield "source", entry.page_url
    yield "language", entry.language
    for word, other in (("replaces", entry.replaces), ("isReplacedBy", entry.replaced_by),
                        ("isVersionOf", entry.duplicate_of), ("isPartOf", entry.review_id)):  # fmt: skip
        yield "relation", f"{word}: oai:harvester:{other}" if other else None
    yield from (("coverage", area) for area in entry.areas)
    yield "coverage", NATION_NAMES.get(entry.nation)
    yield "coverage", entry.incident_date
    yield "rights", RIGHTS


# ---------------------------------------------------------------- MARCXML


def marcxml(entries: Iterable[Entry]) -> Iterator[bytes]:
    """A MARC 21 collection."""
    yield from _xml(f'<collection xmlns="{MARC}">'.encode(), map(marc_record, entries), b"</collection>")


def marc_record(entry: Entry) -> etree._Element:
    """One document as a MARC 21 record."""
    root = etree.Element(f"{{{MARC}}}record", nsmap={None: MARC})
    element(root, "leader", "00000nam a2200000 a 4500")
    element(root, "controlfield", entry.id, tag="001")
    element(root, "controlfield", "harvester", tag="003")
    element(root, "controlfield", _digits(entry.last_seen, 14) + ".0", tag="005")
    element(root, "controlfield", "cr |||||||||||", tag="007")
    element(root, "controlfield", _marc_008(entry), tag="008")
    for tag, marks, *subfields in _marc_fields(entry):
        kept = [(code, value) for code, value in subfields if value]
        if any(code not in ("2", "y", "z", "q") for code, _ in kept):
            field = element(root, "datafield", tag=tag, ind1=marks[0], ind2=marks[1])
            for code, value in kept:
                element(field, "subfield", value, code=code)
    return root


def _digits(text: str, length: int) -> str:
    return "".join(char for char in text if char in "0123456789")[:length].ljust(length, "0")


def _marc_008(entry: Entry) -> str:
    year = (entry.day or "")[:4]
    dated = f"s{year}    " if year else "n" + "u" * 8
    language = LANGUAGES_3.get(entry.language or "", "und")
    return f"{_digits(entry.first_seen, 8)[2:]}{dated}xxk     o    f000 0 {language} d"[:40].ljust(40)


def _marc_fields(entry: Entry) -> Iterator[tuple[str, str, *tuple[tuple[str, str | None], ...]]]:
    yield "024", "7 ", ("a", entry.identifier), ("2", "local")
    yield "041", "  ", ("a", LANGUAGES_3.get(entry.language or ""))
    yield from (("088", "  ", ("a", number)) for number in entry.numbers)
    for place, name in enumerate(entry.authors):
        tag = ("100" if place == 0 else "700") if split_name(name) else ("110" if place == 0 else "710")
        yield tag, "1 " if split_name(name) else "2 ", ("a", inverted(name) if split_name(name) else name)
    yield "245", f"{int(bool(entry.authors))}{_skipped(entry.title)}", ("a", entry.title)
    yield "246", "30", ("a", entry.case_name)
    yield "260", "  ", ("a", entry.place), ("b", entry.publisher), ("c", entry.day)
    yield "300", "  ", ("a", f"{entry.pages} pages" if entry.pages else None)
    yield from (("500", "  ", ("a", note)) for note in entry.notes)
    yield "540", "  ", ("a", RIGHTS)
    yield from (("653", "  ", ("a", subject)) for subject in entry.subjects)
    yield "655", " 7", ("a", entry.kind), ("2", "local")
    yield "780", "00", ("w", entry.replaces)
    yield "785", "00", ("w", entry.replaced_by)
    yield "856", "40", ("u", entry.url), ("q", entry.media_type), ("y", "Document")
    yield "856", "42", ("u", entry.page_url), ("z", "Page that lists it")


def _skipped(title: str) -> int:
    """Characters that sorting leaves out."""
    first = title.partition(" ")[0].lower()
    return len(first) + 1 if first in ("the", "a", "an", "y", "yr") else 0


# ---------------------------------------------------------------- Atom


def atom(entries: Iterable[Entry], *, title: str, updated: str, link: str | None = None) -> Iterator[bytes]:
    """A feed, in the order given."""
    head = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    element(head, "id", _ROOT.urn)
    element(head, "title", one_line(title))
    element(head, "updated", updated)
    element(element(head, "author"), "name", "harvester")
    if link:
        element(head, "link", rel="alternate", href=link)
    opening = etree.tostring(head, encoding="UTF-8", xml_declaration=False).removesuffix(b"</feed>")
    yield from _xml(opening, map(_atom_entry, entries), b"</feed>")


def _atom_entry(entry: Entry) -> etree._Element:
    root = etree.Element(f"{{{ATOM}}}entry", nsmap={None: ATOM})
    element(root, "id", uuid.uuid5(_ROOT, entry.id).urn)
    element(root, "title", entry.title)
    element(root, "published", entry.first_seen)
    element(root, "updated", max(entry.first_seen, entry.last_seen))
    for name in entry.authors or (entry.publisher or "Published anonymously",):
        element(element(root, "author"), "name", name)
    element(root, "category", term=entry.review_type, label=entry.kind)
    link = entry.url if entry.offered else entry.page_url
    if link or entry.page_url:
        element(root, "link", rel="alternate", href=link or entry.page_url or "")
    when = f"published {entry.published}" if entry.published else "no date of publication"
    said = [entry.kind, entry.publisher or "published anonymously", when, *entry.notes]
    element(root, "summary", "; ".join(part.rstrip(".") for part in said) + ".", type="text")
    return root

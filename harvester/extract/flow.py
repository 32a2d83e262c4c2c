"""Text that flows without fixed pages (Word, ODT, RTF, HTML, plain text) gathered as a reading."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lxml import etree

from harvester.extract.cleaning import clean_line, clean_text, has_words
from harvester.extract.limits import LAYOUT_PAGES, MAX_INFLATED, MAX_TEXT, MAX_ZIP_TOTAL
from harvester.extract.reading import Reading, UnreadableError
from harvester.records import Line
from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    from pathlib import Path

MAX_FLOW_LINES = 240  # lines kept as title-page layout
MAX_MEMBERS = 5_000  # parts of a zip


@dataclass(slots=True)
class Flow:
    """Paragraphs in the order of the text."""

    paragraphs: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    headers: list[Line] = field(default_factory=list)
    page: int = 1
    length: int = 0

    def add(self, text: str, *, size: float | None = None, bold: bool = False) -> None:
        """Add a paragraph; its line breaks make lines of their own."""
        if self.length > MAX_TEXT:
            return
        text = clean_text(text)
        if not text:
            return
        self.length += len(text)
        self.paragraphs.append(text)
        if self.page > LAYOUT_PAGES:
            return
        for part in text.split("\n"):
            line = clean_line(part)
            if line and len(self.lines) < MAX_FLOW_LINES:
                self.lines.append(_line(line, self.page, len(self.lines) + 1, size, bold))

    def add_header(self, text: str) -> None:
        """Add a running header or footer, once."""
        known = {line.text for line in self.headers}
        for part in clean_text(text).split("\n"):
            line = clean_line(part)
            if line and line not in known and has_words(line):
                self.headers.append(_line(line, 1, len(self.headers) + 1, None, bold=False))
                known.add(line)

    def insert(self, lines: list[Line], place: int) -> None:
        """Put lines of the first page before the line at an index, and number all anew."""
        joined = [*self.lines[:place], *(replace(line, page=1) for line in lines), *self.lines[place:]]
        self.lines = [replace(line, number=number) for number, line in enumerate(joined[:MAX_FLOW_LINES], 1)]

    def break_page(self) -> None:
        """Note that a new page begins here, unless nothing stands on this one."""
        if self.lines and (self.page > LAYOUT_PAGES or self.lines[-1].page == self.page):
            self.page += 1

    def reading(self, properties: dict[str, str], page_count: int | None = None) -> Reading:
        """What was gathered."""
        text = "\n".join(self.paragraphs)
        reading = Reading(
            pages=[text[:MAX_TEXT]],
            lines=self.lines,
            headers=self.headers,
            properties=properties,
            page_count=page_count,
        )
        if self.length > MAX_TEXT:
            reading.notes.append(f"text over {MAX_TEXT:,} characters left out")
        if not has_words(text):
            reading.outcome = Outcome.IMAGE_ONLY
            reading.notes.append("it holds no text")
        return reading


def _line(text: str, page: int, number: int, size: float | None, bold: bool) -> Line:
    return Line(text=text, page=page, number=number, size=size, bold=bold)


def check_zip(path: Path) -> None:
    """Refuse a zip that is damaged or would grow beyond its caps.

    Raises:
        UnreadableError: with the outcome that fits.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        with path.open("rb") as file:
            begins = file.read(4) == b"PK\x03\x04"
        outcome = Outcome.TRUNCATED if begins and "not a zip" in str(error) else Outcome.PARSE_ERROR
        raise UnreadableError(outcome, f"its parts cannot be listed: {error}") from error
    total = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or total > MAX_ZIP_TOTAL:
        raise UnreadableError(Outcome.LIMIT, f"its {len(members):,} parts would become {total:,} bytes")
    for member in members:
        if member.flag_bits & 0x1:
            raise UnreadableError(Outcome.ENCRYPTED, "its parts are encrypted")
        if member.filename.endswith((".xml", ".rels")) and member.file_size > MAX_INFLATED:
            raise UnreadableError(
                Outcome.LIMIT, f"{member.filename[:80]} would become {member.file_size:,} bytes"
            )


def xml_part(path: Path, name: str) -> etree._Element | None:
    """The parsed XML of one part of a zip, or None when there is none.

    Raises:
        UnreadableError: the part is not well formed.
    """
    with zipfile.ZipFile(path) as archive:
        try:
            body = archive.read(name)
        except KeyError:
            return None
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, zlib.error) as error:
            raise UnreadableError(Outcome.PARSE_ERROR, f"{name} is damaged: {error}") from error
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError(Outcome.PARSE_ERROR, f"{name} is not well formed: {error}") from error

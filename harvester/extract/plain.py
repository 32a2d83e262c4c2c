"""Plain text and RTF."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harvester.extract.cleaning import clean_properties
from harvester.extract.flow import Flow
from harvester.extract.limits import MAX_TEXT
from harvester.extract.reading import Reading, UnreadableError
from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MAX_RTF = 64 * 1024 * 1024
_MAX_GROUP = 20_000
_PAGE = re.compile(r"\\page(?![a-z0-9-])")
_PARAGRAPH = re.compile(r"\\(?:par|page|sect|cell|row)(?![a-z])")
_CONTROL = re.compile(r"\\(plain|fs|b)(\d{0,4})(?![a-z0-9])")
_RTF_SIZE = 12.0  # what RTF takes where nothing is said
_MAX_STYLED = 200_000  # characters looked at for sizes and weights
_MAX_STYLED_PARAGRAPHS = 300
_HEX = re.compile(r"[0-9a-fA-F\s]{4000,}")
_INFO = {
    "title": "title",
    "author": "author",
    "subject": "subject",
    "operator": "modified_by",
    "company": "company",
}


def read_plain(path: Path) -> Reading:
    """Read a plain text file."""
    with path.open("rb") as file:
        text = decode(file.read(MAX_TEXT * 2))
    flow = Flow()
    for page in text.split("\f"):
        for line in page.split("\n"):
            flow.add(line)
        flow.break_page()
    return flow.reading({})


def decode(body: bytes) -> str:
    """Bytes as text: by byte-order mark, as UTF-8, else as Windows-1252."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def read_rtf(path: Path) -> Reading:
    """Read an RTF file.

    Raises:
        UnreadableError: it is too large, or cut short before any text.
    """
    if path.stat().st_size > _MAX_RTF:
        raise UnreadableError(Outcome.LIMIT, f"an RTF file over {_MAX_RTF:,} bytes")
    source = path.read_bytes().decode("cp1252", "replace").lstrip("\ufeff\0 \r\n\t")
    source = _HEX.sub("", source)  # pictures as digits: no text, and slow to skip
    flow = Flow()
    styles = _rtf_styles(source)
    for page in _rtf_text(_PAGE.sub(r"\\'0c ", source)).split("\f"):
        for line in page.split("\n"):
            size, bold = styles.get(line.strip(), (None, False))
            flow.add(line, size=size, bold=bold)
        flow.break_page()
    for name in ("header", "footer", "headerf", "footerf", "headerr", "footerr"):
        for group in _groups(source, name):
            flow.add_header(_rtf_text("{\\rtf1\\ansi " + group + "}"))
    reading = flow.reading(_rtf_properties(source))
    if not source.rstrip("\0 \r\n\t").endswith("}"):
        reading.outcome = Outcome.TRUNCATED
        reading.notes.append("the file ends before its last brace; what came is kept")
    return reading


def _rtf_styles(source: str) -> dict[str, tuple[float | None, bool]]:
    """Size and weight of the first paragraphs, by their text."""
    styles: dict[str, tuple[float | None, bool]] = {}
    size, bold = _RTF_SIZE, False
    for paragraph in _PARAGRAPH.split(source[:_MAX_STYLED])[:_MAX_STYLED_PARAGRAPHS]:
        for word, number in _CONTROL.findall(paragraph):
            if word == "plain":
                size, bold = _RTF_SIZE, False
            elif word == "fs" and number:
                size = int(number) / 2
            elif word == "b":
                bold = number != "0"
        text = _rtf_text("{\\rtf1\\ansi " + paragraph + "}").strip()
        if text:
            styles.setdefault(text, (size, bold))
    return styles


def _rtf_text(source: str) -> str:
    from striprtf.striprtf import rtf_to_text

    text: str = rtf_to_text(source, errors="ignore")  # type: ignore[no-untyped-call]
    return text


def _groups(source: str, name: str) -> Iterator[str]:
    """The contents of the groups `{\\name …}`, bounded."""
    for match in re.finditer(r"\{\\" + name + r"(?![a-z])", source):
        depth = 1
        end = match.end()
        limit = min(len(source), end + _MAX_GROUP)
        while end < limit and depth:
            if source[end] in "{}" and source[end - 1] != "\\":
                depth += 1 if source[end] == "{" else -1
            end += 1
        if not depth:
            yield source[match.end() : end - 1]


def _rtf_properties(source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for info in _groups(source, "info"):
        for word, name in _INFO.items():
            for group in _groups(info, word):
                found.setdefault(name, _rtf_text("{\\rtf1\\ansi " + group + "}").strip())
        for word, name in (("creatim", "created"), ("revtim", "modified")):
            for group in _groups(info, word):
                date = re.search(r"\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})", group)
                if date:
                    year, month, day = (int(part) for part in date.groups())
                    found.setdefault(name, f"{year:04d}-{month:02d}-{day:02d}")
    return clean_properties(found)

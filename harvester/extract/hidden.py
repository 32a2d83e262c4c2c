"""What a file says beside what it shows: properties, and text that nobody sees on the page.

Runs in a confined worker. Text is hidden when something opaque is drawn over it, when it has the colour of
what is behind it, when it is too small to be read, outside of the page, or drawn with no ink at all. A scan
with recognised text under its picture hides nothing: the picture shows it.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harvester.extract.confinement import Confinement, confine
from harvester.media_type import DOCX, ODT, PDF, detect_media_type

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLACKED_OUT = "blacked out"  # a box was drawn over it that was meant to take it away
MAX_TEXT = 4_000  # characters of hidden text on one page
MAX_VISIBLE = 2_000_000  # characters
_RUN = re.compile(rb"(?s)<w:r\b.*?</w:r>")
_SOFTWARE = frozenset({"producer", "creatortool", "application", "appversion", "template", "creationdate"})


@dataclass(frozen=True, slots=True)
class Layer:
    """Text that a page does not show."""

    page: int
    how: str  # blacked out | covered | white | tiny | off the page | invisible | deleted | hidden | comment
    text: str


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind the pages of one file."""

    properties: dict[str, str] = field(default_factory=dict)
    layers: tuple[Layer, ...] = ()
    visible: str = ""  # what the pages do show, in lower case
    note: str = ""  # why it could not be looked at, or not all of it


def look_confined(path: Path, limits: Confinement) -> Behind:
    """Look behind one file in this process, which is a worker's and ends afterwards."""
    confine(limits)
    return look_behind(path)


def look_behind(path: Path) -> Behind:
    """Look behind one file; what it is not made for gives nothing."""
    try:
        with path.open("rb") as file:
            head = file.read(65_536)
        kind = detect_media_type(head, size=path.stat().st_size)
        if kind == PDF:
            from harvester.extract.hidden_pdf import look_behind_pdf

            return look_behind_pdf(path)
        if kind in (DOCX, ODT):
            return _office(path)
    except MemoryError:
        return Behind(note="it needs more memory than allowed")
    except Exception as error:  # engines raise what they like
        return Behind(note=f"it cannot be looked into ({type(error).__name__})")
    return Behind()


def wanted_properties(properties: dict[str, str]) -> dict[str, str]:
    """Properties that may name a person: all but those of programs and dates."""
    made = {name: " ".join(value.split())[:1000] for name, value in properties.items()}
    return {
        name: value
        for name, value in made.items()
        if value and name.lower().replace(" ", "").removeprefix("xmp") not in _SOFTWARE
    }


# ---------------------------------------------------------------- Word and OpenDocument


def _office(path: Path) -> Behind:
    from harvester.extract.flow import check_zip

    check_zip(path)
    properties: dict[str, str] = {}
    layers: list[Layer] = []
    visible = ""
    with zipfile.ZipFile(path) as packed:
        names = set(packed.namelist())
        for name in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml"):
            if name in names:
                properties |= _elements(packed.read(name))
        for name in sorted(names):
            if re.fullmatch(r"word/comments\w*\.xml", name):
                comments = packed.read(name)
                authors = _decoded(b" ".join(re.findall(rb'w:author="([^"]{1,200})"', comments)))
                layers.append(Layer(1, "comment", f"{_plain(comments)} {authors}"[:MAX_TEXT].strip()))
        if "word/document.xml" in names:
            body = packed.read("word/document.xml")
            layers += _word_layers(body)
            visible = _plain(_shown(body)).lower()
        elif "content.xml" in names:
            visible = _plain(packed.read("content.xml")).lower()
    return Behind(
        wanted_properties(properties), tuple(one for one in layers if one.text), visible[:MAX_VISIBLE]
    )


def _word_layers(body: bytes) -> Iterator[Layer]:
    deleted = re.findall(rb"(?s)<w:delText\b[^<>]*>([^<]*)</w:delText>", body)
    runs = {"deleted": _decoded(b" ".join(deleted))}
    for how in ("hidden", "white"):
        runs[how] = " ".join(_plain(run) for run in _RUN.findall(body) if _hidden_run(run) == how)
    for how, text in runs.items():
        yield Layer(1, how, text[:MAX_TEXT])


def _hidden_run(run: bytes) -> str:
    """How the text of a run of Word is hidden; "" when it is shown."""
    if re.search(rb"<w:vanish\s*/>", run):
        return "hidden"
    if b'<w:color w:val="FFFFFF"' in run and b"<w:highlight" not in run and b"<w:shd" not in run:
        return "white"
    return ""


def _shown(body: bytes) -> bytes:
    """The text of a Word file without what it does not show."""
    body = re.sub(rb"(?s)<w:del\b.*?</w:del>", b" ", body)
    return _RUN.sub(lambda match: b" " if _hidden_run(match[0]) else match[0], body)


def _plain(xml: bytes) -> str:
    text = re.sub(rb"</w:p>|</text:p>|<w:tab/>|<w:br/>", b" ", xml)
    return _decoded(re.sub(rb"<[^<>]*>", b"", text))


def _decoded(text: bytes) -> str:
    import html

    return " ".join(html.unescape(text.decode("utf-8", "replace")).split())


def _elements(xml: bytes) -> dict[str, str]:
    found = {}
    for match in re.finditer(rb"<(?:\w+:)?(\w{1,40})(?:\s[^<>]*)?>([^<>]{1,1000})</", xml):
        found[match[1].decode("ascii", "replace")] = _decoded(match[2])
    for match in re.finditer(rb'name="([^"]{1,80})"[^<>]*>\s*<vt:\w+>([^<>]{1,1000})</', xml):
        found[_decoded(match[1])] = _decoded(match[2])
    return found

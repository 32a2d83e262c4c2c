"""OpenDocument text (.odt): its XML read straight from the zip, with size and weight from its styles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harvester.extract.cleaning import clean_properties
from harvester.extract.flow import Flow, check_zip, xml_part
from harvester.extract.reading import Reading, UnreadableError
from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BASE = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE = f"{{{_BASE}office:1.0}}"
_TEXT = f"{{{_BASE}text:1.0}}"
_TABLE = f"{{{_BASE}table:1.0}}"
_DRAW = f"{{{_BASE}drawing:1.0}}"
_STYLE = f"{{{_BASE}style:1.0}}"
_META = f"{{{_BASE}meta:1.0}}"
_FO = f"{{{_BASE}xsl-fo-compatible:1.0}}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PARAGRAPHS = {f"{_TEXT}p", f"{_TEXT}h"}
_SKIPPED = {f"{_TEXT}tracked-changes", f"{_TEXT}note", f"{_OFFICE}annotation", f"{_DRAW}text-box"}
_PROPERTIES = {
    f"{_DC}title": "title",
    f"{_META}initial-creator": "author",
    f"{_DC}creator": "author",
    f"{_DC}subject": "subject",
    f"{_DC}language": "language",
    f"{_META}creation-date": "created",
    f"{_DC}date": "modified",
    f"{_META}generator": "producer",
}
_MAX_STYLE_DEPTH = 12

Style = tuple[float | None, bool]


def read_odt(path: Path) -> Reading:
    """Read an .odt file.

    Raises:
        UnreadableError: it is damaged, encrypted or a bomb.
    """
    check_zip(path)
    content = xml_part(path, "content.xml")
    if content is None:
        raise UnreadableError(Outcome.PARSE_ERROR, "it has no content.xml")
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise UnreadableError(
            Outcome.ENCRYPTED if _is_encrypted(path) else Outcome.PARSE_ERROR, "no text in it"
        )
    sheet = xml_part(path, "styles.xml")
    styles = _styles(content) | (_styles(sheet) if sheet is not None else {})
    flow = Flow()
    _blocks(body, flow, styles)
    if sheet is not None:
        for name in ("header", "footer", "header-first", "footer-first", "header-left", "footer-left"):
            for part in sheet.iter(f"{_STYLE}{name}"):
                for paragraph in part.iter(*_PARAGRAPHS):
                    flow.add_header("".join(_texts(paragraph)))
    properties, pages = _properties(path)
    return flow.reading(properties, pages)


def _is_encrypted(path: Path) -> bool:
    manifest = xml_part(path, "META-INF/manifest.xml")
    return manifest is not None and any("encryption-data" in str(each.tag) for each in manifest.iter())


def _blocks(parent: Any, flow: Flow, styles: dict[str, tuple[Style, str | None]]) -> None:
    for child in parent:
        if child.tag in _PARAGRAPHS:
            for box in child.iter(f"{_DRAW}text-box"):
                _blocks(box, flow, styles)
            size, bold = _style_of(child, styles)
            flow.add("".join(_texts(child)), size=size, bold=bold)
            if any(True for _ in child.iter(f"{_TEXT}soft-page-break")):
                flow.break_page()
        elif child.tag == f"{_TEXT}soft-page-break":
            flow.break_page()
        elif child.tag == f"{_TABLE}table-row":
            cells = [" ".join("".join(_texts(each)) for each in cell.iter(*_PARAGRAPHS)) for cell in child]
            flow.add(" ".join(" ".join(cell.split()) for cell in cells if cell.strip()))
        elif child.tag not in _SKIPPED:
            _blocks(child, flow, styles)


def _texts(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag in {f"{_TEXT}s", f"{_TEXT}tab"}:
            yield " "
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield from _texts(child)
        yield child.tail or ""


def _styles(root: Any) -> dict[str, tuple[Style, str | None]]:
    """Size, weight and parent by the name of a style."""
    styles: dict[str, tuple[Style, str | None]] = {}
    for style in root.iter(f"{_STYLE}style"):
        properties = style.find(f"{_STYLE}text-properties")
        size, bold = None, False
        if properties is not None:
            size = _points(properties.get(f"{_FO}font-size"))
            bold = properties.get(f"{_FO}font-weight") in {"bold", "600", "700", "800", "900"}
        styles[style.get(f"{_STYLE}name") or ""] = ((size, bold), style.get(f"{_STYLE}parent-style-name"))
    return styles


def _style_of(paragraph: Any, styles: dict[str, tuple[Style, str | None]]) -> Style:
    """Size and weight of a paragraph, by its style, its ancestors and its first span."""
    size: float | None = None
    bold = False
    span = paragraph.find(f"{_TEXT}span") if not (paragraph.text or "").strip() else None
    for start in (span, paragraph):
        name = start.get(f"{_TEXT}style-name") if start is not None else None
        for _ in range(_MAX_STYLE_DEPTH):
            if name is None or name not in styles:
                break
            (own_size, own_bold), name = styles[name]
            size = size or own_size
            bold = bold or own_bold
    return size, bold


def _points(value: str | None) -> float | None:
    if value is None or not value.endswith("pt"):
        return None
    try:
        return float(value[:-2])
    except ValueError:
        return None


def _properties(path: Path) -> tuple[dict[str, str], int | None]:
    try:
        root = xml_part(path, "meta.xml")
    except UnreadableError:
        return {}, None
    if root is None:
        return {}, None
    found: dict[str, str] = {}
    pages: int | None = None
    for element in root.iter():
        name = _PROPERTIES.get(element.tag)
        if name and element.text:
            found.setdefault(name, element.text[:19] if name in {"created", "modified"} else element.text)
        if element.tag == f"{_META}document-statistic":
            count = element.get(f"{_META}page-count") or ""
            pages = int(count) if count.isdigit() and len(count) < 6 else None
    return clean_properties(found), pages

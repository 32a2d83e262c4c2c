"""Word (.docx): paragraphs, tables, text boxes and content controls in order, by python-docx.

python-docx opens the package and resolves styles; the walk is ours, because its own leaves out content
controls and text boxes, in which Word keeps the title of its ready-made cover pages.
"""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from harvester.extract.cleaning import clean_properties
from harvester.extract.flow import Flow, check_zip, xml_part
from harvester.extract.reading import Reading, UnreadableError
from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_APP = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_SKIPPED = {f"{_W}{name}" for name in ("del", "instrText", "moveFrom", "rPr", "pPr", "sectPr")} | {
    _MC_FALLBACK
}
_MARKS = {f"{_W}tab": " ", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}softHyphen": ""}
_SIZES = {"title": 28.0, "subtitle": 16.0, "heading 1": 16.0, "heading 2": 13.0}  # Word's own defaults
_MAX_STYLE_DEPTH = 12

Style = tuple[float | None, bool]


def read_docx(path: Path) -> Reading:
    """Read a .docx file.

    Raises:
        UnreadableError: it is damaged, encrypted or a bomb.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    check_zip(path)
    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, zlib.error, SyntaxError) as error:
        return _read_damaged(path, error)
    walk = _Walk(document)
    walk.blocks(document.element.body)
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/header", "/footer")) and not relation.is_external:
            side = _Walk(document)
            side.blocks(relation.target_part.element)
            for text in side.flow.paragraphs:
                walk.flow.add_header(text)
    return walk.flow.reading(_properties(document), _page_count(path))


def _read_damaged(path: Path, error: Exception) -> Reading:
    """The text of a package some part of which is damaged, when its main part is not.

    Raises:
        UnreadableError: the main part is damaged or missing.
    """
    root = xml_part(path, "word/document.xml")
    if root is None:
        raise UnreadableError(Outcome.PARSE_ERROR, f"not a Word document: {error}"[:200]) from error
    walk = _Walk(None)
    walk.blocks(root)
    reading = walk.flow.reading({})
    reading.notes.append(f"a part of it is damaged: {error}"[:200])
    return reading


class _Walk:
    """One walk over the blocks of a story (body, header, footer)."""

    def __init__(self, document: Any | None) -> None:
        self.flow = Flow()
        self._styles: dict[str, Style] = {}
        self._document = document

    def blocks(self, parent: Any) -> None:
        """Add every block below an element."""
        for child in parent:
            if child.tag == f"{_W}p":
                self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._table(child)
            elif child.tag not in _SKIPPED:
                self.blocks(child)  # content controls, tracked insertions, custom XML

    def _table(self, table: Any) -> None:
        for row in table.iter(f"{_W}tr"):
            cells = [self._cell(cell) for cell in row if cell.tag in {f"{_W}tc", f"{_W}sdt"}]
            texts = [text for text, _ in cells if text]
            if len(texts) == 1:
                for text, (size, bold) in cells:
                    if text:
                        self.flow.add(text, size=size, bold=bold)
            elif texts:
                self.flow.add(" ".join(" ".join(text.split()) for text in texts))

    def _cell(self, cell: Any) -> tuple[str, Style]:
        texts: list[str] = []
        style: Style = (None, False)
        for paragraph in cell.iter(f"{_W}p"):
            text = "".join(_texts(paragraph)).strip()
            if text and not texts:
                style = self._style_of(paragraph)
            if text:
                texts.append(text)
        return "\n".join(texts), style

    def _paragraph(self, paragraph: Any) -> None:
        if any(True for _ in paragraph.iter(f"{_W}lastRenderedPageBreak")) or _breaks_before(paragraph):
            self.flow.break_page()
        for box in paragraph.iter(f"{_W}txbxContent"):
            if not any(parent.tag == _MC_FALLBACK for parent in box.iterancestors()):
                self.blocks(box)
        size, bold = self._style_of(paragraph)
        self.flow.add("".join(_texts(paragraph)), size=size, bold=bold)
        if any(mark.get(f"{_W}type") == "page" for mark in paragraph.iter(f"{_W}br")):
            self.flow.break_page()
        if paragraph.find(f"{_W}pPr/{_W}sectPr") is not None:
            self.flow.break_page()

    def _style_of(self, paragraph: Any) -> Style:
        """Size and weight of a paragraph: of its first run with text, else of its style."""
        named = paragraph.find(f"{_W}pPr/{_W}pStyle")
        size, bold = self._named_style(named.get(f"{_W}val") if named is not None else None)
        for run in paragraph.iter(f"{_W}r"):
            if not any((text.text or "").strip() for text in run.iter(f"{_W}t")):
                continue
            properties = run.find(f"{_W}rPr")
            if properties is None:
                break
            size = _half_points(properties.find(f"{_W}sz")) or size
            weight = properties.find(f"{_W}b")
            if weight is not None:
                bold = weight.get(f"{_W}val") not in {"0", "false", "off"}
            break
        return size, bold

    def _named_style(self, style_id: str | None) -> Style:
        key = style_id or ""
        if key not in self._styles:
            self._styles[key] = self._resolve(style_id)
        return self._styles[key]

    def _resolve(self, style_id: str | None) -> Style:
        from docx.enum.style import WD_STYLE_TYPE

        if self._document is None:
            return None, False
        style = self._document.styles.get_by_id(style_id, WD_STYLE_TYPE.PARAGRAPH)
        size: float | None = None
        bold: bool | None = None
        fallback = _SIZES.get(str(style.name).lower()) if style is not None else None
        for _ in range(_MAX_STYLE_DEPTH):
            if style is None:
                break
            if size is None and style.font.size is not None:
                size = float(style.font.size.pt)
            if bold is None:
                bold = style.font.bold
            style = style.base_style
        return size or fallback, bool(bold)


def _texts(element: Any) -> Iterator[str]:
    """The text of a paragraph, without its text boxes, deletions and field codes."""
    for child in element:
        tag = child.tag
        if tag in _SKIPPED or tag == f"{_W}txbxContent":
            continue
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag == f"{_W}br":
            yield "\n"
        elif tag in _MARKS:
            yield _MARKS[tag]
        else:
            yield from _texts(child)


def _breaks_before(paragraph: Any) -> bool:
    mark = paragraph.find(f"{_W}pPr/{_W}pageBreakBefore")
    return mark is not None and mark.get(f"{_W}val") not in {"0", "false", "off"}


def _half_points(element: Any) -> float | None:
    value = element.get(f"{_W}val") if element is not None else None
    return int(value) / 2 if value and value.isdigit() else None


def _properties(document: Any) -> dict[str, str]:
    try:
        core = document.core_properties
        raw = {
            "title": core.title,
            "author": core.author,
            "subject": core.subject,
            "keywords": core.keywords,
            "language": core.language,
            "created": core.created.strftime("%Y-%m-%dT%H:%M:%S") if core.created else "",
            "modified": core.modified.strftime("%Y-%m-%dT%H:%M:%S") if core.modified else "",
        }
    except (KeyError, ValueError, AttributeError):
        return {}  # a damaged part of properties does not spoil the text
    return clean_properties({name: value for name, value in raw.items() if value})


def _page_count(path: Path) -> int | None:
    """The number of pages that Word itself noted."""
    try:
        root = xml_part(path, "docProps/app.xml")
    except UnreadableError:
        return None
    text = root.findtext(f"{_APP}Pages") if root is not None else None
    return int(text) if text and text.isdigit() and 0 < int(text) < 100_000 else None

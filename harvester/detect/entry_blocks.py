"""A page as a row of blocks, for reading the entries of a list: lines, headings, table rows, with links."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lxml import etree

from harvester.detect.furniture import is_furniture, is_skipped
from harvester.detect.labels import is_bold, one_line, rank_of
from harvester.detect.pages import MAX_BYTES, base_of, tree_of
from harvester.detect.sources_of_links import target_of
from harvester.normalise.lexicon import word_set

if TYPE_CHECKING:
    from lxml import html

MAX_BLOCKS: Final = 30_000
_MAX_TEXT: Final = 6_000  # characters of one block
_MAX_CELLS: Final = 30
_MAX_ROWS: Final = 5_000
_MAX_LEAD: Final = 220
_MAX_PARTS: Final = 60  # pieces of text in the first line of a cell
_A_LINE: Final = 120  # longer cells hold more than a title
_BUTTON_RANK: Final = 6.5
_BREAKS: Final = word_set(
    "address article aside blockquote body br button caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr label legend li main menu ol option p pre "
    "section summary table tbody td tfoot th thead tr ul"
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link inside a block."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a page, or one row of a table."""

    text: str
    rank: float | None = None  # of a heading, 1 the highest
    bold: bool = False
    tag: str = ""  # dt, dd, li … of the element that ended it
    anchors: tuple[Anchor, ...] = ()
    cells: tuple[Block, ...] = ()  # of a row
    header: tuple[str, ...] = ()  # names of the row's columns, "" where unknown
    lead: str = ""  # of a cell of a table: its first line, where more lines stand below
    box: int = 0  # the card (article, section, li) that it stands in, 0 outside


def read_blocks(body: bytes, url: str, *, encoding: str | None = None) -> tuple[Block, ...]:
    """The blocks of a page in reading order, without its furniture."""
    root = tree_of(body[:MAX_BYTES], encoding)
    if root is None:
        return ()
    reader = _Reader(base_of(root, url))
    reader.walk(root)
    return tuple(reader.blocks)


_CHOICES: Final = frozenset({"select", "datalist"})  # of a form: all that one may choose
_BOXES: Final = frozenset({"article", "section", "li"})


@dataclass(slots=True)
class _Reader:
    base: str
    blocks: list[Block] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _anchors: list[Anchor] = field(default_factory=list)
    _open: list[tuple[html.HtmlElement, str, int]] = field(default_factory=list)  # link, address, first part
    _bold: int = 0
    _bold_size: int = 0
    _heading: tuple[html.HtmlElement, float] | None = None
    _boxes: list[int] = field(default_factory=list)
    _count: int = 0

    def walk(self, root: html.HtmlElement) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                if self._passes(element):
                    self._start(element)
                else:
                    walker.skip_subtree()
            elif is_skipped(element) or is_furniture(element) or element.tag in ("table", *_CHOICES):
                self._say(element.tail)
            else:
                self._end(element)
                self._say(element.tail)
        self._flush("")

    def _passes(self, element: html.HtmlElement) -> bool:
        """Whether the walk goes into an element; a table of data is taken as rows instead."""
        if is_skipped(element) or is_furniture(element) or element.tag in _CHOICES:
            return False
        return element.tag != "table" or not self._table(element)

    def _start(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag in _BREAKS:
            self._flush("")
        if tag in _BOXES:
            self._count += 1
            self._boxes.append(self._count)
        self._bold += is_bold(element)
        rank = _BUTTON_RANK if tag == "button" else None if tag == "dt" else rank_of(element)
        if rank is not None and self._heading is None and tag != "a":
            self._heading = (element, rank)
        if tag in ("a", "area"):
            address = target_of(element, self.base)
            if address is not None:
                self._open.append((element, address, len(self._parts)))
        self._say(element.text)

    def _end(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if self._open and self._open[-1][0] is element:
            _, address, at = self._open.pop()
            words = one_line(" ".join(self._parts[at:])) or (element.get("aria-label") or "")
            self._anchors.append(Anchor(address, words[:400]))
        if tag in _BREAKS or (self._heading and self._heading[0] is element):
            self._flush(tag)
        self._bold -= is_bold(element)
        if tag in _BOXES and self._boxes:
            self._boxes.pop()

    def _say(self, text: str | None) -> None:
        if text:
            self._parts.append(text[: _MAX_TEXT * 2])
            self._bold_size += len(text.strip()) if self._bold > 0 else 0

    def _flush(self, tag: str) -> None:
        if self._open:  # a block inside a link
            return
        text = one_line("".join(self._parts))[:_MAX_TEXT]
        rank = self._heading[1] if self._heading else None
        if (text or self._anchors) and len(self.blocks) < MAX_BLOCKS:
            self.blocks.append(
                Block(
                    text=text,
                    rank=rank,
                    bold=bool(text) and self._bold_size >= len(text.replace(" ", "")) * 0.9,
                    tag=tag,
                    anchors=tuple(self._anchors),
                    box=self._boxes[-1] if self._boxes else 0,
                )
            )
        self._parts, self._anchors, self._bold_size = [], [], 0
        if self._heading and (text or tag):
            self._heading = None

    def _table(self, table: html.HtmlElement) -> bool:
        """Take a table of data as rows; False for one that only lays out the page."""
        if table.find(".//table") is not None:
            return False
        rows = list(table.iter("tr"))[:_MAX_ROWS]
        grid = [[cell for cell in row if cell.tag in ("td", "th")][:_MAX_CELLS] for row in rows]
        if not grid or max(len(cells) for cells in grid) < 2:
            return False
        self._flush("")
        header: tuple[str, ...] = ()
        for index, cells in enumerate(grid):
            read = tuple(self._cell(cell) for cell in cells)
            is_header = bool(cells) and all(cell.tag == "th" for cell in cells)
            if not header and (is_header or (index == 0 and _looks_like_header(read))):
                header = tuple(cell.text[:80] for cell in read)
            elif len(read) == 1:  # a caption over the rows below
                self.blocks.append(Block(text=read[0].text, rank=_BUTTON_RANK, anchors=read[0].anchors))
            elif any(cell.text or cell.anchors for cell in read) and len(self.blocks) < MAX_BLOCKS:
                text = one_line(" ".join(cell.text for cell in read))[:_MAX_TEXT]
                anchors = tuple(anchor for cell in read for anchor in cell.anchors)
                names = header if len(header) == len(read) else ("",) * len(read)
                self.blocks.append(Block(text=text, tag="tr", anchors=anchors, cells=read, header=names))
        return True

    def _cell(self, cell: html.HtmlElement) -> Block:
        anchors = []
        for element in cell.iter("a"):
            address = target_of(element, self.base)
            if address is not None:
                anchors.append(Anchor(address, one_line(element.text_content())[:400]))
        text = one_line(" ".join(cell.itertext()))[:_MAX_TEXT]
        return Block(text=text, anchors=tuple(anchors), lead=_lead(cell, text))


def _lead(cell: html.HtmlElement, text: str) -> str:
    """The first line of a cell, or the bold words or the link that it begins with; "" where that is all."""
    parts: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        if (element is cell and event == "end") or len(parts) > _MAX_PARTS:
            break
        begun = "".join(parts).strip()
        if begun and element.tag in _BREAKS:
            break
        if event == "end" and begun and _stands_out(element, text):
            break
        parts.append((element.text if event == "start" else element.tail) or "")
    lead = one_line("".join(parts))
    return lead if 0 < len(lead) < min(len(text), _MAX_LEAD) else ""


def _stands_out(element: html.HtmlElement, text: str) -> bool:
    """Whether an element at the beginning of a cell is set off from what follows it in the same line."""
    if is_bold(element):
        return bool(
            element.tail is None
            or not element.tail.strip()
            or element.tail.strip()[0] in ":–—-."
            or len(text) > _A_LINE
        )
    return bool(element.tag == "a" and len(text) > _A_LINE)


def _looks_like_header(cells: tuple[Block, ...]) -> bool:
    from harvester.detect.entry_fields import label_of

    named = [cell for cell in cells if cell.text and label_of(cell.text) is not None]
    return len(named) >= 2 and not any(cell.anchors for cell in cells)

"""Walks a page in reading order and keeps, for every link, what surrounds it.

Reading order is what a person sees: blocks end lines, headings hold until the next of their rank,
a label of an accordion holds for its panel, the first cell of a row for the row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lxml import etree, html

from harvester.detect import cases, words
from harvester.detect.date_lines import date_of
from harvester.detect.dated import MAX_DEPTH, MAX_ITEMS, Item, date_links
from harvester.detect.furniture import HIDDEN, is_furniture
from harvester.detect.labels import (
    ENTRY_RANK,
    LABEL_RANK,
    controls_of,
    is_bold,
    is_entry,
    is_scope,
    one_line,
    rank_of,
)
from harvester.detect.lines import Line, case_before, nearby_of, others_of, own_words
from harvester.detect.menus import Before, Walked, recall, with_last_apart
from harvester.detect.pending import Head, Pending, unmarked_menu
from harvester.detect.sources_of_links import resolve, target_of
from harvester.detect.tables import CellContext, heads_rows, read_table
from harvester.detect.words import word_set

if TYPE_CHECKING:
    from harvester.records import Link

MAX_LINKS: Final = 5_000
MAX_TEXT: Final = 400_000
_BLOCKS: Final = word_set(
    "address article aside blockquote body caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header "
    "hgroup hr legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr "
    "ul option select label"
)
_WITHOUT_WORDS: Final = frozenset({"area", "iframe", "embed", "object"})
_SCOPES: Final = frozenset({"li", "td", "th", "details", "article", "dd", "dl", "tr"})
NOTE: Final = re.compile(
    r"size:? ?\d|\bpublished\b|date of publication|publication date|^\(?(?:pdf|docx?|word)\b|"
    r"\d ?[km]b\b|^(?:\d{1,2} )?\w{3,9} (?:19|20)\d\d$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Walker:
    """State of one walk. `links()`, `headings`, `h1` and `text` hold the result."""

    base: str
    controlled: bool = True  # whether there may be buttons, tabs or labels that open panels
    h1: str = ""
    headings: list[str] = field(default_factory=list)
    _texts: list[str] = field(default_factory=list)
    _size: int = 0
    _done: list[Pending] = field(default_factory=list)
    _outline: tuple[Head, ...] = ()
    _scopes: list[tuple[html.HtmlElement, tuple[Head, ...], str, int]] = field(default_factory=list)
    _furniture: int = 0
    _bolds: list[html.HtmlElement] = field(default_factory=list)  # those we are in
    _line: Line = field(default_factory=Line)
    _open: Pending | None = None
    _capture: tuple[html.HtmlElement, float, list[str]] | None = None
    _cells: dict[html.HtmlElement, CellContext] = field(default_factory=dict)
    _cell: list[CellContext] = field(default_factory=list)
    _controls: dict[str, str] = field(default_factory=dict)
    _note: str = ""
    _after_link: bool = False
    _previous: str = ""
    _box: int = 0
    _flow: list[Item] = field(default_factory=list)
    _menu: Before | None = None  # the furniture that is being walked

    @property
    def text(self) -> str:
        """Text outside furniture, a line per block."""
        return "\n".join(self._texts)

    # -------------------------------------------------------------- the walk

    def walk(self, root: html.HtmlElement) -> None:
        """Walk the whole tree once."""
        self._controls = controls_of(root) if self.controlled else {}
        # Not the body: a page that marks none has its first blocks put into the head.
        walker = etree.iterwalk(root, events=("start", "end"))
        known: html.HtmlElement | None = None
        for event, element in walker:
            tag = element.tag
            if tag in HIDDEN or element is known or not isinstance(tag, str):
                if event == "start":
                    walker.skip_subtree()
                else:
                    self._say(element.tail)
                continue
            if event == "start":
                furniture = self._furniture > 0 or is_furniture(element)
                if furniture and self._furniture == 0 and self._recall(element):
                    known = element
                    walker.skip_subtree()
                else:
                    self._start(element, furniture=furniture)
            else:
                self._end(element)
                if element is not root:
                    self._say(element.tail)
        self._flush()
        date_links(self._flow)
        self._rel_next(root)

    def _start(self, element: html.HtmlElement, *, furniture: bool) -> None:
        tag = element.tag
        if tag in _BLOCKS or tag == "br":
            self._break()
            self._box += tag != "br"
        self._furniture += furniture
        if tag in _SCOPES or is_scope(element):
            self._scopes.append((element, self._outline, self._note, self._box))
            label = self._controls.get(element.get("id") or "")
            if label and not any(head.text == label for head in self._outline):
                self._push(LABEL_RANK, label)
        if tag == "tr" and (element.find(".//a") is not None or heads_rows(element)):
            self._after_link = False  # a date in a row with links of its own, or over rows below, is theirs
        if tag == "table":
            self._cells.update(read_table(element))
        elif tag in {"td", "th"}:
            self._cell.append(self._cells.get(element, CellContext()))
        if is_bold(element):
            self._bolds.append(element)
        rank = rank_of(element)
        if rank is not None and self._capture is None:
            self._capture = (element, rank, [])
        if tag == "img" and self._open is not None:
            self._open.alt.append((element.get("alt") or element.get("title") or "")[:200])
        self._open_link(element)
        self._say(element.text)

    def _end(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if self._open is not None and self._line.owner is element:
            self._close_link()
        if self._capture is not None and self._capture[0] is element:
            self._end_capture(element)
        if tag in _BLOCKS:
            self._break()
            self._box += 1
        if self._scopes and self._scopes[-1][0] is element:
            _, self._outline, self._note, _ = self._scopes.pop()
        if tag in {"td", "th"} and self._cell:
            self._cell.pop()
        if self._bolds and self._bolds[-1] is element:
            self._bolds.pop()
        if self._furniture:
            self._furniture -= 1
            if self._furniture == 0:
                self._learn(element)

    # -------------------------------------------------------------- menus

    def _recall(self, element: html.HtmlElement) -> bool:
        """Take what a piece of furniture holds from a page before, where it was the same there."""
        self._menu = None
        if element.tag not in _BLOCKS or self._open or self._capture or self._cell or self._is_full():
            return False
        self._break()
        dated = bool(self._flow and self._flow[-1].date)
        wordless = self._after_link and bool(self._done) and not self._done[-1].text()
        around = (bool(self._bolds), bool(self.h1), self._note, self._previous, dated, wordless)
        walked = recall(element, self.base, (*around, self._after_link))
        if walked is None:
            return False
        if not walked:  # not seen before: look what it comes to
            counts = (len(self._done), len(self.headings), self._box, self._size)
            last = self._done[-1].nearby if self._done else ""
            self._menu = Before(element, walked, counts, last)
            return False
        one = walked[0]
        self._done += with_last_apart(one.pending)
        self.headings += one.headings
        self._box, self._size = self._box + one.boxes, self._size + one.size
        self._previous, self._after_link = one.previous, one.after_link
        return True

    def _is_full(self) -> bool:
        """Whether a limit of the page may be near."""
        return len(self._done) > MAX_LINKS // 2 or self._size > MAX_TEXT or len(self._flow) >= MAX_ITEMS

    def _learn(self, element: html.HtmlElement) -> None:
        """Keep what a piece of furniture came to, unless it said something of the link before it."""
        before, self._menu = self._menu, None
        if before is None or before.element is not element or self._is_full():
            return
        links, headings, box, size = before.counts
        if links and self._done[links - 1].nearby != before.nearby:
            return
        before.kept.append(
            Walked(
                pending=with_last_apart(self._done[links:]),
                headings=tuple(self.headings[headings:]),
                boxes=self._box - box,
                size=self._size - size,
                previous=self._previous,
                after_link=self._after_link,
            )
        )

    def _say(self, text: str | None) -> None:
        if not text or self._size > MAX_TEXT * 4:
            return
        self._size += len(text)
        if self._capture is not None:
            self._capture[2].append(text)
        if self._open is not None:
            self._open.parts.append(text)
        self._line.say(text, bold=bool(self._bolds))

    # -------------------------------------------------------------- links

    def _open_link(self, element: html.HtmlElement) -> None:
        if self._open is not None or len(self._done) >= MAX_LINKS:
            return
        url = target_of(element, self.base)
        if url is None:
            return
        if "next" in (element.get("rel") or "").lower().split():
            title = "Next page"
        else:
            title = (element.get("title") or element.get("aria-label") or "")[:300]
        self._open = Pending(
            url=url,
            title=one_line(title),
            outline=() if self._furniture else self._over(self._capture[1] if self._capture else 9.0),
            furniture=self._furniture > 0,
            cell=self._cell[-1] if self._cell else CellContext(),
            before_h1=not self.h1,
        )
        self._open.prefix = self._line.bold_prefix()
        self._line.start_link(self._open, element)
        if element.tag in _WITHOUT_WORDS:
            self._open.alt.append((element.get("alt") or "")[:200])
            self._close_link()

    def _over(self, rank: float) -> tuple[Head, ...]:
        """The headings that hold over a heading of a rank: the last one of its own rank ends with it."""
        kept = self._scopes[-1][1] if self._scopes else ()
        inner = tuple(head for head in self._outline[len(kept) :] if head.rank < rank)
        return (*self._outline[: len(kept)], *inner)

    def _close_link(self) -> None:
        pending = self._open
        self._open = None
        if pending is not None:
            self._line.end_link()
            pending.close()
            self._done.append(pending)

    # -------------------------------------------------------------- lines and headings

    def _break(self) -> None:
        if self._open is not None:
            self._say(" ")
        else:
            self._flush()

    def _flush(self) -> None:
        line, self._line = self._line, Line()
        text = one_line(line.text())
        if not text and not line.links:
            return
        if self._furniture == 0 and len(self._texts) < 20_000 and text and self._capture is None:
            self._texts.append(text[:4_000])
        for pending, offset in line.links:
            pending.nearby = nearby_of(line, pending, offset, self._previous)
            pending.prefix = pending.prefix or case_before(line, pending, offset)
            pending.alone = one_line(pending.text()) == text
            pending.others = others_of(line, pending)
            pending.own = own_words(line, pending, offset)
            pending.note = self._note
        if line.links:
            self._after_link = True
            self._keep(text, links=line.links)
        elif text:
            self._plain_line(text, line)
        claimed = bool(self._flow and self._flow[-1].date) and not text.endswith(":")
        self._previous = "" if line.links or claimed else text

    def _plain_line(self, text: str, line: Line) -> None:
        """A line without links: a size or date for the link above, an entry title, or just words."""
        above = self._flow[-1] if self._flow else None
        sublabel = above is not None and bool(above.links) and above.box == self._box
        entry = is_entry(text, line)
        named = entry and cases.has_case(words.tidy(words.DATE.sub(" ", text)))
        stopped = sublabel and text.endswith(".")  # a title of an entry has no full stop
        if (stopped or not named) and self._capture is None and len(self._flow) < MAX_ITEMS:
            date = date_of(text, sublabel=sublabel)
            if date:
                self._keep(text, date=date)
                return
        note = len(text) <= 160 and NOTE.search(text) and not words.DATE.search(text)
        if note and not (self._furniture or self._capture):
            if self._done and self._after_link:
                self._done[-1].nearby = f"{self._done[-1].nearby} {text}".strip()[:600]
            else:
                self._note = text
        elif self._done and self._after_link and not self._done[-1].text() and len(text) <= 200:
            self._done[-1].nearby = f"{self._done[-1].nearby} {text}".strip()
        self._after_link = False
        if self._capture is not None:
            return
        if entry:
            section = words.TYPE_PLURAL.search(text) and not cases.has_case(text)
            self._push(6.0 if section else ENTRY_RANK, text)
            if section:
                self.headings.append(text[:300])
        else:
            self._keep(text)

    def _keep(self, text: str, *, links: list[tuple[Pending, int]] | None = None, date: str = "") -> None:
        """Remember a line for dating the links, unless it is furniture."""
        if self._furniture == 0 and self._capture is None and len(self._flow) < MAX_ITEMS:
            scopes = tuple(scope[3] for scope in self._scopes[:MAX_DEPTH])
            self._flow.append(Item(text[:4_000], scopes, self._box, links=links or [], date=date))

    def _end_capture(self, element: html.HtmlElement) -> None:
        assert self._capture is not None  # noqa: S101 - the caller looked
        _, rank, parts = self._capture
        if self._open is not None:
            self._line.say(" ", bold=True)
        elif not self._line.links:
            self._line = Line()  # its words are a heading, not a line of text
        links = self._line.links
        if links and self._open is None:
            self._flush()
        self._capture = None
        text = one_line(" ".join(parts))[:300]
        if not text:
            return
        if self._open is not None:
            self._open.head = self._open.head or text
            self._open.outline = () if self._furniture else self._over(rank)
        if self._furniture:
            return
        self._previous = ""
        if rank == 1.0 and not self.h1:
            self.h1 = text
        self.headings.append(text)
        self._texts.append(text)
        self._push(rank, text, links=links)

    def _push(self, rank: float, text: str, *, links: list[tuple[Pending, int]] | None = None) -> None:
        if self._furniture:
            return
        self._outline = (*self._over(rank), Head(rank, text[:300]))
        scopes = tuple(scope[3] for scope in self._scopes[:MAX_DEPTH])
        self._flow.append(Item(text[:300], scopes, self._box, rank=rank, links=links or []))
        self._note = ""
        self._after_link = False

    # -------------------------------------------------------------- result

    def _rel_next(self, root: html.HtmlElement) -> None:
        for element in root.iter("link"):
            if "next" in (element.get("rel") or "").lower().split():
                url = resolve(element.get("href"), self.base)
                if url:
                    self._done.append(
                        Pending(url=url, title="Next page", outline=(), furniture=False, cell=CellContext())
                    )

    def links(self) -> tuple[Link, ...]:
        """All links in page order; a picture's link gives way to its twin with words."""
        spoken = {pending.url for pending in self._done if pending.text() or any(pending.alt)}
        menu = unmarked_menu(self._done) if self.h1 else frozenset()
        out: list[Link] = []
        for pending in self._done:
            if not pending.text() and not any(pending.alt) and not pending.title and pending.url in spoken:
                continue
            furniture = pending.furniture or id(pending) in menu
            out.append(pending.link(len(out), furniture=furniture))
        return tuple(out)

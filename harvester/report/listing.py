"""The picture of an alarm: what a listing showed on its last good night, and what it shows now.

Pure: typed values in, one self-contained HTML document out, without scripts or anything it would load.
Everything in it comes from outside and is escaped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from harvester.report.parts import counted, link, mark, plain, time
from harvester.report.style import STYLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from harvester.records import Page

MOST_LINES = 400
_MOST_WORDS = 900
GONE, MOVED, NEW, SAME = "gone", "moved", "new", "same"
_SAID = {GONE: "not there now", MOVED: "leads elsewhere now", NEW: "new"}

_STYLE = """
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1.5rem; align-items: start; }
@media (max-width: 50rem) { .pair { grid-template-columns: 1fr; } }
main { max-width: 84rem; }
.pair > section { background: var(--panel); border-radius: .4rem; padding: .75rem 1rem; min-width: 0; }
.lines { list-style: none; margin: 0; padding: 0; }
.lines li { padding: .3rem .5rem; border-left: .3rem solid transparent; overflow-wrap: anywhere; }
.lines .head { font-weight: 600; padding-top: .9rem; }
.lines .gone { border-color: var(--bad); } .lines .gone .words { text-decoration: line-through; }
.lines .moved { border-color: var(--care); } .lines .new { border-color: var(--good); }
.lines .tag { font-size: .8rem; font-weight: 600; margin-left: .5rem; white-space: nowrap; }
.gone .tag { color: var(--bad); } .moved .tag { color: var(--care); } .new .tag { color: var(--good); }
.lines small { display: block; color: var(--soft); }
blockquote { margin: .5rem 0; padding-left: .75rem; border-left: .2rem solid var(--line); }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One page as it was recorded in one run."""

    run_id: int
    started: str
    outcome: str = ""  # of asking for it: an outcome, or "" when it was not asked
    message: str = ""
    page: Page | None = None  # None: no answer of that night is recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page that listed documents on the last good night, then and now."""

    url: str
    documents: Mapping[str, str]  # address → title of those that it listed then
    before: Shot
    after: Shot


@dataclass(frozen=True, slots=True, kw_only=True)
class BadNight:
    """How one night of the trouble ended."""

    run_id: int
    started: str
    outcome: str
    message: str


def listing_page(title: str, headline: str, nights: Sequence[BadNight], listings: Sequence[Listing]) -> str:
    """The whole picture of one source."""
    rows = "".join(
        f"<li>Run {night.run_id}, {time(night.started)}: {mark(night.outcome)} {plain(night.message)}</li>"
        for night in nights
    )
    shown = "\n".join(part for one in listings for part in _listing(one))
    none = "<p>No page is known that listed documents on an earlier, good night.</p>"
    return f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{plain(title)}: {plain(headline)}</title>
<style>{STYLE}{_STYLE}</style></head><body><main>
<h1>{plain(title)}</h1>
<p class="verdict bad"><strong>{plain(headline)}.</strong></p>
<h2>The nights</h2>
<ul>{rows}</ul>
{shown or none}
</main></body></html>
"""


def _listing(one: Listing) -> Iterator[str]:
    then, now = _lines(one.before.page), _lines(one.after.page)
    # Of a page that was not seen, nothing is known to have vanished.
    seen = one.after.page is not None
    before = [(line, _fate(line, now) if seen else SAME) for line in then]
    after = [(line, SAME if one.before.page is None else _novelty(line, then)) for line in now]
    gone = [line for line, fate in before if fate == GONE]
    lost = sum(line.key in {_key(url) for url in one.documents} for line in gone)
    yield f"<h2>{link(one.url, one.url)}</h2>"
    told = f"{counted(len(gone), 'link')} vanished, of which {counted(lost, 'document')} that we know"
    yield f"<p>{plain(told)}.</p>" if seen else "<p>What the page shows now is not known.</p>"
    yield '<div class="pair">'
    yield from _side("Before", one.before, before, one.documents)
    yield from _side("Now", one.after, after, one.documents)
    yield "</div>"


@dataclass(frozen=True, slots=True)
class _Line:
    heading: str
    words: str
    url: str

    @property
    def key(self) -> str:
        return _key(self.url)


def _key(url: str) -> str:
    return urldefrag(url)[0].partition("://")[2].removeprefix("www.").rstrip("/")


def _lines(page: Page | None) -> list[_Line]:
    links = [one for one in page.links if not one.furniture] if page else []
    words = ((one.heading, one.text or one.title or one.alt, one.url) for one in links)
    return list(dict.fromkeys(_Line(*one) for one in words))


def _fate(line: _Line, now: Sequence[_Line]) -> str:
    if line.key in {one.key for one in now}:
        return SAME
    return MOVED if line.words and line.words in {one.words for one in now} else GONE


def _novelty(line: _Line, then: Sequence[_Line]) -> str:
    return SAME if line.key in {one.key for one in then} else NEW


def _side(
    name: str, shot: Shot, lines: Sequence[tuple[_Line, str]], documents: Mapping[str, str]
) -> Iterator[str]:
    known: AbstractSet[str] = {_key(url) for url in documents}
    yield f"<section><h3>{name}: run {shot.run_id}, {time(shot.started)}</h3>"
    if shot.outcome:
        yield f"<p>Asked: {mark(shot.outcome)} {plain(shot.message)}</p>"
    if shot.page is None:
        yield "<p>No answer of this night is recorded.</p></section>"
        return
    yield f"<p>{plain(shot.page.title or shot.page.h1 or 'A page without a title')}</p>"
    if not lines:
        words = " ".join(shot.page.text.split())[:_MOST_WORDS]
        yield "<p>No links in its text. It says:</p>"
        yield f"<blockquote>{plain(words) or 'nothing'}</blockquote>"
    yield '<ul class="lines">'
    heading = None
    for line, fate in lines[:MOST_LINES]:
        if line.heading != heading:
            heading = line.heading
            yield f'<li class="head">{plain(heading)}</li>' if heading else ""
        tag = f'<span class="tag">{_SAID[fate]}</span>' if fate in _SAID else ""
        what = "document · " if line.key in known else ""
        words = link(line.url, line.words or line.url)
        yield (
            f'<li class="{fate}"><span class="words">{words}</span>{tag}'
            f"<small>{what}{plain(line.url)}</small></li>"
        )
    yield "</ul>"
    if len(lines) > MOST_LINES:
        yield f"<p>… and {len(lines) - MOST_LINES} more links.</p>"
    yield "</section>"

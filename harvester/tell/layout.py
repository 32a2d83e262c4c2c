"""A digest as plain text and as HTML. Pure; everything from outside is cleaned and escaped here."""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING

from harvester.report.parts import line, plain
from harvester.tell.wording import web_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harvester.tell.digest import Digest, Item

_WIDTH = 78
_LONGEST = 300
# Chat services give these a meaning: they call people, or make a link of other words than it says.
_QUIET = str.maketrans({"@": "＠", "<": "‹", ">": "›"})


def as_text(digest: Digest) -> str:
    """The digest for chats, terminals, and mail programs that show no HTML."""
    parts = list(_text(digest))
    return "\n".join(parts).strip() + "\n"


def _text(digest: Digest) -> Iterator[str]:
    for section in digest.sections:
        yield from ("", _words(section.title).upper(), "")
        for item in section.items:
            yield from _text_item(item)
        if section.more:
            yield f"… {_words(section.more)}"
    yield ""
    yield from wrap(f"— {_words(digest.foot)}", _WIDTH, break_long_words=False, break_on_hyphens=False)


def _text_item(item: Item) -> Iterator[str]:
    head = wrap(_words(item.head), _WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    yield "\n  ".join([f"- {head[0] if head else '(no title)'}", *head[1:]])
    for one in item.lines:
        yield from (f"  {part}" for part in wrap(_words(one), _WIDTH - 2, break_on_hyphens=False))
    address = web_address(item.url)
    if address:
        yield f"  {address}"


def _words(value: str) -> str:
    return line(value, _LONGEST).translate(_QUIET)


def as_html(digest: Digest) -> str:
    """The digest as HTML that loads nothing."""
    return "\n".join(_html(digest))


def _html(digest: Digest) -> Iterator[str]:
    yield '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">'
    yield f"<title>{plain(digest.subject)}</title></head>"
    yield '<body style="font-family:sans-serif;line-height:1.4;max-width:44em">'
    yield f'<p style="font-size:1.1em"><b>{plain(digest.subject)}</b></p>'
    for section in digest.sections:
        yield f'<h2 style="font-size:1.05em;margin:1.4em 0 .4em">{plain(section.title)}</h2>'
        yield '<ul style="padding-left:1.2em">'
        yield from (_html_item(item) for item in section.items)
        yield "</ul>"
        if section.more:
            yield f"<p>… {plain(section.more)}</p>"
    yield f'<p style="color:#555;font-size:.9em">{plain(digest.foot)}</p></body></html>'


def _html_item(item: Item) -> str:
    address, head = web_address(item.url), plain(item.head) or "(no title)"
    lines = "".join(f"<br>{plain(one)}" for one in item.lines)
    if address:  # seen as it is: also where a mail program makes plain text of it
        lines += f'<br><a href="{escape(address, quote=True)}" rel="noreferrer">{plain(address)}</a>'
    return f'<li style="margin-bottom:.6em"><b>{head}</b>{lines}</li>'


def fitting(render: Callable[[int], str], limit: int) -> str:
    """The longest rendering that a service takes: fewer documents listed, in the end cut.

    Args:
        render: lays the message out with at most so many documents listed.
        limit: most characters.
    """
    said = ""
    for most in (40, 20, 10, 5, 2, 0):
        said = render(most)
        if len(said) <= limit:
            return said
    return said[: max(0, limit - 2)].rstrip() + "…"

"""Links as JSON rows (`harvester judge`, the labelled examples) turned into `Link` and `Page`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harvester.detect.addresses import host_of
from harvester.errors import UsageError
from harvester.records import Link, LinkVerdict, Page
from harvester.vocabulary import Nation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harvester.detect.model import LinkModel

FIELDS = ("page_url", "page_title", "link_text", "href", "context")


def row_to_link(row: Mapping[str, Any]) -> tuple[Link, Page]:
    """One row's `page_url, page_title, link_text, href, context`; any may be null or missing.

    `context` is heading, row or sentence text; several parts are joined by ";" or " / ".

    Raises:
        UsageError: a field is neither text nor null.
    """
    values = {name: _text(row, name) for name in FIELDS}
    parts = [part.strip() for part in re.split(r";\s+| / ", values["context"]) if part.strip()]
    heading = parts[0] if parts and len(parts[0]) <= 160 else ""
    rest = "; ".join(parts[1:] if heading else parts)
    return (
        Link(
            url=values["href"],
            text=values["link_text"],
            heading=heading,
            outline=(heading,) if heading else (),
            nearby=rest,
        ),
        Page(url=values["page_url"], title=values["page_title"], h1=values["page_title"]),
    )


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UsageError(f'"{name}" must be text or null, not {type(value).__name__}')
    return value.strip()


def judge_row(
    row: Mapping[str, Any], *, nation: Nation | None = None, model: LinkModel | None = None
) -> LinkVerdict:
    """Judge one row as `judge_link` judges a link of a crawl.

    Raises:
        UsageError: a field is neither text nor null.
    """
    from harvester.detect.links import judge_with
    from harvester.detect.model import link_model
    from harvester.detect.page_kind import judge_page

    link, page = row_to_link(row)
    return judge_with(
        model or link_model(), link, page, judge_page(page), nation=nation or nation_of(page.url)
    )


def nation_of(url: str) -> Nation:
    """The nation that a host's own ending gives away; England where it does not."""
    host = host_of(url)
    return next((nation for end, nation in _ENDINGS.items() if host.endswith(end)), Nation.ENGLAND)


_ENDINGS = {
    ".scot": Nation.SCOTLAND,
    ".wales": Nation.WALES,
    ".cymru": Nation.WALES,
    "safeguardingni.org": Nation.NORTHERN_IRELAND,
    ".hscni.net": Nation.NORTHERN_IRELAND,
    ".je": Nation.CROWN_DEPENDENCY,
    ".gg": Nation.CROWN_DEPENDENCY,
    ".im": Nation.CROWN_DEPENDENCY,
}

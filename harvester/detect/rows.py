"""Links as JSON rows (`harvester judge`, the labelled examples) turned into `Link` and `Page`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from harvester.detect.addresses import host_of
from harvester.detect.words import is_vague, tidy
from harvester.errors import UsageError
from harvester.records import Link, LinkVerdict, Page
from harvester.vocabulary import Nation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harvester.detect.model import LinkModel

MAX_TOGETHER = 500  # rows of one page that are read together
FIELDS = ("page_url", "page_title", "link_text", "href", "context")


def row_to_link(row: Mapping[str, Any]) -> tuple[Link, Page]:
    """One row's `page_url, page_title, link_text, href, context`; any may be null or missing.

    `context` is heading, row or sentence text; several parts are joined by ";" or " / ".

    Raises:
        UsageError: a field is neither text nor null.
    """
    values = {name: _text(row, name) for name in FIELDS}
    parts = [part.strip() for part in re.split(r";\s+| / ", values["context"]) if part.strip()]
    headed = (
        bool(parts)
        and len(parts[0]) <= 160
        and not (is_vague(tidy(values["link_text"])) and _is_sentence(parts[0]))
    )
    heading = parts[0] if headed else ""
    rest = "; ".join(parts[1:] if headed else parts)
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


_SENTENCE = re.compile(
    r"\.\.\.|…|\b(?:is|are|was|were|has|have|had|can|could|will|be|been|published|read|download|view|visit|access|click)\b",
    re.IGNORECASE,
)


def _is_sentence(text: str) -> bool:
    """Whether words around a link are the sentence it stands in, and no heading."""
    return len(text.split()) >= 4 and _SENTENCE.search(text) is not None


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


def judge_rows(
    rows: Sequence[Mapping[str, Any]], *, nation: Nation | None = None, model: LinkModel | None = None
) -> list[LinkVerdict]:
    """Judge rows of one page. Each is judged alone; what it is about, the others may complete.

    A page says once when a review was published, or which kind it is, and links its summary and slides
    apart: so the words around the other links of a page count, as they do in a crawl.

    Raises:
        UsageError: a field is neither text nor null.
    """
    verdicts = [judge_row(row, nation=nation, model=model) for row in rows]
    if len(rows) < 2 or not any(verdict.is_review_document for verdict in verdicts):
        return verdicts
    read = [row_to_link(row) for row in rows]
    links = tuple(link for link, _ in read)
    told = "\n".join(" ".join(filter(None, (link.heading, link.nearby, link.text))) for link in links)
    return [
        _completed(verdict, link, replace(page, links=links, text=told), nation or nation_of(page.url))
        if verdict.is_review_document
        else verdict
        for verdict, (link, page) in zip(verdicts, read, strict=True)
    ]


def _completed(verdict: LinkVerdict, link: Link, page: Page, nation: Nation) -> LinkVerdict:
    """The verdict with what the rest of the page tells of the same case."""
    from harvester.normalise.links import describe_link

    whole = describe_link(link, page, nation=nation)
    fuller = verdict.case_name and whole.case_name and verdict.case_name in whole.case_name
    return replace(
        verdict,
        review_type=verdict.review_type or whole.review_type,
        case_name=whole.case_name if fuller else verdict.case_name,
        published=verdict.published or whole.published,
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

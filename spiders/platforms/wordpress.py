"""WordPress: its REST interface as an extra way in, beside its pages.

A site tells the address of its interface in every page (`<link rel="https://api.w.org/">`, or a header of
that name). Of it at most eight listings are asked for, none of which counts as a page:

* pages and posts that speak of reviews, with their text. They lead to hubs that no menu shows; and a list
  that a script fills is often there in the text that the interface gives;
* everything else that speaks of reviews (types of their own, such as "documents"), by title;
* the newest files of the media library. Files that no page links to are judged by their titles, as strictly
  as links of any other list, and only when all pages were read. The time of upload is no date of
  publication, and is not read.

Where the interface is closed, or says anything unexpected, the crawl is that of the generic spider, which
also deals with what else WordPress is known for: twins (`?contrast=1`, `?highlight=`, `?p=`), the pages of
attachments, plug-ins that serve files under `/download/NNN/`, and staging copies.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import escape, unescape
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

from harvester.detect import addresses, words
from harvester.detect.links import ACCEPT, CONSIDER, FOLLOW, judge_link
from harvester.frontier import Task, TaskKind
from harvester.media_type import DOC, DOCX, HTML, ODT, PDF, RTF
from harvester.records import Link, Page, PageVerdict
from harvester.urls import document_suffix, host_of, is_trap, never_fetched, site_root
from harvester.vocabulary import Nation, Outcome, PageKind
from spiders.answers import Answer
from spiders.landing import with_landing
from spiders.platforms.generic import GenericSpider
from spiders.reading import LISTS, Reading, candidate_of, is_file_like, read_page
from spiders.routes import news_worth
from spiders.ways import Ways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.records import Candidate
    from spiders.territory import Territory

_PER_PAGE = 100  # the most that WordPress gives
_MOST_PAGES = {"pages": 2, "posts": 1, "search": 1, "media": 4}  # answers of one listing
_WORTH = {"pages": 0.9, "search": 0.8, "posts": 0.7, "media": 0.3}  # media when all pages were read
_MOST_TASKS = 40
_MAX_CONTENT = 300_000  # characters of one page
_KNOWN_LIST = 0.8  # a page whose text lists review documents
_FILES = frozenset({PDF, DOC, DOCX, ODT, RTF, "text/rtf"})
_API = re.compile(r"<link\b[^<>]{0,600}\bhttps://api\.w\.org/[^<>]{0,600}>", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s{0,3}=\s{0,3}[\"']?([^\"'\s>]{1,500})", re.IGNORECASE)
_API_HEADER = re.compile(r"<([^<>\s]{1,500})>\s*;\s*rel\s*=\s*\"?https://api\.w\.org/", re.IGNORECASE)
_ATTACHMENT = re.compile(rb"\bclass\s*=\s*[\"'][^\"'<>]{0,500}\b(?:single-)?attachment\b", re.IGNORECASE)
_ROUTE = re.compile(r"/wp/v2/(pages|posts|search|media)/?$")
_TAGS = re.compile(r"<[^<>]{0,500}>")
_FROM_FILE_NAME = re.compile(r"[\w.()+'-]{1,200}")
_COPY = re.compile(r"(?:[ -]\d{1,2}|[ -]scaled)$")
# What a library may hold and nobody published.
_UNPUBLISHED = re.compile(
    r"\b(?:draft|embargo(?:ed)?|confidential|restricted|superseded|withdrawn|unredacted|tracked changes"
    r"|not for publication|do not (?:use|publish|share))\b",
    re.IGNORECASE,
)
_NO_PARENT = re.compile(r"(?:19|20)\d\d|\d{1,2}")


class WordPressWays(Ways):
    """Reads what the REST interface lists."""

    name: ClassVar[str] = "wordpress"

    def refine(self, reading: Reading, answer: Answer, task: Task, territory: Territory) -> Reading:
        """An entrance names the interface; the page of an attachment stands for its file."""
        if task.kind is not TaskKind.ENTRANCE:
            listed = task.candidate is not None and task.candidate.page_kind in LISTS
            alone = listed and not reading.accepted and _ATTACHMENT.search(answer.body[:_MAX_CONTENT])
            return with_landing(reading, task) if alone else reading
        base = _interface(answer)
        if host_of(base) not in territory.hosts or never_fetched(base, territory.hosts):
            return reading
        first = (listing(base, "pages", territory.nation), listing(base, "media", territory.nation))
        return replace(reading, tasks=(*reading.tasks, *first))

    def read_data(self, answer: Answer, task: Task, territory: Territory) -> Reading | None:
        """One answer of the interface."""
        route = _route_of(task.url)
        items = _items(answer)
        if route is None or items is None:
            return None
        base, name = route
        asked = Page(url=task.url)
        if name == "media":
            reading = _reading(asked, tuple(_files(items, asked, territory)), [])
        elif name == "search":
            reading = _reading(asked, (), _titles(items, asked, territory))
        else:
            reading = _texts(items, asked, territory)
        further = _further(answer, task, name, len(items))
        if name == "pages" and _number(task.url) == 1:
            further += [listing(base, other, territory.nation) for other in ("posts", "search")]
        return replace(reading, tasks=(*reading.tasks, *further))


class WordPressSpider(GenericSpider):
    """Crawls a source whose site is made with WordPress."""

    name = "wordpress"
    ways = WordPressWays()


# ------------------------------------------------------------------ addresses of the interface


def _interface(answer: Answer) -> str:
    """The address of the REST interface as the page names it; the usual one when it names none."""
    found = _API_HEADER.search(answer.headers.get("link", ""))
    if found is None and (tag := _API.search(answer.body[:200_000].decode("utf-8", "replace"))):
        found = _HREF.search(tag[0])
    if found is None:
        return f"{site_root(answer.url)}wp-json/"
    named: str = urljoin(answer.url, unescape(found[1]))
    return named


def listing(base: str, name: str, nation: Nation = Nation.ENGLAND) -> Task:
    """The task for the first answer of one listing.

    Args:
        base: address of the interface, `…/wp-json/` or `…/?rest_route=/`.
        name: `pages`, `posts`, `search` or `media`.
        nation: whose word for a review is searched for.
    """
    query = {"per_page": str(_PER_PAGE)}
    if name == "media":
        query |= {"media_type": "application", "_fields": "link,title,caption,mime_type,source_url"}
    else:
        fields = "title,url,subtype" if name == "search" else "link,title,content"
        query |= {"search": "adolygiad" if _is_welsh(base, nation) else "review", "_fields": fields}
    parts = urlsplit(base)
    given = dict(parse_qsl(parts.query))
    if "rest_route" in given:
        given["rest_route"] = f"/wp/v2/{name}"
        url = parts._replace(query=urlencode({**given, **query}, safe="/,"), fragment="").geturl()
    else:
        path = f"{parts.path.rstrip('/')}/wp/v2/{name}"
        url = parts._replace(path=path, query=urlencode(query, safe=","), fragment="").geturl()
    return Task(url=url, kind=TaskKind.DATA, score=_WORTH[name])


def _is_welsh(base: str, nation: Nation) -> bool:
    return nation is Nation.WALES and bool(
        re.search(r"\.cymru$|/cy(?:/|$)", host_of(base) + urlsplit(base).path)
    )


def _route_of(url: str) -> tuple[str, str] | None:
    """The interface and the listing that an address belongs to."""
    parts = urlsplit(url)
    given = dict(parse_qsl(parts.query))
    place = given.get("rest_route", parts.path)
    found = _ROUTE.search(unquote(place))
    if found is None:
        return None
    if "rest_route" in given:
        return parts._replace(query="rest_route=/").geturl(), found[1]
    return parts._replace(path=parts.path[: -len(found[0])] + "/", query="").geturl(), found[1]


def _number(url: str) -> int:
    given = dict(parse_qsl(urlsplit(url).query)).get("page", "1")
    return int(given) if re.fullmatch(r"\d{1,4}", given) else 1


def _further(answer: Answer, task: Task, name: str, got: int) -> list[Task]:
    """The next answer of the same listing, within limits."""
    number = _number(task.url)
    told = answer.headers.get("x-wp-totalpages", "")
    last = int(told) if re.fullmatch(r"\d{1,6}", told) else number + (got >= _PER_PAGE)
    if number >= min(last, _MOST_PAGES[name]):
        return []
    parts = urlsplit(task.url)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key != "page"]
    url = parts._replace(query=urlencode([*query, ("page", str(number + 1))], safe="/,")).geturl()
    return [replace(task, url=url, key="", score=round(task.score - 0.01, 3))]


# ------------------------------------------------------------------ what it answers


def _items(answer: Answer) -> list[dict[str, Any]] | None:
    """The items of a listing, or None: closed, missing, or no listing at all."""
    if not answer.is_whole or answer.status >= 400:
        return None
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list):
        return None
    return [item for item in found[: 2 * _PER_PAGE] if isinstance(item, dict)]


def _said(item: dict[str, Any], name: str) -> str:
    """A text of an item, "" when it is not there or protected by a password."""
    value = item.get(name)
    if isinstance(value, dict):
        value = "" if value.get("protected") is True else value.get("rendered")
    return value[:_MAX_CONTENT] if isinstance(value, str) else ""


def _plain(markup: str) -> str:
    return " ".join(unescape(_TAGS.sub(" ", markup[:2_000])).split())


def _address(item: dict[str, Any], name: str, base: str) -> str:
    value = item.get(name)
    if not isinstance(value, str):
        return ""
    try:
        return urljoin(base, value.strip().partition("#")[0])
    except ValueError:
        return ""


def _reading(asked: Page, candidates: tuple[Candidate, ...], tasks: list[Task]) -> Reading:
    verdict = PageVerdict(kind=PageKind.OTHER, score=0.0, reasons=("a listing of the REST interface",))
    return Reading(page=asked, verdict=verdict, candidates=candidates, tasks=tuple(tasks), extra=True)


# ------------------------------------------------------------------ pages and posts


def _is_ours(url: str, territory: Territory) -> bool:
    return host_of(url) in territory.hosts and territory.is_inside(url) and not is_trap(url)


def _texts(items: list[dict[str, Any]], asked: Page, territory: Territory) -> Reading:
    """Pages with their text: each is judged as if it had been asked for."""
    tasks: list[Task] = []
    candidates: list[Candidate] = []
    links: list[Link] = []
    for item in items:
        url, content = _address(item, "link", asked.url), _said(item, "content")
        if not _is_ours(url, territory) or is_file_like(url):
            continue
        title, worth = _plain(_said(item, "title")), 0.0
        if words.TYPE.search(f"{title}\n{content}"):  # others speak of reviews of something else
            inner = _read_text(url, title, content, territory)
            worth = _KNOWN_LIST if inner.verdict.kind in LISTS and inner.accepted else 0.0
            tasks += [one for one in inner.tasks if _promises(one)]
            candidates += inner.candidates
            links += inner.page.links
        page = _page(url, title, asked, territory, worth)
        tasks += [page] if page else []
    tasks.sort(key=lambda one: -one.score)
    return _reading(replace(asked, links=tuple(links)), tuple(candidates), tasks[:_MOST_TASKS])


def _read_text(url: str, title: str, content: str, territory: Territory) -> Reading:
    """The text of a page, read as the page."""
    head = escape(title)
    markup = (
        f"<html><head><title>{head}</title></head><body><main><h1>{head}</h1>{content}</main></body></html>"
    )
    answer = Answer(
        outcome=Outcome.OK,
        status=200,
        url=url,
        body=markup.encode("utf-8", "replace"),
        media_type=HTML,
        charset="utf-8",
    )
    return read_page(answer, territory, Task(url=url, kind=TaskKind.PAGE, score=FOLLOW, depth=1))


def _promises(task: Task) -> bool:
    return task.kind is TaskKind.PAGE and not task.explore and task.score >= FOLLOW


def _page(url: str, title: str, asked: Page, territory: Territory, worth: float = 0.0) -> Task | None:
    """What a page is worth by its title, and by what is known of its text."""
    kind = PageVerdict(kind=PageKind.OTHER, score=0.0)
    link = Link(url=url, text=title)
    judged = judge_link(link, asked, kind, nation=territory.nation)
    score = max(worth, judged.follow, news_worth(title), judged.score if judged.score >= ACCEPT else 0.0)
    if score < FOLLOW:
        return None
    directory = url.partition("?")[0].rstrip("/").rpartition("/")[0]
    return Task(
        url=url,
        kind=TaskKind.PAGE,
        score=min(score, 1.0),
        depth=2,
        group=f"rest {directory}",
        candidate=candidate_of(territory.source, asked, kind, link, judged),
    )


def _titles(items: list[dict[str, Any]], asked: Page, territory: Territory) -> list[Task]:
    """Of all that speaks of reviews, what is neither page nor post, by its title."""
    tasks = []
    for item in items:
        url = _address(item, "url", asked.url)
        if item.get("subtype") in ("page", "post") or not _is_ours(url, territory) or is_file_like(url):
            continue
        found = _page(url, _plain(_said(item, "title")), asked, territory)
        tasks += [found] if found else []
    return sorted(tasks, key=lambda one: -one.score)[:_MOST_TASKS]


# ------------------------------------------------------------------ media


def _files(items: list[dict[str, Any]], asked: Page, territory: Territory) -> Iterator[Candidate]:
    """Files of the media library that may be review documents, judged like links of any other list."""
    kind = PageVerdict(kind=PageKind.OTHER, score=0.0)
    for item in items:
        url = quote(_address(item, "source_url", asked.url), safe="%/:?#[]@!$&'()*+,;=~")
        kind_of_file = str(item.get("mime_type", ""))
        if not url.startswith(("http://", "https://")) or never_fetched(url, territory.hosts):
            continue
        if kind_of_file not in _FILES and not document_suffix(url):
            continue
        own = _address(item, "link", asked.url)
        page = replace(asked, url=own) if host_of(own) in territory.hosts and not is_file_like(own) else asked
        link = Link(
            url=url,
            text=title_of_file(_plain(_said(item, "title")), url),
            heading=_parent(own),
            nearby=_plain(_said(item, "caption")),
        )
        judged = judge_link(link, page, kind, nation=territory.nation)
        if judged.score >= CONSIDER and not _UNPUBLISHED.search(f"{link.text} {addresses.slug_words(url)}"):
            # No date: the only one that the library knows is that of the upload.
            yield candidate_of(territory.source, page, kind, link, judged)


def title_of_file(title: str, url: str) -> str:
    """The title of a file in words; WordPress takes the name of the file where nobody gave one.

    Args:
        title: as the library gives it.
        url: the file's address, whose name stands in for no title at all.
    """
    told = title or addresses.slug_words(url)
    if " " not in told and _FROM_FILE_NAME.fullmatch(told):
        told = re.sub(r"[-_+.]+", " ", told).strip()
    told = _COPY.sub("", told)
    return told if any(letter.isupper() for letter in told) else told.title()


def _parent(attachment: str) -> str:
    """The page that a file was uploaded to, in words, where the address of its own page lies below it."""
    folders = urlsplit(attachment).path.strip("/").split("/")[:-1]
    if not folders or _NO_PARENT.fullmatch(folders[-1]):
        return ""
    return re.sub(r"[-_]+", " ", unquote(folders[-1]))[:100].capitalize()

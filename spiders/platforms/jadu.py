"""Sites made with Jadu: ids that stay when titles change, documents in parts, print pages of guides."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from harvester.detect import words
from harvester.frontier import Task, TaskKind
from harvester.urls import canonical
from spiders.platforms.generic import GenericSpider
from spiders.reading import LISTS, links_of
from spiders.ways import Ways

if TYPE_CHECKING:
    from spiders.answers import Answer
    from spiders.reading import Reading
    from spiders.territory import Territory

# <host>[/<galaxy>]/info/<category>/<slug>[/<document>/<slug>[/<page>]]
_INFO = re.compile(
    r"^(?P<home>[^/?]+(?:/[\w-]+)?)/info/(?P<category>\d{1,7})(?:/[^/?]*)?"
    r"(?:/(?P<document>\d{1,7})(?:/[^/?]*)?(?:/(?P<page>\d{1,3}))?)?$",
    re.IGNORECASE,
)
_DOWNLOAD = re.compile(
    r"^(?P<home>[^/?]+(?:/[\w-]+)?)/downloads/(?:(?P<kind>file|download|category)/)?(?P<number>\d{1,7})"
    r"(?:/(?!\d{1,3}$)[^/?]*)?(?:/(?P<page>\d{1,3}))?(?:/[^?]*)?$",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"^(?P<home>[^/?]+(?:/[\w-]+)?)/site/scripts/(?P<name>\w+)\.php$", re.IGNORECASE)
# What the scripts of older versions are called, with the parameter that names the thing.
_OLD_DOWNLOADS = {
    "downloads": ("categoryid", "category"),
    "download_info": ("downloadid", "download"),
    "download": ("fileid", "file"),
}
_GUIDE = re.compile(r"^(?P<guide>[^?]*[^/?\d][^/?]*)/(?P<part>\d{1,2})$")
_MOST_PARTS = 15
_PART_OF_LIST, _PART = 0.9, 0.6
_GUIDE_PRINT = 0.92  # before the parts that it makes needless


class JaduWays(Ways):
    """Keys by id; the parts of a list of reviews; the print page of a guide instead of its parts."""

    name: ClassVar[str] = "jadu"

    def key(self, url: str) -> str:
        """Host and ids of a page, a download or a file, without slugs; and the number of the part."""
        usual = canonical(url)
        path, _, query = usual.partition("?")
        pairs = parse_qsl(query, keep_blank_values=True)
        if found := _INFO.match(path):
            values = {name.lower(): value for name, value in pairs}
            part = found["page"] or values.pop("pagenumber", "1")
            return _info_key(found["home"], found["category"], found["document"], part, values)
        if found := _DOWNLOAD.match(path):
            kind = (found["kind"] or "category").lower()
            rest = f"?{query}" if query and kind != "file" else ""
            if kind != "file" and not query and int(found["page"] or 1) > 1:
                rest = f"{_PAGE}{int(found['page'])}"
            return f"{found['home']}/downloads/{kind}/{int(found['number'])}{rest}"
        if found := _SCRIPT.match(path):
            return _script_key(found, pairs) or usual
        if urlsplit(url).path.rstrip("/").lower().endswith("/print"):
            return f"{path}/print"  # all parts of a guide are another page than its first
        return usual

    def refine(self, reading: Reading, answer: Answer, task: Task, territory: Territory) -> Reading:
        """Ask for the other parts of a list, or for the print page that has them all."""
        own = self.key(answer.url)
        if own.endswith("/print"):
            return replace(reading, covers=_parts_of(answer.url)) if reading.candidates else reading
        extra = self._print_page(reading, answer.url, task)
        if extra is None:
            extra = self._other_parts(reading, answer.url, task)
        known = {self.key(one.url) for one in extra}
        tasks = tuple(one for one in reading.tasks if self.key(one.url) not in known)
        return replace(reading, tasks=(*extra, *tasks)) if extra else reading

    def _print_page(self, reading: Reading, url: str, task: Task) -> tuple[Task, ...] | None:
        """The print page that a guide links to, when the page is worth it; None when this is no guide."""
        guide = _GUIDE.match(url.partition("?")[0].partition("#")[0].rstrip("/"))
        wanted = {f"{guide['guide']}/print".lower(), f"{guide[0]}/print".lower()} if guide else set()
        for link in links_of(reading.page):
            if link.url.partition("?")[0].rstrip("/").lower() in wanted and _is_worth(reading):
                return (
                    Task(url=link.url, kind=TaskKind.PAGE, score=_GUIDE_PRINT, depth=task.depth, sure=True),
                )
        return None

    def _other_parts(self, reading: Reading, url: str, task: Task) -> tuple[Task, ...]:
        """Later parts of the document that a page is a part of: its pages 2, 3, … of the same ids."""
        whole, _, part = self.key(url).partition(_PAGE)
        if not _is_worth(reading) or not _IN_PARTS.search(whole):
            return ()
        found: dict[str, Task] = {}
        for link in links_of(reading.page):
            key = self.key(link.url)
            base, _, number = key.partition(_PAGE)
            if base != whole or int(number or 1) <= int(part or 1) or len(found) >= _MOST_PARTS:
                continue
            score = _PART_OF_LIST if reading.verdict.kind in LISTS else _PART
            found.setdefault(
                key,
                Task(
                    url=link.url,
                    kind=TaskKind.PAGE,
                    score=score,
                    depth=task.depth,
                    sure=True,
                    group=f"parts {whole}",
                ),
            )
        return tuple(found.values())


_PAGE = "?page="
_IN_PARTS = re.compile(r"/(?:info|documents|downloads/(?:category|download))/\d")


def _is_worth(reading: Reading) -> bool:
    """Whether a page lists reviews, or speaks of them in its title."""
    titles = f"{reading.page.title} {reading.page.h1}"
    return reading.verdict.kind in LISTS or bool(reading.accepted) or bool(words.TYPE.search(titles))


def _parts_of(url: str) -> tuple[str, ...]:
    """The addresses of the parts that a guide's print page has all of."""
    guide = re.sub(r"(?:/\d{1,2})?/print/?$", "", url.partition("?")[0], flags=re.IGNORECASE)
    return (guide, *(f"{guide}/{number}" for number in range(1, 31)))


def _info_key(home: str, category: str, document: str | None, part: str, rest: dict[str, str]) -> str:
    key = f"{home}/info/{int(category)}" + (f"/{int(document)}" if document else "")
    number = int(part) if part.isdigit() else 1
    kept = {name: value for name, value in rest.items() if name not in ("categoryid", "documentid")}
    query = ([("page", str(number))] if number > 1 else []) + sorted(kept.items())
    return f"{key}?{urlencode(query)}" if query else key


def _script_key(found: re.Match[str], pairs: list[tuple[str, str]]) -> str | None:
    values = {name.lower(): value for name, value in pairs}
    name, home = found["name"].lower(), found["home"]
    category, document = values.pop("categoryid", ""), values.pop("documentid", "")
    part = values.pop("pagenumber", "1")
    if name == "documents_info" and document.isdigit():
        if category.isdigit():
            return _info_key(home, category, document, part, values)
        more = f"{_PAGE}{int(part)}" if part.isdigit() and int(part) > 1 else ""
        return f"{home}/documents/{int(document)}{more}"
    if name == "documents" and category.isdigit():
        return _info_key(home, category, None, part, values)
    parameter, kind = _OLD_DOWNLOADS.get(name, ("", ""))
    number = category if parameter == "categoryid" else values.get(parameter, "")
    if not kind or not number.isdigit():
        return None
    further = kind != "file" and part.isdigit() and int(part) > 1
    return f"{home}/downloads/{kind}/{int(number)}" + (f"{_PAGE}{int(part)}" if further else "")


class JaduSpider(GenericSpider):
    """Crawls a source whose site is made with Jadu."""

    name = "jadu"
    ways = JaduWays()

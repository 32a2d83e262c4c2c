"""One WARC file, or a part of it, from its records to what was found in them."""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from harvester.discover import sieve
from harvester.discover.answers import answer_of, plain_body
from harvester.discover.findings import MOST_LINKS, FoundFile, FoundLink, FoundPage, UnitFindings
from harvester.discover.records import Record, Trouble, records
from harvester.urls import host_of

if TYPE_CHECKING:
    from harvester.discover.answers import Answer
    from harvester.discover.pages import JudgedPage
    from harvester.discover.records import Readable
    from harvester.records import Page

MOST_BLOCK: Final = 64 * 1024 * 1024  # of a record that is held in memory
MOST_METADATA: Final = 8 * 1024 * 1024  # which is parsed whole, and takes many times as much memory then
MOST_TROUBLES: Final = 50  # told one by one; all are counted
MOST_PAGES: Final = 20_000  # of one unit that are kept
MOST_FILES: Final = 100_000
_BARE_FILES: Final = 2  # a page that promises nothing else may list cases by bare names
_LEADS: Final = 0.6
_TEXT_ALONE: Final = 0.35  # of a page that says it lists reviews, and whose links are lost
_MOST_HOSTS: Final = 2_000  # whose links are remembered at once
_MOST_SEEN: Final = 5_000  # links of one host
_WANTED: Final = frozenset({b"response", b"resource", b"conversion", b"metadata"})
_PROPERTIES: Final = re.compile(
    rb"/Title\s{0,3}[(<]([^)>]{4,400})|<dc:title>.{0,80}?<rdf:li[^>]{0,60}>([^<]{4,300})", re.DOTALL
)
_DOCUMENT_TYPES: Final = (b"pdf", b"msword", b"officedocument.wordprocessing", b"rtf", b"opendocument.text")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_CHARSET: Final = re.compile(rb"charset=[\"']?([\w-]{2,40})")


def scan(stream: Readable, found: UnitFindings, *, plain: bool | None = None) -> UnitFindings:
    """Read the records of a unit from a stream that stands at its start, and keep what they offer."""
    Scanner(found).run(stream, plain=plain)
    return found


class Scanner:
    """Goes over the records of one unit. Remembers, by host, which links were judged already."""

    def __init__(self, found: UnitFindings) -> None:
        self.found = found
        self.counts: Counter[str] = found.counts
        self._seen: OrderedDict[str, set[int]] = OrderedDict()
        self._archive = found.archive  # of the record that is being looked at

    def run(self, stream: Readable, *, plain: bool | None = None) -> None:
        """All records of the unit."""
        counts, take = self.counts, self.take
        everything = revisits = 0
        for one in records(stream, wants, start=self.found.start, end=self.found.end, plain=plain):
            if type(one) is Record:
                everything += 1
                if one.kind in _WANTED:
                    take(one)
                elif one.kind == b"revisit":
                    revisits += 1
            elif isinstance(one, Trouble):
                self._trouble(one.offset, one.reason, one.detail)
        counts["records"] += everything
        if revisits:
            counts["left out: repeats of other captures"] += revisits

    def take(self, record: Record, *, archive: str | None = None) -> None:
        """One record that may be an answer of a site.

        Args:
            record: with its block.
            archive: the file that it lies in, where that is not the unit's own.
        """
        self._archive = archive or self.found.archive
        if record.block is None:
            self.counts["left out: too large"] += 1
            return
        if record.kind == b"metadata":
            if record.block.startswith(b"{"):
                self._metadata(record, record.block)
            return
        answer = answer_of(record)
        if answer is None:
            self.counts["left out: no answer of a site"] += 1
        elif answer.status != 200:
            self.counts["left out: status"] += 1
        elif b"html" in answer.media_type or (
            not answer.media_type and answer.body[:400].lstrip()[:1] == b"<"
        ):
            self._page(record, answer)
        elif any(kind in answer.media_type for kind in _DOCUMENT_TYPES) or answer.body.startswith(b"%PDF-"):
            self._file(record, answer)
        elif record.kind == b"conversion":
            self._text(record, answer)
        else:
            self.counts["left out: media type"] += 1

    def _text(self, record: Record, answer: Answer) -> None:
        """A page of which only the text was kept."""
        from harvester.discover.derived import page_of_text

        self.counts["pages"] += 1
        if not sieve.speaks(answer.body.lower(), answer.url):
            self.counts["pages: speak of no reviews"] += 1
            return
        self.counts["pages: speak of reviews"] += 1
        self._derived(record, page_of_text(answer.url.decode("utf-8", "replace"), answer.body), answer.at)

    def _metadata(self, record: Record, block: bytes) -> None:
        """A page of which only title and links were kept."""
        from harvester.discover.derived import page_of_metadata

        self.counts["pages"] += 1
        if not sieve.speaks(block.lower(), b""):
            self.counts["pages: speak of no reviews"] += 1
            return
        self.counts["pages: speak of reviews"] += 1
        page = page_of_metadata(block)
        if page is None:
            self.counts["pages: speak of reviews, offer nothing"] += 1
            return
        self._derived(record, page, record.field(b"warc-date:").decode("ascii", "replace")[:20])

    def _derived(self, record: Record, page: Page, at: str) -> None:
        from harvester.discover.pages import JudgedPage

        try:
            judged = JudgedPage.of(page)
            score = judged.score or (_TEXT_ALONE if judged.lists_or_is_review else 0.0)
            self._keep(record, judged, score, at)
        except (RecursionError, MemoryError, ValueError) as error:
            self._trouble(record.offset, "page", f"{type(error).__name__}: {error}")

    def _page(self, record: Record, answer: Answer) -> None:
        counts = self.counts
        counts["pages"] += 1
        body = plain_body(answer)
        if body is None:
            self._trouble(record.offset, "body", "compressed or chunked in a way that cannot be undone")
            return
        if body[:2] in _UTF_16:
            body = body.decode("utf-16", "replace").encode("utf-8", "replace")
        low = body.lower()
        speaks = sieve.speaks(low, answer.url)
        if not speaks:
            counts["pages: speak of no reviews"] += 1
            return
        counts["pages: speak of reviews"] += 1
        signs = sieve.signs(low, answer.url)
        url = answer.url.decode("utf-8", "replace")
        fresh = self._fresh(host_of(url), signs.links)
        try:
            if _worth_judging(speaks, signs, fresh=fresh):
                self._judge(record, answer, body, url, sure=speaks is sieve.Speaks.YES)
            elif not (fresh and self._lead_on(record, answer, body, url, signs)):
                counts["pages: speak of reviews, offer nothing"] += 1
        except (RecursionError, MemoryError, ValueError) as error:
            self._trouble(record.offset, "page", f"{type(error).__name__}: {error}")

    def _lead_on(self, record: Record, answer: Answer, body: bytes, url: str, signs: sieve.Signs) -> bool:
        """Keep which sites a page names that list reviews, though it offers nothing itself."""
        own = host_of(url)
        leads = []
        for at, length, text in signs.leads:
            href = re.split(rb"[\"'\s>]", body[at : at + length], maxsplit=1)[0].decode("utf-8", "replace")
            if href.startswith(("http://", "https://", "//")) and host_of(urljoin(url, href)) not in (
                "",
                own,
            ):
                said = re.sub(r"<[^>]*>?|\s+", " ", text.decode("utf-8", "replace")).strip()
                leads.append(FoundLink(url=urljoin(url, href)[:2_000], text=said[:200], score=_LEADS))
        if not leads or len(self.found.pages) >= MOST_PAGES:
            return False
        self.counts["pages: lead on"] += 1
        page = FoundPage(
            url=url,
            at=answer.at,
            archive=self._archive,
            offset=record.offset,
            kind="other",
            score=0.0,
            title="",
            leads=tuple(leads),
        )
        self.found.pages.append(page)
        return True

    def _fresh(self, host: str, links: tuple[int, ...]) -> bool:
        """Whether a page has a promising link that no page of its host had before."""
        seen = self._seen.get(host)
        if seen is None:
            seen = self._seen[host] = set()
            if len(self._seen) > _MOST_HOSTS:
                self._seen.popitem(last=False)
        else:
            self._seen.move_to_end(host)
        fresh = not seen.issuperset(links)
        if len(seen) < _MOST_SEEN:
            seen.update(links)
        return fresh

    def _judge(self, record: Record, answer: Answer, body: bytes, url: str, *, sure: bool) -> None:
        from harvester.discover.pages import JudgedPage

        charset = _CHARSET.search(answer.media_type)
        judged = JudgedPage(body, url, encoding=charset[1].decode() if charset else None)
        # One weak link on a page that may speak of other reviews altogether is little.
        score = judged.score if sure or not judged.hangs_on_one else round(0.5 * judged.score, 3)
        self._keep(record, judged, score, answer.at)

    def _keep(self, record: Record, judged: JudgedPage, score: float, at: str) -> None:
        """Keep a judged page that lists reviews, is one, or leads to a page that does."""
        self.counts["pages: judged"] += 1
        if judged.refused:
            self.counts[f"pages: {judged.refused}"] += 1
        if not score and not judged.leads:
            self.counts["pages: judged, nothing found"] += 1
            return
        self.counts["pages: found" if score else "pages: lead on"] += 1
        if len(self.found.pages) >= MOST_PAGES:
            self.counts["left out: more pages than are kept"] += 1
            return
        page = judged.page
        self.found.pages.append(
            FoundPage(
                url=page.url,
                at=at,
                archive=self._archive,
                offset=record.offset,
                kind=judged.verdict.kind.value,
                score=score,
                title=(page.h1 or page.title)[:200],
                site=judged.site,
                language=page.language,
                reasons=judged.verdict.reasons[:3],
                documents=tuple(judged.documents[:MOST_LINKS]),
                leads=tuple(judged.leads),
                listed=len(judged.documents),
            )
        )

    def _file(self, record: Record, answer: Answer) -> None:
        self.counts["files"] += 1
        if len(self.found.files) >= MOST_FILES:
            self.counts["left out: more files than are kept"] += 1
            return
        signed = _signature(answer)
        self.counts["files: named like reviews"] += bool(signed)
        self.found.files.append(
            FoundFile(
                url=answer.url.decode("utf-8", "replace"),
                at=answer.at,
                archive=self._archive,
                offset=record.offset,
                size=len(answer.body),
                signed=signed,
                whole=not record.field(b"warc-truncated:"),
            )
        )

    def _trouble(self, offset: int, reason: str, detail: str) -> None:
        self.counts[f"trouble: {reason}"] += 1
        if len(self.found.troubles) < MOST_TROUBLES:
            self.found.troubles.append((offset, reason, detail[:200]))


def _worth_judging(speaks: sieve.Speaks, signs: sieve.Signs, *, fresh: bool) -> bool:
    """Whether a page may list documents, or be a review itself; else it is not worth being taken apart."""
    if signs.like_a_review:
        return True
    if not signs.files:
        return signs.by_address and signs.by_title and bool(signs.links)  # a hub of pages
    if signs.by_address or signs.by_title or fresh:
        return True
    return speaks is sieve.Speaks.YES and signs.files >= _BARE_FILES


def wants(kind: bytes, length: int) -> bool:
    """Whether the block of such a record is looked at."""
    return kind in _WANTED and length <= (MOST_METADATA if kind == b"metadata" else MOST_BLOCK)


def _signature(answer: Answer) -> str:
    """What the address or the properties of a file say of a review; "" when they say nothing."""
    if sieve.names_review(answer.url):
        return "address"
    for part in (answer.body[:200_000], answer.body[-200_000:] if len(answer.body) > 200_000 else b""):
        for found in _PROPERTIES.finditer(part):
            title = found[1] or found[2]
            if title[:2] in (b"\xfe\xff", b"\xff\xfe"):
                title = title[2:].replace(b"\x00", b"")
            if sieve.TYPES.search(title.lower()):
                return "title in its properties"
    return ""

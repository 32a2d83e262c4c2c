"""Findings by host: what speaks for a host, how much, and whether it is declared already. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from harvester.hosts import is_foreign_host, is_staging_host
from harvester.urls import canonical, host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from harvester.discover.findings import FoundFile, FoundLink, FoundPage, UnitFindings

MOST_PAGES: Final = 200  # of one host that are kept as evidence
MOST_DOCUMENTS: Final = 500
MOST_HOSTS: Final = 200_000
_POINTED, _MOST_POINTERS = 0.25, 3  # another site says that reviews are listed here
_LINKED, _MOST_LINKED = 0.3, 3  # another site links to documents here
_NAMED, _MOST_NAMED = 0.35, 4  # a file is named like a review, and nobody read it
_LISTED, _MOST_LISTED = 0.18, 3  # an index lists an address named like a review, and nobody has seen it
_ORDER: Final = {"hub": 0, "listing": 1, "case_page": 2, "review": 3}
_HUBS: Final = frozenset(_ORDER)
_UNLIKELY: Final = 0.4  # of its score, for a host whose name speaks against it
_ELSEWHERE: Final = frozenset({"gov", "edu", "mil", "int"})
# Ends of the United Kingdom and the Crown dependencies, and those that anybody may have.
_OURS: Final = frozenset({"uk", "je", "gg", "im", "eu", "io", "co", "me", "tv", "cc", "ai", "to"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """What the title page of a captured document says."""

    url: str
    kept: bool
    score: float
    title: str = ""
    review_type: str | None = None
    reason: str = ""


@dataclass(slots=True, kw_only=True)
class HostFindings:
    """Everything found on one host."""

    host: str
    source: str | None = None  # slug of the source that declares it
    pages: dict[str, FoundPage] = field(default_factory=dict)  # by canonical address
    documents: dict[str, FoundLink] = field(
        default_factory=dict
    )  # linked from its pages, by canonical address
    files: dict[str, FoundFile] = field(default_factory=dict)
    read: dict[str, ReadFile] = field(default_factory=dict)
    pointers: dict[str, str] = field(default_factory=dict)  # page of another host → the address it names
    linked: dict[str, str] = field(default_factory=dict)  # document here → page of another host
    left_out: int = 0

    @property
    def hubs(self) -> list[FoundPage]:
        """Pages that list reviews, lists before single cases, the longest first."""
        found = [page for page in self.pages.values() if page.kind in _HUBS and page.score]
        return sorted(found, key=lambda one: (_ORDER[one.kind], -one.listed, -one.score, one.url))

    @property
    def score(self) -> float:
        """How sure it is that the host publishes reviews: independent signs, none of them certain."""
        rejected = {url for url, one in self.read.items() if not one.kept}
        weights = sorted((0.9 * page.score for page in self.pages.values()), reverse=True)[:3]
        weights += sorted((0.9 * one.score for one in self.read.values() if one.kept), reverse=True)[:4]
        weights += [_NAMED] * min(self._named(at_hand=True), _MOST_NAMED)
        unseen = sum(page.kind == "unseen" for page in self.pages.values())
        weights += [_LISTED] * min(self._named(at_hand=False), max(0, _MOST_LISTED - unseen))
        weights += [_LINKED] * min(len(self.linked.keys() - rejected - self.read.keys()), _MOST_LINKED)
        weights += [_POINTED] * min(len(self.pointers), _MOST_POINTERS)
        nothing = 1.0
        for weight in weights:
            nothing *= 1.0 - weight
        return round((1.0 - nothing) * (_UNLIKELY if self.unlikely else 1.0), 3)

    def _named(self, *, at_hand: bool) -> int:
        """How many files are named like reviews that nobody read."""
        unread = (one for url, one in self.files.items() if url not in self.read)
        return sum(bool(one.signed) and bool(one.archive) is at_hand for one in unread)

    @property
    def unlikely(self) -> str:
        """What in the name of the host speaks against it; "" when nothing does."""
        name = self.host.partition(":")[0]
        end = name.rpartition(".")[2]
        if end in _ELSEWHERE or (len(end) == 2 and end.isalpha() and end not in _OURS):
            return "an address of another country"  # others hold reviews of deaths too
        # Schools have their safeguarding reviewed, and have plans for it.
        return "a school's address" if name.endswith(".sch.uk") else ""

    def reasons(self) -> list[str]:
        """Why it is here, in plain words, the strongest first."""
        said: list[str] = []
        hubs = self.hubs
        if hubs:
            best = hubs[0]
            said.append(
                f'{best.kind.replace("_", " ")} "{best.title[:80]}", {_counted(best.listed, "document")}'
            )
        kept = sum(one.kept for one in self.read.values())
        if kept:
            said.append(f"{_counted(kept, 'title page')} of a review read")
        if self.read and kept < len(self.read):
            said.append(f"{_counted(len(self.read) - kept, 'title page')} of something else")
        if named := self._named(at_hand=True):
            said.append(f"{_counted(named, 'file')} named like a review")
        if self.linked:
            said.append(f"{_counted(len(self.linked), 'document')} linked from other sites")
        if self.pointers:
            said.append(f"{_counted(len(self.pointers), 'page')} elsewhere say that reviews are listed here")
        unseen = sum(page.kind == "unseen" for page in self.pages.values())
        if unseen:
            said.append(f"{_counted(unseen, 'address')} named like a page of reviews, not seen")
        if listed := self._named(at_hand=False):
            said.append(f"{_counted(listed, 'address')} named like a file of a review, not seen")
        others = [page for page in self.pages.values() if page.score and page.kind not in (*_HUBS, "unseen")]
        if others and not hubs:
            said.append(f"{_counted(len(others), 'page')} with a link to a review")
        if self.unlikely:
            said.append(self.unlikely)
        return said

    def types(self) -> dict[str, int]:
        """How many documents of each kind of review are linked or were read."""
        kinds = {url: one.review_type for url, one in self.documents.items()}
        kinds |= {url: one.review_type or kinds.get(url) for url, one in self.read.items() if one.kept}
        found = Counter(kind for kind in kinds.values() if kind)
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def to_json(self) -> dict[str, Any]:
        """One line of `harvester discover --json`."""
        return {
            "host": self.host,
            "source": self.source,
            "score": self.score,
            "hubs": [_page_json(page) for page in self.hubs[:20]],
            "other_pages": sum(page.kind not in _HUBS and bool(page.score) for page in self.pages.values()),
            "documents": [
                {
                    "url": one.url,
                    "text": one.text,
                    "score": one.score,
                    "review_type": one.review_type,
                    "role": one.role,
                }
                for one in sorted(self.documents.values(), key=lambda one: (-one.score, one.url))[:40]
            ],
            "documents_listed": len(self.documents),
            "files": sum(bool(one.signed) for one in self.files.values()),
            "files_read": [_read_json(one) for _, one in sorted(self.read.items())[:40]],
            "linked_from": sorted(set(self.linked.values()))[:10],
            "pointed_from": sorted(self.pointers)[:10],
            "review_types": self.types(),
            "reasons": self.reasons(),
        }


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}{'es' if noun.endswith('s') else 's'}"


def _page_json(page: FoundPage) -> dict[str, Any]:
    names = ("url", "kind", "score", "title", "listed", "at", "archive", "offset")
    return {name: getattr(page, name) for name in names} | {"reasons": list(page.reasons)}


def _read_json(one: ReadFile) -> dict[str, Any]:
    return {
        "url": one.url,
        "kept": one.kept,
        "score": one.score,
        "title": one.title,
        "review_type": one.review_type,
    }


class Hosts:
    """All hosts of a search. Units are added in the order of their names, so that the same comes of it."""

    def __init__(self, declared: Mapping[str, str]) -> None:
        """Begin with nothing found.

        Args:
            declared: hosts that are declared, and the slugs of their sources.
        """
        self._declared = declared
        self.hosts: dict[str, HostFindings] = {}
        self.counts: Counter[str] = Counter()

    def add(self, unit: UnitFindings) -> None:
        """Take in what one unit came to."""
        self.counts.update(unit.counts)
        for page in unit.pages:
            self._add_page(page)
        for file in unit.files:
            if file.signed:
                self.add_file(file)

    def _host(self, url: str) -> HostFindings | None:
        host = host_of(url)
        if not host or is_foreign_host(host) or not host.isprintable():
            return None
        if host not in self.hosts:
            if len(self.hosts) >= MOST_HOSTS or is_staging_host(host):
                self.counts["left out: hosts"] += 1
                return None
            self.hosts[host] = HostFindings(host=host, source=self._declared.get(host))
        return self.hosts[host]

    def _add_page(self, page: FoundPage) -> None:
        home = self._host(page.url)
        if home is None:
            return
        key = canonical(page.url)
        known = home.pages.get(key)
        if page.score and (known is not None or len(home.pages) < MOST_PAGES):
            if known is None or (page.at, page.offset) >= (known.at, known.offset):
                home.pages[key] = page
        elif page.score:
            home.left_out += 1
        for link in page.documents:
            self._add_document(home, page, link)
        for lead in page.leads:
            there = self._host(lead.url)
            if there is not None and there is not home and len(there.pointers) < MOST_PAGES:
                there.pointers.setdefault(page.url, lead.url)

    def _add_document(self, home: HostFindings, page: FoundPage, link: FoundLink) -> None:
        key = canonical(link.url)
        known = home.documents.get(key)
        if known is None and len(home.documents) >= MOST_DOCUMENTS:
            home.left_out += 1
            return
        if known is None or known.score < link.score:
            home.documents[key] = link
        there = self._host(link.url)
        if there is not None and there is not home and len(there.linked) < MOST_DOCUMENTS:
            there.linked.setdefault(key, page.url)

    def add_file(self, file: FoundFile) -> None:
        """A captured document that something says is a review."""
        home = self._host(file.url)
        if home is None:
            return
        key = canonical(file.url)
        known = home.files.get(key)
        if known is not None or len(home.files) < MOST_DOCUMENTS:
            if known is None or (file.whole, file.at) > (known.whole, known.at):
                home.files[key] = file
        else:
            home.left_out += 1

    def wanted(self) -> set[str]:
        """Canonical addresses of documents that pages link to: their files are worth reading."""
        return {key for home in self.hosts.values() for key in (*home.documents, *home.linked)}

    def ranked(self, least: float = 0.0) -> list[HostFindings]:
        """Hosts with a score of at least so much, best first."""
        found = [(one.score, len(one.documents), one) for one in self.hosts.values()]
        some = [one for one in found if one[0] >= least and one[0] > 0]
        return [one for _, _, one in sorted(some, key=lambda one: (-one[0], -one[1], one[2].host))]


def declared_hosts(pairs: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Host → slug, of sources given with their hosts; the first of two sources with one host has it."""
    found: dict[str, str] = {}
    for slug, hosts in pairs:
        for host in hosts:
            plain = host_of(f"http://{host}/")
            if plain:
                found.setdefault(plain, slug)
    return found

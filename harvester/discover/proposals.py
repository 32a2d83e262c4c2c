"""Drafts of declarations for hosts that publish reviews and that nobody declared, for a person to accept.

Everything in a draft comes from archived pages: values are written by a YAML writer, comments on one line
without control characters. A draft is `paused`, so that no night takes it before a person has looked.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import yaml

from harvester.discover.sieve import TYPES
from harvester.errors import DeclarationError
from harvester.normalise.boards import find_boards
from harvester.normalise.list_publishers import PublisherNames
from harvester.vocabulary import Nation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from harvester.discover.findings import FoundPage
    from harvester.discover.hosts import HostFindings
    from harvester.records import SourceInfo

_MOST_START: Final = 5
_MOST_EVIDENCE: Final = 5
_NATIONS: Final = (
    (".scot", Nation.SCOTLAND),
    (".wales", Nation.WALES),
    (".cymru", Nation.WALES),
    (".je", Nation.CROWN_DEPENDENCY),
    (".gg", Nation.CROWN_DEPENDENCY),
    (".im", Nation.CROWN_DEPENDENCY),
)
_WORDS_OF: Final = (
    (Nation.SCOTLAND, re.compile(r"child protection committee|significant case review|\bscotland\b", re.I)),
    (Nation.WALES, re.compile(r"child practice review|\bwales\b|\bcymru\b|adolygiad", re.I)),
    (Nation.NORTHERN_IRELAND, re.compile(r"case management review|northern ireland|\bsbni\b", re.I)),
)
_SUFFIX: Final = re.compile(
    r"\.(?:org\.uk|co\.uk|gov\.uk|nhs\.uk|police\.uk|ac\.uk|gov\.wales|org|com|net|uk|scot|wales|cymru|info|im|je|gg)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One declaration to be looked at."""

    slug: str
    text: str
    like: tuple[str, ...]  # slugs of declared sources that bear the same name or serve the same area


def drafts(
    hosts: Iterable[HostFindings], declared: Iterable[SourceInfo], taken: Collection[str]
) -> list[Draft]:
    """A draft for each host that nobody declared.

    Args:
        hosts: best first.
        declared: the sources that are declared.
        taken: slugs that no draft may have.
    """
    names = PublisherNames(declared)
    used = set(taken)
    out = []
    for host in hosts:
        if host.source is None:
            slug = _slug(host.host, used)
            used.add(slug)
            out.append(_draft(slug, host, names))
    return out


def write(found: Iterable[Draft], folder: Path) -> list[Path]:
    """Write drafts that are not there yet, each checked as `harvester sources check` does it.

    Returns:
        The files that were written; one that is there, with a person's changes perhaps, is left alone.

    Raises:
        DeclarationError: a draft would be no valid declaration.
        DiskError: the disk refuses.
    """
    from harvester.durable import write_whole
    from harvester.sources import load_declaration

    written = []
    for draft in found:
        path = folder / f"{draft.slug}.yaml"
        if path.exists():
            continue
        write_whole(path, draft.text.encode())
        try:
            load_declaration(path)
        except DeclarationError:
            path.unlink()
            raise
        written.append(path)
    return written


def _slug(host: str, used: Collection[str]) -> str:
    plain = _SUFFIX.sub("", host.partition(":")[0])
    base = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-") or "site"
    slug, number = base, 2
    while slug in used:
        slug, number = f"{base}-{number}", number + 1
    return slug


def _draft(slug: str, host: HostFindings, names: PublisherNames) -> Draft:
    title = _title(host)
    like = names.resolve(title)
    hubs = host.hubs
    scheme = "http" if hubs and all(page.url.startswith("http:") for page in hubs) else "https"
    site = _site(hubs) or f"{scheme}://{host.host}/"
    values: dict[str, Any] = {
        "slug": slug,
        "title": title,
        "nation": _nation(host).value,
        "kind": "partnership",
        "authorities": [],
        "homepage": site,
        "start": _start(hubs),
        "hosts": [],
        "platform": "generic",
        "status": "paused",
        "expect": {"documents": {"min": 0}},
        "note": "Proposed by harvester discover from archived pages; nobody has looked at the site yet.",
    }
    lines = [*_evidence(host), *_advice(like)]
    text = "".join(f"# {_one_line(line)}\n" for line in lines)
    text += yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=1_000)
    return Draft(slug=slug, text=text, like=like)


def _title(host: HostFindings) -> str:
    """How the site calls itself: a board named in its titles, else the commonest title, else the host."""
    counts: dict[str, int] = {}
    for page in host.pages.values():
        for mention in find_boards(page.site)[:1] or find_boards(page.title)[:1]:
            counts[mention.name] = counts.get(mention.name, 0) + 10
        if page.site and not TYPES.search(page.site.lower().encode()):
            counts[page.site] = counts.get(page.site, 0) + 1
    if not counts:
        return host.host.partition(":")[0]
    return _one_line(max(sorted(counts), key=lambda name: counts[name])) or host.host


def _nation(host: HostFindings) -> Nation:
    for end, nation in _NATIONS:
        if host.host.endswith(end):
            return nation
    said = " ".join(f"{page.title} {page.site}" for page in host.hubs[:10])
    return next((nation for nation, pattern in _WORDS_OF if pattern.search(said)), Nation.ENGLAND)


def _site(hubs: list[FoundPage]) -> str:
    found = re.match(r"https?://[^/?#@\s]+(?=[/?#]|\Z)", hubs[0].url) if hubs else None
    return f"{found[0]}/" if found else ""


def _start(hubs: list[FoundPage]) -> list[str]:
    """Pages that list reviews, those nearest to the homepage first; where there are none, the best others."""
    lists = sorted(
        (page for page in hubs if page.kind in ("hub", "listing")),
        key=lambda page: (page.url.rstrip("/").count("/"), -page.listed, page.url),
    )
    good = (page.url for page in lists or hubs if re.fullmatch(r"https?://[^\s@]{1,1500}", page.url))
    return list(dict.fromkeys(good))[:_MOST_START]


def _evidence(host: HostFindings) -> Iterable[str]:
    yield f"Proposed by harvester discover. Score {host.score:.2f}: {'; '.join(host.reasons())}."
    for page in host.hubs[:_MOST_EVIDENCE]:
        yield f'{page.kind} {page.url} "{page.title[:80]}" (captured {page.at[:10]}, {page.listed} documents)'
        for link in page.documents[:3]:
            yield f'  {link.score:.2f} "{link.text[:80]}" {link.url}'
    for read in [one for _, one in sorted(host.read.items()) if one.kept][:_MOST_EVIDENCE]:
        yield f'title page read: "{read.title[:80]}" {read.url}'
    types = ", ".join(f"{name} {count}" for name, count in host.types().items())
    if types:
        yield f"kinds of review: {types}"


def _advice(like: tuple[str, ...]) -> Iterable[str]:
    if like:
        yield f"May be another site of a declared source: {', '.join(like)}. Then add its host there instead."
    yield "To accept: look at the site; correct title, nation, kind, authorities; set status and checked;"
    yield "move the file to where declarations live; harvester sources check FILE ; harvester record SLUG"


def _one_line(text: str) -> str:
    """Text from outside on one line of a YAML comment or value: no control or direction characters."""
    flat = " ".join(text.split())
    return "".join(char for char in flat if unicodedata.category(char)[0] != "C")[:400].strip()

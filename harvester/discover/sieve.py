"""What a page's address and bytes say before it is decoded: is it worth taking apart?

Two looks, each at a fraction of the cost of the next one. The first (`speaks`) asks of every page whether
it speaks of reviews at all: it finds one stem by a plain search and looks at the words before it. The second
(`signs`) takes the page's title, headings and links out of the bytes by searching too, and asks whether one
of them promises a review. Only then is the page parsed and judged as the crawl judges it.

The words are fewer and wider than those of `harvester.detect`: what passes here in vain costs time, what
does not pass is never seen. So these patterns say no only where a page gives nothing to go on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

_MOST_LOOKED_AT: Final = 64  # occurrences of the stem in one page
_BEFORE, _AFTER = 64, 48
_HEAD: Final = 3_000  # bytes in which initials and languages are looked for
_MOST_LINKS: Final = 2_000
_MOST_LINK: Final = 1_200
_MOST_TEXT: Final = 300


def _pattern(*parts: str) -> re.Pattern[bytes]:
    """A pattern on bytes: "_" is anything but a letter between two words, "~" also nothing at all."""
    text = "".join(parts).replace("~", r"[^a-z]{0,3}")
    gap = r"(?:<[^<>]{0,120}>|&[a-z0-9#]{1,8};|%20|[^a-z<&]){1,6}"
    return re.compile(text.replace("_", gap).encode(), re.DOTALL)


# The words before "review" that make it one of ours: these alone, or, where the page speaks of
# safeguarding too, those below ("local review" is also what a restaurant has).
_SURE: Final = _pattern(
    r"(?:(?:serious|significant|critical|unified|abuse_related)_(?:child|case|safeguarding|incident|death)s?",
    r"|(?:child(?:ren)?|child(?:ren)?[^a-z ]{1,7}s|adults?|safeguarding|homicide)_(?:practice|adults?|case)",
    r"|homicide|suicide|case_management|lessons?|multi~agency)_(?:learning_)?$",
)
_PERHAPS: Final = _pattern(
    r"(?:case|practice|learning|learn(?:ed|t)|partnership|death|safeguarding|agency|thematic|management",
    r"|incident|systems?|systemic|adults?|rapid|statutory|published|local|desktop|appreciative|part~(?:8|eight)",
    r"|independent)_(?:learning_)?$",
    r"|(?:learning|lessons|learn(?:ed|t)|findings)_(?:from|of)\b.{0,40}$",
)
_INTO: Final = _pattern(r"reviews?_(?:into|of)_the_(?:deaths?|circumstances|care)")
_WELSH: Final = _pattern(
    r"adolyg[a-z]{2,8}_(?:o_)?(?:ymarfer|achos|cryno|estynedig|diogelu|oedol|plant|plentyn|dysgu|hanes",
    r"|thematig|unedig|l?laddiad|ddynladd)|(?:dysgu|gwersi|adroddiad(?:au)?)_(?:o_)?(?:.r_)?adolyg",
)
_CONTEXT: Final = (b"safeguard", b"child protection", b"homicide", b"diogelu")
_INITIALS: Final = (b"cspr", b"scrs", b"susr", b"dhrs", b"cysur")
_WELSH_MARKS: Final = (b'lang="cy', b"lang='cy", b"lang=cy", b"cymraeg", b"diogelu", b"adolyg")
_WELSH_ADDRESS: Final = (b".cymru", b".wales", b"/cy/", b"cymraeg", b"adolyg", b"diogelu")

# Of titles, headings and links; they stand in addresses too.
TYPES: Final = _pattern(
    r"(?:serious|significant|critical)~(?:child~)?(?:case|incident)s?~(?:learning~)?review",
    r"|(?:practice|case|learning|homicide|suicide|safeguarding|adults?|partnership|thematic|systems?",
    r"|multi~agency|management|statutory|published|local|rapid|unified|lessons?|learn(?:ed|t)|death)_",
    r"(?:learning_)?reviews?|learning_from_(?:[a-z]+_){0,3}(?:reviews?|cases|practice)",
    r"|lessons_(?:learn(?:ed|t)|from)|part~(?:8|eight)~review|adolyg(?:iad|u)|review_(?:into|of)_the_death",
    r"|(?<![a-z])(?:l?cspr|lscpr|scr|dhr|dardr|susr|sar|cmr|cpre?|aype?|silp|cysur)s?(?![a-z])",
)
_ROLES: Final = _pattern(
    r"overview~report|exec(?:utive)?~summar|(?:7|seven|5|five)~(?:min|point)|learning~(?:brief|summar)",
    r"|(?:full|final|review)~report|action~plan|(?:board|partnership|agency)~s?~response|adroddiad|crynodeb",
)
_CASES: Final = _pattern(
    r"(?<![a-z])(?:child(?:ren)?|bab(?:y|ies)|famil(?:y|ies)|young_person|adult|case|siblings?|operation",
    r"|plentyn|teulu|oedolyn|babi|person_ifanc)_(?:[a-z]{1,2}(?![a-z])|\d|[a-z]\d|['\"]|&[lr]?[sdq])",
)
_FILE: Final = _pattern(
    r"\.(?:pdf|docx?|rtf|odt)(?![a-z])|/(?:media|uploads|assets|documents?)/|getfile|download|/attachment",
)
_HUB_PATH: Final = _pattern(
    r"(?:serious|significant)~(?:child~)?case~review|(?:practice|case|management|homicide)~review",
    r"|learning~(?:from~)?(?:[a-z]+~)?review|safeguarding~(?:adults?~)?review|adolygiad|overview~report",
    r"|(?:published|statutory|local|thematic|partnership|rapid|lscp)~review",
    r"|(?<![a-z])(?:l?csprs?|lscprs?|scrs?|dhrs?|susrs?)(?![a-z])",
)
_ADDRESS_STEMS: Final = (b"review", b"adolyg", b"cspr", b"scr", b"dhr", b"susr", b"lscpr", b"verview")


@dataclass(frozen=True, slots=True)
class Signs:
    """What the bytes of a page promise."""

    by_address: bool = False
    by_title: bool = False
    links: tuple[int, ...] = ()  # hashes of links that promise a review, in their order
    files: int = 0  # links that look like files

    @property
    def any(self) -> bool:
        """Whether there is anything to go on."""
        return self.by_address or self.by_title or bool(self.links) or self.files > 0


def names_review(url: bytes) -> bool:
    """Whether an address speaks of reviews: a hub's path, or the name of a review's file."""
    low = url.lower()
    if not any(stem in low for stem in _ADDRESS_STEMS):
        return False
    path = low.partition(b"//")[2].partition(b"/")[2]
    return bool(_HUB_PATH.search(unquote_to_bytes(path[:2_000]) if b"%" in path else path[:2_000]))


def speaks(low: bytes, url: bytes) -> bool:
    """Whether a page (in lower case) speaks of case reviews, in English or Welsh.

    Args:
        low: its body in lower case.
        url: its address, as it is.
    """
    doubtful = False
    at, seen = low.find(b"review"), 0
    while at >= 0 and seen < _MOST_LOOKED_AT:
        before = low[max(0, at - _BEFORE) : at]
        if _SURE.search(before):
            return True
        if not doubtful and (_PERHAPS.search(before) or _INTO.match(low[at : at + _AFTER])):
            doubtful = True
        seen += 1
        at = low.find(b"review", at + 6)
    if doubtful and any(word in low for word in _CONTEXT):
        return True
    return _speaks_welsh(low, url) or any(word in low[:_HEAD] for word in _INITIALS) or names_review(url)


def _speaks_welsh(low: bytes, url: bytes) -> bool:
    head = low[:_HEAD]
    if not any(mark in head for mark in _WELSH_MARKS) and not any(mark in url for mark in _WELSH_ADDRESS):
        return False
    at, seen = low.find(b"adolyg"), 0
    while at >= 0 and seen < _MOST_LOOKED_AT:
        if _WELSH.search(low[max(0, at - _BEFORE) : at + _AFTER]):
            return True
        seen += 1
        at = low.find(b"adolyg", at + 6)
    return False


def signs(low: bytes, url: bytes) -> Signs:
    """What titles, headings and links of a page (in lower case) promise."""
    links, files = _links(low)
    titles = (_element(low, b"<title"), _element(low, b"<h1"), _element(low, b"<h2"))
    by_title = any(title and TYPES.search(title) for title in titles)
    return Signs(names_review(url), by_title, tuple(links), files)


def _element(low: bytes, tag: bytes) -> bytes:
    at = low.find(tag)
    if at < 0:
        return b""
    begin = low.find(b">", at, at + 600) + 1
    return low[begin : low.find(b"</", begin, begin + 600)][:_MOST_TEXT] if begin else b""


def _links(low: bytes) -> tuple[list[int], int]:
    found: list[int] = []
    files = 0
    for piece in low.split(b"<a", _MOST_LINKS)[1 : _MOST_LINKS + 1]:
        if piece[:1] not in b" \t\r\n":
            continue
        piece = piece[:_MOST_LINK]
        at = piece.find(b"href")
        if at < 0:
            continue
        close = piece.find(b">", at)
        href = piece[at + 4 : close if close >= 0 else None].lstrip(b" =\"'")
        end = piece.find(b"</a", close)
        text = piece[close + 1 : end if end >= 0 else None][:_MOST_TEXT] if close >= 0 else b""
        said = href[:_MOST_TEXT] + b" " + text
        is_file = bool(_FILE.search(href))
        files += is_file
        if TYPES.search(said) or _CASES.search(said) or (is_file and _ROLES.search(said)):
            found.append(hash(said))
    return found, files

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
from enum import IntEnum
from typing import Final
from urllib.parse import unquote_to_bytes

_MOST_LOOKED_AT: Final = 32  # occurrences of the stem in one page
_BEFORE, _AFTER = 64, 48
_NEAR: Final = 24
_HEAD: Final = 5_000  # bytes in which the title is looked for
_BEGIN: Final = 400  # bytes in which, with the title, initials and languages are looked for; else 4 x
_MOST_LINKS: Final = 2_000
_MOST_LINK: Final = 1_200
_MOST_TEXT: Final = 300
_MOST_LEADS: Final = 20
_MOST_HEADINGS, _MOST_HEADING = 200, 160
_SECTIONS_OF_REPORT: Final = 2


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
    r"\.(?:pdf|docx?|rtf|odt)(?![a-z])|/(?:media|uploads|assets|documents?|files?)/|get-?file|download",
    r"|/attachment|file~?id|doc~?id|\.ashx|(?:view|show|dms)-?doc|/rep/s/|_files/|drive\.google|sharepoint",
)
_SECTIONS: Final = _pattern(
    r">[^a-z]{0,9}(?:introduction|background|methodology|terms_of_reference|summary|facts|narrative|chronology",
    r"|key_|analysis|findings|themes|lessons|learning|conclusion|recommend|good_practice|appraisal|what_happened",
    r"|family|voice_of|circumstances|reason_for|cyflwyniad|cefndir|argymhellion)",
)
_HUB_PATH: Final = _pattern(
    r"(?:serious|significant)~(?:child~)?case~review|(?:practice|case|management|homicide)~review",
    r"|learning~(?:from~)?(?:[a-z]+~)?review|safeguarding~(?:adults?~)?review|adolygiad|overview~report",
    r"|(?:published|statutory|local|thematic|partnership|rapid|lscp)~review",
    r"|(?<![a-z])(?:l?csprs?|lscprs?|scrs?|dhrs?|susrs?)(?![a-z])",
)


# The last word before "review", and how much it says; what a pattern then confirms.
_MAY_BE_SURE: Final = frozenset(
    b"case cases incident incidents death deaths safeguarding practice adult adults homicide suicide "
    b"management lesson lessons agency multiagency multi-agency child learning related".split()
)
_MAY_BE: Final = _MAY_BE_SURE | frozenset(
    b"learned learnt partnership thematic system systems systemic rapid statutory published local desktop "
    b"appreciative independent eight 8 unified".split()
)
# After these "review" may still be what is learnt from: "learning from local and national reviews".
_FROM: Final = frozenset(b"from of and national other previous past recent these such all local the".split())
_INTO_OR_OF: Final = (b" into", b" of", b"s into", b"s of")
_CY: Final = (b'"cy', b"'cy", b"cy")
_BEGINNINGS: Final = frozenset({b" in", b" of", b"s i", b"s o"})
_NO, _FROM_IT, _PERHAPS_IT, _SURE_IT = range(4)
_LAST_WORDS: Final = (
    dict.fromkeys(_FROM, _FROM_IT)
    | dict.fromkeys(_MAY_BE, _PERHAPS_IT)
    | dict.fromkeys(_MAY_BE_SURE, _SURE_IT)
)
_last: Final = _LAST_WORDS.get
_IN_MARKUP: Final = frozenset(
    b"b i a em strong span font p br td th li h1 h2 h3 h4 nbsp amp div the our".split()
)
_LETTERS: Final = bytes(
    byte if 97 <= byte <= 122 or 48 <= byte <= 57 or byte == 45 else 32 for byte in range(256)
)


class Speaks(IntEnum):
    """How surely a page speaks of case reviews."""

    NO = 0
    PERHAPS = 1
    YES = 2


@dataclass(frozen=True, slots=True)
class Signs:
    """What the bytes of a page promise."""

    by_address: bool = False
    by_title: bool = False
    like_a_review: bool = False  # the title names a case or a kind of report too
    links: tuple[int, ...] = ()  # hashes of links that promise a review, in their order
    leads: tuple[
        tuple[int, int, bytes], ...
    ] = ()  # those that are no files: where their address stands, text
    files: int = 0  # links that look like files


def names_case(low: bytes) -> bool:
    """Whether words name a case as most are named: "Child A", "Family Q"."""
    return bool(_CASES.search(low))


def names_review(url: bytes) -> bool:
    """Whether an address speaks of reviews: a hub's path, or the name of a review's file."""
    low = url.lower()
    if not _has_stem(low):
        return False
    path = low.partition(b"//")[2].partition(b"/")[2]
    return bool(_HUB_PATH.search(unquote_to_bytes(path[:2_000]) if b"%" in path else path[:2_000]))


def _has_stem(low: bytes) -> bool:
    """Asked of every page: a chain of `or` takes a third of the time of a loop."""
    return (
        b"review" in low
        or b"adolyg" in low
        or b"scr" in low
        or b"cspr" in low
        or b"dhr" in low
        or b"susr" in low
        or b"scpr" in low
        or b"verview" in low
    )


def speaks(low: bytes, url: bytes) -> Speaks:
    """Whether a page (in lower case) speaks of case reviews, in English or Welsh.

    Args:
        low: its body in lower case.
        url: its address, as it is.
    """
    doubtful = False
    find, at = low.find, low.find(b"review")
    for _ in range(_MOST_LOOKED_AT):
        if at < 0:
            break
        near = low[at - _NEAR if at > _NEAR else 0 : at]
        word = near[near.rfind(b" ", 0, -1) + 1 : -1]
        usual = near[-1:] == b" " and word.isalpha()
        kind = _last(word if usual else _last_word(near), _NO)
        if kind >= _PERHAPS_IT:
            before = low[max(0, at - _BEFORE) : at]
            if kind == _SURE_IT and _SURE.search(before):
                return Speaks.YES
            doubtful = doubtful or bool(_PERHAPS.search(before))
        elif not doubtful and (
            kind or (low[at + 6 : at + 9] in _BEGINNINGS and low.startswith(_INTO_OR_OF, at + 6))
        ):
            doubtful = _says_from(low[max(0, at - _BEFORE) : at + _AFTER])
        at = find(b"review", at + 6)
    title = find(b"<title", 0, _HEAD)
    if doubtful and (any(word in low for word in _CONTEXT) or _is_titled(low, title)):
        return Speaks.PERHAPS
    head = low[: 4 * _BEGIN] if title < 0 else low[:_BEGIN] + low[title : title + _MOST_TEXT]
    if _has_initials(head) or _speaks_welsh(low, head, url):
        return Speaks.YES
    return Speaks.PERHAPS if names_review(url) else Speaks.NO


def _is_titled(low: bytes, title: int) -> bool:
    """Whether the title itself says it, though the page does not speak of safeguarding."""
    return title >= 0 and bool(TYPES.search(low, title, title + _MOST_TEXT))


def _has_initials(head: bytes) -> bool:
    return (
        b"cspr" in head
        or b"scrs" in head
        or b"susr" in head
        or b"dhrs" in head
        or b"cysur" in head
        or b"overview report" in head
    )


def _last_word(before: bytes) -> bytes:
    """The last word of a piece of a page, without the markup after it."""
    words = before.translate(_LETTERS).split()
    while words and words[-1] in _IN_MARKUP:
        words.pop()
    return words[-1] if words else b""


def _says_from(around: bytes) -> bool:
    """Whether "review" stands after "learning from …", or before "into the death …"."""
    at = around.rfind(b"review")
    return bool(_PERHAPS.search(around[:at]) or _INTO.match(around, at))


def _speaks_welsh(low: bytes, head: bytes, url: bytes) -> bool:
    if not _may_be_welsh(head, url):
        return False
    at, seen = low.find(b"adolyg"), 0
    while at >= 0 and seen < _MOST_LOOKED_AT:
        if _WELSH.search(low[max(0, at - _BEFORE) : at + _AFTER]):
            return True
        seen += 1
        at = low.find(b"adolyg", at + 6)
    return False


def _may_be_welsh(head: bytes, url: bytes) -> bool:
    return (
        b"cymraeg" in head
        or b"diogelu" in head
        or b"adolyg" in head
        or _is_marked_welsh(head)
        or b".wales" in url
        or b".cymru" in url
        or b"/cy/" in url
        or b"cymraeg" in url
        or b"adolyg" in url
        or b"diogelu" in url
    )


def _is_marked_welsh(head: bytes) -> bool:
    at = head.find(b"lang=")
    while at >= 0:
        if head.startswith(_CY, at + 5):
            return True
        at = head.find(b"lang=", at + 5)
    return False


def signs(low: bytes, url: bytes) -> Signs:
    """What titles, headings and links of a page (in lower case) promise."""
    titles = [_element(low, tag) for tag in (b"<title", b"<h1", b"<h2")]
    named = [title for title in titles if title and TYPES.search(title)]
    like_a_review = any(_CASES.search(title) or _ROLES.search(title) for title in named)
    like_a_review = like_a_review or (bool(named) and _has_sections(low))
    links, leads, files = _links(low)
    if named and not files:  # behind buttons, in menus of forms, in scripts
        files = int(b".pdf" in low or b".doc" in low)
    return Signs(names_review(url), bool(named), like_a_review, tuple(links), tuple(leads), files)


def _has_sections(low: bytes) -> bool:
    """Whether the page has headings as a report has them."""
    heads = (piece[:_MOST_HEADING] for piece in low.split(b"<h", _MOST_HEADINGS)[1:] if piece[:1] in b"23456")
    return sum(bool(_SECTIONS.search(head)) for head in heads) >= _SECTIONS_OF_REPORT


def _element(low: bytes, tag: bytes) -> bytes:
    at = low.find(tag)
    if at < 0:
        return b""
    begin = low.find(b">", at, at + 600) + 1
    return low[begin : low.find(b"</", begin, begin + 600)][:_MOST_TEXT] if begin else b""


def _links(low: bytes) -> tuple[list[int], list[tuple[int, int, bytes]], int]:
    found: list[int] = []
    leads: list[tuple[int, int, bytes]] = []
    files = 0
    place = low.find(b"<a")
    for piece in low.split(b"<a", _MOST_LINKS)[1 : _MOST_LINKS + 1]:
        begin, place = place + 2, place + 2 + len(piece)
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
        typed = TYPES.search(said)
        if _FILE.search(href):
            files += 1
            if typed or _CASES.search(said) or _ROLES.search(said):
                found.append(hash(said))
        elif typed or _CASES.search(text):
            found.append(hash(said))
            if typed and len(leads) < _MOST_LEADS:
                leads.append((begin + piece.index(href, at), len(href), text))
    return found, leads, files

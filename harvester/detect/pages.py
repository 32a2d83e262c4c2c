"""One HTML page taken apart: its titles, its text without furniture, its links in their context."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from lxml import etree, html
from w3lib.encoding import resolve_encoding

from harvester.detect.context import Walker
from harvester.detect.furniture import is_breadcrumb
from harvester.detect.labels import one_line
from harvester.detect.page_kind import judge_page
from harvester.records import Page
from harvester.vocabulary import Precision

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["base_of", "judge_page", "parse_page", "tree_of"]

MAX_BYTES: Final = 5_000_000
# Looked for in every page, so no pattern: these are found several times faster. All in small letters.
_CHALLENGE_MARKUP: Final = (
    *(b"__cf_chl", b"cf-browser-verification", b"_incapsula_resource", b"/aes.js", b"sucuri_cloudproxy"),
    *(b"captcha-delivery.com", b"perimeterx", b"px-captcha", b"aws-waf-token", b"ddos-guard"),
)
_CHALLENGES: Final = (b"cdn-cgi/challenge-platform", b"cf-challenge", b"challenge-form", b"challenge.js")
# The names of attributes by which `labels.controls_of` finds what opens a panel.
_CONTROLS: Final = (b"aria-controls", b"data-target", b"data-bs-target", b"data-toggle", b"aria-labelledby")
_CAPTCHA_MARKUP: Final = (b"g-recaptcha", b"h-captcha", b"cf-turnstile")
# lxml asks a function of Python for the class of each element, which for forms and inputs is one of theirs.
_ELEMENTS: Final = etree.ElementDefaultClassLookup(element=html.HtmlElement, entity=html.HtmlEntity)
# Python's, but of no web page; some take time that grows with the square of the text.
_NO_ENCODINGS: Final = frozenset(
    {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7", "mbcs", "oem"}
)
_REFRESH: Final = re.compile(
    r"^\s*(\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"\s]+)", re.IGNORECASE
)
_PUBLISHED: Final = re.compile(
    r"\b(?:(?:date )?published|publication date|posted|date of publication|item added|"
    r"date)(?: on)?(?: ?[:|-] ?| )(.{4,40})",
    re.IGNORECASE,
)
# A line that is a date and little else dates its page: "4 December 2023", "19 May 2016 by admin".
_BYLINE: Final = 24
_DATE_LABEL: Final = re.compile(r"(?:date|published|publication date|posted)\b", re.IGNORECASE)
_YEAR_OR_DAY: Final = re.compile(r"\d{4}|/\d\d")
_DATES_OF_ONE_POST: Final = 2
_MAX_ALTERNATES: Final = 10
_OTHER_DATE: Final = re.compile(
    r"updat|amend|revis|review|modif|born|died|death|dob|event|meeting|diweddar", re.IGNORECASE
)
_META_DATES: Final = (
    "article:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "date.issued",
    "dc.date",
    "publish-date",
    "dcterms.created",
    "govuk:first-published-at",
    "first-published-at",
)


def parse_page(body: bytes, url: str, *, encoding: str | None = None) -> Page:
    """Take one HTML page apart.

    Args:
        body: the page as received; no more than 5 MB are read.
        url: its address, against which links are resolved.
        encoding: the encoding that HTTP declared, if any.

    Returns:
        The page; an empty one when nothing in the body is HTML.
    """
    body = _utf8_of_marked(body[:MAX_BYTES])
    root = tree_of(body, encoding)
    if root is None:
        return Page(url=url)
    base = base_of(root, url)
    walker = Walker(base, controlled=_may_be_controlled(body))
    walker.walk(root)
    title = _title(root)
    headings = tuple(walker.headings)
    return Page(
        url=url,
        title=title,
        h1=walker.h1,
        headings=headings,
        breadcrumb=_breadcrumb(root),
        language=_language(root),
        published=_published(root, walker),
        text=walker.text,
        links=walker.links(),
        canonical=_link_rel(root, "canonical", base),
        alternates=_alternates(root, base),
        refresh=_refresh(root, base),
        signals=_signals(root, body),
    )


def _may_be_controlled(body: bytes) -> bool:
    """Whether a page may have buttons, tabs or labels that open its panels: few have, and a tree is large."""
    if not _is_utf8(body) or b"\x00" in body:
        return True
    small = body.lower()
    return _holds(small, _CONTROLS) or (
        b"role" in small and (b"tab" in small or b"&#" in small)  # role="tab", however it is spelt
    )


def _holds(body: bytes, marks: tuple[bytes, ...]) -> bool:
    """Whether any of some marks stands in a body."""
    return any(mark in body for mark in marks)


def _utf8_of_marked(body: bytes) -> bytes:
    """A body that starts with the mark of UTF-16, as UTF-8."""
    if body[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return body.decode("utf-16", "replace").encode("utf-8", "replace")
    return body


def tree_of(body: bytes, encoding: str | None) -> html.HtmlElement | None:
    """The page as a tree, in the encoding that fits; None when nothing in it is HTML."""
    if not body.strip(b"\x00 \t\r\n"):
        return None
    for name in (*_encodings(body, encoding), None):
        try:
            plain = body if name is None else _in_utf8(body, name)
            parser = html.HTMLParser(
                encoding=name and "utf-8", remove_comments=True, remove_pis=True, no_network=True
            )
            parser.set_element_class_lookup(_ELEMENTS)
            tree = html.document_fromstring(plain.replace(b"\x00", b""), parser=parser)
        except (etree.LxmlError, LookupError, ValueError, AssertionError):
            continue
        if isinstance(tree, html.HtmlElement):
            return tree
    return None


def _in_utf8(body: bytes, name: str) -> bytes:
    """A body in UTF-8.

    Raises:
        LookupError: no encoding of text has this name, or none that a browser would read a page in.
    """
    known = resolve_encoding(name)
    if known is None or known in _NO_ENCODINGS:
        raise LookupError(name)
    return body.decode(known, "replace").encode("utf-8", "replace")


def _encodings(body: bytes, encoding: str | None) -> Iterator[str]:
    """UTF-8 where the bytes are; else HTTP's word, what the page says, and what old Windows pages are in."""
    if _is_utf8(body):
        yield "utf-8"
        return
    if encoding and not encoding.lower().replace("_", "-").startswith(("utf-8", "utf8")):
        yield encoding
    declared = re.search(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{2,40})", body[:4_096], re.IGNORECASE)
    if declared and declared.group(1).lower() not in {b"utf-8", b"utf8"}:
        yield declared.group(1).decode("ascii", "replace")
    yield "windows-1252"


def _is_utf8(body: bytes) -> bool:
    """Whether a body is UTF-8 by its bytes: other encodings with marked letters do not come out so by chance.

    Plain ASCII says nothing: escapes in it may switch to another alphabet.
    """
    if body.isascii():
        return b"\x1b" not in body and b"\x00" not in body
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(body) - 3 > 0  # cut within a letter
    return True


def base_of(root: html.HtmlElement, url: str) -> str:
    """The address against which the links of a page are resolved."""
    for element in root.iter("base"):
        href = (element.get("href") or "").strip()
        if href:
            try:
                return str(urljoin(url, href))
            except ValueError:
                return url
    return url


def _title(root: html.HtmlElement) -> str:
    for element in root.iter("title"):
        text = one_line(element.text_content())
        if text:
            return text[:400]
    return ""


def _breadcrumb(root: html.HtmlElement) -> str:
    for element in root.iter("nav", "div", "ul", "ol", "p", "section", "span", "td"):
        if is_breadcrumb(element):
            text = one_line(
                " > ".join(part.strip() for part in element.itertext() if part.strip(" \n\t>/»›|"))
            )
            if text:
                return text[:300]
    return ""


def _language(root: html.HtmlElement) -> str:
    value = (
        root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or root.get("xml:lang")
        or ""
    )
    return value.strip().lower().split("-")[0][:8]


def _link_rel(root: html.HtmlElement, rel: str, base: str) -> str | None:
    for element in root.iter("link"):
        if rel in (element.get("rel") or "").lower().split() and element.get("href"):
            return _absolute(element.get("href"), base)
    return None


def _alternates(root: html.HtmlElement, base: str) -> tuple[tuple[str, str], ...]:
    found = []
    for element in root.iter("link"):
        language = (element.get("hreflang") or "").strip().lower().split("-")[0]
        if language and "alternate" in (element.get("rel") or "").lower().split():
            url = _absolute(element.get("href") or "", base)
            found += [(language, url)] if url else []
    return tuple(found[:_MAX_ALTERNATES])


def _absolute(href: str, base: str) -> str | None:
    try:
        joined = urljoin(base, href.strip())
        return joined if urlsplit(joined).scheme in {"http", "https"} else None
    except ValueError:
        return None


def _refresh(root: html.HtmlElement, base: str) -> str | None:
    for element in root.iter("meta"):
        if (element.get("http-equiv") or "").strip().lower() == "refresh":
            found = _REFRESH.match((element.get("content") or "")[:2_000])
            if found and int(found.group(1)) <= 60:
                return _absolute(found.group(2), base)
    return None


def _signals(root: html.HtmlElement, body: bytes) -> tuple[str, ...]:
    out = []
    if any((field.get("type") or "").lower() == "password" for field in root.iter("input")):
        out.append("password")
    head = body[:200_000]
    small = head.lower()
    if _holds(small, _CHALLENGE_MARKUP) or (b"challenge" in small and _holds(small, _CHALLENGES)):
        out.append("challenge")
    if _holds(head, _CAPTCHA_MARKUP):
        out.append("captcha")
    return tuple(out)


def _published(root: html.HtmlElement, walker: Walker) -> str | None:
    """The date that the page states of itself: metadata, a time element, "Published on …" near the top."""
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        if name in _META_DATES:
            value = _iso(element.get("content") or "")
            if value:
                return value
    for element in root.iter("time"):
        value = _iso(element.get("datetime") or "") if _marked_published(element) else None
        if value:
            return value
    return _labelled_date(_around_title(walker)) or _bare_date(walker)


def _labelled_date(lines: list[str]) -> str | None:
    """The date of a line such as "Published 9 July 2024"."""
    from harvester.normalise.dates import find_dates

    # A label may stand on a line of its own, its date on the next one (definition lists, label and value).
    for line, after in pairwise([*lines, ""]):
        for text in (line, f"{line} {after}"):
            found = _PUBLISHED.search(text) if len(text) < 120 else None
            dates = find_dates(found.group(1)) if found else ()
            if dates and dates[0].start <= 12:
                return dates[0].value
    return None


def _bare_date(walker: Walker) -> str | None:
    """The date of a line beside the title that is a date and little else; none in a list of dated posts."""
    dated = [_only_date(line) for line in walker.text[:6_000].splitlines()]
    if sum(value is not None for value in dated) > _DATES_OF_ONE_POST:
        return None
    return next(filter(None, (_only_date(line) for line in _around_title(walker))), None)


def _only_date(line: str) -> str | None:
    from harvester.normalise.dates import find_dates

    dates = find_dates(line) if len(line) <= 60 and _YEAR_OR_DAY.search(line) else ()
    if len(dates) != 1 or dates[0].precision is not Precision.DAY:
        return None
    rest = line[: dates[0].start] + line[dates[0].end :]
    beside = len(re.sub(r"[\W_]", "", rest)) > _BYLINE or _OTHER_DATE.search(rest)
    return None if beside else dates[0].value


def _around_title(walker: Walker) -> list[str]:
    """The lines under the title, and the one above it, up to the next heading: there a page dates itself."""
    lines = walker.text[:6_000].splitlines()
    title = walker.h1 or next(iter(walker.headings), "")
    place = lines.index(title) if title in lines else -1
    others = set(walker.headings) - {title}
    out = []
    for line in lines[place + 1 : place + 6]:
        if line in others and not _DATE_LABEL.match(line) and not line.endswith(":"):  # "From:" is a label
            break
        out.append(line)
    return out + lines[max(0, place - 1) : max(0, place)]


def _marked_published(element: html.HtmlElement) -> bool:
    parent = element.getparent()
    label = parent.getprevious() if parent is not None else None  # <dt>Date published</dt><dd><time …>
    around = " ".join(
        filter(
            None,
            (
                element.get("class"),
                element.get("itemprop"),
                parent.get("class") if parent is not None else None,
                parent.text if parent is not None else None,
                "".join(label.itertext())[:60] if label is not None else None,
            ),
        )
    ).lower()
    other = re.search(r"updated|death|died|homicide|incident|birth", around)
    return bool(re.search(r"publish|posted|entry-date|date", around)) and other is None


def _iso(text: str) -> str | None:
    found = re.match(r"\s*((?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:\D|$)", text)
    return found.group(1) if found else None

"""Where an element leads: `href`, embedded documents, buttons with script or data attributes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urldefrag, urlencode, urljoin, urlsplit

from harvester.detect.addresses import Shape, shape_of

if TYPE_CHECKING:
    from lxml import html

_DATA_NAMES: Final = (
    "data-href",
    "data-url",
    "data-link",
    "data-file",
    "data-download",
    "data-download-url",
    "data-src",
    "data-pdf",
    "data-document",
)
_SCRIPTED: Final = frozenset({*_DATA_NAMES, "formaction", "onclick"})
_SCRIPT: Final = re.compile(
    r"(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\(|open\(|navigate\(|"
    r"goto\()\s*['\"]([^'\"]{1,1500})['\"]",
    re.IGNORECASE,
)
# Drop-down lists that lead on: `location = this.value`, `location = '/news/' + this.value`, `form.submit()`.
_JUMP: Final = re.compile(r"location|open\(|navigate|jump|goto", re.IGNORECASE)
_AHEAD: Final = re.compile(
    r"['\"]([^'\"\s]{1,500})['\"]\s*\+\s*(?:this|value|sel|\w+\.options)", re.IGNORECASE
)
_SUBMIT: Final = re.compile(r"submit\(", re.IGNORECASE)
_RELATIVE: Final = re.compile(r"^[^\s:#?]+(?:/|\.(?:html?|aspx?|php|cfm|pdf|docx?)\b|$)", re.IGNORECASE)
_VIEWER: Final = re.compile(r"(?:viewer|gview|embed|pdfjs|flipbook|reader)", re.IGNORECASE)
# Services that pass a reader on, and the parameter that holds the address.
_PASSING: Final = re.compile(
    r"^(?:https?://)(?:(?:www\.)?google\.[a-z.]{2,6}/url|[\w.-]*safelinks\.protection\.outlook\.com/|"
    r"docs\.google\.com/(?:gview|viewer(?:ng/viewer)?)|view\.officeapps\.live\.com/op/)",
    re.IGNORECASE,
)
_INNER: Final = ("url", "file", "src", "q", "pdf", "document", "doc")
MAX_URL: Final = 2_083
_FROM_ROOT: Final = re.compile(r"(?:https?://|/)[^/?#\s]|/$", re.IGNORECASE)


def target_of(element: html.HtmlElement, base: str) -> str | None:
    """The absolute http(s) address that an element leads to, without fragment; None when it leads nowhere."""
    tag = element.tag
    if tag in {"a", "area"}:
        return _anchor(element, base)
    if tag in {"iframe", "embed"}:
        return _document_only(resolve(element.get("src") or element.get("data-src"), base))
    if tag == "object":
        return _document_only(resolve(element.get("data"), base))
    if tag == "form":
        method = (element.get("method") or "get").lower()
        return _document_only(resolve(element.get("action"), base)) if method == "get" else None
    if tag == "option":
        return _option(element, base)
    return _scripted(element, base)


def _option(element: html.HtmlElement, base: str) -> str | None:
    """An entry of a menu that is a drop-down list: its value is an address, or its form makes one of it."""
    value = (element.get("value") or "").strip()
    menu = next(element.iterancestors("select"), None)
    if not value or menu is None or element.get("disabled") is not None:
        return None
    script = (menu.get("onchange") or "")[:2_000]
    if value.startswith(("http://", "https://", "/", "?", "../", "./")):
        return resolve(value, base)
    if not script:
        return None
    if ahead := _AHEAD.search(script):
        return resolve(f"{ahead.group(1)}{value}", base)
    if _JUMP.search(script) and _RELATIVE.match(value):
        return resolve(value, base)
    return _sent_by_form(menu, value, base) if _SUBMIT.search(script) else None


def _sent_by_form(menu: html.HtmlElement, value: str, base: str) -> str | None:
    """The page that a form shows for a choice, when the choice is all that it sends."""
    form = next(menu.iterancestors("form"), None)
    name = menu.get("name")
    if form is None or not name or (form.get("method") or "get").lower() != "get":
        return None
    if len(form.findall(".//select")) > 1:
        return None
    action = resolve(form.get("action") or base.partition("?")[0], base)
    if action is None:
        return None
    return f"{action}{'&' if '?' in action else '?'}{urlencode({name: value})}"


def _anchor(element: html.HtmlElement, base: str) -> str | None:
    href = (element.get("href") or "").strip()
    if href.lower().startswith("javascript:") or href in {"", "#"}:
        return _scripted(element, base) or _from_script(href, base)
    if href.startswith("#"):
        return None
    return unwrapped(resolve(href, base))


def unwrapped(url: str | None) -> str | None:
    """What a viewer shows, or where a passing service leads to; other addresses as they are."""
    if url is None or "?" not in url:
        return url
    passing = bool(_PASSING.match(url))
    inner = _inner(url, documents_only=not passing) if passing or _is_viewer(url) else None
    return inner or url


def _is_viewer(url: str) -> bool:
    parts = urlsplit(url)
    return bool(_VIEWER.search(parts.netloc + parts.path))


def _inner(url: str, *, documents_only: bool) -> str | None:
    query = parse_qs(urlsplit(url).query[:2_000])
    for name in _INNER:
        for value in query.get(name, ()):
            inner = resolve(value, url) if documents_only or value.startswith("http") else None
            if inner and (not documents_only or shape_of(inner) is Shape.DOCUMENT):
                return inner
    return None


def _scripted(element: html.HtmlElement, base: str) -> str | None:
    if _SCRIPTED.isdisjoint(element.keys()):
        return None
    for name in _DATA_NAMES:
        value = element.get(name)
        if (
            value
            and (element.tag in {"a", "button"} or name != "data-src")
            and element.tag not in {"img", "script", "source", "video"}
        ):
            found = resolve(value, base)
            if found and _looks_like_address(value):
                return found
    if element.tag == "button" and element.get("formaction"):
        return resolve(element.get("formaction"), base)
    return _from_script(element.get("onclick") or "", base)


def _looks_like_address(value: str) -> bool:
    return "/" in value or shape_of(value) is Shape.DOCUMENT or value.startswith("?")


def _from_script(script: str, base: str) -> str | None:
    found = _SCRIPT.search(script[:2_000])
    return resolve(found.group(1), base) if found else None


def _document_only(url: str | None) -> str | None:
    """An embedded document; of a viewer, the document that it shows."""
    if url is None:
        return None
    if _is_viewer(url) or _PASSING.match(url):
        inner = _inner(url, documents_only=True)
        if inner:
            return inner
    return url if shape_of(url) is Shape.DOCUMENT else None


def resolve(href: str | None, base: str) -> str | None:
    """An absolute http(s) address without fragment, or None."""
    if not href:
        return None
    return _resolved(href, root_of(base) if is_from_root(href) else base)


def is_from_root(href: str) -> bool:
    """Whether a reference names its whole path, so that it leads to the same from every page of a site."""
    return _FROM_ROOT.match(href) is not None


@lru_cache(maxsize=4_096)
def root_of(base: str) -> str:
    """The part of an address that matters for a reference that names its whole path."""
    try:
        parts = urlsplit(base)
    except ValueError:
        return base
    return f"{parts.scheme}://{parts.netloc}/" if parts.scheme and parts.netloc else base


@lru_cache(maxsize=16_384)
def _resolved(href: str, base: str) -> str | None:
    href = "".join(href.split("\n")).replace("\r", "").replace("\t", "").strip()
    if len(href) > MAX_URL:
        return None
    try:
        joined = urldefrag(urljoin(base, href)).url
        parts = urlsplit(joined)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    return joined.replace(" ", "%20")

"""Pages without what was taken down: its links, and what says its title. Pure.

Sites go on listing what we took down. Their pages are crawled all the same, for everything else on them;
but what is recorded of them, and read from them, leaves it out.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from harvester.catalogue.tombstones import hash_of, words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.takedown.keep_out import KeepOut
    from harvester.takedown.masking import Masker

_LINKS = ("href", "src", "data", "data-href", "data-url")
_WORDED = ("title", "alt", "aria-label", "data-title", "content", "value")
_BLOCKS = frozenset(
    {
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "td", "th", "dt", "dd", "caption", "figcaption"),
        *("title", "a", "button", "summary", "label", "option", "span", "strong", "b", "em", "i", "div"),
        *("time", "small", "cite", "blockquote", "legend", "u", "font", "bdi", "section", "article"),
    }
)
_LONGEST = 1500  # characters of one block
_INLINE = re.compile(r"(?i)</?(?:a|abbr|b|bdi|em|font|i|mark|small|span|strong|su[bp]|u)\b[^<>]{0,5000}>")
_ADDRESS = re.compile(rb"https?://[^\s<>\"'\\)]{4,2000}")
_MOST_ADDRESSES = 20_000  # written out in one page
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b")
_JSON = re.compile(rb"\s*[\[{]")


def without(body: bytes, url: str, encoding: str | None, keep_out: KeepOut) -> bytes:
    """A page, or an answer in JSON, without what is kept out; the very same bytes where nothing is."""
    if not (keep_out.addresses or keep_out.words):
        return body
    hidden = _Hidden(keep_out)
    if _JSON.match(body[:64]):
        return _json_without(body, url, hidden)
    if not _XML.match(body[:64]):  # a site map, a feed: only its addresses are looked at
        body = _page_without(body, url, encoding, hidden.address, hidden.says)
    return _addresses_without(body, hidden.address)


def masked(body: bytes, url: str, encoding: str | None, masker: Masker, keep_out: KeepOut) -> bytes:
    """The same for a page that was recorded, of which the very words are known too."""
    cleaned = without(body, url, encoding, keep_out)
    text = cleaned.decode("utf-8", "surrogateescape")
    if masker.found(text):
        cleaned = masker(text, "").encode("utf-8", "surrogateescape")
    if _still_says(cleaned, encoding, masker):
        cleaned = _page_without(cleaned, url, encoding, keep_out.address, masker.found)
    return b"" if _still_says(cleaned, encoding, masker) else cleaned


def _still_says(body: bytes, encoding: str | None, masker: Masker) -> bool:
    """Whether the words stand in it in another encoding, or across its tags."""
    try:
        text = body.decode(encoding or "utf-8", "replace")
    except LookupError:
        text = body.decode("utf-8", "replace")
    if masker.found(text):
        return True
    if b"<" not in body[:4096]:
        return False
    import html as entities

    seen = re.sub(r"<[^<>]{0,5000}>", " ", _INLINE.sub("", text))
    return masker.found(" ".join(entities.unescape(seen).split()))


class _Hidden:
    """Hashes, asked of texts and addresses."""

    def __init__(self, keep_out: KeepOut) -> None:
        self._keep_out = keep_out

    def address(self, url: str) -> bool:
        return self._keep_out.address(url)

    def says(self, text: str) -> bool:
        """Whether a title that was taken down stands in the text."""
        words = words_of(text)
        return any(
            hash_of(words[start : start + length]) in self._keep_out.words
            for length in self._keep_out.lengths
            for start in range(len(words) - length + 1)
        )


def _addresses_without(body: bytes, address: Callable[[str], bool]) -> bytes:
    """The same bytes without addresses that are written out: in site maps, feeds and scripts."""
    found = dict.fromkeys(match[0] for match in _ADDRESS.finditer(body))
    for raw in sorted(list(found)[:_MOST_ADDRESSES], key=len, reverse=True):
        text = raw.decode("utf-8", "replace").replace("&amp;", "&")
        if address(text) or address(text.rstrip(".,;")):
            body = re.sub(re.escape(raw) + rb"(?![\w/%?=&#-]|\.\w)", b"", body)
    return body


def _page_without(
    body: bytes,
    url: str,
    encoding: str | None,
    address: Callable[[str], bool],
    says: Callable[[str], bool],
) -> bytes:
    from lxml import etree, html

    try:
        root = html.document_fromstring(body, parser=html.HTMLParser(encoding=encoding))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, LookupError, AssertionError):
        return body
    changed = _drop_links(root, url, address)
    changed = _drop_texts(root, says) or changed
    if not changed:
        return body
    doctype = root.getroottree().docinfo.doctype
    made: bytes = etree.tostring(
        root.getroottree(), method="html", encoding=encoding or "utf-8", doctype=doctype or None
    )
    return made


def _drop_links(root: Any, url: str, address: Callable[[str], bool]) -> bool:
    base = next((one.get("href") for one in root.iter("base") if one.get("href")), "")
    base = urljoin(url, base)
    changed = False
    for element in list(root.iter()):
        for name in _LINKS:
            value = element.get(name) if isinstance(element.tag, str) else None
            if value and len(value) < 4000 and _leads_to(base, value, address):
                changed = True
                if element.tag in ("html", "body", "head", "main", "form"):
                    del element.attrib[name]
                elif element.getparent() is not None:
                    element.drop_tree()
                break
    return changed


def _leads_to(base: str, value: str, address: Callable[[str], bool]) -> bool:
    try:
        return address(urljoin(base, value.strip()))
    except ValueError:
        return False


def _drop_texts(root: Any, says: Callable[[str], bool]) -> bool:
    """Blank the smallest blocks that say it, and attributes that do; never a link that leads elsewhere.

    A corrected report may come out under the old title: it must be found.
    """
    changed = False
    for element in reversed(list(root.iter())):  # the innermost first
        if not isinstance(element.tag, str):
            if says(element.text or ""):  # a comment
                element.text = ""
                changed = True
            continue
        for name in _WORDED:
            if name in element.attrib and says(element.attrib[name]):
                element.attrib[name] = ""
                changed = True
        if element.tag not in _BLOCKS:
            continue
        if _is_of_link(element):
            changed = _drop_own_text(element, says) or changed
            continue
        text = element.text_content()
        if len(text) <= _LONGEST and says(text):
            tail = element.tail
            element.clear()
            element.tail = tail
            changed = True
    return changed


def _drop_own_text(element: Any, says: Callable[[str], bool]) -> bool:
    """Blank what stands beside a link that leads elsewhere."""
    changed = False
    if element.tag != "a" and element.text and says(element.text):
        element.text, changed = "", True
    for child in element:
        if child.tail and says(child.tail):
            child.tail, changed = "", True
    return changed


def _is_of_link(element: Any) -> bool:
    """Whether it is a link, in one, or around one."""
    return (
        any(one.tag == "a" and one.get("href") for one in (element, *element.iterancestors()))
        or element.find(".//a[@href]") is not None
    )


def _json_without(body: bytes, url: str, hidden: _Hidden) -> bytes:
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        return body
    changed = False

    def cleaned(value: Any) -> Any:
        nonlocal changed
        if isinstance(value, dict):
            return {key: cleaned(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [cleaned(inner) for inner in value]
        if not isinstance(value, str) or not value:
            return value
        made = value
        if value.startswith(("http://", "https://", "/")) and len(value) < 4000:
            made = "" if _leads_to(url, value, hidden.address) else value
        elif "<" in value:
            made = _page_without(value.encode(), url, "utf-8", hidden.address, hidden.says).decode()
        elif len(value) <= _LONGEST and hidden.says(value):
            made = ""
        changed = changed or made != value
        return made

    made = cleaned(values)
    return json.dumps(made).encode() if changed else body

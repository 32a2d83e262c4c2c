"""HTML: reviews that were only ever published as a web page.

trafilatura finds the main text; title, headings and paragraphs with their rank come from lxml. Where
trafilatura keeps much less than the page's own main element holds, that element's text is kept whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harvester.extract.cleaning import clean_line, clean_properties, clean_text
from harvester.extract.flow import Flow
from harvester.extract.limits import MAX_HTML
from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harvester.extract.reading import Reading

_DROPPED = frozenset(
    ("script", "style", "noscript", "template", "nav", "aside", "button", "select", "textarea", "iframe",
     "svg", "head", "dialog", "object")
)  # fmt: skip
_OUTER = frozenset({"header", "footer"})  # furniture unless inside the main element
_BLOCKS = frozenset(
    ("p", "div", "section", "article", "main", "li", "ul", "ol", "dl", "dt", "dd", "table", "tr", "td", "th",
     "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "figure", "figcaption", "address", "header",
     "footer", "body", "html", "center", "form", "fieldset", "details", "summary", "hr", "br")
)  # fmt: skip
_FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:cookies?|consent|breadcrumbs?|nav|navbar|navigation|menu|skip|share|social|sidebar|footer)"
    r"(?:$|[-_\s])",
    re.IGNORECASE,
)
_MAX_FURNITURE = 0.25  # of the page's text: what holds more is no furniture, whatever it is called
_SIZES = {"h1": 26.0, "h2": 20.0, "h3": 16.0, "h4": 13.0, "h5": 12.0, "h6": 11.0}
_BODY_SIZE = 11.0
_MIN_SHARE = 0.7  # of the main element's text that trafilatura must keep to be believed
_DATES = (
    "article:published_time",
    "dcterms.date",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "date",
    "pubdate",
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)


def read_html(path: Path) -> Reading:
    """Read a web page as a document."""
    import lxml.html

    with path.open("rb") as file:
        body = file.read(MAX_HTML + 1)
    reading_notes = [f"only the first {MAX_HTML:,} bytes were read"] if len(body) > MAX_HTML else []
    source = _decode(body[:MAX_HTML])
    tree = lxml.html.document_fromstring(source.strip() or "<html></html>", parser=_parser())
    flow = Flow()
    for text, size, bold in _blocks(_main_element(tree)):
        flow.add(text, size=size, bold=bold)
    reading = flow.reading(_properties(tree))
    reading.notes.extend(reading_notes)
    if reading.outcome is Outcome.IMAGE_ONLY:
        reading.outcome = Outcome.NOT_A_DOCUMENT
        return reading
    if path.suffix.lower() in {".pdf", ".doc", ".docx"}:
        reading.outcome = Outcome.NOT_A_DOCUMENT
        reading.notes.append(f"a web page under the name of a {path.suffix.lower()} file")
    main = _main_text(source)
    if len(main) >= _MIN_SHARE * len(reading.pages[0]):
        reading.pages = [main]
    return reading


def _decode(body: bytes) -> str:
    from harvester.extract.plain import decode

    declared = _CHARSET.search(body[:4096])
    if declared and not body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
        try:
            name = declared.group(1).decode("ascii")
            # Browsers read Latin-1 as Windows-1252, and pages are written for browsers.
            latin = name.lower() in {"iso-8859-1", "latin1", "ascii", "us-ascii"}
            return body.decode("cp1252" if latin else name, "replace")
        except LookupError:
            pass
    return decode(body)


def _parser() -> Any:
    import lxml.html

    return lxml.html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)


def _main_element(tree: Any) -> Any:
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = tree.findall(path)
        if len(found) == 1 and len(found[0].text_content().strip()) > 200:
            return found[0]
    body = tree.find(".//body")
    return body if body is not None else tree


def _blocks(root: Any) -> Iterator[tuple[str, float, bool]]:
    """Blocks of text in order, with the size and weight that browsers give them by default."""
    words: list[str] = []
    rank = ["p"]

    def flush() -> Iterator[tuple[str, float, bool]]:
        text = " ".join("".join(words).split())
        words.clear()
        if text:
            yield text, _SIZES.get(rank[-1], _BODY_SIZE), rank[-1] in _SIZES or rank[-1] == "th"

    outer = root.tag not in {"main", "article"}
    skipped = _DROPPED | _OUTER if outer else _DROPPED
    most = _MAX_FURNITURE * len(root.text_content())
    # An explicit stack: pages may be nested more deeply than Python recurses.
    waiting: list[tuple[Any, bool]] = [(root, False)]
    while waiting:
        element, closing = waiting.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        is_block = tag in _BLOCKS
        if closing:
            if is_block:
                yield from flush()
                if len(rank) > 1 and tag == rank[-1]:
                    rank.pop()
            if element is not root:
                words.append(element.tail or "")
            continue
        if element is not root and (tag in skipped or _is_furniture(element, most)):
            words.append(element.tail or "")
            continue
        if is_block:
            yield from flush()
            if tag in _SIZES or tag == "th":
                rank.append(tag)
        words.append(element.text or "")
        waiting.append((element, True))
        waiting.extend((child, False) for child in reversed(element))


def _is_furniture(element: Any, most: float) -> bool:
    """Whether an element is called a menu, cookie bar or the like, and is small enough to be one."""
    names = f"{element.get('id') or ''} {element.get('class') or ''} {element.get('role') or ''}"[:400]
    return _FURNITURE.search(names) is not None and len(element.text_content()) <= most


def _main_text(source: str) -> str:
    import trafilatura

    found = trafilatura.extract(
        source,
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        deduplicate=False,
        output_format="txt",
    )
    return clean_text(found or "")


def _properties(tree: Any) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        if name and meta.get("content"):
            metas.setdefault(name, meta.get("content"))
    raw = {
        "title": clean_line(tree.findtext(".//title") or ""),
        "author": metas.get("author", ""),
        "language": (tree.get("lang") or "").lower(),
        "created": next((metas[name] for name in _DATES if name in metas), ""),
        "modified": metas.get("article:modified_time", metas.get("dcterms.modified", "")),
    }
    return clean_properties(raw)

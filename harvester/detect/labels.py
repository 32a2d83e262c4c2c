"""Which elements label what follows them: headings, accordion labels, bold lines, entry titles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from harvester.detect import cases, words

if TYPE_CHECKING:
    from lxml import html

    from harvester.detect.lines import Line

_HEADINGS: Final = {"h1": 1.0, "h2": 2.0, "h3": 3.0, "h4": 4.0, "h5": 5.0, "h6": 6.0}
_BOLD: Final = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th", "dt", "summary", "legend"})
_LABEL_CLASS: Final = re.compile(
    r"(?:accordion|collaps\w*|toggle|panel|expander|expand|tab|faq|card|disclosure|tta-panel|spoiler|drawer|"
    r"details)[-_]{0,2}(?:item[-_]{0,2})?(?:title|head(?:er|ing)?|toggle|button|trigger|label|"
    r"question|link|summary|control)\b",
    re.IGNORECASE,
)
_SCOPE_CLASS: Final = re.compile(
    r"(?:accordion|collapse|toggle|panel|tab|faq|card|spoiler|drawer)[-_]{0,2}(?:item|pane|panel|group|content|"
    r"body)?$|^(?:card|panel|tile|entry|listing-item)$",
    re.IGNORECASE,
)
# Fields of an item of a library, whose value may be a kind of review: "Type: Practice review".
_FIELD: Final = re.compile(
    r"^(?:(?:document|resource|publication|content|item|review|report|file)s?\s+)?(?:types?|kind|categor(?:y|ies)|topics?|"
    r"tags?|audience|format|filed under|section|collection|library|math|categor[iï](?:au)?|pwnc|cynulleidfa)"
    r"(?:\s+of\s+\w+)?\s?:",
    re.IGNORECASE,
)
# In one walk: a union of five takes five.
_CONTROLS: Final = (
    "//*[@aria-controls or @data-target or @data-bs-target or self::a[@role='tab' or @data-toggle]]"
)
LABEL_RANK: Final = 6.5
ENTRY_RANK: Final = 7.0


def one_line(text: str) -> str:
    """Text with all white space made single spaces."""
    return " ".join(text.split())


def controls_of(root: html.HtmlElement) -> dict[str, str]:
    """Panel id → words of the button, tab or label that opens it."""
    out: dict[str, str] = {}
    for element in root.xpath(_CONTROLS):
        names = (
            element.get("aria-controls"),
            element.get("data-target"),
            element.get("data-bs-target"),
            element.get("href"),
        )
        text = one_line(element.text_content())[:200]
        for name in names:
            if name and text and not name.startswith(("http", "/")):
                out.setdefault(name.lstrip("#"), text)
    for panel in root.xpath("//*[@aria-labelledby][@id]"):
        label = root.get_element_by_id((panel.get("aria-labelledby") or "").split(" ")[0], None)
        if label is not None:
            out.setdefault(panel.get("id"), one_line(label.text_content())[:200])
    return {name: text for name, text in out.items() if text and len(text) < 200}


def rank_of(element: html.HtmlElement) -> float | None:
    """How high an element stands as a heading (1 to 7), or None when it is none."""
    tag = element.tag
    if tag in _HEADINGS:
        return _HEADINGS[tag]
    if element.get("role") == "heading":
        level = element.get("aria-level") or "2"
        return float(level) if level in {"1", "2", "3", "4", "5", "6"} else 2.0
    if tag in {"summary", "legend"}:
        return LABEL_RANK
    if tag == "dt":
        return ENTRY_RANK
    if tag in {"button", "div", "p", "span", "a", "label"}:
        opens = (
            element.get("aria-expanded") is not None
            or element.get("aria-controls")
            or element.get("data-bs-toggle")
            or element.get("data-toggle")
        )
        if tag == "a" and not (element.get("href") or "#").startswith(("#", "javascript:")):
            return None  # a real link, whatever its class says
        if (opens and tag != "div") or _LABEL_CLASS.search((element.get("class") or "")[:200]):
            return LABEL_RANK if element.find(".//a[@href]") is None or tag == "a" or opens else None
    return None


def is_scope(element: html.HtmlElement) -> bool:
    """Whether labels given inside a box end with it."""
    if element.tag not in {"div", "section", "figure"}:
        return False
    if element.tag == "figure" or element.get("role") in {"tabpanel", "listitem", "row"}:
        return True
    return any(_SCOPE_CLASS.search(name) for name in (element.get("class") or "")[:200].split()[:10])


def is_bold(element: html.HtmlElement) -> int:
    """1 where the element makes its text bold."""
    if element.tag in _BOLD:
        return 1
    style = element.get("style")
    return int(bool(style and re.search(r"font-weight\s*:\s*(?:bold|[6-9]00)", style[:300], re.IGNORECASE)))


def is_entry(text: str, line: Line) -> bool:
    """A line that titles what follows: all bold, or short and naming a case, a review or NSPCC's entry."""
    if len(text) > 140 or len(text) < 2:
        return False
    if line.all_bold():
        return not text.endswith((".", "!")) or cases.has_case(words.tidy(text))
    if text.endswith((".", ";", ",", "!", "?")) or len(text) > 100:
        return False
    plain = words.tidy(text)
    if _FIELD.match(plain) and not cases.has_case(plain):
        return False
    if words.ENTRY.match(plain):
        return True
    short = len(plain.split()) <= 9
    return (
        short
        and (cases.has_case(plain) or bool(words.TYPE.search(plain)))
        and not re.search(r"\b(?:is|are|was|were|will|has|have|can)\b", plain)
    )

"""Which parts of a page are furniture: navigation, header, footer, sidebar, breadcrumb, cookie bar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml import html

_TAGS: Final = frozenset({"nav", "footer", "aside"})
_ROLES: Final = frozenset(
    {
        "navigation",
        "banner",
        "contentinfo",
        "search",
        "complementary",
        "dialog",
        "alertdialog",
        "menu",
        "menubar",
    }
)
_TELLING: Final = frozenset({"class", "id", "role", "aria-label"})
_BOXES: Final = frozenset(
    {
        "div",
        "ul",
        "ol",
        "section",
        "header",
        "form",
        "td",
        "table",
        "p",
        "span",
        "dl",
        "fieldset",
        "aside",
        "nav",
        "center",
    }
)
_CLASS: Final = re.compile(
    r"^(?:(?:site|main|page|global|top|bottom|primary|secondary|tertiary|left|right|sub|foot|"
    r"mobile|utility|side|header|footer|section|local|mega|user|desktop|app|wp|social|skip|"
    r"block|module|region|layout|l|c|o|m|js)[-_]{0,2})*"
    r"(?:nav|navs|navigation|navbar|navmenu|menu|menus|menubar|submenu|topnav|sidenav|leftnav|"
    r"footer|sidebar|sidebars|side-?bar|breadcrumbs?|crumbs?|breadcrumb-?trail|cookie|cookies|"
    r"cookiebar|consent|ccc|"
    r"cookielaw|gdpr|skip|skiplinks?|skip-?links?|social|share|sharing|addtoany|masthead|topbar|"
    r"toolbar|quick-?exit|quick-?links?|widget-?area|search-?form|searchform|search-?box|"
    r"login-?form|banner|"
    r"languages?|lang-switcher|language-switcher|accessibility-?tools|a11y|tag-?cloud|tagcloud|"
    r"popular|related-?pages|related-?links|you-?are-?here|youarehere|leftcol|left-?column|"
    r"rightcol|right-?column|copyright|credits|sitemap|"
    r"newsletter-?signup|subscribe|back-?to-?top|colophon)(?:[-_]{1,2}[\w-]*)?$",
    re.IGNORECASE,
)
_HEADER: Final = re.compile(
    r"^(?:site|main|page|global|top|app|masthead)?[-_]{0,2}header(?:[-_](?:wrapper|wrap|container|"
    r"inner|top|main|area|bar|nav|logo))?$",
    re.IGNORECASE,
)
_NOT_CLASS: Final = re.compile(
    r"download|document|attachment|publication|accordion|tabs?[-_]?content|nav[-_]?tabs|"
    r"tab[-_]?nav|content[-_]?(?:area|main)|main[-_]?content|has[-_]|with[-_]|no[-_](?:sidebar|"
    r"banner)|(?:entry|post|article|content)[-_](?:header|title|banner|body)|"
    r"page[-_]?(?:header|title|banner)$|banner[-_]?(?:text|title)|review",
    re.IGNORECASE,
)
BREADCRUMB: Final = re.compile(r"bread-?_?crumb|crumbs?\b|you-?_?are-?_?here|breadcrumb", re.IGNORECASE)
HIDDEN: Final = frozenset(
    {"script", "style", "template", "noscript", "svg", "math", "title", "meta", "link", "base"}
)


def is_skipped(element: html.HtmlElement) -> bool:
    """Whether nothing inside is text for people (scripts, styles, comments)."""
    return not isinstance(element.tag, str) or element.tag in HIDDEN


def is_breadcrumb(element: html.HtmlElement) -> bool:
    """Whether the element is the trail "Home > Learning > Reviews"."""
    if element.tag in {"body", "html", "main", "a", "li"}:
        return False
    told = (element.get("class") or "", element.get("id") or "", element.get("aria-label") or "")
    return any(told) and BREADCRUMB.search(" ".join(told)[:400]) is not None


def is_furniture(element: html.HtmlElement) -> bool:
    """Whether the element is furniture by its tag, role, class or id."""
    tag = element.tag
    if tag in {"html", "body", "main", "article"} or element.get("role") == "main":
        return False
    if tag not in _TAGS and tag != "header" and _TELLING.isdisjoint(element.keys()):
        return False  # most elements: nothing that is looked at below is there
    names = _names(element)
    kept = any(_NOT_CLASS.search(name) for name in names)
    marked = (
        (tag in _TAGS and not (tag == "aside" and kept))
        or (element.get("role") or "").strip().lower() in _ROLES
        or (tag == "header" and _is_site_header(element))
        or (tag in _BOXES and not kept and any(_CLASS.match(name) or _HEADER.match(name) for name in names))
        or is_breadcrumb(element)
    )
    return marked and not _holds_content(element)


def _names(element: html.HtmlElement) -> list[str]:
    names = (element.get("class") or "")[:400].split()
    identity = (element.get("id") or "")[:80].strip()
    return [*names[:20], identity] if identity else names[:20]


def _is_site_header(element: html.HtmlElement) -> bool:
    """A page has one header of the site; the header of an article is its title."""
    parent = element.getparent()
    while parent is not None:
        if parent.tag in {"article", "main", "section"} or parent.get("role") == "main":
            return False
        parent = parent.getparent()
    return True


def _holds_content(element: html.HtmlElement) -> bool:
    """Wrappers with unlucky names hold the page itself; furniture does not."""
    if element.tag in {"nav", "footer"} and element.find(".//main") is None:
        return False
    if element.find(".//main") is not None or element.find(".//article") is not None:
        return True
    if any(
        child.get("role") == "main" or (child.get("id") or "") in {"content", "main", "main-content"}
        for child in element.iter("div", "section")
    ):
        return True
    if element.find(".//h1") is not None:
        return sum(1 for _ in element.iter("a")) < 4 or len(element.text_content()) > 3_000
    return False

"""Which content management system made a page, told from its markup, addresses and headers. Pure.

Each signal has a weight. Some settle the matter alone (a generator, the address of an interface); others
must add up (shapes of addresses, folders of files, words of the template). What the text of a page says
counts little, and addresses count only when they lie on the host of the page itself: a page that links to
another site's files, or names a system, is not made with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from harvester.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from harvester.records import Page

SURE: Final = 1.0
_CLEAR: Final = 0.2  # by so much the best must lead
_MAX_MARKUP: Final = 600_000
_MAX_LINKS: Final = 1_500
_SEVERAL, _MANY = 2, 5
_BASE: Final = "aspx"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformVerdict:
    """The platform of a site, and by what it was known."""

    name: str  # a module of spiders/platforms
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Seen:
    """A page as recognition sees it."""

    markup: str  # tags of the page, with what scripts hold
    generator: str
    paths: tuple[
        str, ...
    ]  # path and query of addresses on the page's own host: links, styles, scripts, images
    hosts: frozenset[str]  # of styles, scripts and images
    text: str
    headers: Mapping[str, str]
    url: str


@dataclass(frozen=True, slots=True)
class _Signal:
    platform: str
    weight: float
    reason: str
    seen: Callable[[_Seen], bool]


# A tag is taken first and its attribute looked for inside it: linear on whatever a site sends.
_RESOURCE: Final = re.compile(r"<(?:link|script|img|source|iframe|form)\b[^<>]{0,800}>", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"\b(?:src|href|action)\s{0,3}=\s{0,3}[\"']?([^\"'\s>]{1,500})", re.IGNORECASE)
_META: Final = re.compile(r"<meta\b[^<>]{0,600}>", re.IGNORECASE)
_GENERATOR: Final = re.compile(r"\bname\s*=\s*[\"']?generator\b", re.IGNORECASE)
_CONTENT: Final = re.compile(r"\bcontent\s*=\s*[\"']([^\"']{1,200})", re.IGNORECASE)
_GOV_UK_META: Final = re.compile(r"\bname\s*=\s*[\"']govuk:", re.IGNORECASE)


def recognise(page: Page, body: bytes, headers: Mapping[str, str]) -> PlatformVerdict | None:
    """Tell the platform of a site from one of its pages, best its homepage.

    Args:
        page: the page, taken apart.
        body: its markup.
        headers: those of the answer, names in small letters; may be empty.

    Returns:
        The platform, or None when nothing tells enough, or two platforms are told alike.
    """
    seen = _look_at(page, body, headers)
    found: dict[str, list[_Signal]] = {}
    for signal in _SIGNALS:
        if signal.seen(seen):
            found.setdefault(signal.platform, []).append(signal)
    ranked = sorted(
        ((sum(one.weight for one in signals), name) for name, signals in found.items()), reverse=True
    )
    if not ranked or round(ranked[0][0], 3) < SURE:
        return None
    score, name = ranked[0]
    if name == _BASE and len(ranked) > 1 and round(ranked[1][0], 3) >= SURE:
        score, name = ranked.pop(1)  # systems made on it show its marks as well
    if (
        len(ranked) > 1
        and name != _BASE
        and any(score - one[0] < _CLEAR for one in ranked if one[1] not in (name, _BASE))
    ):
        return None
    return PlatformVerdict(name=name, score=min(score, 2.0), reasons=tuple(one.reason for one in found[name]))


def _look_at(page: Page, body: bytes, headers: Mapping[str, str]) -> _Seen:
    markup = body[:_MAX_MARKUP].decode("utf-8", "replace")
    own = host_of(page.url)
    tags = islice(_RESOURCE.finditer(markup), _MAX_LINKS)
    resources = [found[1] for tag in tags if (found := _ADDRESS.search(tag[0]))]
    addresses = [*resources, *(link.url for link in page.links[:_MAX_LINKS])]
    return _Seen(
        markup=markup,
        generator=" ".join(_generators(markup)).lower(),
        paths=tuple(dict.fromkeys(path for url in addresses if (path := _own_path(url, own)))),
        hosts=frozenset(host_of(url) for url in resources),
        text=page.text[:200_000] + "\n" + markup[-20_000:],
        headers=headers,
        url=page.url,
    )


def _generators(markup: str) -> Iterator[str]:
    for tag in _META.findall(markup[:200_000]):
        content = _CONTENT.search(tag) if _GENERATOR.search(tag) else None
        if content:
            yield content[1]


def _own_path(url: str, own: str) -> str:
    """Path and query of an address on the page's own host, "" for others."""
    try:
        parts = urlsplit(url.replace("\\/", "/"))
    except ValueError:
        return ""
    if parts.scheme not in ("", "http", "https") or (parts.netloc and host_of(f"//{parts.netloc}") != own):
        return ""
    path = "/" + unquote(parts.path).lstrip("/")
    return (f"{path}?{parts.query}" if parts.query else path)[:500]


# ------------------------------------------------------------------ what may be seen


def _generated_by(word: str) -> Callable[[_Seen], bool]:
    pattern = re.compile(rf"\b{word}\b")
    return lambda seen: bool(pattern.search(seen.generator))


def _paths(pattern: str, least: int = 1) -> Callable[[_Seen], bool]:
    shape = re.compile(pattern, re.IGNORECASE)

    def seen_so_often(seen: _Seen) -> bool:
        count = 0
        for path in seen.paths:
            count += bool(shape.search(path))
            if count >= least:
                return True
        return False

    return seen_so_often


def _markup(pattern: str) -> Callable[[_Seen], bool]:
    shape = re.compile(pattern, re.IGNORECASE)
    return lambda seen: bool(shape.search(seen.markup))


def _text(pattern: str) -> Callable[[_Seen], bool]:
    words = re.compile(pattern, re.IGNORECASE)
    return lambda seen: bool(words.search(seen.text))


def _header(name: str, pattern: str = "") -> Callable[[_Seen], bool]:
    words = re.compile(pattern, re.IGNORECASE)
    return lambda seen: name in seen.headers and bool(words.search(seen.headers[name]))


def _resource_host(name: str) -> Callable[[_Seen], bool]:
    return lambda seen: any(host == name or host.endswith("." + name) for host in seen.hosts)


def _is_gov_uk(seen: _Seen) -> bool:
    return host_of(seen.url) == "gov.uk"


def _gov_uk_metas(seen: _Seen) -> bool:
    return len([tag for tag in _META.findall(seen.markup[:200_000]) if _GOV_UK_META.search(tag)]) >= _SEVERAL


_WORDPRESS_CLASS: Final = (
    r"\bclass\s*=\s*[\"'][^\"']{0,300}\b(?:wp-block-|wp-image-|menu-item-type-|page-id-\d)"
)
_BY_TAYLORFITCH: Final = (
    r"\b(?:web ?site|site|design\w*|built|powered)\b[\s\S]{0,80}\bby\b[\s\S]{0,80}\btaylor ?fitch\b"
)
_TAYLORFITCH_SECTION: Final = (
    r"^/(?:[a-z]{0,4}s[ac][bp]/|rbsp/)?(?:p|parents|professionals[\w-]*|[a-z]{0,4}s[ac][bp])/[\w-]{3,}"
)
_GOSS: Final = r"\b(?:gosshosted\.com|icmimages/|goss[-_ ]?icm)|/icm(?:website|asset)s?\b"
_UMBRACO_MEDIA: Final = r"^/media/(?:\d{4,6}|[a-z0-9]{8})/[^/?]+\.\w{2,4}(?:$|\?)"
_UMBRACO: Final = (
    r"\bumb-(?:grid|block|richtext|layout)|\bdata-udi=[\"']umb:|\bumbraco\.(?:forms|web)\b|__umbraco"
)
_DRUPAL: Final = r"\bdata-drupal-(?:selector|link|messages)|drupal-settings-json|\bDrupal\.settings\b"
_DRUPAL_SITES: Final = r"^(?:/[\w-]+)?/sites/(?:default|[\w.-]+)/(?:files|themes|modules)/"
_DRUPAL_CORE: Final = r"^/(?:core/(?:misc|themes|modules)|modules/contrib|themes/(?:custom|contrib))/"
_ASP_PAGE: Final = r"\.aspx(?:$|\?)"
_SIGNALS: Final = (
    _Signal("wordpress", 1.0, "generator WordPress", _generated_by("wordpress")),
    _Signal("wordpress", 1.0, "names its REST interface", _markup(r"\brel\s*=\s*[\"']?https://api\.w\.org/")),
    _Signal("wordpress", 1.0, "names its REST interface in a header", _header("link", r"api\.w\.org")),
    _Signal("wordpress", 0.7, "theme or plug-in files", _paths(r"/wp-content/(?:themes|plugins)/")),
    _Signal("wordpress", 0.5, "WordPress scripts", _paths(r"/wp-(?:includes|json|admin)(?:/|$)")),
    _Signal("wordpress", 0.4, "uploads in wp-content", _paths(r"/wp-content/uploads/")),
    _Signal("wordpress", 0.3, "pages by number (?p=)", _paths(r"/\?(?:p|page_id)=\d")),
    _Signal("wordpress", 0.3, "contrast switch of a common theme", _paths(r"[?&]contrast=1")),
    _Signal("wordpress", 0.3, '"Toggle Contrast"', _markup(r"\btoggle contrast\b")),
    _Signal("wordpress", 0.3, "classes of WordPress", _markup(_WORDPRESS_CLASS)),
    _Signal("taylorfitch", 1.0, "generator Taylorfitch", _generated_by("taylor ?fitch")),
    _Signal("taylorfitch", 0.8, '"Website by Taylorfitch"', _text(_BY_TAYLORFITCH)),
    _Signal(
        "taylorfitch",
        0.3,
        "links to its maker",
        _markup(r"\bhref\s*=\s*[\"']https?://(?:www\.)?(?:taylorfitch|tfemagazine)\.co\.uk"),
    ),
    _Signal("taylorfitch", 0.3, '"Quick Exit"', _markup(r"\bquick exit\b")),
    _Signal("taylorfitch", 0.5, "print twins of pages", _paths(r"^/[^?]{1,300}/print/?$")),
    _Signal("taylorfitch", 0.4, "sections of its sites", _paths(_TAYLORFITCH_SECTION, _SEVERAL)),
    _Signal("taylorfitch", 0.3, "documents in /assets/", _paths(r"^/assets/[^?]{1,300}\.\w")),
    _Signal("jadu", 1.0, "generator Jadu", _generated_by("jadu")),
    _Signal("jadu", 0.7, "Jadu scripts", _paths(r"/site/scripts/\w+\.php")),
    _Signal("jadu", 0.6, "pages /info/N/", _paths(r"^(?:/[\w-]+)?/info/\d{1,6}/[\w-]", _SEVERAL)),
    _Signal("jadu", 0.2, "many pages /info/N/", _paths(r"^(?:/[\w-]+)?/info/\d{1,6}/[\w-]", _MANY)),
    _Signal("jadu", 0.5, "/downloads/file/N", _paths(r"/downloads/(?:file|download|category|\d)/?\d{0,6}")),
    _Signal("jadu", 0.5, "Jadu files", _paths(r"/(?:jadu|site/(?:styles|javascript|custom_scripts))/")),
    _Signal("jadu", 0.4, "pages slug/slug-1/1", _paths(r"^/([\w-]+)/\1-\d{1,3}/\d{1,3}$", _SEVERAL)),
    _Signal("jadu", 0.5, '"Powered by Jadu"', _text(r"\bpowered by\b.{0,60}\bjadu\b")),
    _Signal("goss", 1.0, "generator GOSS iCM", _generated_by("(?:goss|icm)")),
    _Signal("goss", 0.7, "pages /article/N/", _paths(r"^(?:/[\w-]+)?/article/\d{2,7}(?:/|$)", _SEVERAL)),
    _Signal("goss", 0.2, "many pages /article/N/", _paths(r"^(?:/[\w-]+)?/article/\d{2,7}(?:/|$)", _MANY)),
    _Signal("goss", 0.8, "pages ?articleid=", _paths(r"/index\.(?:aspx|cfm)\?articleid=\d", _SEVERAL)),
    _Signal("goss", 0.4, "files /media/N/name/pdf/", _paths(r"^/media/\d{2,8}/[^/?]+/(?:pdf|doc|docx)/")),
    _Signal("goss", 0.5, "GOSS files", _markup(_GOSS)),
    _Signal("umbraco", 1.0, "generator Umbraco", _generated_by("umbraco")),
    _Signal("umbraco", 0.9, "Umbraco files", _paths(r"^/(?:umbraco|app_plugins|usync)/")),
    _Signal("umbraco", 0.5, "files /media/id/name", _paths(_UMBRACO_MEDIA, _SEVERAL)),
    _Signal("umbraco", 0.5, "Umbraco markup", _markup(_UMBRACO)),
    _Signal("drupal", 1.0, "generator Drupal", _generated_by("drupal")),
    _Signal("drupal", 1.0, "Drupal header", _header("x-generator", "drupal")),
    _Signal("drupal", 0.8, "Drupal cache header", _header("x-drupal-cache")),
    _Signal("drupal", 0.8, "Drupal settings", _markup(_DRUPAL)),
    _Signal("drupal", 0.5, "files in sites/default", _paths(_DRUPAL_SITES)),
    _Signal("drupal", 0.4, "Drupal files", _paths(_DRUPAL_CORE)),
    _Signal("drupal", 0.3, "pages /node/N", _paths(r"^/node/\d+$")),
    _Signal("drupal", 0.3, "LocalGov template", _markup(r"\blgd-|localgov")),
    _Signal("wix", 1.0, "generator Wix", _generated_by(r"wix(?:\.com)?")),
    _Signal("wix", 1.0, "Wix header", _header("x-wix-request-id")),
    _Signal("wix", 0.6, "Wix images", _resource_host("wixstatic.com")),
    _Signal("wix", 0.6, "Wix scripts", _resource_host("parastorage.com")),
    _Signal("wix", 0.5, "files /_files/ugd/", _paths(r"^/_files/ugd/")),
    _Signal("govuk", 1.0, "GOV.UK", _is_gov_uk),
    _Signal("govuk", 1.0, "GOV.UK metadata", _gov_uk_metas),
    # What other systems on the same technology show as well: it tells only where they do not.
    _Signal("aspx", 1.0, "generator DotNetNuke", _generated_by("(?:dotnetnuke|dnn platform)")),
    _Signal("aspx", 0.5, "pages .aspx", _paths(_ASP_PAGE, _SEVERAL)),
    _Signal("aspx", 0.2, "many pages .aspx", _paths(_ASP_PAGE, _MANY)),
    _Signal("aspx", 0.4, "ASP.NET form", _markup(r"\bname\s*=\s*[\"']__VIEWSTATE")),
    _Signal("aspx", 0.2, "ASP.NET header", _header("x-aspnet-version")),
    _Signal("aspx", 0.2, "ASP.NET header", _header("x-powered-by", "asp\\.net")),
    _Signal("aspx", 0.1, "ASP.NET scripts", _paths(r"/(?:web|script)resource\.axd")),
)

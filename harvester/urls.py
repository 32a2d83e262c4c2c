"""Addresses: twins, traps, scope. Pure functions on text; nothing is resolved or asked for."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from harvester.hosts import is_foreign_host, is_look_alike, is_staging_host, word_set

# The same menu stands on every page of a site: what an address says is worked out once, not once a page.
MOST_KEPT = 16_384
MAX_LENGTH = 2000
MAX_SEGMENTS = 12
MAX_PAGE_NUMBER = 60

DOCUMENT_SUFFIXES = frozenset({"pdf", "doc", "docx", "docm", "dotx", "rtf", "odt"})
OTHER_FILE_SUFFIXES = word_set(
    "jpg jpeg png gif svg webp ico bmp tif tiff css js mjs json map woff woff2 ttf eot mp3 mp4 "
    "m4a m4v mov avi wav ogg webm ics vcf zip gz 7z rar exe msi apk xls xlsx xlsm csv ppt pptx "
    "pps ppsx potx pub eps psd epub rss atom xml txt kml"
)

# Parameters that change how a page looks, or whom it is shown to, and not what it says.
_LOOK = re.compile(
    r"(?:site)?contrast|highlight(?:ed)?|hilit(?:e)?|switchstyle|opt-in-translate|text-?size|font-?size|theme|skin"
    r"|utm_\w+|fbclid|gclid|msclkid|dclid|mc_[ce]id|_ga|_gl|_hs\w+|phpsessid|jsessionid|aspsessionid\w*|sid"
    r"|session_?id|cfid|cftoken|print(?:able|er)?|print_?view|replytocom|share|nocache|cache-?bust\w*|amp|cookies?"
    r"|accessib\w*|ref_?src|trk|mode_print|tmpl",
    re.IGNORECASE,
)
_SESSION_SEGMENT = re.compile(r"^\((?:[A-Z]\([\w-]{8,}\))+\)$", re.IGNORECASE)
_PATH_PARAMETER = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_INDEX = re.compile(r"(?:index|default|home)\.(?:html?|shtml|php|aspx?|cfm|jsp)", re.IGNORECASE)
_CASELESS = re.compile(r"\.(?:aspx?|cfm)$", re.IGNORECASE)


@lru_cache(MOST_KEPT)
def host_of(url: str) -> str:
    """The host of an address, lower case, without "www."; with its port unless that is the usual one.

    "" when the address names no host. Two ports of one machine are two sites.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    host = host.rstrip(".")
    if not host:
        return ""
    if ":" in host:
        host = f"[{host}]"
    host = host.removeprefix("www.") if host.count(".") > 1 else host
    return host if port in (None, 80, 443) else f"{host}:{port}"


def site_root(url: str) -> str:
    """`https://host[:port]/` of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


@lru_cache(MOST_KEPT)
def canonical(url: str) -> str:
    """A key that is the same for addresses that differ only in how the same page is shown.

    Scheme, www, default port, fragment, index page, trailing slash, `/print`, session ids, and parameters of
    display and tracking do not count. The key is for comparing, not for fetching.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    segments = [segment for segment in _plain_path(parts.path) if segment]
    if len(segments) > 1 and segments[-1].lower() == "print":
        segments.pop()
    if segments and _INDEX.fullmatch(segments[-1]):
        segments.pop()
    path = "/".join(quote(segment, safe="()!$&'*+,;=:@~") for segment in segments)
    if _CASELESS.search(path):
        path = path.lower()
    query = sorted(
        (key, value)
        for key, value in parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)[:50]
        if not _LOOK.fullmatch(key) and not (key.lower() in ("view", "format") and value.lower() == "print")
    )
    return f"{host_of(url)}/{path}" + (f"?{urlencode(query)}" if query else "")


def _plain_path(path: str) -> list[str]:
    """Segments of a path without session ids, dots, doubled slashes and needless escapes."""
    path = _PATH_PARAMETER.sub("", path)
    segments = [s for s in path.split("/") if s and not _SESSION_SEGMENT.match(s)]
    # Decoded one by one: an escaped slash inside a segment is part of its name.
    names = [unquote(segment).replace("/", "%2F") for segment in segments]
    return posixpath.normpath("/" + "/".join(names)).split("/")


@lru_cache(MOST_KEPT)
def document_suffix(url: str) -> str | None:
    """The document format that an address names (`pdf`, `docx`, …), in its path or in a parameter."""
    suffix = path_suffix(url)
    if suffix in DOCUMENT_SUFFIXES:
        return suffix
    try:
        parts = urlsplit(url)
        values = [unquote(s) for s in parts.path.split("/")]
        values += [value for _, value in parse_qsl(parts.query)[:20]]
    except ValueError:
        return None
    for value in values:
        ending = value.rsplit(".", 1)[-1].lower() if "." in value else ""
        if ending in DOCUMENT_SUFFIXES:
            return ending
    return None


@lru_cache(MOST_KEPT)
def path_suffix(url: str) -> str:
    """What follows the last full stop of the last segment, lower case, or ""."""
    try:
        name = unquote(urlsplit(url).path.rsplit("/", 1)[-1])
    except ValueError:
        return ""
    ending = name.rsplit(".", 1)[-1].lower().strip() if "." in name else ""
    return ending if re.fullmatch(r"[a-z0-9]{2,5}", ending) else ""


_DOWNLOAD = re.compile(
    r"/downloads?/(?:file|id|doc|document)s?/\d|/getfile|/get-file|/file_?download|/attachments?(?:/|$)|/files?/\d|/download/?(?:\?|$)"
    r"|[?&]export=download|downloadfile|/dl/|/blob/|/_files/|/uploadfiles/|\.ashx|/pdf/[^/]+$|[?&](?:download|attachment|file|wpdmdl|"
    r"documentid|docid|fileid|mediaid|attachment_id)=",
    re.IGNORECASE,
)


# Pages of a common council system, whose "documents" are texts in numbered pages.
_PAGE_OF_DOCUMENTS = re.compile(
    r"/site/scripts/(?:documents?(?:_info)?|downloads|download_info)\.php", re.IGNORECASE
)


@lru_cache(MOST_KEPT)
def looks_like_download(url: str) -> bool:
    """Whether an address without a suffix is shaped like one that answers a file."""
    url = url[:MAX_LENGTH]
    return bool(document_suffix(url) or (_DOWNLOAD.search(url) and not _PAGE_OF_DOCUMENTS.search(url)))


_LANGUAGES = word_set(
    "af am ar az be bg bn bs ca cs da de el eo es et fa fi fr gu ha hi hr hu hy id is it iw ja ka "
    "kk km kn ko ku ky lt lv mk ml mn mr ms my ne nl no pa pl ps pt ro ru sd sk sl so sq sr sv sw "
    "ta te th ti tl tr uk ur uz vi xh yi yo zh zh-cn zh-tw zu"
)  # not en, cy, gd, ga: those are languages in which reviews are published
_TRAP_SEGMENTS = word_set(
    "calendar events event whats-on what-s-on feed rss atom wp-json wp-admin wp-login.php "
    "xmlrpc.php wp-includes trackback oembed login log-in signin sign-in sign_in logout register "
    "registration my-account account cart basket checkout lostpassword password tag tags author "
    "authors search search-results searchresults cdn-cgi sitesearch ical webcal share print- "
    "basket addtofavourites comments comment-page-1 cookie-policy"
)
_TRAP_PARAMETERS = word_set(
    "s q query search keyword keywords searchterm date month day tribe-bar-date tribe-bar-month "
    "eventdisplay ical outlook-ical rest_route feed login returnurl return_url redirect "
    "redirect_to destination sort sortby sort_by sort_order order orderby order_by orderdir dir "
    "share replytocom tag author add-to-cart"
)
_FACET = re.compile(r"f\[\d*\]|facets?(?:\[|$)|filters?\[|refine", re.IGNORECASE)
_MODERN_GOV = re.compile(
    r"/(?:mg[a-z]+|ie[a-z]+|ec[a-z]+|uu[a-z]+)\.aspx|/documents/[bgs]\d{3,}/|\.html\?ct=2", re.IGNORECASE
)
_DATE_ARCHIVE = re.compile(
    r"^/(?:(?:blog|news|latest-news|archives?|category/[\w-]+)/)*(?:19|20)\d\d(?:/(?:0?[1-9]|1[0-2]))?"
    r"(?:/(?:0?[1-9]|[12]\d|3[01]))?(?:/page/\d+)?/?$",
    re.IGNORECASE,
)
_PERIOD_ARCHIVE = re.compile(r"^(?:/[\w-]{1,60}){0,3}/(?:19|20)\d\d(?:/(?:0?[1-9]|1[0-2]))?/?$")
_DAY_SEGMENT = re.compile(r"/(?:19|20)\d\d[-/](?:0[1-9]|1[0-2])(?:[-/]\d\d)?/?$")


@lru_cache(MOST_KEPT)
def is_trap(url: str) -> bool:
    """Whether an address belongs to what has no end or holds no review.

    Calendars, date archives, facets, feeds, search results, log-ins, share links, tag and author archives,
    machine translations, council committee systems, repeating paths.
    """
    if len(url) > MAX_LENGTH:
        return True
    try:
        parts = urlsplit(url)
        query = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return True
    if parts.scheme not in ("http", "https") or not host_of(url):
        return True
    segments = [unquote(s).lower() for s in parts.path.split("/") if s]
    if document_suffix(url) is None and (path_suffix(url) in OTHER_FILE_SUFFIXES):
        return True
    return _is_endless_path(segments) or _is_trap_path(parts.path, segments, url) or _is_trap_query(query)


@lru_cache(MOST_KEPT)
def is_period_archive(url: str) -> bool:
    """Whether an address is that of the posts of one month or year: `/news/2024/05/`, and nothing else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    segments = {unquote(segment).lower() for segment in parts.path.split("/")}
    return bool(_PERIOD_ARCHIVE.match(parts.path)) and not (parts.query or segments & _TRAP_SEGMENTS)


def _is_endless_path(segments: list[str]) -> bool:
    """Too deep, or going round in circles (`/a/b/a/b`, the same name three times)."""
    if len(segments) > MAX_SEGMENTS:
        return True
    if "info" in segments[:2]:  # `/info/15/reviews/15/reviews`: ids and titles of a section and its page
        segments = [one for one in segments if not one.isdigit()]
    if any(segments.count(one) >= 3 for one in set(segments)):
        return True
    return any(
        segments[i : i + size] == segments[i + size : i + 2 * size]
        for size in (2, 3, 4)
        for i in range(len(segments) - 2 * size + 1)
    )


def _is_trap_path(path: str, segments: list[str], url: str) -> bool:
    if document_suffix(url):
        return False
    if segments and segments[0] in _LANGUAGES:
        return True
    number = re.search(r"/page[/-](\d+)/?$", path)
    if number and int(number[1][:6]) > MAX_PAGE_NUMBER:
        return True
    if any(segment in _TRAP_SEGMENTS for segment in segments):
        return True
    return bool(_DATE_ARCHIVE.match(path) or _DAY_SEGMENT.search(path) or _MODERN_GOV.search(url))


def _is_trap_query(query: list[tuple[str, str]]) -> bool:
    if len(query) > 6:
        return True
    for key, value in query:
        name = key.lower()
        # An empty search box (`?s=`) shows everything: a trap as well.
        if name in _TRAP_PARAMETERS or _FACET.match(name):
            return True
        far = name in _PAGE_PARAMETERS and value.isdigit() and int(value[:7]) > MAX_PAGE_NUMBER * 20
        if far:
            return True
    years = [key for key, _ in query if key.lower() in ("year", "yr")]
    return bool(years) and any(key.lower() in ("month", "mon", "week") for key, _ in query)


_PAGE_PARAMETERS = frozenset(
    {"page", "pagenumber", "p_page", "paged", "pg", "start", "offset", "pageno", "from"}
)


def is_next_page_of(url: str, base: str) -> bool:
    """Whether an address is a later page of the list at `base` (`?page=2`, `/page/2/`, `?start=10`)."""
    if host_of(url) != host_of(base):
        return False
    there, here = page_number(url), page_number(base)
    return there is not None and there > (here or 0) and _without_page(url) == _without_page(base)


_NUMBER = re.compile(r"\d{1,3}")


def is_numbered_after(url: str, base: str, text: str) -> bool:
    """Whether a link of a pager leads to a later page by a number behind the list's address: "/reviews/2"."""
    number = text.strip()
    if not _NUMBER.fullmatch(number) or host_of(url) != host_of(base) or int(number) < 2:
        return False
    here, there = urlsplit(base), urlsplit(url)
    path, _, last = there.path.rstrip("/").rpartition("/")
    own = here.path.rstrip("/")
    before = re.fullmatch(r"(?P<list>.+)/(?P<number>\d{1,3})", own)
    whole = own == path or bool(before and before["list"] == path and int(before["number"]) < int(number))
    return last == number and len(path) > 1 and whole and here.query == there.query


@lru_cache(MOST_KEPT)
def page_number(url: str) -> int | None:
    """The page number, or offset, that an address names."""
    try:
        parts = urlsplit(url)
        query = parse_qsl(parts.query)
    except ValueError:
        return None
    match = re.search(r"/page[/-](\d{1,6})/?$", parts.path)
    if match:
        return int(match[1])
    for key, value in query:
        if key.lower() in _PAGE_PARAMETERS and re.fullmatch(r"\d{1,6}", value):
            return int(value)
    return None


@lru_cache(MOST_KEPT)
def _without_page(url: str) -> str:
    parts = urlsplit(url)
    path = re.sub(r"/page[/-]\d+/?$", "", parts.path)
    query = [(k, v) for k, v in parse_qsl(parts.query) if k.lower() not in _PAGE_PARAMETERS]
    return canonical(parts._replace(path=path, query=urlencode(query)).geturl())


def never_fetched(url: str, hosts: frozenset[str] | set[str]) -> bool:
    """Whether nothing is ever asked for at an address, neither page nor document.

    Procedures manuals, mirrors, social media, analytics, staging copies and hosts that only look like one we
    know, unless a declaration names them.
    """
    host = host_of(url)
    if host == "":
        return True
    return host not in hosts and _is_nobodys(host, frozenset(hosts))


@lru_cache(MOST_KEPT)
def _is_nobodys(host: str, ours: frozenset[str]) -> bool:
    return is_foreign_host(host) or is_staging_host(host) or is_look_alike(host, ours)

"""What an address alone says: a document, a page, a procedures manual, a mirror, …"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from harvester.detect.words import word_set
from harvester.shared_files import direct_address, is_shared_folder


class Shape(StrEnum):
    """What an address looks like."""

    NONE = "none"  # no address known
    DOCUMENT = "document"
    PAGE = "page"
    UNSURE = "unsure"
    MEDIA = "media"  # picture, sound, film, archive, feed
    UNFETCHABLE = "unfetchable"  # mailto:, tel:, javascript:, a bare fragment


DOCUMENT_SUFFIXES: Final = frozenset(
    {"pdf", "doc", "docx", "rtf", "odt", "ppt", "pptx", "pps", "ppsx", "docm"}
)
MEDIA_SUFFIXES: Final = word_set(
    "jpg jpeg png gif svg webp ico bmp tif tiff mp3 mp4 m4a mov avi wmv webm zip gz css js json "
    "xml rss atom ics xls xlsx "
    "csv exe woff woff2 ttf vcf epub"
)
_PAGE_SUFFIXES: Final = frozenset({"html", "htm", "shtml", "xhtml", "aspx", "asp", "php", "cfm", "jsp", "do"})
_DOCUMENT_PATH: Final = re.compile(
    r"/downloads?/(?:file|id|doc|document)s?/\d|(?<!/downloads)/download/(?:file|asset|doc|attachment|"
    r"publication|\d)|/(?:file|document|media)[_-]?download|"
    r"/asset-library/|/_files/ugd/|/docs?/download|/documents?/download|/getfile|/get-file|"
    r"/viewdoc|/view-document|/showdoc|/download\.(?:aspx|php|cfm|asp)|"
    r"/file/d/|/uploadedfiles/|/wp-content/uploads/|/sites/default/files/|/ccm/cms-service/|"
    r"/content/dam/|/attachments?/\d|/media/\d+/[^/]+/(?:pdf|doc|docx)\b|"
    r"/media/[0-9a-z]{6,12}/[^/]+$|/document-download|/rep/s/|/retrieve/|/dmsdocument/|"
    r"\.ashx$|/doc/download|/downloaddoc|/download$|/assets/(?:[^/]+/)*[^/]+\.[a-z]{3,4}$",
    re.IGNORECASE,
)
_DOCUMENT_QUERY: Final = word_set(
    "download wpdmdl attachment_id attachmentid attach file filename fileid file_id getfile "
    "downloadid download_id docid doc_id assetid format "
    "forcedownload"
)
PROCEDURES_HOST: Final = re.compile(
    r"(?:^|\.)(?:proceduresonline\.com|trixonline\.co\.uk|procedures\.org\.uk|teescpp\.org\.uk|"
    r"londonsafeguardingchildrenprocedures\.co\.uk|"
    r"londoncp\.co\.uk|westmidlands\.procedures\.org\.uk|workingtogetheronline\.co\.uk|"
    r"trixcms\.com|antser\.com)$|procedures?(?:online|manual)|(?:^|\.)[a-z-]*procedures[a-z-]*\."
)
MIRROR_HOST: Final = re.compile(
    r"(?:^|\.)(?:docslib|vdocuments?|dokumen|pdfslide|fdocuments?|healthdocbox|docsbay|docest|"
    r"docplayer|studylib|yumpu|scribd|cupdf|paperzz|slideshare|slideplayer|moam|zlibrary|"
    r"docstoc|issuu|pdf4pro|123docz?|5y1|silo|coursehero|academia|researchgate|pdffiller|"
    r"web\.archive|archive|wikipedia)\.[a-z.]{2,12}$|(?:^|\.)m\.moam\."
)
SOCIAL_HOST: Final = re.compile(
    r"(?:^|(?:www|maps|translate|support|play)\.)google\.|(?:^|\.)(?:facebook|twitter|x|linkedin|"
    r"instagram|youtube|youtu|vimeo|tiktok|pinterest|"
    r"reddit|whatsapp|addtoany|addthis|sharethis|t|flickr|threads|bsky|eventbrite|"
    r"surveymonkey|forms\.office|bing|apple|spotify|soundcloud|mailchi|"
    r"list-manage|campaign-archive|govdelivery|buzzsprout)\.(?:com|co\.uk|org|be|co|io|app|mp|"
    r"social|net)$"
)
PRESS_HOST: Final = re.compile(
    r"(?:^|\.)(?:bbc|itv|theguardian|telegraph|independent|mirror|dailymail|sky|chroniclelive|"
    r"sunderlandecho|manchestereveningnews|communitycare|cypnow|walesonline|lancs\.live|"
    r"localgov|thetimes|examinerlive|birminghammail)\.(?:co\.uk|com|news|live)$"
)
COUNCIL_PAPER: Final = re.compile(
    r"mgai(?:\.aspx)?\b|ieissuedetails|ielistdocuments|ielistmeetings|mgdecisiondetails|"
    r"mgconvert2pdf|ieagenda|mgmeeting|ieDecision|mgoutside|mgcommittee|/documents/[sbgd]\d{3,}/|"
    r"\.html\?ct=2|/mgissue",
    re.IGNORECASE,
)
CALENDAR: Final = re.compile(
    r"/(?:calendar|events?|whats-?on|diary)(?:/|\?|$)|[?&](?:tribe|ical|month|year|date|eventdate|"
    r"day)=|/(?:19|20)\d\d/\d{1,2}/?$|/(?:category|tag|author)/|/feed/?$|/wp-json|/wp-login|"
    r"/wp-admin|/xmlrpc|"
    r"/(?:login|log-in|signin|sign-in|register|basket|cart|my-account|account)(?:[/.?]|$)|"
    r"[?&](?:replytocom|share|orderby|sort)=|/(?:a-?z|site-?map)(?:[/.?]|$)|/search(?:[/.?]|$)|"
    r"[?&](?:s|q|search|query)=",
    re.IGNORECASE,
)
NEWS_PATH: Final = re.compile(
    r"/(?:news|latest-news|newsroom|press|blog|media-releases?|news-and-events|news-archive|"
    r"newsletters?|bulletins?)(?:[/.?-]|$)|/(?:19|20)\d\d/\d{1,2}/\d{1,2}/|/(?:bulletin|"
    r"newsletter)-|news\.(?:htm|php|asp)|misheet\.asp",
    re.IGNORECASE,
)


@lru_cache(maxsize=20_000)
def host_of(url: str) -> str:
    """Lower-case host name, without www; "" when there is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


@lru_cache(maxsize=20_000)
def shape_of(url: str) -> Shape:
    """What the address looks like, by scheme, suffix, path and query."""
    if not url:
        return Shape.NONE
    try:
        parts = urlsplit(url)
    except ValueError:
        return Shape.UNFETCHABLE
    if parts.scheme and parts.scheme not in {"http", "https"}:
        return Shape.UNFETCHABLE
    if is_shared_folder(url):
        return Shape.PAGE
    if direct_address(url) is not None:
        return Shape.DOCUMENT
    path = unquote(parts.path)
    last = path.rsplit("/", 1)[-1]
    suffix = last.rsplit(".", 1)[-1].lower() if "." in last else ""
    if suffix in DOCUMENT_SUFFIXES:
        return Shape.DOCUMENT
    query = _query(parts.query)
    if _query_is_document(query):
        return Shape.DOCUMENT
    if suffix in MEDIA_SUFFIXES:
        return Shape.MEDIA
    if _DOCUMENT_PATH.search(path):
        return Shape.DOCUMENT
    if suffix in _PAGE_SUFFIXES or path in {"", "/"} or path.endswith("/"):
        return Shape.PAGE
    return Shape.UNSURE


def _query(text: str) -> dict[str, str]:
    try:
        return {
            key.lower(): value
            for key, value in parse_qsl(text[:2_000], keep_blank_values=True, max_num_fields=40)
        }
    except ValueError:
        return {}


def _query_is_document(query: dict[str, str]) -> bool:
    for key, value in query.items():
        if value.rsplit(".", 1)[-1].lower() in DOCUMENT_SUFFIXES and "." in value:
            return True
        if key == "format" and value.lower() in DOCUMENT_SUFFIXES:
            return True
        if key == "export" and value.lower() in {"download", *DOCUMENT_SUFFIXES}:
            return True
        if key in _DOCUMENT_QUERY - {"format"} and value.lower() not in {"", "0", "false", "no"}:
            return True
    return "download" in query and query["download"] == ""


def slug_words(url: str) -> str:
    """The words of the last telling part of an address: "Child V LCSPR Overview Report Aug 2021"."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    pieces = [piece for piece in unquote(parts.path).split("/") if piece]
    named = [value for _, value in parse_qsl(parts.query[:2_000]) if "." in value or len(value) > 12][:2]
    for piece in [*named, *reversed(pieces)]:
        words = _SLUG_GAPS.sub(" ", _ENDING.sub("", piece)).strip()
        small = words.lower()
        if _TELLING.search(words) and small not in _EMPTY_SLUGS and not _HEX.fullmatch(small):
            return words[:200]
    return ""


_ENDING: Final = re.compile(r"\.[A-Za-z]{3,5}$")
_SLUG_GAPS: Final = re.compile(r"[-_+.%\s]+")
_TELLING: Final = re.compile(r"[A-Za-z]{3,}")
_HEX: Final = re.compile(r"[0-9a-f ]{16,}")
_EMPTY_SLUGS: Final = word_set(
    "node info article articles post item download downloads file files document documents index "
    "default page view pdf doc media uploads content"
)


@lru_cache(maxsize=20_000)
def is_off_limits(url: str) -> str | None:
    """Why nothing at this address is ever a review document of a source, or None."""
    reason = _host_off_limits(host_of(url))
    if reason is None and COUNCIL_PAPER.search(url[:1_000]):
        reason = "council meeting paper"
    return reason


@lru_cache(maxsize=2_048)
def _host_off_limits(host: str) -> str | None:
    for pattern, reason in (
        (PROCEDURES_HOST, "procedures manual"),
        (MIRROR_HOST, "mirror of other people's documents"),
        (SOCIAL_HOST, "social media or survey host"),
        (PRESS_HOST, "press"),
    ):
        if pattern.search(host):
            return reason
    return None


@lru_cache(maxsize=20_000)
def is_national(url: str) -> bool:
    """Whether a national body, not a local one, publishes at this address."""
    host = host_of(url)
    if host in {"gov.uk", "gov.scot", "gov.wales"}:
        return True
    return host.endswith(_NATIONAL_SUFFIXES)


_NATIONAL_SUFFIXES: Final = (
    "publishing.service.gov.uk",
    "nspcc.org.uk",
    "nspcclibrary.co.uk",
    "legislation.gov.uk",
    "ofsted.gov.uk",
    "scie.org.uk",
    "rip.org.uk",
    "researchinpractice.org.uk",
    "education.gov.uk",
    "nice.org.uk",
    "cqc.org.uk",
    "parliament.uk",
    "ico.org.uk",
    "careinspectorate.com",
    "careinspectorate.wales",
    "childrenscommissioner.gov.uk",
    "barnardos.org.uk",
    "childcomwales.org.uk",
    "whatworks-csc.org.uk",
    "foundations.org.uk",
    "vkpp.org.uk",
    "whatdotheyknow.com",
)

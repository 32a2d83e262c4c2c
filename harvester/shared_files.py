"""Files that publishers keep with a file-sharing service. Pure functions on addresses.

What is linked is a page of the service that shows the file; the file itself has another address, which
these functions know for Google Drive and Docs, SharePoint, OneDrive, Dropbox and two viewers. A folder of
such a service is no document, and its log-in page is never content.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from harvester.urls import DOCUMENT_SUFFIXES, MOST_KEPT, host_of, path_suffix

_MOST = 2000  # characters of an address that are looked at
_GOOGLE = frozenset({"drive.google.com", "docs.google.com"})
_ID = r"([\w-]{10,})"
_DRIVE_FILE = re.compile(rf"^/(?:a/[\w.-]+/)?file/(?:u/\d+/)?d/{_ID}")
_DRIVE_OPEN = re.compile(r"^/(?:a/[\w.-]+/)?(?:u/\d+/)?(?:open|uc)$")
_DOCS_FILE = re.compile(rf"^/(?:a/[\w.-]+/)?(document|presentation)/(?:u/\d+/)?d/(?!e/){_ID}")
_DRIVE_FOLDER = re.compile(r"^/(?:a/[\w.-]+/)?(?:drive/(?:u/\d+/)?folders/|folderview|drive/?$)")
_SHAREPOINT_FILE = re.compile(r"^/:[bwpto]:/", re.IGNORECASE)
_SHAREPOINT_FOLDER = re.compile(r"^/:f:/|/forms/allitems\.aspx$|/_layouts/15/onedrive\.aspx$", re.IGNORECASE)
_SHAREPOINT_VIEWER = re.compile(r"^(.*/_layouts/15/)(?:doc|wopiframe2?|embed)\.aspx$", re.IGNORECASE)
_SHAREPOINT_GUEST = re.compile(r"^(.*/_layouts/15/)guestaccess\.aspx$", re.IGNORECASE)
_GUID = re.compile(r"^\{?([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\}?$", re.IGNORECASE)
_DROPBOX_FILE = re.compile(r"^/(?:s|scl/fi)/[\w-]+/")
_DROPBOX_FOLDER = re.compile(r"^/(?:sh|scl/fo)/[\w-]+")
_LOG_IN = re.compile(
    r"(?:^|\.)(?:accounts\.google\.com|login\.(?:microsoftonline|microsoft|windows|live)\.(?:com|net|us)"
    r"|[\w-]+\.b2clogin\.com|[\w-]+\.ciamlogin\.com|[\w-]+\.(?:okta|auth0)\.com)$"
)
_LOG_IN_PATH = re.compile(
    r"/_layouts/15/(?:authenticate|accessdenied|error)\.aspx$|/_forms/default\.aspx$"
    r"|^/(?:servicelogin|v3/signin)\b",
    re.IGNORECASE,
)


@lru_cache(MOST_KEPT)
def direct_address(url: str) -> str | None:
    """The address at which a file-sharing service gives out the file that an address shows.

    None when the address is not that of one shared file. A direct address is its own.
    """
    parts = _parts(url)
    if parts is None or is_shared_folder(url):
        return None
    host, query = host_of(url), dict(parse_qsl(parts.query)[:20])
    if host in _GOOGLE:
        return _at_google(parts, query)
    if host == "drive.usercontent.google.com":
        return url if parts.path == "/download" and query.get("id") else None
    if host.endswith(".sharepoint.com"):
        return _at_sharepoint(parts, query)
    if host in ("1drv.ms", "onedrive.live.com"):
        return _at_onedrive(parts, query)
    if host == "dropbox.com":
        known = _DROPBOX_FILE.match(parts.path) or _is_file_in_folder(parts.path)
        return _with(parts, {"raw": None, "dl": "1"}) if known else None
    if host == "dl.dropboxusercontent.com":
        return url
    return _behind_viewer(host, query)


@lru_cache(MOST_KEPT)
def is_shared_folder(url: str) -> bool:
    """Whether an address is that of a folder with a file-sharing service."""
    parts = _parts(url)
    if parts is None:
        return False
    host = host_of(url)
    if host in _GOOGLE:
        return bool(_DRIVE_FOLDER.match(parts.path))
    if host.endswith(".sharepoint.com"):
        return bool(_SHAREPOINT_FOLDER.search(parts.path))
    if host == "1drv.ms":
        return parts.path.startswith("/f/")
    if host == "onedrive.live.com":
        names = {key.lower() for key, _ in parse_qsl(parts.query)[:20]}
        return parts.path in ("", "/") and "id" in names and "authkey" in names and "resid" not in names
    return (
        host == "dropbox.com"
        and bool(_DROPBOX_FOLDER.match(parts.path))
        and not _is_file_in_folder(parts.path)
    )


def is_log_in(url: str) -> bool:
    """Whether an address is that of a log-in service, or of the log-in page of a file-sharing service."""
    parts = _parts(url)
    if parts is None:
        return False
    host = host_of(url)
    if _LOG_IN.search(host):
        return True
    if host.endswith(".sharepoint.com"):
        return bool(_LOG_IN_PATH.search(parts.path))
    return host == "dropbox.com" and parts.path.startswith("/login")


def past_warning(url: str) -> str | None:
    """The address that gives a large file of Google Drive, which it has not scanned, after its warning.

    Args:
        url: the address that answered a page where the file was asked for.
    """
    parts = _parts(url)
    if parts is None or host_of(url) not in ("drive.google.com", "drive.usercontent.google.com"):
        return None
    query = dict(parse_qsl(parts.query)[:20])
    if parts.path not in ("/uc", "/download") or not query.get("id") or query.get("confirm"):
        return None
    return _with(parts, {"confirm": "t"})


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip()[:_MOST])
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") else None


def _with(parts: SplitResult, changes: dict[str, str | None], path: str | None = None) -> str:
    """The same address with some parameters set where they stand, or else added, or left out (None)."""
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    values = {**given, **changes}
    query = urlencode([(key, value) for key, value in values.items() if value is not None])
    return parts._replace(scheme="https", path=path or parts.path, query=query, fragment="").geturl()


def _at_google(parts: SplitResult, query: dict[str, str]) -> str | None:
    written = _DOCS_FILE.match(parts.path)
    if written and written[1] == "document":
        return f"https://docs.google.com/document/d/{written[2]}/export?format=pdf"
    if written:
        return f"https://docs.google.com/presentation/d/{written[2]}/export/pdf"
    found = _DRIVE_FILE.match(parts.path)
    number = found[1] if found else query.get("id", "") if _DRIVE_OPEN.match(parts.path) else ""
    if not re.fullmatch(_ID, number):
        return _behind_viewer(parts.hostname or "", query)
    direct = f"https://drive.google.com/uc?export=download&id={number}"
    more = [(key, query[key]) for key in ("resourcekey", "confirm") if query.get(key)]
    return f"{direct}&{urlencode(more)}" if more else direct


def _at_sharepoint(parts: SplitResult, query: dict[str, str]) -> str | None:
    if _SHAREPOINT_FILE.match(parts.path):
        return _with(parts, {"web": None, "download": "1"})
    viewer = _SHAREPOINT_VIEWER.match(parts.path)
    number = _GUID.match(query.get("sourcedoc") or query.get("UniqueId") or "")
    if viewer and number:
        return f"https://{parts.netloc}{viewer[1]}download.aspx?UniqueId={number[1]}"
    guest = _SHAREPOINT_GUEST.match(parts.path)
    if guest:
        return _with(parts, {"download": "1"}, f"{guest[1]}download.aspx" if "share" in query else None)
    if parts.path.lower().endswith("/_layouts/15/download.aspx"):
        return parts.geturl()
    if path_suffix(parts.geturl()) in DOCUMENT_SUFFIXES:
        return _with(parts, {"web": None, "download": "1"})
    return None


def _at_onedrive(parts: SplitResult, query: dict[str, str]) -> str | None:
    if parts.hostname == "1drv.ms":
        return _with(parts, {"download": "1"}) if parts.path.strip("/") else None
    if query.get("resid") and parts.path in ("/embed", "/redir", "/view.aspx", "/edit.aspx", "/download"):
        kept = [(key, query[key]) for key in ("resid", "authkey") if key in query]
        return f"https://onedrive.live.com/download?{urlencode(kept)}"
    return None


def _is_file_in_folder(path: str) -> bool:
    """Whether a path below a shared folder names one file of it."""
    return bool(_DROPBOX_FOLDER.match(path)) and path_suffix(f"https://x{path}") in DOCUMENT_SUFFIXES


def _behind_viewer(host: str, query: dict[str, str]) -> str | None:
    """The address that a viewer of other people's files was given."""
    shown = {"docs.google.com": "url", "view.officeapps.live.com": "src"}.get(host)
    target = query.get(shown, "") if shown else ""
    return target if target.startswith(("http://", "https://")) and len(target) < _MOST else None

"""Addresses of stores: `s3://bucket/folder`, `sftp://host/folder`, `file:///srv/files`."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit


def plain_url(url: str) -> str:
    """An address in the one form in which it is noted and compared.

    Raises:
        ValueError: it is no address of a store, or holds what is secret.
    """
    parts = urlsplit(url.strip())
    if "::" in url or not parts.scheme or "://" not in url:
        raise ValueError("must be an address like s3://bucket/folder or file:///mnt/big/files")
    if parts.password is not None or parts.query or parts.fragment:
        raise ValueError("may hold no password and no query: those belong into store.options")
    if parts.scheme == "file" and (parts.netloc or not parts.path.strip("/")):
        raise ValueError("must name a folder by its whole path, like file:///srv/files")
    return url.strip().rstrip("/") if parts.netloc or parts.path.strip("/") else url.strip()


def folder_of(url: str) -> Path | None:
    """The folder of a `file://` address; None: it is elsewhere."""
    parts = urlsplit(url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None

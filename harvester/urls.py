"""Addresses: twins, traps, scope. Pure functions on text."""

from __future__ import annotations

from urllib.parse import urlsplit


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
    if ":" in host:
        host = f"[{host}]"
    host = host.removeprefix("www.") if host.count(".") > 1 else host
    return host if port in (None, 80, 443) else f"{host}:{port}"

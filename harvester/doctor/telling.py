"""Can people be told? Addresses are secrets: findings count them and never repeat them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harvester.doctor.finding import GOOD, NOTE, WRONG, Finding

if TYPE_CHECKING:
    from harvester.doctor.finding import Patient


def notify(patient: Patient) -> Finding:
    """Every address is one that apprise knows how to reach."""
    urls = patient.config.notify.urls
    if not urls:
        advice = "Set notify.urls, so that a night in trouble is not found out by chance."
        return Finding("notify", NOTE, "nobody is told", advice)
    from apprise import Apprise

    bad = [place for place, url in enumerate(urls, 1) if Apprise.instantiate(url.get_secret_value()) is None]
    if bad:
        named = ", ".join(map(str, bad))
        said = f"address {named} of {len(urls)} is none that apprise knows"
        return Finding("notify", WRONG, said, "Correct notify.urls (https://github.com/caronc/apprise/wiki).")
    many = "1 address" if len(urls) == 1 else f"{len(urls)} addresses"
    return Finding("notify", GOOD, f"{many}, told with {patient.config.notify.when!r}")


def ping(patient: Patient) -> Finding:
    """The dead-man switch notices nights that never began."""
    address = patient.config.notify.ping
    if address is None:
        advice = "Set notify.ping to a dead-man switch: it notices when no night runs at all."
        return Finding("ping", NOTE, "none", advice)
    try:
        parts = urlsplit(address.get_secret_value())
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good:
        return Finding("ping", WRONG, "notify.ping is no http or https address", "Correct it.")
    return Finding("ping", GOOD, "set")


def metrics(patient: Patient) -> Finding | None:
    """The file's folder must be there and writable."""
    file = patient.config.metrics.file
    if file is None:
        return None
    folder = file.absolute().parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return Finding(
            "metrics", WRONG, f"{folder} is no folder that can be written", "Make it, or chown it."
        )
    return Finding("metrics", GOOD, str(file))

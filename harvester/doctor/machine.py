"""What the machine must have: versions, limits, clock, network, programs."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from harvester.doctor.finding import GOOD, NOTE, WRONG, Finding
from harvester.errors import HarvesterError

if TYPE_CHECKING:
    from harvester.doctor.finding import Patient

PYTHON = (3, 11)
SQLITE = (3, 37, 0)  # STRICT tables
OPEN_FILES = (256, 1024)  # wrong below the first, a note below the second
MEMORY_GB = 2.0  # a crawling process and two reading workers at their limits
NEUTRAL_HOST = "example.org"  # set aside for such use; it is looked up and connected to, and asked nothing


def python(_patient: Patient) -> Finding:
    """The interpreter."""
    said = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro} ({sys.executable})"
    if sys.version_info[:2] < PYTHON:
        return Finding("python", WRONG, said, f"Install Python {PYTHON[0]}.{PYTHON[1]} or newer.")
    return Finding("python", GOOD, said)


def libraries(_patient: Patient) -> Finding:
    """Every library that the package requires, at its floor or above."""
    from importlib.metadata import PackageNotFoundError, requires, version

    from packaging.requirements import Requirement

    try:
        needed = [Requirement(line) for line in requires("harvester") or ()]
    except PackageNotFoundError:
        return Finding(
            "libraries", NOTE, "harvester runs from a folder and is not installed", "pip install it."
        )
    wrong, count = [], 0
    for one in needed:
        if one.marker is not None and not one.marker.evaluate({"extra": ""}):
            continue
        count += 1
        try:
            have = version(one.name)
        except PackageNotFoundError:
            wrong.append(f"{one.name} is missing")
            continue
        if not one.specifier.contains(have, prereleases=True):
            wrong.append(f"{one.name} {have} is not {one.specifier}")
    if wrong:
        return Finding("libraries", WRONG, "; ".join(wrong), "pip install --upgrade harvester")
    return Finding("libraries", GOOD, f"all {count} at their floor or above")


def sqlite(_patient: Patient) -> Finding:
    """The SQLite library beneath the catalogue."""
    said = f"SQLite {sqlite3.sqlite_version}"
    if sqlite3.sqlite_version_info < SQLITE:
        floor = ".".join(map(str, SQLITE))
        return Finding("sqlite", WRONG, said, f"Install a Python whose SQLite is {floor} or newer.")
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
    except sqlite3.Error:
        return Finding("sqlite", WRONG, f"{said} without FTS5", "Install a Python whose SQLite has FTS5.")
    return Finding("sqlite", GOOD, f"{said}, with full text search")


def clock(patient: Patient) -> Finding:
    """Time must not lie before what has happened already."""
    now = datetime.fromisoformat(patient.now)
    installed = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    last = _newest_run(patient)
    advice = "Set the clock (timedatectl set-ntp true)."
    if now < installed - timedelta(days=1):
        return Finding("clock", WRONG, f"{patient.now} is before this program was installed", advice)
    if last and now < datetime.fromisoformat(last) - timedelta(minutes=5):
        return Finding("clock", WRONG, f"{patient.now} is before the last run ({last})", advice)
    return Finding("clock", GOOD, patient.now)


def _newest_run(patient: Patient) -> str | None:
    path = patient.data.catalogue
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute("SELECT max(started) FROM run").fetchone()
    except sqlite3.Error:  # the catalogue's own check says more
        return None
    return str(row[0]) if row and row[0] else None


def open_files(_patient: Patient) -> Finding:
    """Each source holds sockets and files open."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    said = f"{soft} open files are allowed to a process"
    advice = "Raise it: LimitNOFILE=4096 in the service, or ulimit -n 4096."
    if soft != resource.RLIM_INFINITY and soft < OPEN_FILES[1]:
        state = WRONG if soft < OPEN_FILES[0] else NOTE
        return Finding("open files", state, f"{said} (at most {hard})", advice)
    return Finding("open files", GOOD, said)


def memory(_patient: Patient) -> Finding:
    """Reading a document may take 1 GiB, and is ended there."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1000**3
    said = f"{whole:.1f} GB"
    if whole < MEMORY_GB:
        return Finding("memory", NOTE, said, "Set crawl.readers = 1 and crawl.processes = 1.")
    return Finding("memory", GOOD, said)


def network(patient: Patient) -> Finding | None:
    """Names are resolved and a connection is possible; nobody's site is asked for anything."""
    if patient.offline:
        return None
    advice = "Look at resolver, routes and firewall; a night without a network ends with exit code 9."
    try:
        found = socket.getaddrinfo(NEUTRAL_HOST, 443, type=socket.SOCK_STREAM)
    except OSError as error:
        return Finding("network", WRONG, f"{NEUTRAL_HOST} is not resolved: {error.strerror or error}", advice)
    for family, kind, protocol, _, address in found:
        with closing(socket.socket(family, kind, protocol)) as probe:
            probe.settimeout(5)
            try:
                probe.connect(address)
            except OSError:
                continue
            return Finding("network", GOOD, f"{NEUTRAL_HOST} is resolved, and answers on port 443")
    return Finding("network", WRONG, f"{NEUTRAL_HOST} is resolved, and port 443 is not reached", advice)


def browser(patient: Patient) -> Finding | None:
    """Only where a source says `render: true`."""
    try:
        needs = [one.slug for one in patient.live if one.render]
    except HarvesterError:  # the declarations' own check says why
        return None
    if not needs:
        return None
    from harvester.web.browser import require_browser

    try:
        path = require_browser(patient.config.chromium)
    except HarvesterError as error:
        said = f"{len(needs)} sources need one ({', '.join(needs[:3])}): {error}"
        return Finding("browser", WRONG, said, "Install it, or set chromium in the configuration.")
    return Finding("browser", GOOD, path)


def scans(_patient: Patient) -> Finding:
    """Reports that are scans have no text without it."""
    path = shutil.which("tesseract")
    if path is None:
        advice = "Install it (Debian: apt-get install tesseract-ocr tesseract-ocr-cym)."
        return Finding(
            "tesseract", NOTE, "not installed: scanned reports are kept without their text", advice
        )
    return Finding("tesseract", GOOD, path)

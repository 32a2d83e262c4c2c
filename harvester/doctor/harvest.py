"""What lies in the data directory, what is declared, and how the last night went."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harvester.doctor.finding import GOOD, NOTE, WRONG, Finding
from harvester.errors import HarvesterError

if TYPE_CHECKING:
    from harvester.doctor.finding import Patient

# File systems over a network: SQLite's locks and fsync cannot be trusted there.
REMOTE = ("nfs", "cifs", "smb", "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "9p", "afs", "ceph", "glusterfs")
FORGETFUL = ("tmpfs", "ramfs", "overlay")
INODES = 10_000
LATE_H = 36.0  # hours since the last night began
CHECKED_WHOLE = 200 * 1000**2  # bytes; a larger catalogue is left to `harvester verify`


def configuration(patient: Patient) -> Finding:
    """The file is valid, and for our eyes only where it holds secrets."""
    if patient.trouble:
        return Finding("configuration", WRONG, patient.trouble, "Correct it; see docs/operating.md.")
    file = patient.config.file
    if file is None:
        return Finding("configuration", GOOD, "no file; defaults and environment")
    mode = file.stat().st_mode & 0o777
    if patient.config.secrets() and mode & 0o004:
        said = f"{file} holds secrets and may be read by everybody ({mode:o})"
        return Finding("configuration", NOTE, said, f"chmod 600 {file}")
    return Finding("configuration", GOOD, str(file))


def directory(patient: Patient) -> Finding:
    """The data directory can be written and is on a disk of this machine."""
    root = patient.data.root.absolute()
    place = root
    while not place.exists():
        place = place.parent
    if not place.is_dir():
        return Finding("data directory", WRONG, f"{place} is no directory", "Choose another --data.")
    try:
        with tempfile.TemporaryFile(dir=place) as probe:
            probe.write(b"x")
            os.fsync(probe.fileno())
    except OSError as error:
        said = f"{place} cannot be written: {error.strerror}"
        return Finding(
            "data directory", WRONG, said, "chown it, mount it for writing, or choose another --data."
        )
    kind = file_system(place)
    if kind.startswith(REMOTE):
        advice = "Move it to a local disk: SQLite may be damaged on a network file system."
        return Finding("data directory", WRONG, f"{root} is on a network file system ({kind})", advice)
    if kind in FORGETFUL:
        said = f"{root} is on {kind}, which may not outlast a restart"
        return Finding("data directory", NOTE, said, "Use a disk, or mount a volume there.")
    owner = place.stat().st_uid
    if os.geteuid() == 0 and owner != 0:
        advice = f"Ask again as its owner: sudo -u '#{owner}' harvester doctor."
        said = f"{root} belongs to user {owner}, and root may write anywhere"
        return Finding("data directory", NOTE, said, advice)
    new = "" if root.exists() else " (will be made)"
    return Finding("data directory", GOOD, f"{root}{new}" + (f", on {kind}" if kind else ""))


def file_system(place: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """The kind of file system under a place, "" where the kernel does not say."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    best, kind = "", ""
    real = str(place.resolve())
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1].encode().decode("unicode_escape")  # \040 for a blank
        inside = real == point or real.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fields[2]
    return kind


def room(patient: Patient) -> Finding:
    """Enough room, in bytes and in files."""
    from harvester.run.limits import GIGABYTE, free_bytes, short_of_room

    root, least = patient.data.root, patient.config.nightly.min_free_gb
    short = short_of_room(root, least)
    if short:
        return Finding("room", WRONG, short, "A night would end with exit code 8.")
    place = root.absolute()
    while not place.exists():
        place = place.parent
    inodes = os.statvfs(place)
    if inodes.f_files and inodes.f_favail < INODES:
        return Finding("room", WRONG, f"only {inodes.f_favail} more files fit", "Free inodes (df -i).")
    return Finding("room", GOOD, f"{free_bytes(root) / GIGABYTE:.0f} GB free, {least:g} GB needed")


def lock(patient: Patient) -> Finding:
    """Whether something is at work now."""
    from harvester.run.lock import holder

    held_by = holder(patient.data)
    if held_by:
        return Finding("lock", NOTE, f"held by {held_by}", "Nothing to do: it works. A night would exit 7.")
    return Finding("lock", GOOD, "free")


def catalogue(patient: Patient) -> Finding:
    """The catalogue opens, is sound, and of a schema that this program knows."""
    from harvester.catalogue.connection import APPLICATION_ID, SCHEMA_VERSION

    path = patient.data.catalogue
    if not path.exists():
        return Finding("catalogue", GOOD, "none yet; the first crawl makes it")
    advice = "Restore a backup (harvester restore); files and decisions.jsonl are not affected."
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as db:
            version = int(db.execute("PRAGMA user_version").fetchone()[0])
            ours = int(db.execute("PRAGMA application_id").fetchone()[0]) == APPLICATION_ID
            small = path.stat().st_size <= CHECKED_WHOLE
            sound = db.execute("PRAGMA quick_check(1)").fetchone()[0] if small else "ok"
    except sqlite3.Error as error:
        return Finding("catalogue", WRONG, f"{path} cannot be read: {error}", advice)
    if not ours and version == 0:
        return Finding("catalogue", WRONG, f"{path} is no harvester catalogue", "Move it away.")
    if version > SCHEMA_VERSION:
        said = f"{path} was written by a newer harvester (schema {version}; this one knows {SCHEMA_VERSION})"
        return Finding("catalogue", WRONG, said, "Upgrade harvester; a night would end with exit code 10.")
    if sound != "ok":
        return Finding("catalogue", WRONG, f"{path} is damaged: {sound}", advice)
    older = f"; will be brought from schema {version} to {SCHEMA_VERSION}" if version < SCHEMA_VERSION else ""
    return Finding("catalogue", GOOD, f"opens, schema {version}{older}")


def declarations(patient: Patient) -> Finding:
    """All valid, and some of them live."""
    try:
        live = patient.live
    except HarvesterError as error:
        lines = str(error).splitlines()
        more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
        return Finding("declarations", WRONG, lines[0] + more, "harvester sources check says where.")
    where = str(patient.config.sources or "shipped")
    if not live:
        return Finding(
            "declarations", WRONG, f"no live source ({where})", "Declare one: harvester sources new."
        )
    return Finding("declarations", GOOD, f"{len(live)} live sources ({where})")


def contact(patient: Patient) -> Finding:
    """Who asks must be said wherever strangers are asked."""
    said = patient.config.contact
    if said is None:
        from harvester.run.beforehand import require_contact
        from harvester.run.options import RunOptions

        try:
            options = RunOptions.configured(patient.config, data=patient.data)
            require_contact(options, patient.live)
        except HarvesterError:
            advice = "Set contact in the configuration, or HARVESTER_CONTACT, to a mail address or page."
            return Finding("contact", WRONG, "none is set; a night would end with exit code 4", advice)
        return Finding("contact", GOOD, "none is needed: every source is inside crawl.allow_hosts")
    if "@" not in said and not said.lower().startswith(("http://", "https://")):
        advice = "Make it one, so that site owners can reach you."
        return Finding("contact", NOTE, f"{said} is neither a mail address nor a page", advice)
    return Finding("contact", GOOD, said)


def last_night(patient: Patient) -> Finding:
    """The last `nightly` run came to its end, and not long ago."""
    row = _last_nightly(patient)
    if row is None:
        return Finding("last night", NOTE, "no night has run yet", "Try it: harvester nightly --dry-run.")
    started, finished, code, reason, number = row
    hours = (datetime.fromisoformat(patient.now) - datetime.fromisoformat(started)).total_seconds() / 3600
    said = f"run {number} began {started}"
    if hours > LATE_H:
        advice = "Look at the timer: systemctl list-timers, journalctl -u harvester."
        return Finding("last night", WRONG, f"{said}, {hours / 24:.1f} days ago", advice)
    if finished is None:
        return _unfinished(patient, said)
    ended = f"{said} and ended {finished} with exit code {code}: {reason}"
    if code in (0, 6):
        return Finding("last night", GOOD, ended)
    advice = f"Read {patient.data.runs / str(number) / 'report.html'}."
    return Finding("last night", NOTE, ended, advice)


def _unfinished(patient: Patient, said: str) -> Finding:
    from harvester.run.lock import holder

    if holder(patient.data):
        return Finding("last night", GOOD, f"{said} and is under way")
    advice = "Nothing is lost: run harvester nightly again. Look in the journal for what killed it."
    return Finding("last night", WRONG, f"{said} and never came to its end", advice)


def _last_nightly(patient: Patient) -> tuple[Any, ...] | None:
    path = patient.data.catalogue
    if not path.exists():
        return None
    sql = """SELECT started, finished, exit_code, reason, id FROM run
        WHERE command = 'nightly' ORDER BY id DESC LIMIT 1"""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as db:
            row: tuple[Any, ...] | None = db.execute(sql).fetchone()
    except sqlite3.Error:  # said by the check of the catalogue
        return None
    return row


def backups(patient: Patient) -> Finding | None:
    """The newest backup is of the last days, and as its manifest says."""
    from harvester.backup import backups as finished
    from harvester.backup import load, problems

    if not patient.data.catalogue.exists():
        return None
    found = finished(patient.data.backups)
    if not found:
        return Finding("backups", NOTE, "none yet", "A night makes one; harvester backup does so now.")
    newest = load(found[-1])
    wrong = [f"{path.name}: {what}" for path, what in problems(newest)]
    if wrong:
        said = f"{newest.path.name} is damaged: {wrong[0]}"
        return Finding("backups", WRONG, said, "Make another: harvester backup. Look at the disk.")
    made = datetime.fromisoformat(newest.made)
    hours = (datetime.fromisoformat(patient.now) - made).total_seconds() / 3600
    said = f"{len(found)} kept, the newest of {newest.made}"
    if hours > LATE_H:
        return Finding("backups", WRONG, said, "Look why nights make none: harvester runs list.")
    return Finding("backups", GOOD, said)

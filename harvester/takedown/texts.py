"""Text files without what was taken down: logs, reports, feeds, what was told, what people said."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from harvester.catalogue.removing import ERASED
from harvester.store import disk_errors, sync_folder

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory
    from harvester.takedown.archives import Note
    from harvester.takedown.what import What

_HEAD = 8192


def clean_text(path: Path, what: What, note: Note | None = None) -> bool:
    """Blank its words in a text file, or erase its decisions; whether anything was there."""
    if not _is_text(path):
        return False
    held = path.read_bytes()
    made = without(path, held, what)
    if made == held:
        return False
    _put(path, made, note)
    return True


def without(path: Path, held: bytes, what: What) -> bytes:
    """What a text file says without it. Pure."""
    if path.name.startswith("decisions.jsonl"):
        held = erased(held, what)
    text = held.decode("utf-8", "surrogateescape")
    if path.name.startswith("decisions.jsonl") or not what.masker.found(text):
        return held
    return what.masker(text).encode("utf-8", "surrogateescape")


def erased(held: bytes, what: What) -> bytes:
    """Decisions without the words of those that speak of it; the file as it is where there are none. Pure."""
    from harvester.catalogue.decision_file import line_of, rechained, values_of

    out, changed = [], False
    for line in held.splitlines():
        values = values_of(line)
        if values is not None and values.get("id") in what.erased and _speaks(values):
            values = {**values, "reason": "", **{name: None for name in ERASED if name in values}}
            line = line_of(values)
            changed = True
        elif values is not None and values.get("id") in what.unnamed and values.get("other") is not None:
            line = line_of({**values, "other": None})
            changed = True
        out.append(line)
    return rechained(out) if changed else held


def _speaks(values: dict[str, object]) -> bool:
    return bool(values.get("reason")) or any(values.get(name) is not None for name in ERASED)


def erase_decisions(data: DataDirectory, catalogue: Catalogue, what: What) -> bool:
    """The same in `decisions.jsonl` itself, which others append to meanwhile."""
    from harvester.catalogue.decision_file import holding

    if not data.decisions.exists():
        return False
    with catalogue.writing(), disk_errors(data.decisions), holding(data.decisions):
        held = data.decisions.read_bytes()
        made = erased(held, what)
        if made == held:
            return False
        _put(data.decisions, made, None)
    return True


def _is_text(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError:
        return False
    return bool(head) and b"\0" not in head


def _put(path: Path, made: bytes, note: Note | None) -> None:
    import os

    draft = path.with_name(f".{path.name}.cleaned")
    with disk_errors(path):
        with draft.open("wb") as stream:
            stream.write(made)
            stream.flush()
            os.fsync(stream.fileno())
        draft.chmod(path.stat().st_mode & 0o777)
        if note is not None:
            note(path, hashlib.sha256(made).hexdigest(), len(made))
        draft.replace(path)
        sync_folder(path.parent)

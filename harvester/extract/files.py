"""One file read from beginning to end, whatever it turns out to be."""

from __future__ import annotations

import os
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from harvester.extract.reading import Reading, UnreadableError
from harvester.media_type import DOC, DOCX, HTML, ODT, OLE, PDF, PLAIN, RTF, detect_media_type
from harvester.records import Extract
from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Media type → the module and function that read it, imported when the first such file comes.
_READERS: dict[str, tuple[str, str]] = {
    PDF: ("harvester.extract.pdf", "read_pdf"),
    DOCX: ("harvester.extract.docx", "read_docx"),
    DOC: ("harvester.extract.doc", "read_doc"),
    OLE: ("harvester.extract.doc", "read_doc"),
    ODT: ("harvester.extract.odt", "read_odt"),
    RTF: ("harvester.extract.plain", "read_rtf"),
    PLAIN: ("harvester.extract.plain", "read_plain"),
    HTML: ("harvester.extract.web", "read_html"),
}

_FIRST, _HEAD = 4_096, 65_536  # bytes that tell a PDF, and any kind of file
RULES = 3  # raised whenever reading changes, so that what is stored is read again


_names: list[str] = []  # of what reads, once it is known


def extractor_name() -> str:
    """Names and versions of what reads, as kept with each text."""
    if not _names:
        _names.append(_look_up_name())
    return _names[0]


def told_extractor_name(name: str) -> None:
    """Take the name from the process that started this one: to look it up takes much code into memory."""
    _names[:] = [name]


def _look_up_name() -> str:
    from importlib.metadata import PackageNotFoundError, version

    parts = [f"harvester-extract {RULES}"]
    for package in ("pypdfium2", "pdfminer.six"):
        try:
            parts.append(f"{package} {version(package)}")
        except PackageNotFoundError:  # pragma: no cover  a declared dependency
            parts.append(f"{package} ?")
    return "; ".join(parts)


def read_file(path: Path, sha256: str) -> Extract:
    """Read one file in this process; never raises, the outcome says how it went.

    Args:
        path: the file.
        sha256: its name in the store.
    """
    extract, scanned = read_text(path, sha256)
    if not scanned:
        return extract
    from harvester.extract.scans import recognise

    try:
        return recognise(path, extract, scanned)
    except Exception as error:  # whatever engines raise on a page; the text layer's result stands
        return replace(extract, message=f"recognising failed: {type(error).__name__}: {error}"[:300])


def read_text(path: Path, sha256: str) -> tuple[Extract, tuple[int, ...]]:
    """Read without recognising pictures; also the numbers of pages that recognising would help."""
    media_type: str | None = None
    try:
        media_type, size = _type_and_size(path)
        if not size:
            return _failure(sha256, None, Outcome.EMPTY, "the file has no bytes"), ()
        reading = _reader(media_type)(path)
    except UnreadableError as error:
        return _failure(sha256, media_type, error.outcome, error.message), ()
    except MemoryError:
        return _failure(sha256, media_type, Outcome.LIMIT, "it needs more memory than allowed"), ()
    except RecursionError:
        return _failure(sha256, media_type, Outcome.LIMIT, "it is nested too deeply"), ()
    except Exception as error:  # engines raise anything; the outcome keeps what it was
        return _failure(sha256, media_type, Outcome.PARSE_ERROR, f"{type(error).__name__}: {error}"[:300]), ()
    return to_extract(sha256, media_type, reading), reading.scanned


def to_extract(sha256: str, media_type: str | None, reading: Reading) -> Extract:
    """A finished reading as the value that is kept."""
    return Extract(
        sha256=sha256,
        outcome=reading.outcome,
        media_type=media_type,
        pages=tuple(reading.pages),
        lines=tuple(reading.lines),
        headers=tuple(reading.headers),
        properties=reading.properties,
        page_count=reading.page_count,
        page_sizes=reading.page_sizes,
        extractor=extractor_name(),
        ocr=reading.ocr,
        message="; ".join(reading.notes),
    )


def _failure(sha256: str, media_type: str | None, outcome: Outcome, message: str) -> Extract:
    return Extract(
        sha256=sha256, outcome=outcome, media_type=media_type, extractor=extractor_name(), message=message
    )


def media_type_of(path: Path) -> str | None:
    """The media type of a file, or None when it cannot be read."""
    try:
        return _type_and_size(path)[0]
    except OSError:
        return None


def _type_and_size(path: Path) -> tuple[str | None, int]:
    with path.open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(_FIRST)
        media_type = detect_media_type(head, size=size)
        if media_type != PDF and size > _FIRST:
            media_type = detect_media_type(head + file.read(_HEAD - _FIRST), size=size)
    return media_type, size


def _reader(media_type: str | None) -> Callable[[Path], Reading]:
    """The reader for a media type.

    Raises:
        UnreadableError: there is none.
    """
    if media_type is None:
        raise UnreadableError(Outcome.NOT_A_DOCUMENT, "bytes of no known kind")
    if media_type in _READERS:
        module, name = _READERS[media_type]
        reader: Callable[[Path], Reading] = getattr(import_module(module), name)
        return reader
    raise UnreadableError(Outcome.UNSUPPORTED, f"{media_type} is not read")

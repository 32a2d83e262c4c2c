"""What a file says: text per page and title-page layout, read in limited worker processes."""

from harvester.extract.files import extractor_name, read_file

NO_WORKER = "no worker process could be started"  # so the message begins of what was not read for that
EXTRACTOR: str  # names and versions of what reads; a new one means that stored files are read again

__all__ = ["EXTRACTOR", "read_file"]


def __getattr__(name: str) -> str:
    """`EXTRACTOR`, looked up when it is asked for: versions are read from installed packages."""
    if name == "EXTRACTOR":
        return extractor_name()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""The bundled sample web: an archive of invented sites, their declarations, and the truth about them."""

from __future__ import annotations

from contextlib import contextmanager
from importlib.resources import as_file
from typing import TYPE_CHECKING

from harvester.resources import resource
from harvester.run.options import RunOptions
from harvester.stores.place import keep_here

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harvester.paths import DataDirectory


@contextmanager
def sample_options(data: DataDirectory) -> Iterator[RunOptions]:
    """How the sample web is harvested into a data directory: offline, from the bundled archive."""
    keep_here(data)
    with (
        as_file(resource("sample", "sample-web.warc.gz")) as warc,
        as_file(resource("sample", "sources")) as sources,
    ):
        yield RunOptions(data=data, sources_dir=sources, replay=(warc,), delay=0, command="demo")


@contextmanager
def sample_truth() -> Iterator[Path]:
    """The file that says which documents the sample web really holds."""
    with as_file(resource("sample", "truth.json")) as truth:
        yield truth

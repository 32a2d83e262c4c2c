"""Set-up of the process that workers are forked from; imported there, and nowhere else.

It leaves the network (once, for all workers to come), imports the engines so that a fork costs
milliseconds, and keeps forks from importing the program's main module, which they do not need.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing.spawn
from typing import TYPE_CHECKING, Any

from harvester.extract.confinement import leave_network

if TYPE_CHECKING:
    from collections.abc import Mapping

# What is missing here is imported anew for each document.
ENGINES = (
    "pebble",
    "pypdfium2",
    "harvester.extract.glyphs",
    "pdfminer.pdfinterp",
    "pdfminer.pdfpage",
    "pdfminer.glyphlist",
    "encodings.utf_16_le",
    "docx",
    "docx.enum.style",
    "olefile",
    "lxml.html",
    "striprtf.striprtf",
    "trafilatura",
    "harvester.extract.files",
    "harvester.extract.doc",
    "harvester.extract.docx",
    "harvester.extract.odt",
    "harvester.extract.plain",
    "harvester.extract.web",
    "harvester.extract.pdf",
    "harvester.extract.scans",
    "harvester.extract.worker",
)

leave_network()  # before engines start threads, which the kernel would not let go alone

for _name in ENGINES:
    importlib.import_module(_name)

_prepare = multiprocessing.spawn.prepare


def _prepare_without_main(data: Mapping[str, Any]) -> None:
    """As the original, without running the main script of the parent again in each fork."""
    _prepare({key: value for key, value in data.items() if not key.startswith("init_main_")})


multiprocessing.spawn.prepare = _prepare_without_main

gc.collect()
gc.freeze()  # what is loaded now is never garbage: forks need not touch, and so copy, it

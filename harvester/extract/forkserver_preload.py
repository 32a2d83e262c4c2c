"""Preloaded by the process that reading workers are forked from; imported there, and nowhere else."""

from __future__ import annotations

from harvester.extract.forking import prepare

prepare(
    (
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
)

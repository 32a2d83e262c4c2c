"""Imported once by the server that workers are forked from, before they look behind the pages of files."""

from harvester.extract.forking import prepare

prepare(("pypdfium2", "pdfminer.pdfdocument", "harvester.extract.hidden_pdf"))

"""Caps on what is read from one file, so that a lying or hostile document costs a known amount."""

from __future__ import annotations

MAX_PAGES = 2_000  # pages whose text is kept
MAX_TEXT = 20_000_000  # characters kept of one file
MAX_PAGE_TEXT = 400_000  # characters kept of one page
LAYOUT_PAGES = 3  # pages whose layout is kept
MAX_GLYPHS = 40_000  # characters looked at for the layout of one page
MAX_SIZE = 400.0  # points: larger glyphs are decoration
MAX_LINES = 1_500  # laid-out lines kept of one page
MAX_PROPERTY = 1_000  # characters of one property
LAYOUT_SECONDS = 8.0  # for the layout of the first pages, before the plainer way is taken
MAX_INFLATED = 64 * 1024 * 1024  # bytes that one part of a zip may become
MAX_ZIP_TOTAL = 256 * 1024 * 1024  # bytes that all parts of a zip may become
MAX_HTML = 8 * 1024 * 1024  # bytes of a web page
OCR_MAX_PAGES = 40  # scanned pages recognised
OCR_BASE_SECONDS = 30.0
OCR_PAGE_SECONDS = 12.0
OCR_DPI = 200

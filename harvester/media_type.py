"""What bytes are, judged by the bytes themselves; file names and headers from sites often lie.

A file that is both a PDF and something else (`%PDF-` within the first 1,024 bytes of a web page)
counts as PDF, because that is what the reading engines and browsers make of it.
"""

from __future__ import annotations

import re

PDF = "application/pdf"
HTML = "text/html"
PLAIN = "text/plain"
XML = "application/xml"
RTF = "application/rtf"
DOC = "application/msword"
OLE = "application/x-ole-storage"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
MSG = "application/vnd.ms-outlook"
ZIP = "application/zip"

_PDF_WINDOW = 1024
_TEXT_WINDOW = 4096
_PDF_MARK = re.compile(rb"%PDF-\d")

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"ID3", "audio/mpeg"),
    (b"wOFF", "font/woff"),
    (b"wOF2", "font/woff2"),
)
_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("WordDocument", DOC),
    ("PowerPoint Document", PPT),
    ("Workbook", XLS),
    ("__properties_version1.0", MSG),
)
_ZIP_PARTS: tuple[tuple[bytes, str], ...] = ((b"word/", DOCX), (b"xl/", XLSX), (b"ppt/", PPTX))
_HTML_START = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|script|style|link|div|p|h[1-6]|table|span|br|center|font|main|article)\b",
    re.IGNORECASE,
)
_XHTML = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_BOMS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0C, 0x0D, 0x1B})


def detect_media_type(head: bytes, *, size: int | None = None) -> str | None:
    """The media type of a body, from its first bytes (or all of it).

    Args:
        head: the first bytes; 4 KB settle most types, the whole body settles Word files too.
        size: length of the whole body, when `head` is only its beginning.

    Returns:
        A media type, or None when the body is empty or of no known kind.
    """
    if not head:
        return None
    if _PDF_MARK.search(head[: _PDF_WINDOW + 8], 0, _PDF_WINDOW + 6):
        return PDF
    for mark, media_type in _MAGIC:
        if head.startswith(mark):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return "video/mp4"
    if head.startswith(_OLE_MARK):
        return _ole_type(head, whole=size is None or size <= len(head))
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_type(head)
    return _text_type(head)


def _ole_type(head: bytes, *, whole: bool) -> str:
    for name, media_type in _OLE_STREAMS:
        if name.encode("utf-16-le") in head:
            return media_type
    # The directory may stand anywhere in the file; of what sites publish, Word is by far the commonest.
    return OLE if whole else DOC


def _zip_type(head: bytes) -> str:
    if b"mimetypeapplication/vnd.oasis.opendocument.text" in head[:512]:
        return ODT
    places = [(at, media_type) for part, media_type in _ZIP_PARTS if (at := head.find(part)) >= 0]
    if places:
        return min(places)[1]
    if head[30:49] == b"[Content_Types].xml":
        return DOCX  # an Office file whose parts stand beyond these bytes
    return ZIP


def _text_type(head: bytes) -> str | None:
    text, binary = _decode_head(head[:_TEXT_WINDOW])
    start = text.lstrip("\ufeff \t\r\n\f\0")
    if start.startswith("{\\rtf"):
        return RTF
    xml = start[:5].lower() == "<?xml"
    start = _skip_prolog(start)
    if _XHTML.match(start):
        return HTML  # whatever bytes come after
    if binary or not start:
        return None
    if xml:
        return XML
    return HTML if _HTML_START.match(start) else PLAIN


def _decode_head(head: bytes) -> tuple[str, bool]:
    """The head as text, and whether it looks binary."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace"), False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return head.decode("utf-8", "replace"), controls > len(head) // 100


def _skip_prolog(text: str) -> str:
    """Drop comments and processing instructions that may stand before a document's first tag."""
    while True:
        text = text.lstrip()
        if text.startswith("<!--"):
            end, width = text.find("-->"), 3
        elif text.startswith("<?"):
            end, width = text.find("?>"), 2
        else:
            return text
        if end < 0:
            return text
        text = text[end + width :]

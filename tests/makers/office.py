"""Word processor files: .docx by python-docx, .odt and .rtf by hand, .doc as a minimal OLE container."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape

Paragraph = tuple[str, float | None, bool]  # text, size in points, bold

COVER: tuple[Paragraph, ...] = (
    ("Serious Case Review", 26.0, True),
    ("Child Q", 20.0, False),
    ("Overview Report", 20.0, False),
    ("Author: Jo Bloggs", None, False),
    ("September 2016", None, False),
)
BODY: tuple[str, ...] = (
    "1. Introduction",
    "The panel met on several occasions and agreed the terms of reference.",
    "The family was known to universal services in Northmoor.",
)
HEADER = "Northmoor Safeguarding Children Board"


def make_docx(
    cover: Sequence[Paragraph] = COVER, body: Sequence[str] = BODY, *, text_box: str = "", control: str = ""
) -> bytes:
    """A Word file with a header, a table and, when asked, a text box and a content control."""
    import docx
    from docx.oxml import parse_xml
    from docx.shared import Pt

    document = docx.Document()
    document.core_properties.title = "Child Q"
    document.core_properties.author = "Jo Bloggs"
    document.core_properties.created = datetime(2016, 9, 28, 10, 30, tzinfo=UTC)
    document.sections[0].header.paragraphs[0].text = HEADER
    for text, size, bold in cover:
        run = document.add_paragraph().add_run(text)
        run.bold = bold or None
        if size is not None:
            run.font.size = Pt(size)
    document.add_page_break()
    for text in body:
        document.add_paragraph(text)
    table = document.add_table(rows=2, cols=2)
    for row, cells in enumerate((("Date of birth", "2010"), ("Agency", "Health"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    spaces = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    if control:
        document.element.body.insert(
            0,
            parse_xml(
                f"<w:sdt {spaces}><w:sdtContent><w:p><w:r><w:t>{control}</w:t></w:r></w:p>"
                "</w:sdtContent></w:sdt>"
            ),
        )
    if text_box:
        inner = f"<w:txbxContent><w:p><w:r><w:t>{text_box}</w:t></w:r></w:p></w:txbxContent>"
        compatible = "http://schemas.openxmlformats.org/markup-compatibility/2006"
        drawing = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
        document.element.body.insert(
            0,
            parse_xml(
                f'<w:p {spaces} xmlns:mc="{compatible}" xmlns:wps="{drawing}" '
                'xmlns:v="urn:schemas-microsoft-com:vml">'
                f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">'
                f"<wps:txbx>{inner}</wps:txbx></mc:Choice>"
                f"<mc:Fallback><v:textbox>{inner}</v:textbox></mc:Fallback></mc:AlternateContent></w:r></w:p>"
            ),
        )
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def make_odt(cover: Sequence[Paragraph] = COVER, body: Sequence[str] = BODY) -> bytes:
    """An OpenDocument text."""
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (
            ("office", "office"),
            ("text", "text"),
            ("style", "style"),
            ("meta", "meta"),
            ("table", "table"),
            ("fo", "xsl-fo-compatible"),
        )
    )
    styles: list[str] = []
    paragraphs: list[str] = []
    for number, (text, size, bold) in enumerate(cover):
        size_part = f' fo:font-size="{size}pt"' if size else ""
        bold_part = ' fo:font-weight="bold"' if bold else ""
        styles.append(
            f'<style:style style:name="P{number}" style:family="paragraph">'
            f"<style:text-properties{size_part}{bold_part}/></style:style>"
        )
        paragraphs.append(f'<text:p text:style-name="P{number}">{escape(text)}</text:p>')
    paragraphs.append("<text:p><text:soft-page-break/></text:p>")
    paragraphs += [f"<text:p>{escape(text)}</text:p>" for text in body]
    content = (
        f"<office:document-content {names}>"
        f"<office:automatic-styles>{''.join(styles)}</office:automatic-styles>"
        f"<office:body><office:text>{''.join(paragraphs)}</office:text></office:body></office:document-content>"
    )
    sheet = (
        f"<office:document-styles {names}><office:master-styles><style:master-page><style:header>"
        f"<text:p>{HEADER}</text:p></style:header></style:master-page></office:master-styles></office:document-styles>"
    )
    meta = (
        f'<office:document-meta {names} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
        "<dc:title>Child Q</dc:title><meta:initial-creator>Jo Bloggs</meta:initial-creator>"
        "<meta:creation-date>2016-09-28T10:30:00.000</meta:creation-date>"
        '<meta:document-statistic meta:page-count="2"/></office:meta></office:document-meta>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        for name, part in (("content.xml", content), ("styles.xml", sheet), ("meta.xml", meta)):
            archive.writestr(name, part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def make_rtf(cover: Sequence[Paragraph] = COVER, body: Sequence[str] = BODY) -> bytes:
    """An RTF file."""

    def coded(text: str) -> str:
        return "".join(char if ord(char) < 128 else f"\\u{ord(char)}?" for char in text)

    parts = [
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}",
        r"{\info{\title Child Q}{\author Jo Bloggs}{\creatim\yr2016\mo9\dy28\hr10\min30}}",
        r"{\header \pard " + HEADER + r"\par}",
    ]
    for text, size, bold in cover:
        weight = r"\b" if bold else r"\b0"
        parts.append(rf"\pard{weight}\fs{int((size or 11) * 2)} {coded(text)}\par")
    parts.append(r"\page")
    parts += [rf"\pard\b0\fs22 {coded(text)}\par" for text in body]
    return ("\n".join(parts) + "\n}").encode("ascii")


def make_doc(
    cover: Sequence[str] = tuple(text for text, _, _ in COVER),
    body: Sequence[str] = BODY,
    *,
    encrypted: bool = False,
) -> bytes:
    """A Word 97 file: the title page as one-byte characters, the body as UTF-16, a header and a text box."""
    first = ("".join(f"{line}\r" for line in cover) + "\x0c").encode("cp1252")
    link = '\x13 HYPERLINK "http://example.org/" \x14link\x15'
    second = "".join(f"{line}\r" for line in (*body, link, "Agency\x07Health\x07\x07"))
    header = f"{HEADER}\r"
    box = "Text of a box\r"
    tail = header + box
    return _doc(first, second, tail, (len(header), len(box)), encrypted=encrypted)


def _doc(first: bytes, second: str, tail: str, lengths: tuple[int, int], *, encrypted: bool) -> bytes:
    """The container: stream WordDocument with text at 2,048, table stream with the piece table."""
    text_at = 2048
    wide_at = text_at + len(first) + len(first) % 2
    wide = (second + tail).encode("utf-16-le")
    pieces = [
        (0, len(first), 0x4000_0000 | (text_at * 2)),
        (len(first), len(first) + len(second + tail), wide_at),
    ]
    plc = b"".join(struct.pack("<I", begin) for begin, _, _ in pieces) + struct.pack("<I", pieces[-1][1])
    plc += b"".join(struct.pack("<HIH", 0, place, 0) for _, _, place in pieces)
    grpprl = b"\x01\x02\x00\xff\xff"
    clx = grpprl + b"\x02" + struct.pack("<I", len(plc)) + plc

    main = bytearray(max(4096, wide_at + len(wide)))
    flags = 0x0200 | (0x0100 if encrypted else 0)
    struct.pack_into("<HHHHHH", main, 0, 0xA5EC, 0xC1, 0, 0x0809, 0, flags)
    struct.pack_into("<H", main, 32, 14)
    longs_at = 34 + 28 + 2
    struct.pack_into("<H", main, longs_at - 2, 22)
    ccp = (len(first) + len(second), 0, lengths[0], 0, 0, 0, lengths[1])
    struct.pack_into("<7I", main, longs_at + 12, *ccp)
    pairs_at = longs_at + 88 + 2
    struct.pack_into("<H", main, pairs_at - 2, 93)
    struct.pack_into("<II", main, pairs_at + 8 * 33, 0, len(clx))
    main[text_at : text_at + len(first)] = first
    main[wide_at : wide_at + len(wide)] = wide
    return make_ole(
        {
            "WordDocument": bytes(main),
            "1Table": clx.ljust(4096, b"\0"),
            "\x05SummaryInformation": _summary().ljust(4096, b"\0"),
        }
    )


def _summary() -> bytes:
    """A property set with title, author, dates and pages."""

    def text(value: str) -> bytes:
        raw = value.encode("cp1252") + b"\0"
        return struct.pack("<II", 30, len(raw)) + raw.ljust(-(-len(raw) // 4) * 4, b"\0")

    ticks = (
        int((datetime(2016, 9, 28, 10, 30, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds())
        * 10**7
    )
    properties = {
        1: struct.pack("<IhH", 2, 1252, 0),
        2: text("Child Q"),
        4: text("Jo Bloggs"),
        12: struct.pack("<IQ", 64, ticks),
        14: struct.pack("<II", 3, 2),
    }
    offset = 8 + 8 * len(properties)
    index = b""
    values = b""
    for number, value in properties.items():
        index += struct.pack("<II", number, offset + len(values))
        values += value
    section = struct.pack("<II", offset + len(values), len(properties)) + index + values
    fmtid = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
    return (
        struct.pack("<HHI16sI", 0xFFFE, 0, 0x00020006, b"\0" * 16, 1)
        + fmtid
        + struct.pack("<I", 48)
        + section
    )


def make_ole(streams: dict[str, bytes]) -> bytes:
    """A compound file of streams of at least 4,096 bytes each (so that no mini stream is needed)."""
    sector = 512
    end, free, fat_mark = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    data = bytearray()
    chains: list[tuple[str, int, int]] = []
    fat: list[int] = [fat_mark, end, end]  # sector 0: FAT, sectors 1 and 2: directory
    fat[1] = 2
    for name, body in streams.items():
        padded = body.ljust(-(-len(body) // sector) * sector, b"\0")
        start, count = len(fat), len(padded) // sector
        fat += [start + number + 1 for number in range(count - 1)] + [end]
        chains.append((name, start, len(body)))
        data += padded
    if len(fat) > sector // 4:
        raise ValueError("too large for one FAT sector")
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(sector, b"\xff")

    def entry(name: str, kind: int, start: int, size: int, right: int = free, child: int = free) -> bytes:
        raw = name.encode("utf-16-le") + b"\0\0"
        links = struct.pack("<III", free, right, child)
        return (
            raw.ljust(64, b"\0")
            + struct.pack("<HBB", len(raw), kind, 1)
            + links
            + b"\0" * 36
            + struct.pack("<IQ", start, size)
        )

    order = sorted(chains, key=lambda each: (len(each[0]), each[0].upper()))
    entries = [entry("Root Entry", 5, end, 0, child=1)]
    for number, (name, start, size) in enumerate(order, 1):
        entries.append(entry(name, 2, start, size, right=number + 1 if number < len(order) else free))
    directory = b"".join(entries).ljust(2 * sector, b"\0")
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + b"\0" * 6
        + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
        + struct.pack("<I", 0)
        + struct.pack("<I", free) * 108
    )
    return head + table + directory + bytes(data)

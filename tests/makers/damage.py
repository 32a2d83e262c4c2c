"""Files that are broken or hostile on purpose: bombs, loops, nesting, cuts, look-alikes."""

from __future__ import annotations

import io
import zipfile
import zlib

from tests.makers.pdf import simple_report


def cut(body: bytes, share: float) -> bytes:
    """The first part of a body."""
    return body[: int(len(body) * share)]


def raw_pdf(objects: dict[int, bytes], root: int = 1) -> bytes:
    """A PDF from numbered objects, with a correct cross-reference table."""
    out = bytearray(b"%PDF-1.4\n")
    places: dict[int, int] = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    last = max(objects)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (last + 1)
    for number in range(1, last + 1):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (last + 1, root, start)
    return bytes(out)


def stream(body: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n" % (len(body), entries) + body + b"\nendstream"


_CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
_PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def one_page(content: bytes, *, resources: bytes = b"", more: dict[int, bytes] | None = None) -> bytes:
    """A one-page PDF whose content is a given object body (number 4); Helvetica is /F1."""
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> " + resources + b" >> >>"
    )
    return raw_pdf({1: _CATALOGUE, 2: _PAGES, 3: page, 4: content, 5: _FONT} | (more or {}))


def self_referencing_form() -> bytes:
    """A form that draws itself, a few hundred bytes that engines recurse in."""
    form = stream(
        b"/X Do /X Do",
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>",
    )
    return one_page(stream(b"/X Do /X Do"), resources=b"/XObject << /X 6 0 R >>", more={6: form})


def billion_laughs(depth: int = 12, width: int = 10) -> bytes:
    """Forms that each draw the next one many times."""
    more: dict[int, bytes] = {}
    for level in range(depth):
        number = 6 + level
        if level == depth - 1:
            more[number] = stream(
                b"BT /F1 9 Tf (ha) Tj ET",
                b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 5 0 R >> >>",
            )
        else:
            more[number] = stream(
                b"/X Do " * width,
                b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>"
                % (number + 1),
            )
    return one_page(stream(b"/X Do " * width), resources=b"/XObject << /X 6 0 R >>", more=more)


def deflate_bomb(size: int = 1_500_000_000) -> bytes:
    """A page whose content is deflated twice and grows to `size` bytes."""
    packer = zlib.compressobj(9)
    block = b" " * 1_000_000
    inner = b"".join([*(packer.compress(block) for _ in range(size // len(block))), packer.flush()])
    return one_page(stream(zlib.compress(inner, 9), b"/Filter [/FlateDecode /FlateDecode]"))


def nested_arrays(depth: int = 100_000) -> bytes:
    """A page with arrays in arrays."""
    return one_page(stream(b"[" * depth + b"]" * depth + b" TJ"))


def nested_catalogue(depth: int = 100_000) -> bytes:
    """A catalogue that holds arrays in arrays."""
    body = b"<< /Type /Catalog /Pages 2 0 R /Deep " + b"[" * depth + b"]" * depth + b" >>"
    return raw_pdf({1: body, 2: _PAGES, 3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"})


def page_tree_loop() -> bytes:
    """A page tree that contains itself."""
    return raw_pdf({1: _CATALOGUE, 2: b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 100000000 >>"})


def many_boxes(count: int = 60_000) -> bytes:
    """A page with very many short texts, each in a place of its own."""
    parts = [
        b"1 0 0 1 %d %d Tm (a%d) Tj\n" % (number * 7 % 590, number * 13 % 840, number % 10)
        for number in range(count)
    ]
    return one_page(
        stream(zlib.compress(b"BT /F1 4 Tf\n" + b"".join(parts) + b"ET"), b"/Filter /FlateDecode")
    )


def lying_page() -> bytes:
    """A page with an absurd size."""
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1000000000000 1000000000000] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>"
    )
    text = stream(b"BT /F1 12 Tf 72 720 Td (Serious Case Review Child Q) Tj ET")
    return raw_pdf({1: _CATALOGUE, 2: _PAGES, 3: page, 4: text, 5: _FONT})


def scripted_pdf(address: str) -> bytes:
    """A report whose opening would run script and follow an address, if anything ran it."""
    catalogue = (
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.launchURL\\('"
        + address.encode()
        + b"'\\)) >> /AA << /WC << /S /URI /URI ("
        + address.encode()
        + b") >> >> >>"
    )
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>"
    )
    text = stream(b"BT /F1 24 Tf 72 700 Td (Serious Case Review Child Q) Tj ET")
    return raw_pdf({1: catalogue, 2: _PAGES, 3: page, 4: text, 5: _FONT})


def glyph_numbers_pdf() -> bytes:
    """A page whose font maps nothing to letters, so that engines give `(cid:…)` or nothing."""
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Odd /Encoding /Identity-H /DescendantFonts "
        b"[<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Odd /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
    )
    text = stream(b"BT /F1 12 Tf 72 720 Td <0001000200030004000500060007> Tj ET")
    return one_page(text, more={5: font})


def html_as_pdf() -> bytes:
    """What a site sends for a document that is gone."""
    return (
        b"<!DOCTYPE html><html><head><title>Page not found</title></head>"
        b"<body><h1>Not found</h1><p>The page has moved or never was.</p></body></html>"
    )


def polyglot() -> bytes:
    """A report that also begins like a web page."""
    return b"<!-- <html><body>hello -->\n" + simple_report()


def zip_bomb_docx(size: int = 400_000_000) -> bytes:
    """A Word file whose one part inflates to `size` bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            block = b"<w:p>" + b" " * 1_000_000
            for _ in range(size // len(block)):
                part.write(block)
    return out.getvalue()

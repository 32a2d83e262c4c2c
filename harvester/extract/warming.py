"""A made-up document, read before the first real one by the process that workers are forked from.

What every worker would do again for its one document is so done once: PDFium lists the fonts of the machine,
for which it opens every font file there is, and loads those that files name and do not hold; and Python
settles its caches, in memory that workers then need not copy to write to.
"""

from __future__ import annotations

from pathlib import Path

_FONTS = ("Helvetica", "Helvetica-Bold", "Times-Roman", "Times-Bold")
_PAGES = 5  # more than have their layout read
_ROWS = 12
_WORDS = "The partnership asked what was known, and when, of the child and the family; nobody had written it"


def warm_up() -> None:
    """Read the made-up document."""
    from harvester.extract.files import to_extract
    from harvester.extract.pdf import read_document
    from harvester.extract.pdfium import Pdf
    from harvester.extract.wire import Answer, pack

    document = Pdf.of_bytes(_document())
    try:
        reading = read_document(document, Path())
    finally:
        document.close()
    pack(Answer(to_extract("", None, reading), (), offline=True))


def _document() -> bytes:
    """A PDF of some pages of text in the fonts that are not held by the files that use them."""
    fonts = [f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} >>" for font in _FONTS]
    named = " ".join(f"/F{number} {3 + number} 0 R" for number in range(len(fonts)))
    first = 4 + len(fonts)  # number of the first page; its content follows
    kids = " ".join(f"{first + 2 * page} 0 R" for page in range(_PAGES))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {_PAGES} >>"]
    objects += [*fonts, "<< /Producer (nobody) >>"]
    for page in range(_PAGES):
        rows = "\n".join(f"/F{row % len(fonts)} 11 Tf ({_WORDS} {row}) Tj T*" for row in range(_ROWS))
        content = f"BT 14 TL 60 780 Td\n{rows}\nET"
        facts = f"/Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << {named} >> >>"
        objects.append(f"<< /Type /Page {facts} /Contents {first + 2 * page + 1} 0 R >>")
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    out = "%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = f"<< /Size {len(places) + 1} /Root 1 0 R /Info {first - 1} 0 R >>"
    table = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{rows}trailer\n{trailer}"
    return f"{out}{table}\nstartxref\n{len(out)}\n%%EOF\n".encode("ascii")

from __future__ import annotations

import io
import zipfile

import pytest

from harvester import media_type as kinds
from harvester.media_type import detect_media_type
from tests.makers.pdf import simple_report


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x" * 50)
    return out.getvalue()


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"", None),
        (b"%PDF-1.4\n", kinds.PDF),
        (b"\xef\xbb\xbf\r\n%PDF-1.7", kinds.PDF),
        (b"x" * 1000 + b"%PDF-1.4", kinds.PDF),
        (b"x" * 1100 + b"%PDF-1.4", kinds.PLAIN),
        (b"<html><body>%PDF-1.4 is a PDF and a page", kinds.PDF),
        (b"how to open a %PDF-file", kinds.PLAIN),
        (b"<!DOCTYPE html><html>", kinds.HTML),
        (b"\n\n  <!-- served by x --><HTML lang=en>", kinds.HTML),
        (b"\xef\xbb\xbf<!doctype HTML>", kinds.HTML),
        ("<html><p>x".encode("utf-16"), kinds.HTML),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">', kinds.HTML),
        (b'<?xml version="1.0"?><urlset>', kinds.XML),
        (b"<div class=report>", kinds.HTML),
        (b"{\\rtf1\\ansi", kinds.RTF),
        (b"Serious Case Review\r\nChild Q\r\n", kinds.PLAIN),
        (b"<html>\0\0\0\1\2", kinds.HTML),
        (b"   \n ", None),
        (b"\x00\x01\x02\x03\x04binary" * 10, None),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, kinds.OLE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), kinds.XLS),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), kinds.DOC),
        (zipped("[Content_Types].xml", "word/document.xml"), kinds.DOCX),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), kinds.XLSX),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), kinds.PPTX),
        (zipped("a.pdf", "b.pdf"), kinds.ZIP),
        (b"PK\x05\x06" + b"\0" * 18, kinds.ZIP),
    ],
)
def test_judges_bytes_by_content(head: bytes, expected: str | None) -> None:
    assert detect_media_type(head) == expected


def test_the_first_bytes_of_an_old_word_file_are_enough() -> None:
    # The directory that names the stream is often at the end of the file.
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert detect_media_type(head, size=90_000) == kinds.DOC


def test_a_made_report_is_a_pdf() -> None:
    assert detect_media_type(simple_report()[:200]) == kinds.PDF

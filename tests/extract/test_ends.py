"""Whether a PDF came whole, and what kind of file it is, by its first and its last bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harvester.extract.files import media_type_of
from harvester.extract.pdf import _has_end
from harvester.media_type import HTML, PDF

if TYPE_CHECKING:
    from pathlib import Path

BODY = b"%PDF-1.4\n" + b"x" * 100_000
MARK = b"startxref\n99\n%%EOF\n"


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        (BODY + MARK, True),
        (BODY + MARK + b" " * 4_000, True),
        (BODY + MARK + b"<!-- a server -->" * 400, True),  # beyond the tail, in the last tenth
        (BODY + MARK + b"<!-- a server -->" * 2_000, False),
        (BODY + MARK + b" " * (4_096 - 3), True),  # the mark begins before the tail, and ends in it
        (BODY + b"startxref\n99\n", True),
        (BODY + b"startxref\nendobj", False),
        (BODY, False),
        (b"%%EOF", True),
        (b"%PDF-1.4\n1 0 obj<</Linearized 1/L 100040/O 9>>" + BODY + MARK, True),
        (b"%PDF-1.4\n1 0 obj<</Linearized 1/L 900400/O 9>>" + BODY + MARK, False),
    ],
)
def test_a_file_has_its_end(body: bytes, whole: bool, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(body)
    assert _has_end(tmp_path / "a") is whole


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b" " * 1_000 + b"%PDF-1.4\n", PDF),
        (b"<html>" + b" " * 3_000 + b"%PDF-1.4\n" + b" " * 9_000, HTML),
        (b"\xef\xbb\xbf" + b"\n" * 3_500 + b"<html><body>a</body></html>" + b" " * 9_000, HTML),
        (b"", None),
    ],
)
def test_its_kind_is_told_by_its_first_bytes(body: bytes, kind: str | None, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(body)
    assert media_type_of(tmp_path / "a") == kind
    assert media_type_of(tmp_path / "none") is None

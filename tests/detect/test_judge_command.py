"""`harvester judge`: JSON lines in, JSON lines out, in order; a broken line is named."""

# ruff: noqa: E501 - rows read better unbroken

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from harvester.cli.judge import judge
from harvester.errors import UsageError

ROWS = [
    {"id": 7, "page_url": "https://n.example/scr/", "page_title": "Serious Case Reviews", "link_text": "Child K Overview Report",
     "href": "https://n.example/k.pdf", "context": "Published reviews; Date of publication: 18th February 2015"},
    {"link_text": "Referral form", "page_title": None, "href": None},
    {"id": "x"},
]  # fmt: skip


def run(text: str | bytes, *args: str) -> list[dict[str, object]]:
    result = CliRunner().invoke(judge, list(args), input=text, catch_exceptions=False)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.output.splitlines()]


def test_rows_are_answered_in_order_and_ids_echoed() -> None:
    text = "\n".join(map(json.dumps, ROWS))
    for args in ((), ("-",)):
        answers = run(text, *args)
        assert [answer.get("id") for answer in answers] == [7, None, "x"]
        assert [answer["is_review_document"] for answer in answers] == [True, False, False]
    first, second, _ = answers
    assert set(first) == {
        "id",
        "is_review_document",
        "score",
        "review_type",
        "role",
        "case_name",
        "published",
        "reasons",
    }
    assert (first["review_type"], first["role"], first["case_name"]) == ("scr", "overview_report", "Child K")
    assert first["published"] == "2015-02-18"
    assert first["reasons"]
    assert "id" not in second
    assert second["review_type"] is None


def test_a_file_is_read_and_blank_lines_and_a_byte_order_mark_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "links.jsonl"
    file.write_bytes(
        "\ufeff".encode() + json.dumps(ROWS[0]).encode() + b"\n\n" + json.dumps(ROWS[1]).encode() + b"\n"
    )
    assert len(run("", str(file))) == 2


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b'{"link_text": ', "not a JSON object"),
        (b"[1, 2]", "not a JSON object but list"),
        (b'{"link_text": 3}', '"link_text" must be text or null, not int'),
        (b'{"link_text": "\xff"}', "not UTF-8"),
        (b"[" * 100_000, "not a JSON object"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: bytes, why: str) -> None:
    file = tmp_path / "links.jsonl"
    file.write_bytes(json.dumps(ROWS[1]).encode() + b"\n" + line + b"\n")
    with pytest.raises(UsageError) as caught:
        CliRunner().invoke(judge, [str(file)], catch_exceptions=False)
    assert str(caught.value).startswith(f"{file}, line 2: ")
    assert why in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.jsonl: no such file"):
        CliRunner().invoke(judge, [str(tmp_path / "none.jsonl")], catch_exceptions=False)


def test_an_unknown_nation_is_refused() -> None:
    with pytest.raises(UsageError, match="choose one of england"):
        CliRunner().invoke(judge, ["--nation", "france"], input="", catch_exceptions=False)

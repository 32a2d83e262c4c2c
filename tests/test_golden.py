"""Golden cases: what detection makes of a page of each source, against what is true of that page.

`expected.json` is written by hand from the page. `kind` may list several acceptable kinds; a document that
leaves a key out asserts nothing about it; `follow` names addresses that must be followed, `never` those that
must not. After a deliberate change run `pytest tests/test_golden.py --update-golden`: it rewrites only what
disagrees, and fails, so that the difference is read before it is committed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harvester.evaluate.golden import BASES, EXPECTED, PAGE, expected_text, read_case, read_golden_page
from harvester.normalise.cases import case_key
from harvester.sources import load_declarations
from harvester.vocabulary import PageKind, ReviewType, Role

SOURCES = Path(__file__).parent / "sources"
CASES = sorted(page.parent for page in SOURCES.rglob(PAGE))
# A case for every source takes live pages: `harvester record SLUG` (docs/adding-a-source.md).
FIRST = frozenset(
    {
        *("nspcc", "gloucestershire", "kensington-chelsea-and-westminster", "hammersmith-and-fulham"),
        *("norfolk", "nottinghamshire", "telford-and-wrekin", "cumbria", "cumberland"),
        *("westmorland-and-furness", "bolton", "worcestershire", "sheffield"),
    }
)
FIELDS = ("kind", "documents", "follow")
DOCUMENT_KEYS = {"url", "text", "review_type", "role", "case_name", "published"}
MAX_PAGE_BYTES = 60_000

KNOWN: dict[str, str] = {  # "slug::field" of a disagreement not yet mended, and why
    "nottinghamshire/older::documents": "key messages of local reviews are taken for a way to a list",
    "nspcc/repository::kind": "a repository of reviews passes for one review; mend with the next training",
    "sheffield/published::documents": "a briefing on a national review, told only by the heading above it",
}


def name_of(folder: Path) -> str:
    return folder.relative_to(SOURCES).as_posix()


def marked(folder: Path, field: str) -> Any:
    name = f"{name_of(folder)}::{field}"
    marks = [pytest.mark.xfail(reason=KNOWN[name], strict=True)] if name in KNOWN else []
    return pytest.param(folder, field, id=name, marks=marks)


def documents_by_key(documents: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """Documents by address and text; a document that stands there twice gets a number."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for document in documents:
        key, copy = (document["url"], document["text"]), 1
        while key in found:
            copy += 1
            key = (document["url"], f"{document['text']} ({copy})")
        found[key] = document
    return found


def same(field: str, expected: Any, found: Any) -> bool:
    if field == "case_name" and expected and found:
        return case_key(expected) == case_key(found)
    return bool(expected == found)


def document_differences(expected: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[str]:
    wanted, got = documents_by_key(expected), documents_by_key(found)
    lines = [f"missed: {text!r} -> {url}" for url, text in wanted if (url, text) not in got]
    lines += [f"taken wrongly: {text!r} -> {url}" for url, text in got if (url, text) not in wanted]
    for key in wanted.keys() & got.keys():
        lines += [
            f"{key[1]!r} -> {key[0]}: {field} is {value!r}, found {got[key][field]!r}"
            for field, value in sorted(wanted[key].items())
            if not same(field, value, got[key][field])
        ]
    return sorted(lines)


def differences(field: str, expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Every disagreement about one field, one line each."""
    if field == "documents":
        return document_differences(expected["documents"], found["documents"])
    if field == "kind":
        kinds = expected["kind"] if isinstance(expected["kind"], list) else [expected["kind"]]
        return [] if found["kind"] in kinds else [f"kind is {' or '.join(kinds)}, found {found['kind']}"]
    followed = {*found["follow"]}
    lines = [f"not followed: {url}" for url in expected["follow"] if url not in followed]
    return lines + [f"must not be followed: {url}" for url in expected.get("never", ()) if url in followed]


def mended(field: str, expected: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """The expectation with one field made to agree with what was found."""
    if field != "follow":
        return {**expected, field: found[field]}
    followed = {*found["follow"]}
    changed = {**expected, "follow": [url for url in expected["follow"] if url in followed]}
    if "never" in expected:
        changed["never"] = [url for url in expected["never"] if url not in followed]
    return changed


def check_case(folder: Path, field: str, *, update: bool) -> str | None:
    """What is wrong with one field of a case, or None.

    Writes `expected.json` where it is missing, and rewrites the field where `update` asks for it.
    """
    body, url, nation, _ = read_case(folder)
    found = read_golden_page(body, url, nation)
    path = folder / EXPECTED
    if not path.exists():
        path.write_text(expected_text(found), encoding="utf-8")
        return f"{path} was missing and has been written: correct it by hand against the page."
    expected = json.loads(path.read_text(encoding="utf-8"))
    wrong = differences(field, expected, found)
    if wrong and update:
        path.write_text(expected_text(mended(field, expected, found)), encoding="utf-8")
        wrong.insert(0, f"{path} was rewritten: read the difference before you commit it.")
    return "\n".join(wrong) or None


@pytest.mark.parametrize(("folder", "field"), [marked(folder, field) for folder in CASES for field in FIELDS])
def test_case(folder: Path, field: str, request: pytest.FixtureRequest) -> None:
    wrong = check_case(folder, field, update=request.config.getoption("--update-golden"))
    if wrong:
        pytest.fail(f"{name_of(folder)}::{field}\n{wrong}", pytrace=False)


def test_the_systems_that_must_work_first_have_a_case() -> None:
    covered = {folder.relative_to(SOURCES).parts[0] for folder in CASES}
    assert covered >= FIRST, f"no golden case in tests/sources/ for: {', '.join(sorted(FIRST - covered))}"


def test_every_case_belongs_to_a_source() -> None:
    assert {folder.relative_to(SOURCES).parts[0] for folder in CASES} <= {*load_declarations(None)}


@pytest.mark.parametrize("folder", CASES, ids=name_of)
def test_a_case_says_where_it_comes_from_and_stays_small(folder: Path) -> None:
    body, _, _, notes = read_case(folder)
    assert len(body) <= MAX_PAGE_BYTES
    assert notes["basis"] in BASES
    assert notes["basis"] == "recorded" or notes["layout"], "say which documented layout was rebuilt"
    expected = json.loads((folder / EXPECTED).read_text(encoding="utf-8"))
    kinds = expected["kind"] if isinstance(expected["kind"], list) else [expected["kind"]]
    assert {*kinds} <= {*PageKind}
    assert not {*expected["follow"]} & {*expected.get("never", ())}
    for document in expected["documents"]:
        assert {"url", "text"} <= document.keys() <= DOCUMENT_KEYS
        assert document.get("review_type") in {None, *ReviewType}
        assert document.get("role") in {None, *Role}


CHILD_K = {
    "url": "https://n.example/k.pdf", "text": "Child K", "review_type": "scr", "role": "overview_report",
    "case_name": "Child 'K'", "published": None,
}  # fmt: skip
PAGE_FOUND: dict[str, Any] = {
    "kind": "hub",
    "documents": [CHILD_K],
    "follow": ["https://n.example/more/"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "change", "says"),
    [
        ("kind", {"kind": ["news", "other"]}, "kind is news or other, found hub"),
        ("documents", {"documents": []}, "taken wrongly: 'Child K' -> https://n.example/k.pdf"),
        ("documents", {"documents": [{**CHILD_K, "role": "briefing"}]},
         "role is 'briefing', found 'overview_report'"),
        ("documents", {"documents": [CHILD_K, CHILD_K]}, "missed: 'Child K (2)'"),
        ("follow", {"follow": ["https://n.example/other/"]}, "not followed: https://n.example/other/"),
        ("follow", {"never": ["https://n.example/more/"]}, "must not be followed: https://n.example/more/"),
    ],
)  # fmt: skip
def test_a_difference_is_named_and_can_be_taken_over(field: str, change: dict[str, Any], says: str) -> None:
    expected = {**PAGE_FOUND, **change}
    assert says in "\n".join(differences(field, expected, PAGE_FOUND))
    assert differences(field, mended(field, expected, PAGE_FOUND), PAGE_FOUND) == []


def test_agreement_is_no_difference() -> None:
    less = {"url": "https://n.example/k.pdf", "text": "Child K", "case_name": "Child K"}
    expected = {"kind": "hub", "documents": [less], "follow": [], "never": ["https://n.example/x/"]}
    assert [line for field in FIELDS for line in differences(field, expected, PAGE_FOUND)] == []


def test_a_missing_expectation_is_written_and_fails(tmp_path: Path) -> None:
    (tmp_path / PAGE).write_text("<title>Contact us</title><h1>Contact us</h1>", encoding="utf-8")
    (tmp_path / "case.yaml").write_text(
        "{url: 'https://n.example/contact/', nation: england}", encoding="utf-8"
    )
    assert "was missing" in str(check_case(tmp_path, "kind", update=False))
    assert check_case(tmp_path, "kind", update=False) is None


def test_an_update_writes_and_fails_once(tmp_path: Path) -> None:
    test_a_missing_expectation_is_written_and_fails(tmp_path)
    path = tmp_path / EXPECTED
    wrong = {**json.loads(path.read_text(encoding="utf-8")), "kind": "hub"}
    path.write_text(expected_text(wrong), encoding="utf-8")
    assert "kind is hub" in str(check_case(tmp_path, "kind", update=False))
    assert "was rewritten" in str(check_case(tmp_path, "kind", update=True))
    assert check_case(tmp_path, "kind", update=True) is None

"""A national list and two boards on loopback, crawled by the real command; then reconciled."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.run.farm import Site, ask, report, run

ENTRY = (
    "<h3>{title}</h3><p>{text}</p>"
    "<p>Learning themes include: supervision; hidden men; and housing. {more}</p>{link}"
)


def entry(title: str, text: str, keywords: str = "", path: str = "") -> str:
    link = f"<p>&gt; <a href='{path}'>Read the overview report</a></p>" if path else ""
    more = "Recommendations include: meet more often; write more down."
    words = f"<p><strong>Keywords:</strong> {keywords}</p>" if keywords else ""
    return ENTRY.format(title=title, text=text, more=more, link=words + link)


def page(title: str, body: str) -> tuple[str, bytes]:
    nav = "<nav><a href='/'>Home</a> <a href='/training/'>Training</a></nav>"
    head = f"<html><head><title>{title}</title></head><body>{nav}"
    return "text/html", f"{head}<main><h1>{title}</h1>{body}</main></body></html>".encode()


@dataclass
class Lists:
    folder: Path
    data: Path
    library: Site


def fill(library: Site, ashby: Site) -> None:
    library.extra["/"] = page(
        "National collection of case reviews",
        "<p>The collection holds case reviews.</p><ul>"
        "<li><a href='/case-reviews/2016/'>Case reviews published in 2016</a></li>"
        "<li><a href='/case-reviews/2015/'>Case reviews published in 2015</a></li></ul>",
    )
    library.extra["/case-reviews/2016/"] = page(
        "Case reviews published in 2016",
        "<p>A list of the overview reports published in 2016.</p>"
        + entry("2016 – Ashby – Child Quince", "Death of a child.", "infant deaths, housing", "/media/1.pdf")
        + entry("2016 – Birch – Baby Rowan", "Injury of a child.")
        + entry("2016 – Anonymous – Child Quince", "Another child altogether.", "neglect")
        + entry("2016 – Cedar – Child M", "A child of an area that nobody knows."),
    )
    library.extra["/case-reviews/2015/"] = page(
        "Case reviews published in 2015",
        "<p>A list of the overview reports published in 2015.</p>"
        + entry("March 2015 – Birch – Child Bracken", "Neglect of a child.", "neglect", "/media/2.pdf")
        + entry("2015 – Ashby – Child Teasel", "Record only."),
    )
    library.extra["/media/1.pdf"] = ("application/pdf", report("Quince", ashby.title))
    library.extra["/media/2.pdf"] = (
        "application/pdf",
        report("Bracken", "Birch Safeguarding Children Board"),
    )


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lists]:
    folder = tmp_path_factory.mktemp("lists")
    with (
        Site("ashby", 31, names=("Quince", "Sorrel")) as ashby,
        Site("birch", 32, names=("Quince", "Rowan")) as birch,
        Site("library", 33, names=()) as library,
    ):
        fill(library, ashby)
        ashby.declare(folder / "sources")
        birch.declare(folder / "sources")
        library.declare(folder / "sources", kind="national", nation="uk", platform="national_list")
        data = folder / "data"
        done = run(*crawl(folder, data))
        assert done.returncode == 0, done.stderr + done.stdout
        yield Lists(folder, data, library)


def crawl(folder: Path, data: Path, *slugs: str) -> tuple[object, ...]:
    options = ("--sources", folder / "sources", "--allow-host", "127.0.0.0/8", "--delay", "0")
    return ("--data", data, "crawl", *slugs, *options)


def reconciled(lists: Lists, *more: object) -> dict[str, object]:
    done = run("--data", lists.data, "reconcile", "--json", "--sources", lists.folder / "sources", *more)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_entries_are_kept_whether_or_not_they_offer_a_report(lists: Lists) -> None:
    rows = ask(
        lists.data,
        "SELECT title, publisher_text, anonymous, case_name, year, url IS NOT NULL, document_id IS NOT NULL "
        "FROM list_entries ORDER BY year, title",
    )
    assert rows == [
        ("2015 – Ashby – Child Teasel", "Ashby", 0, "Child Teasel", 2015, 0, 0),
        ("March 2015 – Birch – Child Bracken", "Birch", 0, "Child Bracken", 2015, 1, 1),
        ("2016 – Anonymous – Child Quince", None, 1, "Child Quince", 2016, 0, 0),
        ("2016 – Ashby – Child Quince", "Ashby", 0, "Child Quince", 2016, 1, 1),
        ("2016 – Birch – Baby Rowan", "Birch", 0, "Baby Rowan", 2016, 0, 0),
        ("2016 – Cedar – Child M", "Cedar", 0, "Child M", 2016, 0, 0),
    ]


def test_subjects_are_in_a_view_of_their_own(lists: Lists) -> None:
    rows = ask(
        lists.data,
        "SELECT s.subject FROM subjects s JOIN list_entries e ON e.id = s.entry_id "
        "WHERE e.title LIKE '%Ashby – Child Quince' ORDER BY 1",
    )
    assert [row[0] for row in rows] == ["hidden men", "housing", "infant deaths", "supervision"]


def test_each_review_and_entry_stands_where_it_should(lists: Lists) -> None:
    found = reconciled(lists)
    rows = {(r["entry"], r["review"] and r["publishers"][0]): r for r in found["reviews"]}
    told = {
        (entry, publisher): (row["standing"], row["copy_held"]) for (entry, publisher), row in rows.items()
    }
    assert told[("2016 – Ashby – Child Quince", "ashby")] == ("both", True)
    assert told[("2016 – Birch – Baby Rowan", "birch")] == ("both", False)
    assert told[("March 2015 – Birch – Child Bracken", None)] == ("listed_only", True)
    assert told[("2015 – Ashby – Child Teasel", None)] == ("listed_only", False)
    assert told[("2016 – Anonymous – Child Quince", None)] == ("unresolved", False)
    assert told[("2016 – Cedar – Child M", None)] == ("unresolved", False)
    alone = [r for r in found["reviews"] if r["standing"] == "held_only"]
    assert sorted(r["publishers"][0] for r in alone) == ["ashby", "birch"]  # Sorrel, and Birch's own Quince
    assert found["totals"] == {
        "both": 2, "held_only": 2, "listed_only": 2, "copies_held": 1, "unresolved": 2,
    }  # fmt: skip
    assert all(row["reasons"] for row in found["reviews"])


def test_filters_and_a_table_for_people(lists: Lists, tmp_path: Path) -> None:
    only = reconciled(lists, "--source", "birch", "--year", "2016")
    assert {tuple(r["publishers"]) for r in only["reviews"]} == {("birch",)}
    file = tmp_path / "all.csv"
    done = run(
        *("--data", lists.data, "reconcile", "--csv", file, "--sources", lists.folder / "sources"),
    )
    assert done.returncode == 0
    assert "library: 6 entries, last crawled" in done.stdout
    with file.open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 8
    unknown = run(
        "--data", lists.data, "reconcile", "--list", "nowhere", "--sources", lists.folder / "sources"
    )
    assert unknown.returncode == 2
    assert "library" in unknown.stderr


def test_an_entry_is_evidence_for_its_document(lists: Lists) -> None:
    rows = ask(
        lists.data,
        "SELECT e.field, e.value, e.origin FROM evidence e JOIN documents d ON d.id = e.document_id "
        "WHERE d.source = 'library' AND e.rule = 'entry of a national list' "
        "AND d.case_name = 'Child Bracken'",
    )
    assert ("board", "Birch", "heading") in rows
    assert ("case_name", "Child Bracken", "heading") in rows
    assert ("published", "2015-03", "heading") in rows


def test_show_and_find_know_entries_and_subjects(lists: Lists) -> None:
    ((name,),) = ask(
        lists.data, "SELECT id FROM documents WHERE source = 'ashby' AND case_name = 'Child Quince'"
    )
    shown = run("--data", lists.data, "show", name)
    assert "In national lists" in shown.stdout
    assert "infant deaths" in shown.stdout
    hits = run("--data", lists.data, "find", "quince", "--subject", "infant", "--json")
    assert {hit["source"] for hit in json.loads(hits.stdout)} == {"ashby", "library"}


def test_what_a_list_drops_stays_and_is_dated(lists: Lists, tmp_path: Path) -> None:
    before = dict(ask(lists.data, "SELECT title, last_seen FROM list_entries"))
    lists.library.extra["/case-reviews/2015/"] = page(
        "Case reviews published in 2015",
        "<p>A list of the overview reports published in 2015.</p>"
        + "<h3>March 2015 – Birch – Child Bracken</h3>",
    )
    again = run(*crawl(lists.folder, lists.data, "library"))
    assert again.returncode in (0, 3), again.stderr
    after = {
        row[0]: row[1:] for row in ask(lists.data, "SELECT title, last_seen, summary, url FROM list_entries")
    }
    assert after.keys() == before.keys()
    seen, summary, url = after["March 2015 – Birch – Child Bracken"]
    assert seen >= before["March 2015 – Birch – Child Bracken"]
    assert "Neglect of a child." in summary
    assert url is not None
    assert after["2015 – Ashby – Child Teasel"][0] == before["2015 – Ashby – Child Teasel"]


def test_a_list_that_was_never_crawled_is_said_to_be_unknown(lists: Lists, tmp_path: Path) -> None:
    done = run(*crawl(lists.folder, tmp_path / "data", "ashby"))
    assert done.returncode == 0, done.stderr
    told = run("--data", tmp_path / "data", "reconcile", "--sources", lists.folder / "sources")
    assert told.returncode == 0
    assert "never crawled" in told.stdout or "No national list" in told.stdout

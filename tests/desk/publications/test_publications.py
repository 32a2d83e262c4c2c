"""The publications screen: the gates, what stays and why, publishing by button, what was published."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest
from lxml import html

from harvester.catalogue import Catalogue
from harvester.catalogue.deciding import Change, decide
from harvester.desk.publication_jobs import Asked, Jobs
from harvester.errors import UsageError
from harvester.store import LocalStore

AT = "2026-02-01T10:00:00Z"


def names(desk) -> list[str]:
    with Catalogue.open(desk.data.catalogue) as catalogue:
        return [row["id"] for row in catalogue.connection.execute("SELECT id FROM documents ORDER BY id")]


def accept(desk, *ids: str) -> None:
    with Catalogue.open(desk.data.catalogue) as catalogue:
        changes = [Change("document", name, "status", "accepted") for name in ids or names(desk)]
        decide(desk.data, catalogue, changes, who="lena", at=AT)


def wait(desk, kind: str):
    end = time.monotonic() + 120
    while (job := Jobs(desk.data).last(kind)) is None or job.running:
        assert time.monotonic() < end, job
        time.sleep(0.2)
    return job


def page_of_client(client) -> html.HtmlElement:
    answer = client.get("/publications/")
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode())


def press(desk, client, kind: str, **said: str) -> html.HtmlElement:
    answer = client.post("/publications/", {"act": "check" if kind == "check" else "publish", **said})
    assert (answer.status_code, answer["Location"]) == (302, "/publications/")
    wait(desk, kind)
    return page_of_client(client)


def test_first_there_is_nothing_but_two_buttons(desk, client_of):
    root = page_of_client(client_of("librarian"))
    assert root.xpath("//form//button/@value") == ["check", "publish"]
    assert "None yet." in root.text_content()
    assert not (desk.data.root / "publications").exists(), "looking makes nothing"


def test_the_gates_are_asked_and_say_why(desk, client_of):
    root = press(desk, client_of("librarian"), "check")
    assert root.xpath("string(//h2)") == "Refused"
    shut = root.xpath("//ul[@class='gates']/li[span='shut']")
    assert [item.findtext("strong") for item in shut] == ["Something is accepted"]
    assert "no document is accepted yet" in shut[0].text_content()
    assert len(root.xpath("//ul[@class='gates']/li[span='open']")) >= 5


def test_what_would_leave_is_counted_and_what_stays_is_named_with_its_reason(desk, client_of):
    accept(desk)
    gone = names(desk)[0]
    with Catalogue.open(desk.data.catalogue) as catalogue, catalogue.writing() as connection:
        connection.execute("UPDATE document SET presence = 'withdrawn' WHERE id = ?", (gone,))
        for row in connection.execute("SELECT sha256, id FROM document").fetchall():
            assert row["sha256"]
    client = client_of("librarian")
    root = press(desk, client, "check", with_text="yes")
    counts = {row.findtext("th"): row.findtext("td") for row in root.xpath("//table[caption='Counts']//tr")}
    assert counts["Documents"] == "3"
    assert counts["Texts"] == "2"
    stays = root.xpath("//div[@aria-label='Texts that stay']//tr[td]")
    assert [row.xpath("string(.//a/@href)") for row in stays] == [f"/documents/{gone}/"]
    assert stays[0].findtext("td") == "withdrawn by its publisher"
    assert not list((desk.data.root / "publications").glob("2*")), "nothing was published"
    assert "ask again" not in root.text_content()
    accept(desk, gone)
    with Catalogue.open(desk.data.catalogue) as catalogue:
        decide(
            desk.data,
            catalogue,
            [Change("document", gone, "title", "Other")],
            who="lena",
            at="2999-01-01T00:00:00Z",
        )
    assert "People have decided since: ask again." in page_of_client(client).text_content()


def test_an_edition_is_made_by_button_and_stands_in_the_history(desk, client_of):
    accept(desk)
    root = press(desk, client_of("admin"), "make")
    assert root.xpath("string(//h2)") == "Published"
    (edition,) = (desk.data.root / "publications").glob("2*")
    assert (edition / "SHA256SUMS").is_file()
    row = root.xpath("//div[@aria-label='Table of editions']//tr[td]")[0]
    assert row.findtext("th").strip() == edition.name
    assert "newest" in row.text_content()
    assert "Asked by ada" in root.text_content()
    root = press(desk, client_of("librarian"), "make", as_at="2026-02-01")
    assert [
        one.split()[0]
        for one in root.xpath("//div[@aria-label='Table of editions']//th[@scope='row']/text()[1]")
    ] == [
        "as-at-2026-02-01",
        edition.name,
    ]
    told = json.loads((desk.data.root / "publications" / "as-at-2026-02-01" / "publication.json").read_text())
    assert told["about"]["as_at"] == "2026-02-01"


def test_losses_that_may_be_accepted_ask_for_a_reason_and_pass_with_one(desk, client_of):
    accept(desk)
    client = client_of("librarian")
    press(desk, client, "make")
    with Catalogue.open(desk.data.catalogue) as catalogue, catalogue.writing() as connection:
        connection.execute("UPDATE document SET sha256 = NULL")
    root = press(desk, client, "make")
    assert root.xpath("string(//h2)") == "Refused"
    assert root.xpath("//input[@name='accept_losses']")
    root = press(desk, client, "make", accept_losses="<b>the store</b> was lost")
    assert root.xpath("string(//h2)") == "Published"
    assert "Losses accepted because: <b>the store</b> was lost" in root.text_content()


def test_while_it_runs_its_steps_are_told_and_nobody_begins_another(desk, client_of, monkeypatch):
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        jobs = Jobs(desk.data)
        monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: sleeper)
        client = client_of("librarian")
        client.post("/publications/", {"act": "publish"})
        (jobs.root / ".desk" / "make.steps").write_text("Checking <the> catalogue.\nAsking the gates.\n")
        root = page_of_client(client)
        assert root.xpath("//noscript/meta[@http-equiv='refresh']"), (
            "without scripts it looks again by itself"
        )
        assert root.xpath("//*[@id='job']//li/text()") == ["Checking <the> catalogue", "Asking the gates …"]
        assert not root.xpath("//button[@name='act']")
        part = client.get("/publications/", HTTP_HX_REQUEST="true")
        assert part.status_code == 200
        assert b"<html" not in part.content
        with pytest.raises(UsageError, match="lena has begun one already"):
            jobs.start(Asked(who="ada", at=AT))
        answer = client.post("/publications/", {"act": "check"}, follow=True)
        assert "has begun one already" in answer.content.decode()
    finally:
        sleeper.kill()
        sleeper.wait()
    assert client.get("/publications/", HTTP_HX_REQUEST="true").headers["HX-Refresh"] == "true"
    root = page_of_client(client)
    assert root.xpath("string(//h2)") == "It could not be done"
    assert "Asking the gates." in root.text_content()


def test_a_process_that_took_the_number_of_a_dead_one_is_not_taken_for_it(desk):
    jobs = Jobs(desk.data)
    folder = jobs.root / ".desk"
    folder.mkdir(parents=True)
    asked = {"who": "lena", "at": AT, "dry_run": True, "with_text": False, "accept_losses": "", "as_at": ""}
    (folder / "check.asked").write_text(json.dumps({"asked": asked, "pid": os.getpid(), "born": "1"}))
    assert jobs.last("check").running is False
    for torn in ("", "{", "[]", '{"asked": {}}', "null"):
        (folder / "check.asked").write_text(torn)
        assert jobs.last("check") is None


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"act": "drop"},
        {"act": "publish", "as_at": "yesterday"},
        {"act": "publish", "as_at": "2999-01-01"},
        {"act": "publish", "accept_losses": "x" * 501},
    ],
)
def test_what_makes_no_sense_begins_nothing(desk, client_of, said):
    client = client_of("librarian")
    answer = client.post("/publications/", said, follow=True)
    assert answer.status_code == 200
    assert 'class="notice error"' in answer.content.decode()
    assert Jobs(desk.data).last("make") is None


def test_words_are_handed_over_as_they_are_and_never_as_options(desk):
    asked = Asked(who="lena", at=AT, with_text=True, accept_losses="--help; rm -rf $(x)", as_at="2026-02-01")
    assert asked.options == [
        "--with-text",
        "--accept-losses=--help; rm -rf $(x)",
        "--as-at=2026-02-01",
    ]


def test_readers_do_not_see_it(client_of):
    assert client_of("reader").get("/publications/").status_code == 403
    assert "publications" not in client_of("reader").get("/").content.decode()


def test_damaged_editions_are_left_out(desk, client_of):
    accept(desk)
    press(desk, client_of("librarian"), "make")
    (edition,) = (desk.data.root / "publications").glob("2*")
    (edition / "publication.json").chmod(0o644)
    (edition / "publication.json").write_text("{")
    assert "None yet." in page_of_client(client_of("librarian")).text_content()


# ---------------------------------------------------------------- in a browser


def test_published_by_keyboard_and_looked_at(desk, served_desk, page_of, tmp_path):
    from axe_playwright_python.sync_playwright import Axe

    accept(desk)
    LocalStore(desk.data.files)
    page = page_of("librarian")
    page.goto(served_desk.rstrip("/") + "/publications/")

    def look(name: str) -> None:
        for width in (1280, 800, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            ), name
            page.screenshot(path=str(tmp_path / f"{name}-{width}.png"), full_page=True)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert not Axe().run(page).response["violations"], name

    look("empty")
    page.get_by_role("button", name="Ask the gates").press("Enter")
    page.get_by_role("heading", name="It may be published").wait_for(timeout=120_000)
    look("may")
    page.get_by_role("button", name="Publish").press("Enter")
    page.get_by_role("heading", name="Published").wait_for(timeout=120_000)
    look("published")

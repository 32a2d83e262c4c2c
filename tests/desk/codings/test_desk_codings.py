"""The coding screens: what they show, what they decide, and that one key confirms."""

from __future__ import annotations

import json
import re

import pytest

from harvester.coding.frame import FIELDS


@pytest.fixture
def child(reviews) -> str:
    return reviews["Child A"]


@pytest.fixture
def adult(reviews) -> str:
    return next(name for case, name in reviews.items() if case != "Child A")


@pytest.fixture
def coded(rows):
    """`coded(review)`: field → what is confirmed of it."""

    def ask(review: str) -> dict[str, list[tuple]]:
        found: dict[str, list[tuple]] = {}
        for row in rows(
            "SELECT * FROM standing_codings WHERE review_id = ? ORDER BY field, person, value", review
        ):
            place = (row["person"], row["value"], row["document_id"], row["page"], row["coder"])
            found.setdefault(row["field"], []).append(place)
        return found

    return ask


def post(client, review: str, field: str, act: str = "confirm", **more):
    return client.post(f"/reviews/{review}/code/", {"field": field, "act": act, "people": "1", **more})


def test_suggestions_of_the_harvest_are_in_the_view(child, rows) -> None:
    found = {(row["field"], row["value"]) for row in rows("SELECT * FROM codings WHERE review_id = ?", child)}
    assert {
        ("age_band", "under_1"),
        ("sex", "female"),
        ("outcome", "died"),
        ("incident_date", "2019-03-14"),
        ("harm_type", "physical_abuse"),
        ("method", "learning_together"),
        ("family_involved", "no"),
        ("theme", "professional_curiosity"),
        ("theme", "information_sharing"),
    } <= found
    assert {row["origin"] for row in rows("SELECT * FROM codings")} == {"suggested"}


def test_the_report_speaks_before_its_summary(child, rows) -> None:
    (row,) = rows("SELECT * FROM codings WHERE review_id = ? AND field = 'incident_date'", child)
    (document,) = rows("SELECT role FROM documents WHERE id = ?", row["document_id"])
    assert document["role"] == "overview_report"


def test_the_page_shows_the_sentence_with_its_words_marked_and_the_page_it_stands_on(
    client_of, child
) -> None:
    page = client_of("librarian").get(f"/reviews/{child}/codings/?field=age_band").content.decode()
    assert "<mark>was seven months old</mark>" in page or "<mark>seven months old</mark>" in page
    assert "Page 2 of 4" in page
    assert 'data-evidence="coding:' in page  # a box on the picture
    assert re.search(r'<option value="under_1" selected>Under 1</option>', page)


def test_what_a_report_says_is_escaped(client_of, child) -> None:
    page = client_of("librarian").get(f"/reviews/{child}/codings/?field=theme&page=4").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_confirming_keeps_value_page_and_who_and_opens_the_next_field(client_of, child, coded) -> None:
    client = client_of("librarian")
    page = client.get(f"/reviews/{child}/codings/?field=age_band").content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    answer = post(client, child, "age_band", **{"pick-1": "=under_1", "box-1": "under_1", "seen": seen})
    assert answer.status_code == 303
    assert answer.url == f"/reviews/{child}/codings/?field=sex"
    ((person, value, document, number, coder),) = coded(child)["age_band"]
    assert (person, value, number, coder) == (1, "under_1", 2, "lena")
    assert document is not None
    assert "Age: Under 1." in client.get(answer.url).content.decode()


def test_another_value_is_said_to_stand_on_the_page_that_was_looked_at(client_of, child, coded) -> None:
    post(client_of("librarian"), child, "age_band", **{"pick-1": "", "box-1": "1_to_5", "at": "dabc:3"})
    assert coded(child)["age_band"] == [(1, "1_to_5", "dabc", 3, "lena")]


def test_not_stated_is_not_the_same_as_not_coded(client_of, child, coded, rows) -> None:
    client = client_of("librarian")
    post(client, child, "method", "not_stated")
    assert coded(child)["method"] == [(1, "not_stated", None, None, "lena")]
    page = client.get(f"/reviews/{child}/codings/?field=method").content.decode()
    assert "Coded as <strong>Not stated</strong>" in page
    post(client, child, "method", "clear")
    assert "method" not in coded(child)
    (row,) = rows("SELECT * FROM codings WHERE review_id = ? AND field = 'method'", child)
    assert (row["value"], row["origin"]) == ("learning_together", "suggested")


def test_several_themes_are_one_decision(client_of, child, coded) -> None:
    post(client_of("librarian"), child, "theme", value=["professional_curiosity", "supervision"], at="dx:4")
    found = {value: (document, page) for _p, value, document, page, _c in coded(child)["theme"]}
    assert set(found) == {"professional_curiosity", "supervision"}
    assert found["supervision"] == ("dx", 4)
    assert found["professional_curiosity"] != ("dx", 4)


def test_two_people(client_of, child, coded) -> None:
    client = client_of("librarian")
    page = client.get(f"/reviews/{child}/codings/?field=sex&people=2").content.decode()
    assert "Sex of person 2" in page
    answer = {"people": "2", "box-1": "female", "box-2": "male", "pick-1": "=female"}
    client.post(f"/reviews/{child}/code/", {"field": "sex", "act": "confirm", **answer})
    assert [(person, value) for person, value, *_ in coded(child)["sex"]] == [(1, "female"), (2, "male")]


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("age_band", {"box-1": "old"}),
        ("age_band", {"box-1": ""}),
        ("incident_date", {"box-1": "in the spring"}),
        ("theme", {"value": ["nonsense"]}),
        ("theme", {}),
    ],
)
def test_what_is_no_value_is_refused_and_nothing_is_decided(client_of, child, coded, field, more) -> None:
    answer = post(client_of("librarian"), child, field, **more)
    assert answer.status_code == 422
    assert "Nothing was decided" in answer.content.decode()
    assert not coded(child)


def test_a_date_as_people_write_it(client_of, child, coded) -> None:
    post(client_of("librarian"), child, "incident_date", **{"box-1": "14.3.2019"})
    assert coded(child)["incident_date"][0][1] == "2019-03-14"


def test_two_people_at_once_do_not_overwrite_each_other(client_of, child, coded) -> None:
    client, other = client_of("librarian"), client_of("admin")
    page = client.get(f"/reviews/{child}/codings/?field=sex").content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    post(other, child, "sex", **{"box-1": "female"})
    answer = post(client, child, "sex", **{"box-1": "male", "seen": seen})
    assert answer.status_code == 409
    assert "ada has decided" in answer.content.decode()
    assert coded(child)["sex"][0][1] == "female"


def test_undo_brings_back_what_stood_before(client_of, child, coded) -> None:
    client = client_of("librarian")
    post(client, child, "outcome", **{"box-1": "serious_harm"})
    post(client, child, "outcome", **{"box-1": "died"})
    page = client.get(f"/reviews/{child}/codings/").content.decode()
    undo = re.findall(r'action="(/undo/\w+/)"', page)[-1]
    assert client.post(undo).status_code == 303
    assert coded(child)["outcome"][0][1] == "serious_harm"


def test_a_coding_can_be_taken_back_from_any_page(client_of, child, coded) -> None:
    client = client_of("librarian")
    post(client, child, "outcome", **{"box-1": "died"})
    client.get("/codings/")  # its message has been read
    undo = re.findall(r'action="(/undo/\w+/)"', client.get("/").content.decode())
    client.post(undo[-1])
    assert "outcome" not in coded(child)


def test_a_reader_sees_and_cannot_decide(client_of, child, coded) -> None:
    reader = client_of("reader")
    page = reader.get(f"/reviews/{child}/codings/?field=sex").content.decode()
    assert "<mark>" in page
    assert 'name="act"' not in page
    assert post(reader, child, "sex", **{"box-1": "male"}).status_code == 403
    assert not coded(child)


def test_the_history_says_a_coding_in_words(client_of, child) -> None:
    client = client_of("librarian")
    post(client, child, "age_band", **{"box-1": "under_1"})
    page = client.get(f"/reviews/{child}/").content.decode()
    assert "Coding: age" in page
    assert "Under 1" in page


def test_the_list_of_what_is_to_be_coded(client_of, child, adult) -> None:
    client = client_of("librarian")
    page = client.get("/codings/").content.decode()
    assert f"/reviews/{child}/codings/" in page
    assert f"/reviews/{adult}/codings/" in page
    for name in FIELDS:
        post(client, child, name, "not_stated")
    page = client.get("/codings/").content.decode()
    assert f"/reviews/{child}/codings/" not in page
    assert f"/reviews/{adult}/codings/" in page


def test_an_unknown_review_or_field(client_of, child) -> None:
    client = client_of("librarian")
    assert client.get("/reviews/rnone/codings/").status_code == 404
    assert post(client, child, "shoe_size").status_code == 404
    assert (
        client.get(f"/reviews/{child}/codings/?field=x&page=99999&people=9999999&document=x").status_code
        == 200
    )


def test_a_rejected_document_suggests_nothing(desk, child, rows) -> None:
    from harvester.catalogue import Catalogue
    from harvester.catalogue.deciding import Change, decide

    names = [row["id"] for row in rows("SELECT id FROM documents WHERE review_id = ?", child)]
    changes = [Change("document", name, "status", "rejected", "wrong_file") for name in names]
    with Catalogue.open(desk.data.catalogue, create=False) as catalogue:
        decide(desk.data, catalogue, changes, who="lena", at="2026-02-02T00:00:00Z")
    assert not rows("SELECT * FROM codings WHERE review_id = ?", child)


def test_decisions_are_replayed_into_a_new_catalogue(client_of, child, desk, coded) -> None:
    from harvester.catalogue import Catalogue, replay_decisions

    client = client_of("librarian")
    post(client, child, "theme", value=["supervision", "thresholds"])
    before = coded(child)
    with Catalogue.open(desk.data.catalogue, create=False) as catalogue:
        catalogue.connection.execute("DELETE FROM standing")
        catalogue.connection.execute("DROP TRIGGER decisions_are_not_deleted")
        catalogue.connection.execute("DELETE FROM decisions")
    assert not coded(child)
    with Catalogue.open(desk.data.catalogue, create=False) as catalogue:
        replay_decisions(desk.data, catalogue)
    assert coded(child) == before
    line = desk.data.decisions.read_text(encoding="utf-8").splitlines()[-1]
    assert json.loads(line)["field"] == "coding:theme"


# ---------------------------------------------------------------- in a browser


@pytest.fixture
def page(page_of):
    page = page_of("librarian")
    page.on("pageerror", lambda error: pytest.fail(f"the script failed: {error}"))
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    return page


def test_a_review_is_coded_with_one_key_a_field(page, child, coded) -> None:
    page.goto(f"/reviews/{child}/codings/")
    pressed = 0
    for _field in FIELDS:
        with page.expect_navigation():
            page.keyboard.press("a")
            pressed += 1
    found = coded(child)
    assert set(found) == set(FIELDS)
    assert pressed == len(FIELDS)
    assert found["family_involved"][0][1] == "no"
    assert {value for _p, value, *_ in found["theme"]} == {
        "professional_curiosity",
        "information_sharing",
        "fathers_and_male_carers",
    }
    assert f"/reviews/{child}/" not in page.url  # the next review is open


def test_digits_take_and_leave_themes_and_n_says_not_stated(page, child, coded) -> None:
    page.goto(f"/reviews/{child}/codings/?field=theme")
    page.keyboard.press("1")
    with page.expect_navigation():
        page.keyboard.press("a")
    assert len(coded(child)["theme"]) == 2
    page.goto(f"/reviews/{child}/codings/?field=method")
    with page.expect_navigation():
        page.keyboard.press("n")
    assert coded(child)["method"][0][1] == "not_stated"
    with page.expect_navigation():
        page.keyboard.press("u")
    assert "method" not in coded(child)


def test_pages_fit_and_axe_finds_nothing(page_of, child) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, levels = page_of("librarian"), ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
    addresses = [f"/reviews/{child}/codings/?field={name}" for name in ("age_band", "theme", "incident_date")]
    for address in (*addresses, "/codings/"):
        page.goto(address)
        for width in (320, 640, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
        found = Axe().run(page, options={"runOnly": levels})
        assert found.violations_count == 0, found.generate_report()


def test_it_works_without_a_script(page_of, child, coded) -> None:
    page = page_of("librarian", java_script_enabled=False)
    page.goto(f"/reviews/{child}/codings/?field=age_band")
    page.get_by_role("button", name=re.compile("^Confirm")).click()
    assert coded(child)["age_band"][0][1] == "under_1"
    page.select_option("#box-1", "male")
    page.get_by_label("as in the box").check()
    page.get_by_role("button", name=re.compile("^Confirm")).click()
    assert coded(child)["sex"][0][1] == "male"


# ---------------------------------------------------------------- suggestions that a crawl left to others


@pytest.fixture
def uncoded(desk) -> None:
    """As a crawl leaves it: nothing is suggested."""
    from harvester.catalogue import Catalogue

    with Catalogue.open(desk.data.catalogue, create=False) as catalogue, catalogue.writing() as connection:
        connection.execute("DELETE FROM coded")
        connection.execute("DELETE FROM coding_suggestion")


def test_a_review_has_its_suggestions_before_they_are_kept(client_of, child, rows, request) -> None:
    address = f"/reviews/{child}/codings/?field=age_band"
    kept = client_of("librarian").get(address).content.decode()
    request.getfixturevalue("uncoded")
    fresh = client_of("librarian").get(address).content.decode()
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|FToken": "\w+"|nonce[^ >]+')
    assert token.sub("", fresh) == token.sub("", kept)
    assert "seven months old</mark>" in fresh
    assert not rows("SELECT * FROM coding_suggestion")


@pytest.mark.usefixtures("uncoded")
def test_what_is_confirmed_before_it_is_kept_is_what_was_shown(client_of, child, coded) -> None:
    client = client_of("librarian")
    post(client, child, "outcome", **{"pick-1": "=died", "box-1": "died"})
    assert [row[:2] for row in coded(child)["outcome"]] == [(1, "died")]


@pytest.mark.usefixtures("uncoded")
def test_the_list_says_how_many_are_to_come_and_has_them_made(
    client_of, rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    from harvester.desk import suggesting

    monkeypatch.setattr(suggesting, "_not_before", 0.0)
    page = client_of("reader").get("/codings/").content.decode()
    assert "3 new texts are being read for suggestions" in page
    assert suggesting._ended.wait(60)
    assert len(rows("SELECT * FROM coded")) == 3
    assert rows("SELECT * FROM codings WHERE origin = 'suggested'")
    assert "read for suggestions" not in client_of("reader").get("/codings/").content.decode()


@pytest.mark.usefixtures("uncoded")
def test_one_that_cannot_be_made_is_not_tried_all_the_time(
    client_of, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import sys

    from harvester.desk import suggesting

    monkeypatch.setattr(suggesting, "_not_before", 0.0)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    for _ in range(3):
        assert client_of("reader").get("/codings/").status_code == 200
        assert suggesting._ended.wait(10)
    assert caplog.text.count("suggesting codings") == 1


def test_where_nothing_is_to_come_it_is_not_looked_for_again(
    client_of, rows, desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from harvester.catalogue import Catalogue
    from harvester.desk import suggesting

    looked: list[int] = []
    look = suggesting.to_come
    monkeypatch.setattr(suggesting, "to_come", lambda catalogue: looked.append(1) or look(catalogue))
    monkeypatch.setattr(suggesting, "_not_before", 0.0)
    for _ in range(3):
        client_of("reader").get("/codings/")
    assert len(looked) == 1
    with Catalogue.open(desk.data.catalogue, create=False) as catalogue, catalogue.writing() as connection:
        connection.execute("DELETE FROM coded")
    assert "read for suggestions" in client_of("reader").get("/codings/").content.decode()
    assert suggesting._ended.wait(60)
    assert len(rows("SELECT * FROM coded")) == 3

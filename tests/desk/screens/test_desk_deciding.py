"""Every way to decide at the desk, as forms without a script post them."""

from __future__ import annotations

import html
import json
import re

import pytest

from tests.desk.support import PEOPLE

HOSTILE = "</title></textarea><script>alert(1)</script><img src=x onerror=alert(1)>\"' {{ 7*7 }}"


def form_of(page: str, document: str = "") -> dict[str, list[str]]:
    """What the record's form would post, untouched."""
    body = page[page.index('id="record-form"') :]
    body = body[: body.index("</form>")]
    values: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", body):
        named = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        unticked = named.get("type") in ("radio", "checkbox") and " checked" not in tag
        if "name" in named and not unticked:
            values.setdefault(named["name"], []).append(html.unescape(named.get("value", "")))
    for name, text in re.findall(r'<textarea[^>]* name="([\w-]+)"[^>]*>(.*?)</textarea>', body, re.DOTALL):
        values[name] = [html.unescape(text)]
    for name, text in re.findall(r'<textarea name="([\w-]+)"[^>]*>(.*?)</textarea>', body, re.DOTALL):
        values[name] = [html.unescape(text)]
    for name, options in re.findall(r'<select[^>]* name="([\w-]+)"[^>]*>(.*?)</select>', body, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected', options)
        values[name] = [html.unescape(chosen[0] if chosen else "")]
    assert values["document"] == [document] or not document
    return values


@pytest.fixture
def librarian(client_of):
    return client_of("librarian")


@pytest.fixture
def open_form(librarian):
    def load(document: str, query: str = "", client=None) -> dict[str, list[str]]:
        answer = (client or librarian).get(f"/documents/{document}/{query}")
        assert answer.status_code == 200
        return form_of(answer.content.decode(), document)

    return load


def text_of(answer) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def undo_address(answer) -> str:
    found = re.search(r'action="(/undo/[0-9a-f]+/)"', answer.content.decode())
    assert found
    return found[1]


def first_of_queue(librarian, query: str = "") -> str:
    page = librarian.get(f"/{query}").content.decode()
    found = re.search(r'href="/documents/(\w+)/', page)
    assert found
    return found[1]


# ---------------------------------------------------------------- one document


def test_an_untouched_form_decides_nothing_but_the_status(librarian, open_form, rows) -> None:
    for row in rows("SELECT id FROM documents WHERE status = 'new' ORDER BY id LIMIT 12"):
        before = rows("SELECT * FROM documents WHERE id = ?", row["id"])[0]
        answer = librarian.post("/decide/", open_form(row["id"]) | {"act": "accept"})
        assert answer.status_code == 303
        assert rows("SELECT * FROM documents WHERE id = ?", row["id"])[0] == before | {"status": "accepted"}
    assert {row["field"] for row in rows("SELECT field FROM decisions")} == {"status"}


def test_accepting_opens_the_next_find_says_so_and_can_be_taken_back(librarian, open_form, shown) -> None:
    document = first_of_queue(librarian)
    following = librarian.get(f"/documents/{document}/").context["around"].next
    answer = librarian.post("/decide/", open_form(document) | {"act": "accept"}, follow=True)
    assert answer.redirect_chain == [(f"/documents/{following}/", 303)]
    assert f"Accepted “{shown(document)['title']}”" in text_of(answer)
    assert shown(document)["status"] == "accepted"
    assert f"/documents/{document}/" not in librarian.get("/").content.decode()

    again = librarian.post(undo_address(answer), follow=True)
    assert again.redirect_chain == [(f"/documents/{document}/", 303)]
    assert "Taken back" in text_of(again)
    assert shown(document)["status"] == "new"
    assert librarian.get(f"/documents/{document}/").context["around"].next == following


def test_the_next_find_is_of_the_same_filters(librarian, open_form, rows) -> None:
    document = first_of_queue(librarian, "?kind=doubtful")
    answer = librarian.post("/decide/", open_form(document, "?kind=doubtful") | {"act": "hold"})
    assert answer["Location"].endswith("/?kind=doubtful")
    following = answer["Location"].split("/")[2]
    assert "doubtful" in next(
        row.find.kinds
        for row in librarian.get("/?kind=doubtful").context["rows"]
        if row.document_id == following
    )


def test_after_the_last_find_the_queue_is_shown(librarian, open_form) -> None:
    query = "?kind=changed"
    for _ in range(50):
        page = librarian.get(f"/{query}")
        if not page.context["rows"]:
            break
        document = page.context["rows"][0].document_id
        answer = librarian.post("/decide/", open_form(document, query) | {"act": "accept"}, follow=True)
    assert answer.redirect_chain == [(f"/{query}", 303)]
    assert "That was the last" in text_of(answer)


def test_a_rejected_find_does_not_come_back_and_says_why(librarian, open_form, shown, rows) -> None:
    document = first_of_queue(librarian)
    librarian.post(
        "/decide/", open_form(document) | {"act": "reject:training_or_guidance", "reason": "a course"}
    )
    assert shown(document)["status"] == "rejected"
    assert rows("SELECT reason FROM decisions") == [{"reason": "training_or_guidance: a course"}]
    assert document not in {row.document_id for row in librarian.get("/").context["rows"]}
    assert "Training or guidance: a course" in text_of(librarian.get(f"/documents/{document}/"))


def test_rejecting_for_something_else_needs_words_and_loses_nothing(librarian, open_form, shown) -> None:
    document = first_of_queue(librarian)
    typed = open_form(document) | {"act": "reject:other", "reason": " ", "case_name": "Child “Q”"}
    answer = librarian.post("/decide/", typed)
    assert answer.status_code == 422
    assert "Say in a few words" in text_of(answer)
    assert form_of(answer.content.decode())["case_name"] == ["Child “Q”"]
    assert shown(document)["status"] == "new"


def test_values_are_changed_and_the_history_keeps_both(librarian, open_form, shown) -> None:
    document = first_of_queue(librarian)
    old = shown(document)
    edits = {"published": "28.09.16", "authors": "Ann Other\r\nBo Thing", "case_name": "", "act": "edit"}
    answer = librarian.post("/decide/", open_form(document) | edits, follow=True)
    assert answer.redirect_chain == [(f"/documents/{document}/", 303)]
    new = shown(document)
    assert (new["published"], json.loads(new["authors"]), new["case_name"], new["status"]) == (
        "2016-09-28",
        ["Ann Other", "Bo Thing"],
        None,
        "new",
    )
    history = {row.field: row for row in answer.context["history"]}
    assert history["published"].old == old["published"]
    assert history["published"].new == "2016-09-28"
    assert {row.who for row in history.values()} == {PEOPLE["librarian"]}


def test_a_wrong_value_is_told_beside_its_field_and_the_rest_stays_typed(librarian, open_form, shown) -> None:
    document = first_of_queue(librarian)
    edits = {"published": "soon", "title": "Another title", "act": "accept"}
    answer = librarian.post("/decide/", open_form(document) | edits)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert 'id="f-published" name="published" value="soon"' in body
    assert re.search(r'id="f-published"[^>]*aria-invalid="true"', body)
    assert "“soon” is no date" in html.unescape(body)
    again = form_of(body)
    assert again["title"] == ["Another title"]
    assert shown(document)["status"] == "new"
    librarian.post("/decide/", again | {"published": "2017", "act": "accept"})
    assert (shown(document)["title"], shown(document)["published"]) == ("Another title", "2017")


def test_an_offered_value_is_taken_and_given_back_to_the_harvest(librarian, open_form, rows, shown) -> None:
    document = rows(
        "SELECT document_id FROM evidence e JOIN documents d ON d.id = e.document_id "
        "WHERE e.field = 'published' AND e.value <> d.published LIMIT 1"
    )[0]["document_id"]
    field = next(
        f for f in librarian.get(f"/documents/{document}/").context["fields"] if f.name == "published"
    )
    other = next(option for option in field.options if not option.stands)
    before = shown(document)["published"]
    librarian.post("/decide/", open_form(document) | {"pick-published": other.posted, "act": "edit"})
    assert shown(document)["published"] == other.posted[1:] != before
    librarian.post("/decide/", open_form(document) | {"pick-published": "~", "act": "edit"})
    assert shown(document)["published"] == before


def test_a_changed_file_shows_what_was_decided_on_the_earlier_one(librarian, open_form, rows) -> None:
    new = rows("SELECT id, replaces FROM documents WHERE replaces IS NOT NULL LIMIT 1")[0]
    librarian.post("/decide/", open_form(new["replaces"]) | {"act": "reject:wrong_file", "reason": "a draft"})
    page = librarian.get(f"/documents/{new['id']}/")
    words = " ".join(text_of(page).split())
    assert "This file replaces an earlier one" in words
    assert f"rejected by {PEOPLE['librarian']}" in words
    assert "Wrong file: a draft" in words
    assert f'href="/compare/{new["replaces"]}/{new["id"]}/"' in page.content.decode()


def test_a_document_that_is_here_under_another_id_is_found(librarian, rows) -> None:
    document = rows("SELECT id, sha256 FROM documents WHERE sha256 IS NOT NULL LIMIT 1")[0]
    assert librarian.get(f"/documents/{document['id'][:10]}/")["Location"] == f"/documents/{document['id']}/"
    assert librarian.get("/documents/nothing/").status_code == 404
    assert librarian.get("/reviews/nothing/").status_code == 404


# ---------------------------------------------------------------- relations


def test_copies_versions_and_reviews_are_decided_from_the_record(librarian, open_form, rows, shown) -> None:
    copy = rows("SELECT id, duplicate_of FROM documents WHERE duplicate_of IS NOT NULL LIMIT 1")[0]
    librarian.post("/decide/", open_form(copy["id"]) | {"act": f"not_duplicate:{copy['duplicate_of']}"})
    assert shown(copy["id"])["duplicate_of"] is None
    librarian.post(
        "/decide/",
        open_form(copy["id"]) | {"act": "duplicate", "duplicate-argument": copy["duplicate_of"]},
    )
    assert shown(copy["id"])["duplicate_of"] == copy["duplicate_of"]
    original = librarian.get(f"/documents/{copy['duplicate_of']}/").context["record"]
    assert copy["id"] in {row["id"] for row in original.duplicates}
    one, two = rows("SELECT id FROM documents WHERE duplicate_of IS NULL AND replaces IS NULL LIMIT 2")
    librarian.post("/decide/", open_form(one["id"]) | {"act": f"version:{two['id']}"})
    assert shown(one["id"])["replaces"] == two["id"]
    librarian.post("/decide/", open_form(one["id"]) | {"act": "version:"})
    assert shown(one["id"])["replaces"] is None
    review = shown(two["id"])["review_id"]
    librarian.post("/decide/", open_form(one["id"]) | {"act": f"assign:{review}"})
    assert shown(one["id"])["review_id"] == review
    librarian.post("/decide/", open_form(one["id"]) | {"act": "split"})
    assert shown(one["id"])["review_id"] not in (review, None)


def test_a_relation_to_nothing_is_refused_in_words(librarian, open_form, rows) -> None:
    document = rows("SELECT id FROM documents LIMIT 1")[0]["id"]
    for act in ("duplicate:nothing", f"version:{document}", "assign:nothing"):
        answer = librarian.post("/decide/", open_form(document) | {"act": act})
        assert answer.status_code == 422, act
        assert "Nothing was decided" in text_of(answer)
    assert rows("SELECT * FROM decisions") == []


def test_a_review_is_found_for_a_document(librarian, rows, shown) -> None:
    document, review = (
        rows("SELECT id FROM documents LIMIT 1")[0]["id"],
        rows("SELECT id, title FROM reviews ORDER BY id DESC LIMIT 1")[0],
    )
    page = librarian.get("/reviews/find/", {"document": document, "words": review["title"][:30]})
    assert review["id"] in {found.review_id for found in page.context["reviews"]}
    posted = {
        "screen": "record",
        "document": document,
        "seen": f"{document}:0",
        "act": f"assign:{review['id']}",
    }
    librarian.post("/decide/", posted)
    assert shown(document)["review_id"] == review["id"]
    assert librarian.get("/reviews/find/", {"document": document, "words": "%_'\\"}).status_code == 200
    assert librarian.get("/reviews/find/", {"document": "nothing"}).status_code == 404


# ---------------------------------------------------------------- reviews


def two_reviews(rows) -> tuple[dict, dict]:
    one, two = rows("SELECT id, title, documents FROM reviews WHERE documents > 1 ORDER BY id LIMIT 2")
    return one, two


def review_form(page, act: str, **more) -> dict:
    context = page.context
    seen = [f"{context['review']['id']}:{context['revision']}"]
    seen += [f"{row['id']}:{row['revision']}" for row in context["documents"]]
    return {"screen": "review", "review": context["review"]["id"], "seen": seen, "act": act} | more


def test_reviews_are_merged_and_taken_apart_again(librarian, rows) -> None:
    one, two = two_reviews(rows)
    moved = [row["id"] for row in rows("SELECT id FROM documents WHERE review_id = ?", two["id"])]
    page = librarian.get(f"/reviews/{one['id']}/", {"words": two["id"]})
    assert [other.review_id for other in page.context["others"]] == [two["id"]]
    answer = librarian.post("/decide/", review_form(page, "merge", merged=[two["id"]]), follow=True)
    assert answer.redirect_chain == [(f"/reviews/{one['id']}/", 303)]
    assert {row["id"] for row in answer.context["documents"]} >= set(moved)
    assert f"Merged into this review: {len(moved)} documents" in text_of(answer)
    librarian.post(undo_address(answer))
    back = rows("SELECT id FROM documents WHERE review_id = ?", two["id"])
    assert [row["id"] for row in back] == moved


def test_documents_are_split_off_and_share_the_new_review(librarian, rows) -> None:
    one, _ = two_reviews(rows)
    page = librarian.get(f"/reviews/{one['id']}/")
    taken = [row["id"] for row in page.context["documents"]][:2]
    librarian.post("/decide/", review_form(page, "split", document=taken))
    found = rows(f"SELECT DISTINCT review_id FROM documents WHERE id IN ('{taken[0]}', '{taken[1]}')")
    assert len(found) == 1
    assert found[0]["review_id"] != one["id"]


def test_a_review_is_renamed(librarian, rows) -> None:
    one, _ = two_reviews(rows)
    page = librarian.get(f"/reviews/{one['id']}/")
    edit = {"title": "Child Q", "was-title": one["title"]}
    assert librarian.post("/decide/", review_form(page, "edit", **edit)).status_code == 303
    assert rows("SELECT title FROM reviews WHERE id = ?", one["id"]) == [{"title": "Child Q"}]
    blank = librarian.post(
        "/decide/",
        review_form(
            librarian.get(f"/reviews/{one['id']}/"), "edit", **edit | {"title": "", "was-title": "Child Q"}
        ),
    )
    assert blank.status_code == 422


# ---------------------------------------------------------------- several at once


def bulk_form(page, documents: list[str], act: str, **more) -> dict:
    """The whole page's `seen` is posted, whatever is ticked."""
    seen = [f"{row.document_id}:{row.revision}" for row in page.context["rows"]]
    blank = {field["name"]: "" for field in page.context["bulk_fields"]}
    return {"screen": "queue", "document": documents, "seen": seen, "act": act} | blank | more


def test_the_key_of_an_offered_value_is_not_read_out_as_part_of_it(librarian, rows) -> None:
    documents = [row["id"] for row in rows("SELECT id FROM documents")]
    pages = (librarian.get(f"/documents/{document}/").content.decode() for document in documents)
    offered = (page.partition('class="choices"')[2].partition("</fieldset>")[0] for page in pages)
    choices = next(one for one in offered if "data-digit" in one)
    assert '<kbd aria-hidden="true">1</kbd>' in choices
    assert 'aria-keyshortcuts="1"' in choices


def test_the_area_in_use_is_named_as_the_list_names_it(librarian, rows) -> None:
    (area,) = rows("SELECT slug, title FROM source WHERE slug IN (SELECT source FROM documents) LIMIT 1")
    answer = librarian.get(f"/?source={area['slug']}")
    assert [words for words, _ in answer.context["chosen"]] == [f"Area: {area['title']}"]


def test_several_are_accepted_at_once_and_taken_back_at_once(librarian, rows, shown) -> None:
    page = librarian.get("/?kind=new")
    some = [row.document_id for row in page.context["rows"]][:4]
    before = [shown(one) for one in some]
    answer = librarian.post("/decide/", bulk_form(page, some, "accept", queue="?kind=new"), follow=True)
    assert answer.redirect_chain == [("/?kind=new", 303)]
    assert "Accepted 4 documents" in text_of(answer)
    assert [shown(one) for one in some] == [row | {"status": "accepted"} for row in before]
    librarian.post(undo_address(answer))
    assert [shown(one) for one in some] == before


def test_in_bulk_a_blank_changes_nothing_and_a_tick_empties(librarian, shown) -> None:
    page = librarian.get("/")
    some = [row.document_id for row in page.context["rows"]][:3]
    before = [shown(one) for one in some]
    librarian.post("/decide/", bulk_form(page, some, "edit", language="cy", clear=["case_name"]))
    assert [shown(one) for one in some] == [row | {"language": "cy", "case_name": None} for row in before]


def test_a_bulk_form_that_is_wrong_comes_back_with_what_was_ticked_and_typed(librarian, rows) -> None:
    page = librarian.get("/")
    some = [row.document_id for row in page.context["rows"]][:2]
    answer = librarian.post("/decide/", bulk_form(page, some, "edit", published="soon"))
    assert answer.status_code == 422
    assert answer.context["ticked"] == set(some)
    assert 'value="soon"' in answer.content.decode()
    none = librarian.post("/decide/", bulk_form(page, [], "accept"))
    assert "Nothing was selected" in text_of(none)
    assert rows("SELECT * FROM decisions") == []


# ---------------------------------------------------------------- two people


def test_two_people_do_not_overwrite_each_other(client_of, librarian, open_form, shown) -> None:
    document = first_of_queue(librarian)
    mine = open_form(document) | {"act": "accept", "case_name": "Mine"}
    other = client_of("admin")
    theirs = open_form(document, client=other) | {"act": "reject:not_a_review", "case_name": "Theirs"}
    other.post("/decide/", theirs)

    clash = librarian.post("/decide/", mine)
    assert clash.status_code == 409
    words = text_of(clash)
    assert "Somebody else decided first" in words
    assert PEOPLE["admin"] in words
    assert "Theirs" in words
    assert "Mine" in words
    assert (shown(document)["status"], shown(document)["case_name"]) == ("rejected", "Theirs")

    mine_after_all = dict(clash.context["kept"]) | {
        "seen": [f"{subject}:{number}" for subject, number in clash.context["seen"]]
    }
    assert librarian.post("/decide/", mine_after_all).status_code == 303
    assert (shown(document)["status"], shown(document)["case_name"]) == ("accepted", "Mine")


def test_of_several_those_that_clash_can_be_left_out(client_of, librarian, open_form, shown) -> None:
    page = librarian.get("/")
    some = [row.document_id for row in page.context["rows"]][:3]
    other = client_of("admin")
    other.post("/decide/", open_form(some[1], client=other) | {"act": "hold"})
    clash = librarian.post("/decide/", bulk_form(page, some, "accept"))
    assert clash.status_code == 409
    assert [shown(one)["status"] for one in some] == ["new", "held", "new"]
    assert "decide the other 2" in text_of(clash)
    others: dict[str, list[str]] = {}
    for name, value in clash.context["kept_without"]:
        others.setdefault(name, []).append(value)
    others["seen"] = [f"{subject}:{number}" for subject, number in clash.context["seen_without"]]
    librarian.post("/decide/", others)
    assert [shown(one)["status"] for one in some] == ["accepted", "held", "accepted"]


def test_what_one_decided_oneself_is_no_clash(librarian, open_form, shown) -> None:
    document = first_of_queue(librarian)
    form = open_form(document)
    librarian.post("/decide/", form | {"act": "hold"})
    assert librarian.post("/decide/", form | {"act": "accept"}).status_code == 303
    assert shown(document)["status"] == "accepted"


def test_what_somebody_decided_again_cannot_be_undone(client_of, librarian, open_form, shown) -> None:
    document = first_of_queue(librarian)
    answer = librarian.post("/decide/", open_form(document) | {"act": "accept"}, follow=True)
    other = client_of("admin")
    other.post("/decide/", open_form(document, client=other) | {"act": "hold"})
    refused = librarian.post(undo_address(answer), follow=True)
    assert "Nothing was taken back" in text_of(refused)
    assert shown(document)["status"] == "held"
    assert librarian.post("/undo/00ff/", follow=True).redirect_chain == [("/history/", 303)]


# ---------------------------------------------------------------- hostile


def test_whatever_was_typed_is_text_wherever_it_is_shown(librarian, client_of, open_form, rows) -> None:
    document = first_of_queue(librarian)
    typed = dict.fromkeys(("title", "case_name", "board", "authors"), HOSTILE)
    form = open_form(document)
    answer = librarian.post("/decide/", form | typed | {"act": "edit", "reason": HOSTILE}, follow=True)
    assert rows("SELECT title FROM documents WHERE id = ?", document)[0]["title"] == HOSTILE
    review = rows("SELECT review_id FROM documents WHERE id = ?", document)[0]["review_id"]
    other = client_of("admin")
    pages = [answer]
    pages += [librarian.get(address) for address in ("/", "/history/", f"/reviews/{review}/")]
    pages += [
        librarian.get("/", {"words": HOSTILE}),
        librarian.get("/reviews/find/", {"document": document, "words": HOSTILE}),
    ]
    pages.append(librarian.post("/decide/", open_form(document) | {"published": HOSTILE, "act": "accept"}))
    pages.append(other.post("/decide/", form | typed | {"act": "hold"}))
    pages.append(
        librarian.post("/decide/", {"screen": "queue", "act": HOSTILE, "document": HOSTILE, "queue": HOSTILE})
    )
    assert pages[-2].status_code == 409
    for page in pages:
        body = page.content.decode()
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert " 49" not in body or "{{ 7*7 }}" in html.unescape(body)


def test_addresses_that_are_not_of_the_web_are_no_links(librarian, desk, rows) -> None:
    from harvester.catalogue import Catalogue

    with Catalogue.open(desk.data.catalogue) as catalogue, catalogue.writing() as connection:
        connection.execute("UPDATE sighting SET page_url = 'javascript:alert(1)', link_text = ?", (HOSTILE,))
    document = rows("SELECT document_id FROM sighting LIMIT 1")[0]["document_id"]
    body = librarian.get(f"/documents/{document}/").content.decode()
    assert 'href="javascript:' not in body
    assert "javascript:alert(1)" in body
    assert "<script>alert" not in body


@pytest.mark.parametrize(
    "query", ["//evil.example/", "https://evil.example/?kind=new", "?next=//evil.example", "\r\nX: y"]
)
def test_where_it_goes_on_is_always_here(librarian, open_form, query: str) -> None:
    document = first_of_queue(librarian)
    answer = librarian.post("/decide/", open_form(document) | {"act": "accept", "queue": query})
    assert re.fullmatch(r"/documents/\w+/(\?kind=new)?", answer["Location"])


def test_a_form_that_the_desk_did_not_make_is_refused(librarian, rows) -> None:
    for form in (
        {},
        {"act": "accept"},
        {"act": "accept", "document": "d1"},
        {"act": "accept", "document": "d1", "seen": "d1:0", "screen": "record"},
        {"act": "accept", "document": ["a b", "'; DROP TABLE"], "screen": "queue"},
        {"act": "merge", "review": "r1", "screen": "review"},
    ):
        assert librarian.post("/decide/", form).status_code in (404, 422), form
    assert rows("SELECT * FROM decisions") == []


def test_readers_look_and_do_not_decide(client_of, rows) -> None:
    reader = client_of("reader")
    document = rows("SELECT id, review_id FROM documents LIMIT 1")[0]
    for address in ("/", f"/documents/{document['id']}/", f"/reviews/{document['review_id']}/", "/history/"):
        page = reader.get(address)
        assert page.status_code == 200
        assert 'action="/decide/"' not in page.content.decode()
        assert 'action="/undo/' not in page.content.decode()
    assert reader.post("/decide/", {"act": "accept", "document": document["id"]}).status_code == 403
    assert reader.post("/undo/00ff/").status_code == 403


# ---------------------------------------------------------------- the queue


def test_every_choice_of_every_filter_shows_as_many_as_it_says(librarian) -> None:
    page = librarian.get("/")
    assert {facet.name for facet in page.context["facets"]} == {
        "kind",
        "nation",
        "source",
        "review_type",
        "role",
        "doubt",
    }
    for facet in page.context["facets"]:
        for choice in (*facet.first, *facet.more):
            assert librarian.get(choice.address).context["page"].total == choice.number, choice


def test_the_queue_goes_on_page_by_page(librarian, monkeypatch) -> None:
    monkeypatch.setattr("harvester.desk.views.queue.PAGE", 7)
    seen: list[str] = []
    address = "/"
    while address:
        page = librarian.get(address)
        seen += [row.document_id for row in page.context["rows"]]
        address = page.context["next_page"]
    assert len(seen) == len(set(seen)) == page.context["page"].total > 7


def test_what_is_new_is_new_for_each_person(librarian, client_of, desk) -> None:
    first = librarian.get("/?since=looked").context
    assert first["looked"] is None
    assert first["page"].total > 0
    again = desk.client("librarian")
    assert again.get("/?since=looked").context["page"].total == 0
    assert client_of("admin").get("/?since=looked").context["page"].total > 0
    page = again.get("/")
    assert "Only since you last looked" in text_of(page)


def test_every_document_and_review_of_the_catalogue_can_be_shown(librarian, rows) -> None:
    for row in rows("SELECT id FROM documents"):
        assert librarian.get(f"/documents/{row['id']}/").status_code == 200
    for row in rows("SELECT id FROM reviews"):
        assert librarian.get(f"/reviews/{row['id']}/").status_code == 200


def test_a_pair_is_decided_where_pairs_are_listed(librarian, client_of, open_form, rows, shown) -> None:
    copy = rows("SELECT id, duplicate_of FROM documents WHERE duplicate_of IS NOT NULL LIMIT 1")[0]
    form = {
        "screen": "duplicates",
        "document": copy["id"],
        "seen": [f"{copy['id']}:0", f"{copy['duplicate_of']}:0"],
        "act": f"not_duplicate:{copy['duplicate_of']}",
    }
    other = client_of("admin")
    other.post("/decide/", open_form(copy["duplicate_of"], client=other) | {"act": "accept"})
    clash = librarian.post("/decide/", form)
    assert (clash.status_code, clash.context["leave"]) == (409, "/duplicates/")
    assert shown(copy["id"])["duplicate_of"] == copy["duplicate_of"]
    again = form | {"seen": [f"{subject}:{number}" for subject, number in clash.context["seen"]]}
    assert librarian.post("/decide/", again)["Location"] == "/duplicates/"
    assert shown(copy["id"])["duplicate_of"] is None
    refused = librarian.post("/decide/", again | {"act": "duplicate:nothing"}, follow=True)
    assert "Nothing was decided" in text_of(refused)


def test_the_last_act_can_be_taken_back_from_any_page(librarian, client_of, open_form, shown) -> None:
    document = first_of_queue(librarian)
    librarian.post("/decide/", open_form(document) | {"act": "hold"}, follow=True)
    page = librarian.get("/help/")
    assert f"Last: Held “{shown(document)['title']}”" in " ".join(text_of(page).split())
    assert "Last: Held" not in text_of(client_of("admin").get("/help/"))
    librarian.post(undo_address(page), follow=True)
    assert shown(document)["status"] == "new"
    assert "Last: Held" not in text_of(librarian.get("/help/"))

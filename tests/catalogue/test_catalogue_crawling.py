"""Documents, sightings and fetches over one and several nights."""

from __future__ import annotations

from harvests import HUB, A, B, name_of

from harvester.records import Extract, PageVisit
from harvester.vocabulary import Outcome, PageKind


def test_the_same_bytes_at_two_addresses_are_one_document_with_two_sightings(harvest):
    harvest.start()
    for url in (B, A):
        harvest.link(url)
        harvest.fetch(url)
    harvest.finish()
    document = harvest.one()
    assert document["sha256"] == name_of("first text")
    assert document["url"] == A
    assert [row["url"] for row in harvest.rows("sightings", "1 ORDER BY url")] == [A, B]


def test_the_same_bytes_at_two_sources_are_two_documents(harvest):
    from harvests import EASTVALE, NORTHMOOR

    harvest.start(NORTHMOOR, EASTVALE)
    for source in ("northmoor", "eastvale"):
        harvest.link(source=source)
        harvest.fetch(source=source)
    harvest.finish()
    assert {(row["source"], row["nation"]) for row in harvest.rows("documents")} == {
        ("northmoor", "england"),
        ("eastvale", "wales"),
    }


def test_a_row_known_by_address_keeps_its_id_when_its_bytes_come(harvest):
    harvest.start()
    harvest.link()
    harvest.fetch(body=None, outcome=Outcome.TIMEOUT, status=None)
    harvest.finish()
    before = harvest.one()
    assert (before["sha256"], before["fetch_outcome"], before["media_type"]) == (None, "timeout", None)
    harvest.start()
    harvest.link()
    harvest.fetch()
    harvest.finish()
    after = harvest.one()
    assert after["id"] == before["id"]
    assert (after["sha256"], after["fetch_outcome"]) == (name_of("first text"), "ok")
    assert after["first_seen"] == before["first_seen"]
    assert after["last_seen"] > before["last_seen"]


def test_a_row_known_by_address_joins_the_document_that_has_its_bytes(harvest):
    harvest.start()
    harvest.link(B)
    harvest.fetch(B, body=None, outcome=Outcome.SERVER_ERROR, status=503)
    harvest.link(A)
    harvest.fetch(A)
    harvest.finish()
    lost = harvest.one("documents", "sha256 IS NULL")["id"]
    harvest.start()
    harvest.link(B)
    harvest.fetch(B)
    harvest.finish()
    document = harvest.one()
    assert {row["url"] for row in harvest.rows("sightings")} == {A, B}
    assert harvest.catalogue.record(lost).fields["id"] == document["id"]


def test_the_order_of_arrival_decides_nothing(harvest, tmp_path):
    from harvests import Harvest

    from harvester.catalogue import Catalogue

    def night(into, order):
        into.start()
        for step in order:
            step(into)
        into.finish()
        wanted = ("id", "url", "page_url", "link_text", "title", "sha256")
        return [[row[name] for name in wanted] for row in into.rows("documents")]

    steps = [
        lambda h: h.link(A, "Overview", page_kind=PageKind.NEWS, page_url=HUB + "/news"),
        lambda h: h.link(A, "Child A overview report"),
        lambda h: h.link(B, "Download", score=0.4),
        lambda h: h.fetch(A),
        lambda h: h.fetch(B),
    ]
    with Catalogue.open(tmp_path / "other.db") as catalogue:
        forwards, backwards = night(harvest, steps), night(Harvest(catalogue), steps[::-1])
    assert forwards[0][1:] == backwards[0][1:]
    assert forwards[0][1:4] == [A, HUB, "Child A overview report"]


def test_not_modified_and_failures_do_not_change_how_the_bytes_were_got(harvest):
    harvest.start()
    harvest.link()
    harvest.fetch()
    harvest.finish()
    for outcome, status in ((Outcome.NOT_MODIFIED, 304), (Outcome.GONE, 404), (Outcome.TLS, None)):
        harvest.start()
        harvest.link()
        body = "first text" if outcome is Outcome.NOT_MODIFIED else None
        harvest.fetch(body=body, outcome=outcome, status=status)
        harvest.finish()
        assert harvest.one()["fetch_outcome"] == "ok"
    ends = [row["outcome"] for row in harvest.rows("fetch", "1 ORDER BY id")]
    assert ends == ["ok", "not_modified", "gone", "tls"]


def test_the_latest_failure_speaks_for_a_document_never_held(harvest):
    for outcome in (Outcome.TIMEOUT, Outcome.ROBOTS_DENIED):
        harvest.start()
        harvest.link()
        harvest.fetch(body=None, outcome=outcome, status=None)
        harvest.finish()
    assert harvest.one()["fetch_outcome"] == "robots_denied"


def test_the_same_night_twice_gives_the_same_rows_but_for_times(harvest):
    times = ("first_seen", "last_seen")

    def night():
        harvest.start()
        for url, body in ((A, "first text"), (B, "second text")):
            harvest.link(url)
            harvest.fetch(url, body)
        harvest.finish()
        views = ("documents", "sightings", "evidence", "pages")
        return {
            view: [{k: v for k, v in row.items() if k not in times} for row in harvest.rows(view)]
            for view in views
        }

    first, second = night(), night()
    assert first == second
    assert harvest.rows("run_sources")[1]["documents_new"] == 0


def test_a_blank_never_overwrites_a_value(harvest):
    harvest.start()
    harvest.link(row="12 March 2016", page_heading="Reviews", page_published="2016-03-12")
    harvest.fetch(file_name="child-a.pdf", last_modified="Sat, 12 Mar 2016 10:00:00 GMT", etag='"1"')
    harvest.read()
    harvest.start()
    harvest.link(row="", page_heading="", page_published=None, page_title="")
    harvest.fetch(media_type=None, size=None)
    (item,) = harvest.catalogue.stale_documents(rules=1)
    (sighting,) = item.sightings
    assert sighting.link.row == "12 March 2016"
    assert (sighting.page_heading, sighting.page_published) == ("Reviews", "2016-03-12")
    assert sighting.page_title == "Published reviews"
    assert (item.fetch.file_name, item.fetch.etag) == ("child-a.pdf", '"1"')
    assert (item.fetch.media_type, item.fetch.size) == ("application/pdf", 10)


def test_a_failed_reading_does_not_overwrite_a_good_one(harvest):
    harvest.start()
    harvest.link()
    harvest.fetch()
    harvest.finish()
    failed = Extract(
        sha256=name_of("first text"), outcome=Outcome.LIMIT, media_type=None, extractor="reader 2"
    )
    harvest.catalogue.save_extract(failed, harvest.now())
    assert harvest.one()["text_outcome"] == "ok"
    assert harvest.rows("pages", "page = 1")[0]["text"] == "first text"
    assert harvest.catalogue.files_to_read("reader 2", limit=10) == []
    assert [hit.page for hit in harvest.catalogue.search("first text")] == [1]


def test_new_words_on_a_page_are_a_new_sighting_and_the_old_one_stays(harvest):
    harvest.start()
    harvest.link(text="Child A")
    harvest.fetch()
    harvest.finish()
    harvest.start()
    harvest.link(text="Child A (2016)")
    harvest.fetch()
    harvest.finish()
    seen = {row["link_text"]: row for row in harvest.rows("sightings")}
    assert set(seen) == {"Child A", "Child A (2016)"}
    assert seen["Child A"]["last_seen"] < seen["Child A (2016)"]["first_seen"]


def test_only_what_changed_is_described_again(harvest):
    harvest.start()
    for url, body in ((A, "first text"), (B, "second text")):
        harvest.link(url)
        harvest.fetch(url, body)
    harvest.finish()
    assert harvest.catalogue.stale_documents(rules=1) == []
    harvest.start()
    harvest.link(A)
    harvest.fetch(A)
    harvest.link(B, row="updated 2020")
    harvest.fetch(B, "second text")
    assert [item.url for item in harvest.catalogue.stale_documents(rules=1)] == [B]
    by_newer_rules = harvest.catalogue.stale_documents(rules=2)
    assert {item.url: item.changed for item in by_newer_rules} == {A: False, B: True}
    harvest.describe()
    harvest.catalogue.mark_all_stale()
    assert len(harvest.catalogue.stale_documents(rules=1)) == 2


def test_a_link_that_slid_down_the_page_is_no_change(harvest):
    from dataclasses import replace

    harvest.start()
    candidate = harvest.candidate()
    harvest.catalogue.record_candidates(harvest.run_id, [candidate], harvest.now())
    harvest.describe()
    slid = replace(candidate, link=replace(candidate.link, position=7))
    harvest.catalogue.record_candidates(harvest.run_id, [slid], harvest.now())
    assert harvest.catalogue.stale_documents(rules=1) == []


def test_what_the_machine_refused_is_kept_with_its_reasons_but_not_shown(harvest):
    harvest.start()
    harvest.link()
    harvest.fetch()
    harvest.read()
    harvest.describe(refuse=("first text", "an error page"))
    for view in ("documents", "sightings", "evidence", "pages", "reviews"):
        assert harvest.rows(view) == []
    (row,) = harvest.rows("document")
    record = harvest.catalogue.record(row["id"])
    assert not record.kept
    assert record.reasons == ("its title page says so",)
    assert harvest.catalogue.known_documents("northmoor") == 0
    assert harvest.catalogue.search("first text") == []


def test_what_was_read_comes_back_as_it_was(harvest):
    harvest.start()
    harvest.link()
    harvest.fetch()
    harvest.read()
    extract = harvest.catalogue.load_extract(name_of("first text"))
    assert extract.pages == ("first text", "second page")
    assert extract.page_count == 2
    assert extract.lines[0].box == (72.0, 90.5, 300.0, 110.0)
    assert extract.lines[0].bold
    assert extract.properties == {"title": "Untitled"}
    assert harvest.catalogue.load_extract("0" * 64) is None


def test_hostile_text_is_kept_without_breaking_anything(harvest):
    harvest.start()
    text = "nul \0 surrogate \ud800 quote ' \" emoji 😀 '); DROP TABLE run;--"
    harvest.link(text=text, heading=text, page_title=text)
    harvest.texts[name_of("x")] = text
    harvest.fetch(body="x", file_name=text, message=text)
    harvest.texts[name_of("x")] = text
    harvest.finish()
    assert "DROP TABLE" in harvest.one()["link_text"]
    assert "emoji 😀" in harvest.rows("pages", "page = 1")[0]["text"]
    assert harvest.one("runs")["exit_code"] == 0


def test_a_page_visit_is_kept_with_its_outcome(harvest):
    harvest.start()
    harvest.catalogue.record_visit(
        harvest.run_id,
        PageVisit(
            source="northmoor", url=HUB, outcome=Outcome.OK, status=200, kind=PageKind.HUB, candidates=3
        ),
    )
    visit = harvest.one("page_visit")
    assert (visit["url"], visit["kind"], visit["candidates"]) == (HUB, "hub", 3)


def test_a_document_added_without_any_link_is_a_document(harvest):
    harvest.start()
    harvest.fetch("https://northmoor.example/files/Child%20B%20report.pdf")
    harvest.read()
    harvest.describe(title=None)
    document = harvest.one()
    assert (document["title"], document["page_url"]) == ("Child B report.pdf", None)

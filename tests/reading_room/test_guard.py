"""Who reads may read and nothing else; every answer carries the headers; nothing big is worked out."""

from __future__ import annotations

import time

import pytest

from tests.reading_room.conftest import PAGES

MUST = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
}
ANSWERS = [
    *PAGES,
    *("/publication.json", "/publication/documents.json", "/publication/documents.csv", "/feed.atom"),
    *("/oai?verb=Identify", "/downloads/README.md", "/static/reading-room.css", "/publication.db"),
    *("/nowhere", "/-/versions", "/publication?sql=drop+table+x", "/publication?sql=select+1+from+nothing"),
    *("/search?q=%00", "/publication/nothing", "/publication/documents?_sort=nothing", "/favicon.ico"),
]


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_carries_the_headers_and_no_cookie(reader, made_edition, path):
    headers = reader.get(path.format(document=made_edition.ids[0])).headers
    assert {name: headers.get(name) for name in MUST} == MUST
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "set-cookie" not in headers
    assert len(headers.get_list("content-security-policy")) == 1


CLOSED = [
    *("/-/", "/-/versions", "/-/versions.json", "/-/plugins.json", "/-/settings.json", "/-/threads"),
    *(
        "/-/metadata.json",
        "/-/databases.json",
        "/-/actor.json",
        "/-/auth-token",
        "/-/logout",
        "/-/permissions",
    ),
    *("/-/messages", "/-/allow-debug", "/-/patterns", "/-/static/app.css", "/-/config", "/_internal"),
    *("/_internal.json", "/_internal/databases", "/_INTERNAL", "/_memory", "/_memory.json", "/:memory:"),
    "/:memory:/x",
]


@pytest.mark.parametrize("path", CLOSED)
def test_what_datasette_says_of_itself_is_not_for_readers(reader, path):
    assert reader.raw(path).status == 404


@pytest.mark.parametrize("query", ["_trace=1", "_context=1", "a=1&_trace=1", "_show_hidden=1"])
def test_insides_are_not_shown(reader, query):
    assert reader.raw("/publication", query=query).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get"])
def test_nothing_but_reading(reader, method):
    for path in ("/", "/publication", "/publication/documents", "/search", "/-/logout"):
        assert reader.raw(path, method=method).status == 405


def test_head_answers_as_get_without_a_body(reader):
    for path in ("/", "/publication/documents", "/nowhere", "/downloads/README.md"):
        head, get = reader.raw(path, method="HEAD"), reader.raw(path)
        assert (head.status, head.body) == (get.status, b"")


ODD = [
    *("//evil.example/", "/\\evil.example/", "/%5Cevil.example/", "/%5cevil.example", "/.//evil.example/"),
    *(
        "/publication//evil.example/",
        "/a/../%2f/evil.example/",
        "/%2F%2Fevil.example",
        "/x%0d%0aset-cookie:a",
    ),
    *("/x%00", "/publication/documents/", "/publication/", "/search/", "/%e2%80%ae/", "/%/", "/%zz/"),
    *("/http://evil.example/", "/%09/evil.example/", "/;//evil.example/", "/publication/%2e%2e/x/"),
]


@pytest.mark.parametrize("path", ODD)
def test_no_odd_path_leads_away(reader, path):
    answer = reader.raw(path)
    assert answer.status in (200, 302, 400, 404)
    location = answer.headers.get("location", "/")
    assert location.startswith("/")
    assert location[1:2] not in ("/", "\\")
    assert "evil" not in location or location.startswith("/")


@pytest.mark.parametrize("host", [b"evil.example/x", b"a b", b"<script>", b"a@b", b"", b"x" * 300])
def test_a_host_that_cannot_be_is_refused(reader, host):
    assert reader.raw("/", host=host).status == 400


NOT_OURS = [
    *("../catalogue.db", "..%2f..%2fcatalogue.db", "publication.db/../README.md", "/etc/passwd", ".lock"),
    *("SHA256SUMS/../../catalogue.db", "oai/../README.md", "publication.db%00"),
]


@pytest.mark.parametrize("name", NOT_OURS)
def test_only_files_that_the_edition_names_are_given_out(reader, name):
    assert reader.raw(f"/downloads/{name}").status in (400, 404)


def test_a_file_is_saved_and_not_shown(reader, made_edition):
    for name in ("coverage.html", "csv/documents.csv", "SHA256SUMS"):
        answer = reader.raw(f"/downloads/{name}")
        assert answer.status == 200
        assert answer.body == (made_edition.folder / name).read_bytes()
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["content-type"] == "application/octet-stream"
    (file,) = (made_edition.folder / "files").glob(f"{made_edition.ids[1]}.*")
    answer = reader.raw(f"/downloads/files/{file.name}")
    assert (answer.status, answer.body) == (200, file.read_bytes())
    assert answer.headers["content-disposition"] == f'attachment; filename="{file.name}"'


# ---------------------------------------------------------------- SQL


def sql(reader, query: str):
    return reader.get("/publication.json", params={"sql": query, "_shape": "arrays"})


WRONG = [
    "drop table documents",
    "insert into about values ('a', 'b')",
    "update documents set title = ''",
    "delete from documents",
    "attach 'other.db' as other",
    "pragma writable_schema = 1",
    "pragma query_only = 0",
    "vacuum into 'copy.db'",
    "select load_extension('x')",
    "select readfile('/etc/passwd')",
    "select writefile('x', 'y')",
    "create table x (a)",
    "select 1; drop table documents",
    "with x as (delete from documents returning *) select * from x",
    "select fts3_tokenizer('simple')",
    "select zeroblob(1000000000)",
    "select randomblob(20000000)",
    "select replace(hex(zeroblob(9000000)), '0', 'aaaa')",
    "select * from pragma_database_list, pragma_database_list, sqlite_dbpage",
    "select " + "(" * 300 + "1" + ")" * 300,
]


@pytest.mark.parametrize("query", WRONG)
def test_sql_that_writes_reaches_out_or_is_too_big_is_refused(reader, made_edition, query):
    before = (made_edition.folder / "publication.db").read_bytes()
    answer = sql(reader, query)
    assert answer.status_code == 400, answer.text[:200]
    assert (made_edition.folder / "publication.db").read_bytes() == before
    assert sorted(path.name for path in made_edition.folder.glob("*.db*")) == ["publication.db"]


def test_sql_is_over_in_a_second_and_gives_a_thousand_rows(reader):
    started = time.monotonic()
    endless = "with recursive c(x) as (select 1 union all select x + 1 from c) select "
    assert sql(reader, endless + "count(*) from c").status_code == 400
    assert time.monotonic() - started < 5
    answer = sql(reader, endless + "x from c limit 100000")
    assert (len(answer.json()["rows"]), answer.json()["truncated"]) == (1000, True)
    page = reader.get("/publication", params={"sql": endless + "count(*) from c"})
    assert "takes longer than a second" in page.text
    assert "<textarea" not in page.text


def test_a_result_that_would_fill_the_memory_is_refused(reader):
    answer = sql(reader, "with recursive c(x) as (select 1 union all select x + 1 from c) "
                         "select zeroblob(1000000) from c limit 900")  # fmt: skip
    assert answer.status_code == 400
    assert "too large" in answer.text


def test_the_error_page_of_a_fault_of_ours_says_nothing_of_the_insides(reader, monkeypatch, capfd):
    import datasette.handle_exception

    from harvester.reading_room import questions

    assert datasette.handle_exception.rich is None
    monkeypatch.setattr(questions, "review", lambda *_: 1 / 0)
    answer = reader.get("/reviews/r000000000000")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    assert "ZeroDivisionError" in capfd.readouterr().err, "but the log does"

"""The bundled sample web is what its builder writes, and what the plan of it asks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from harvester.sources import load_declarations
from tools.sampleweb import build, prose
from tools.sampleweb.site import Site

SAMPLE = Path(__file__).parent.parent / "data" / "sample"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("sample")
    build.write(target)
    return target


def records(warc: Path) -> list[tuple[str, str, str, bytes]]:
    with warc.open("rb") as stream:
        return [
            (
                record.rec_headers.get_header("WARC-Target-URI"),
                record.rec_headers.get_header("WARC-Record-ID"),
                str(record.http_headers),
                record.content_stream().read(),
            )
            for record in ArchiveIterator(stream)
        ]


def truth() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((SAMPLE / build.TRUTH).read_text(encoding="utf-8"))
    return read


def test_the_bundle_is_what_the_builder_writes(fresh: Path) -> None:
    """When this fails after a wanted change: run `python -m tools.sampleweb`."""
    names = {str(path.relative_to(fresh)) for path in fresh.rglob("*") if path.is_file()}
    assert names == {str(path.relative_to(SAMPLE)) for path in SAMPLE.rglob("*") if path.is_file()}
    for name in names - {build.WARC}:
        assert (fresh / name).read_bytes() == (SAMPLE / name).read_bytes(), name
    # The records and not the gzip around them: another zlib may pack the same bytes differently.
    assert records(fresh / build.WARC) == records(SAMPLE / build.WARC)


def test_two_builds_are_the_same_bytes(fresh: Path, tmp_path: Path) -> None:
    build.write(tmp_path)
    assert (tmp_path / build.WARC).read_bytes() == (fresh / build.WARC).read_bytes()


def test_it_is_large_enough_to_mean_something_and_small_enough_to_ship() -> None:
    documents = truth()["documents"]
    assert len(truth()["sites"]) >= 12
    assert len(documents) >= 75
    assert (SAMPLE / build.WARC).stat().st_size < 8 * 2**20
    assert len({d["review_type"] for d in documents}) >= 9
    assert len({d["role"] for d in documents}) >= 8
    assert {d["fetch_outcome"] for d in documents} == {"ok", "gone", "robots_denied"}
    assert {d["text_outcome"] for d in documents} >= {"ok", "image_only", "encrypted"}
    assert {site["outcome"] for site in truth()["sites"].values()} == {"ok", "empty", "blocked"}
    assert {d["language"] for d in documents} >= {"en", "cy"}


def test_every_site_is_declared_strictly() -> None:
    assert set(load_declarations(SAMPLE / build.SOURCES)) == set(truth()["sites"])


def test_the_truth_points_at_what_the_archive_holds() -> None:
    held = {url for url, *_ in records(SAMPLE / build.WARC)}
    keys = {document["key"] for document in truth()["documents"]}
    assert len(keys) == len(truth()["documents"])
    for document in truth()["documents"]:
        assert set(document["urls"]) <= held
        assert {document["duplicate_of"], document["replaces"]} - {None} <= keys
    for site in truth()["sites"].values():
        assert set(site["decoys"]) <= held


def test_texts_differ_between_documents_and_not_between_builds() -> None:
    one, again, other = (prose.paragraphs(seed, 12) for seed in ("one", "one", "other"))
    assert one == again
    shared = set(one) & set(other)
    assert len(shared) == 2  # what every document says about itself
    sentences = {part for text in one for part in text.split(". ")}
    assert len(sentences & {part for text in other for part in text.split(". ")}) < len(sentences) / 5
    assert "cyfarfod" in " ".join(prose.paragraphs("welsh", 12, welsh=True))


def test_a_copy_keeps_its_text_and_loses_its_bytes() -> None:
    from tools.sampleweb.covers import Case, report

    case = Case(review_type="scr", words="Serious Case Review", name="Child T", board="Test Board")
    site = Site(slug="test", title="Test", homepage="https://test.example/")
    first = report(case, "/a.pdf", "A. Writer", "2016-04")
    resaved = report(case, "/b.pdf", "A. Writer", "2016-04", text="test/a.pdf", subject="saved again")
    site.paper(first)
    site.paper(resaved, duplicate_of=site.key("/a.pdf"))
    one, two = site.documents
    assert one["sha256"] != two["sha256"]
    assert two["duplicate_of"] == one["key"]
    assert one["completed"] == "2016-04"
    assert one["published"] is None  # an unlabelled date is never one of publication

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from harvester.errors import DeclarationError, UsageError
from harvester.normalise.registry import registry
from harvester.run.selection import select
from harvester.shipped import authority_names, check_shipped
from harvester.sources import (
    Declaration,
    load_declaration,
    load_declarations,
    platforms,
)
from harvester.vocabulary import Nation, SourceKind, SourceStatus

GOOD = """\
slug: northmoor
title: Northmoor Safeguarding Children Partnership
nation: england
kind: partnership
authorities: [E06000020]
aliases:
  - {name: Northmoor Safeguarding Children Board, until: 2019}
homepage: https://www.northmoorscp.org.uk/
start: [https://www.northmoorscp.org.uk/reviews]
hosts: []
platform: generic
status: live
expect: {documents: {min: 4, max: 60}}
checked: 2026-11-23
"""


def write(folder: Path, text: str | bytes, name: str = "northmoor.yaml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(folder: Path, text: str | bytes, name: str = "northmoor.yaml") -> str:
    path = write(folder, text, name)
    with pytest.raises(DeclarationError) as caught:
        load_declaration(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    return message


def test_a_good_declaration(tmp_path: Path) -> None:
    one = load_declaration(write(tmp_path, GOOD))
    assert one.aliases[0].until == 2019
    assert one.expect.documents.min == 4
    assert one.checked == dt.date(2026, 11, 23)
    info = one.info()
    assert info.aliases == ("Northmoor Safeguarding Children Board",)
    assert info.nation is Nation.ENGLAND
    assert info.kind is SourceKind.PARTNERSHIP
    assert info.homepage == "https://www.northmoorscp.org.uk/"


def test_json_has_the_keys_of_the_declaration(tmp_path: Path) -> None:
    values = load_declaration(write(tmp_path, GOOD)).to_json()
    assert {line.split(":")[0] for line in GOOD.splitlines() if line[0] not in " -"} <= set(values)
    assert values["expect"] == {"documents": {"min": 4, "max": 60}}
    assert values["aliases"] == [{"name": "Northmoor Safeguarding Children Board", "until": 2019}]
    assert values["checked"] == "2026-11-23"


def test_least_declaration(tmp_path: Path) -> None:
    one = load_declaration(
        write(
            tmp_path, "slug: northmoor\ntitle: Northmoor\nnation: wales\nhomepage: http://127.0.0.1:8001/\n"
        )
    )
    assert one.status is SourceStatus.LIVE
    assert one.platform == "generic"
    assert one.start == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("expect:", "expcet:", ["expcet", "did you mean 'expect'?"]),
        ("min: 4", "mni: 4", ["expect.documents.mni", "did you mean 'min'?"]),
        ("until: 2019", "untill: 2019", ["aliases.0.untill", "did you mean 'until'?"]),
        ("nation: england", "nation: englnd", ["nation", "did you mean 'england'?"]),
        ("platform: generic", "platform: genric", ["platform", "did you mean 'generic'?"]),
        ("status: live", "status: alive", ["status", "did you mean 'live'?"]),
        ("slug: northmoor\n", "", ["slug", "missing"]),
        ("slug: northmoor", "slug: southmoor", ["slug", "file name"]),
        ("min: 4", "min: 61", ["expect.documents", "more than max"]),
        ("min: 4", "min: -1", ["expect.documents.min"]),
        ("https://www.northmoorscp.org.uk/\n", "ftp://northmoorscp.org.uk/\n", ["homepage", "http"]),
        ("https://www.northmoorscp.org.uk/\n", "www.northmoorscp.org.uk\n", ["homepage", "http"]),
        ("https://www.northmoorscp.org.uk/\n", "https://a:b@northmoor.org.uk/\n", ["homepage", "user name"]),
        ("hosts: []", "hosts: [https://x.org/]", ["hosts", "bare host"]),
        ("start: [", "start: 3 # [", ["start", "list"]),
        ("checked: 2026-11-23", "checked: lately", ["checked", "date"]),
        ("until: 2019", "until: lately", ["aliases.0.until", "year"]),
        ("status: live", "status: live\nstatus: gone", ["line 13", "'status' is given twice"]),
        ("kind: partnership", "kind: &a partnership\nnote: *a", ["anchors"]),
        ("title: N", "title: [N", ["line", "not valid YAML"]),
        ("title: N", "title: !!python/object/apply:os.system [N]\n#", ["not valid YAML"]),
        (GOOD, "- a\n- b\n", ["mapping"]),
        (GOOD, "", ["mapping"]),
    ],
)  # fmt: skip
def test_a_wrong_declaration_is_refused_by_file_and_key(
    tmp_path: Path, old: str, new: str, words: list[str]
) -> None:
    assert old in GOOD
    message = refused(tmp_path, GOOD.replace(old, new, 1))
    for word in words:
        assert word in message


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    assert "line 2: is not UTF-8" in refused(tmp_path, b"slug: northmoor\ntitle: caf\xe9\n")


def test_size_and_depth_are_limited(tmp_path: Path) -> None:
    assert "larger" in refused(tmp_path, GOOD + "#" * 70_000)
    assert "nested too deeply" in refused(tmp_path, GOOD + "note: " + "[" * 20 + "]" * 20 + "\n")


def test_addresses_of_tests_are_accepted(tmp_path: Path) -> None:
    text = GOOD.replace("https://www.northmoorscp.org.uk", "http://127.0.0.1:8001")
    text = text.replace("[E06000020]", "[E06000020, E06000020]")
    one = load_declaration(write(tmp_path, text))
    assert one.start == ("http://127.0.0.1:8001/reviews",)
    assert len(one.authorities) == 2
    text = text.replace("127.0.0.1:8001", "[::1]:8001").replace(
        "[http://[::1]:8001/reviews]", '["http://[::1]/"]'
    )
    assert load_declaration(write(tmp_path, text)).start == ("http://[::1]/",)


def test_a_declaration_is_frozen(tmp_path: Path) -> None:
    one = load_declaration(write(tmp_path, GOOD))
    with pytest.raises(ValueError, match="frozen"):
        one.title = "x"  # type: ignore[misc]


def test_directories(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="no directory"):
        load_declarations(tmp_path / "none")
    with pytest.raises(DeclarationError, match="holds no declaration"):
        load_declarations(tmp_path)
    write(tmp_path, GOOD)
    assert list(load_declarations(tmp_path)) == ["northmoor"]
    write(tmp_path, GOOD.replace("nation: e", "nation: x"), "a.yaml")
    write(tmp_path, GOOD.replace("expect", "exepct"), "b.yaml")
    with pytest.raises(DeclarationError) as caught:
        load_declarations(tmp_path)
    assert len(str(caught.value).splitlines()) == 2
    write(tmp_path, GOOD, "c.yml")
    with pytest.raises(DeclarationError, match="rename"):
        load_declarations(tmp_path)


def test_the_shipped_declarations_keep_the_rules() -> None:
    shipped = load_declarations()
    assert check_shipped(shipped, authority_names()) == []
    assert shipped["cumbria"].status is SourceStatus.GONE


def test_every_upper_tier_authority_is_covered_once() -> None:
    names = authority_names()
    held = [names[code] for one in load_declarations().values() for code in one.authorities]
    assert sorted(held) == sorted(set(names.values()))
    for old, new in (("E08000016", "E08000038"), ("E08000019", "E08000039")):  # Barnsley, Sheffield
        assert names[old] == names[new]


def test_every_registered_board_is_declared() -> None:
    shipped = load_declarations()
    for board in registry():
        assert board.slug in shipped, board.slug
        assert shipped[board.slug].nation is board.nation, board.slug
        if shipped[board.slug].status is not SourceStatus.GONE:
            names = authority_names()
            declared = {names[code] for code in shipped[board.slug].authorities}
            assert declared == {names[code] for code in board.authorities}, board.slug


def test_shipped_files_are_short() -> None:
    import spiders.sources as sources

    for path in Path(next(iter(sources.__path__))).glob("*.yaml"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 30, path.name


AREAS = {"E06000020": "england: Northmoor"}


def declared(slug: str, **values: object) -> Declaration:
    given = {
        "slug": slug,
        "title": slug,
        "nation": "england",
        "homepage": f"https://{slug}.org.uk/",
        "authorities": ["E06000020"],
        "expect": {"documents": {"min": 0}},
        "checked": "2026-11-23",
    }
    return Declaration.model_validate(given | values)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"authorities": ["E06000021"]}, "unknown code E06000021; did you mean 'E06000020'?"),
        ({"authorities": ["E06000020", "E06000020"]}, "belongs to a already"),
        ({"authorities": []}, "names the areas"),
        ({"status": "gone"}, "closed site"),
        ({"status": "paused"}, "note: says why"),
        ({"successors": ["b"]}, "only a closed body"),
        ({"kind": "national"}, "national source has none"),
        ({"expect": {}}, "documents.min is not stated"),
        ({"checked": None}, "checked: is missing"),
    ],
)
def test_rules_of_the_shipped_set(values: dict[str, object], words: str) -> None:
    broken = check_shipped({"a": declared("a", **values)}, AREAS)
    told = [one for one in broken if one.startswith("a: ") and words in one]
    assert len(told) == 1, broken


def test_codes_and_homepages_are_used_once() -> None:
    two = {"a": declared("a"), "b": declared("b", homepage="https://a.org.uk")}
    broken = check_shipped(two, AREAS)
    assert len(broken) == 2
    gone = {
        "a": declared("a"),
        "b": declared("b", homepage="https://a.org.uk", status="gone", authorities=[]),
    }
    assert check_shipped(gone, AREAS) == []


def test_a_place_that_nobody_covers_is_told() -> None:
    names = AREAS | {"E06000021": "england: Southmoor"}
    assert check_shipped({"a": declared("a")}, names) == ["authorities: no source covers england: Southmoor"]


def test_an_area_with_two_codes_is_one_area() -> None:
    names = AREAS | {"E06000099": "england: Northmoor"}
    assert check_shipped({"a": declared("a", authorities=["E06000099"])}, names) == []
    both = {"a": declared("a"), "b": declared("b", authorities=["E06000099"])}
    assert check_shipped(both, names) == ["b: authorities: E06000099 belongs to a already"]


def test_successors_are_declared() -> None:
    old = declared("old", status="gone", authorities=[], successors=["a", "old", "aa"])
    broken = check_shipped({"a": declared("a"), "old": old}, AREAS)
    assert broken == [
        "old: successors: names itself",
        "old: successors: no source is called aa; did you mean 'a'?",
    ]


@pytest.mark.parametrize("status", ["paused", "gone"])
@pytest.mark.parametrize("line", ["homepage:", 'homepage: ""'])
def test_an_address_may_be_unknown_where_nothing_is_crawled(tmp_path: Path, status: str, line: str) -> None:
    text = GOOD.replace("homepage: https://www.northmoorscp.org.uk/", line)
    text = text.replace("start: [https://www.northmoorscp.org.uk/reviews]", "start: []")
    assert "homepage: is missing" in refused(tmp_path, text)
    one = load_declaration(write(tmp_path, text.replace("status: live", f"status: {status}\nnote: why")))
    assert (one.home, one.entrances, one.to_json()["homepage"]) == ("", (), "")
    with pytest.raises(UsageError, match="no address is known"):
        select({"northmoor": one}, ["northmoor"])


@pytest.mark.parametrize(
    ("archive", "words"),
    [
        ("{}", "either a cdx address or a warc file"),
        ("{cdx: 'https://a.org/cdx', warc: x.warc.gz}", "either a cdx address or a warc file"),
        ("{warc: x.warc.gz, replay: 'https://a.org/web/'}", "replay belongs to a cdx address"),
        ("{cdx: a.org}", "archives.0.cdx"),
        ("{cdx: 'https://a.org/cdx', host: [x.org]}", "did you mean 'hosts'?"),
        ("{cdx: 'https://a.org/cdx', hosts: ['https://x.org/']}", "bare host"),
    ],
)
def test_archives_are_checked(tmp_path: Path, archive: str, words: str) -> None:
    assert words in refused(tmp_path, GOOD + f"archives: [{archive}]\n")


def test_archives_of_both_kinds(tmp_path: Path) -> None:
    text = GOOD + "archives:\n  - {cdx: 'https://a.org/cdx', hosts: [Old.org.uk]}\n  - {warc: old.warc.gz}\n"
    one = load_declaration(write(tmp_path, text))
    assert one.archives[0].hosts == ("old.org.uk",)
    assert one.archives[1].warc == "old.warc.gz"


def test_platforms_are_modules() -> None:
    found = platforms()
    assert {"aspx", "drupal", "generic", "goss", "jadu", "taylorfitch", "umbraco", "wix", "wordpress"} < {
        *found
    }
    assert found[-1] == "bespoke"
    assert not any(name.startswith("_") for name in found)

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from harvester.errors import DeclarationError
from harvester.sources import (
    Declaration,
    check_shipped,
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
    codes = {code for one in shipped.values() for code in one.authorities}
    assert check_shipped(shipped, codes) == []
    assert len(shipped) == 13
    assert shipped["cumbria"].status is SourceStatus.GONE


def test_the_shipped_declarations_use_known_codes() -> None:
    csv = Path(__file__).parent.parent / "data" / "reference" / "authorities.csv"
    known = {line.split(",")[0] for line in csv.read_text(encoding="utf-8").splitlines()[1:]}
    assert check_shipped(load_declarations(), known) == []


def test_shipped_files_are_short() -> None:
    import spiders.sources as sources

    for path in Path(next(iter(sources.__path__))).glob("*.yaml"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 30, path.name


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
        ({"kind": "national"}, "national source has none"),
        ({"expect": {}}, "documents.min is not stated"),
        ({"checked": None}, "checked: is missing"),
    ],
)
def test_rules_of_the_shipped_set(values: dict[str, object], words: str) -> None:
    broken = check_shipped({"a": declared("a", **values)}, {"E06000020"})
    assert len(broken) == 1
    assert broken[0].startswith("a: ")
    assert words in broken[0]


def test_codes_and_homepages_are_used_once() -> None:
    two = {"a": declared("a"), "b": declared("b", homepage="https://a.org.uk")}
    broken = check_shipped(two, {"E06000020"})
    assert len(broken) == 2
    gone = {
        "a": declared("a"),
        "b": declared("b", homepage="https://a.org.uk", status="gone", authorities=[]),
    }
    assert check_shipped(gone, {"E06000020"}) == []


def test_platforms_are_modules() -> None:
    assert platforms() == ("generic", "bespoke")

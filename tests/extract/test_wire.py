"""What a worker sends back: the same values, and nothing but them."""

from __future__ import annotations

import json
import pickle

import msgspec
import pytest

from harvester.extract.wire import Answer, FailedWorkerError, pack, pack_failure, unpack
from harvester.records import Extract, Line
from harvester.vocabulary import Outcome

LINE = Line(text="Child Q ’ £\0", page=1, number=2, box=(0.1, float("inf"), 3.0, 1e300), size=11.5, bold=True)
EXTRACT = Extract(
    sha256="0" * 64,
    outcome=Outcome.OK,
    media_type="application/pdf",
    pages=("Child Q\nline", ""),
    lines=(LINE, Line(text="", page=3, number=1)),
    headers=(LINE,),
    properties={"title": "Á"},
    page_count=2,
    page_sizes=((595.0, 842.0),),
    extractor="x 1",
    ocr=True,
    message="a note",
)


def test_an_answer_comes_back_as_it_was() -> None:
    answer = Answer(EXTRACT, (1, 2), offline=False)
    assert unpack(pack(answer)) == answer
    assert unpack(pack(EXTRACT)) == Answer(EXTRACT, (), offline=True)
    bare = Extract(sha256="", outcome=Outcome.EMPTY, media_type=None)
    assert unpack(pack(bare)).extract == bare


def test_half_a_letter_costs_that_letter_and_not_the_answer() -> None:
    line = Line(text="a\ud800b", page=1, number=1)
    odd = Extract(
        sha256="0",
        outcome=Outcome.OK,
        media_type=None,
        pages=("whole", "\udfff"),
        lines=(line,),
        headers=(line,),
        properties={"t\ud800": "v\ud800"},
        message="\ud800",
    )
    back = unpack(pack(odd)).extract
    assert (back.pages, back.properties, back.message) == (("whole", "?"), {"t?": "v?"}, "?")
    assert [one.text for one in (*back.lines, *back.headers)] == ["a?b", "a?b"]


def test_what_an_engine_gave_for_a_text_or_a_number_is_sent_as_one() -> None:
    class Told(str):
        __slots__ = ()

    class Measured(float):
        __slots__ = ()

    line = Line(text=Told("a"), page=1, number=1, size=Measured(9.5))
    back = unpack(pack(Extract(sha256="0", outcome=Outcome.OK, media_type=Told("b"), lines=(line,)))).extract
    assert (back.media_type, back.lines[0].text, back.lines[0].size) == ("b", "a", 9.5)
    assert type(back.lines[0].text) is str


def test_a_failure_is_told() -> None:
    with pytest.raises(FailedWorkerError, match="ValueError: odd \\?") as told:
        unpack(pack_failure(ValueError("odd \ud800" + "x" * 400)))
    assert not told.value.out_of_memory
    assert len(str(told.value)) < 320
    with pytest.raises(FailedWorkerError) as told:
        unpack(pack_failure(MemoryError()))
    assert told.value.out_of_memory


def hostile() -> list[bytes]:
    """What a worker might send that does not mean well."""
    whole = msgspec.msgpack.decode(pack(EXTRACT))
    changed: list[object] = [{}, [], None, 7, "text", {"kind": "x"}, {"kind": 1, "message": ""}, whole[:2]]
    for name, value in [
        ("sha256", 7), ("outcome", "fine"), ("pages", "abc"), ("pages", [b"abc"]), ("lines", [[1]]),
        ("lines", [{"text": "a"}]), ("lines", [{"text": "a", "page": "1", "number": 1}]),
        ("lines", [{"text": "a", "page": 1, "number": 1, "box": [1.0, 2.0]}]), ("properties", {"a": {}}),
        ("page_sizes", [[1.0]]), ("ocr", "yes"), ("page_count", 1.5), ("message", None),
    ]:  # fmt: skip
        changed.append([whole[0] | {name: value}, *whole[1:]])
    changed.append([{key: value for key, value in whole[0].items() if key != "outcome"}, *whole[1:]])
    changed += [[whole[0], ["one"], True], [whole[0], [], "offline"]]
    sent = [msgspec.msgpack.encode(value) for value in changed]
    deep = b"\x91" * 100_000 + b"\xc0"
    many = b"\x93\x81\xa5pages\xdd\xff\xff\xff\xff"  # as many pages as there are numbers
    return [
        *sent,
        b"",
        b"\xc1",
        deep,
        many,
        pack(EXTRACT)[:-9],
        json.dumps(whole).encode(),
        pickle.dumps(EXTRACT),
    ]


@pytest.mark.parametrize("sent", hostile(), ids=lambda sent: sent[:24].hex() or "nothing")
def test_what_is_no_answer_is_refused(sent: bytes) -> None:
    with pytest.raises(FailedWorkerError):
        unpack(sent)

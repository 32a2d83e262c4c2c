"""What a worker sends back: plain data, since a worker that a hostile file has turned must not send us code.

It is msgpack, written and read by msgspec, which makes nothing but our own types of it and refuses what does
not fit them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from harvester.records import Extract  # noqa: TC001  a type that msgspec looks up
from harvester.typed import learnt_once

if TYPE_CHECKING:
    import msgspec

    from harvester.records import Line


class Answer(NamedTuple):
    """What a worker sends back."""

    extract: Extract
    scanned: tuple[int, ...]  # pages that recognising would help
    offline: bool  # whether the worker had no network


class FailedWorkerError(Exception):
    """A worker said that it failed; `kind` is the name of the error, `out_of_memory` whether it was that."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.out_of_memory = kind == "MemoryError"


def pack(answer: Answer | Extract) -> bytes:
    """An answer as bytes."""
    whole = answer if isinstance(answer, Answer) else Answer(answer, (), offline=True)
    try:
        return _encoder().encode(whole)
    except UnicodeEncodeError:  # half of a letter, which no file could keep either
        return _encoder().encode(whole._replace(extract=_whole_letters(whole.extract)))


def pack_failure(error: BaseException) -> bytes:
    """That a worker failed, as bytes."""
    told = (type(error).__name__, str(error)[:300])
    return _encoder().encode({"kind": told[0], "message": _whole(told[1])})


def unpack(sent: bytes | bytearray) -> Answer:
    """The answer that was sent.

    Raises:
        FailedWorkerError: the worker failed, or sent something else.
    """
    import msgspec

    try:
        told = _decoder().decode(sent)
        if isinstance(told, Answer):
            return told
        failure = FailedWorkerError(told["kind"], told["message"])
    except (msgspec.MsgspecError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise FailedWorkerError(type(error).__name__, "its worker sent something odd") from error
    raise failure


@learnt_once
def _encoder() -> msgspec.msgpack.Encoder:
    import msgspec

    return msgspec.msgpack.Encoder(enc_hook=_plain)


@learnt_once
def _decoder() -> msgspec.msgpack.Decoder[Answer | dict[str, str]]:
    import msgspec

    return msgspec.msgpack.Decoder(Answer | dict[str, str])


def _plain(value: object) -> Any:
    """What engines hand out that only behaves like a text or a number, as one."""
    for kind in (str, int, float):
        if isinstance(value, kind):
            return kind(value)
    raise TypeError(f"{type(value).__name__} cannot be sent")


def _whole(text: str) -> str:
    """A text without halves of letters."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _whole_letters(extract: Extract) -> Extract:
    def mended(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(replace(line, text=_whole(line.text)) for line in lines)

    return replace(
        extract,
        pages=tuple(map(_whole, extract.pages)),
        lines=mended(extract.lines),
        headers=mended(extract.headers),
        properties={_whole(name): _whole(value) for name, value in extract.properties.items()},
        message=_whole(extract.message),
    )

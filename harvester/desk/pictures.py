"""The pictures of the desk's documents: one service a process, and what one is shown with."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.extract.page_image import WORDS, NoImage, PageImage
from harvester.media_type import PDF
from harvester.page_images import PageImages
from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from harvester.catalogue.page_texts import HeldFile
    from harvester.paths import DataDirectory

_ROOM = 24.0  # points that the numbers of a mark take
_AIR = 2.0  # points around the words of a mark
_WAIT_S = 3.0  # for the picture of a page whose size nobody knows
_services: dict[Path, PageImages] = {}
_lock = threading.Lock()

_NO_FILE = {
    Outcome.GONE: "The site no longer had this file when we asked.",
    Outcome.BLOCKED: "The site refused to give us this file.",
    Outcome.ROBOTS_DENIED: "The site asks robots not to fetch this file.",
    Outcome.TIMEOUT: "The site took too long to send this file.",
    Outcome.TOO_LARGE: "The file is larger than we fetch.",
    Outcome.TRUNCATED: "The file did not arrive whole.",
}


def pictures(data: DataDirectory) -> PageImages:
    """The service for a data directory; made at first use."""
    with _lock:
        service = _services.get(data.root)
        if service is None:
            service = _services[data.root] = PageImages(data)
        return service


@dataclass(frozen=True, slots=True)
class Mark:
    """A box drawn on a page for what was read there; sides are in points from the top left, ready for SVG."""

    fields: tuple[str, ...]
    told: tuple[tuple[str, str], ...]  # field and value
    numbers: str  # by which the evidence is listed elsewhere; "" where it is not
    x: str
    y: str
    width: str
    height: str
    label: tuple[str, str, str] = ("", "", "")  # where the numbers stand: x, y, and which end of them is at x


@dataclass(frozen=True, slots=True)
class Shown:
    """How one page of a document is shown."""

    file: HeldFile
    page: int
    drawn: bool  # as a picture; else as its text alone
    text: str | None
    width: str = ""  # of the page in points; "" when not known
    height: str = ""
    marks: tuple[Mark, ...] = ()
    why_not: str = ""  # in words, where there is no picture
    gone: bool = False  # we do not hold the file

    @property
    def first(self) -> bool:
        """Whether no page comes before."""
        return self.page <= 1

    @property
    def last(self) -> bool:
        """Whether no page follows."""
        return self.page >= max(self.file.pages, 1)


def shown(
    file: HeldFile,
    page: int,
    text: str | None,
    *,
    service: PageImages,
    boxes: Iterable[Any] = (),
) -> Shown:
    """Put together what a page is shown with; the browser asks for the picture.

    Args:
        file: the document's file.
        page: number of the page, from 1.
        text: of the page.
        service: knows which files and pictures are here.
        boxes: evidence, as mappings or objects with `box`, `field`, `value` or `words`, `page`, and
            `mark`, its number; that of other pages and that without a box is passed over.
    """
    why_not = _why_not(file, service)
    if why_not or file.media_type != PDF or file.sha256 is None:
        gone = file.sha256 is None or not service.held(file.sha256)
        return Shown(file, page, drawn=False, text=text, why_not=why_not, gone=gone)
    found = [each for each in boxes if _of(each, "box") and _of(each, "page") in (None, page)]
    size = file.size_of(page) or service.page_size(file.sha256, page)
    if size is None and found:  # read before sizes were kept: the picture tells, and is wanted anyway
        picture = service.picture(file.sha256, page, wait_s=_WAIT_S)
        size = picture.page_size if isinstance(picture, PageImage) else None
    if size is None:
        return Shown(file, page, drawn=True, text=text)
    wide, high = (_number(side) for side in size)
    marks = _marks(found, size)
    return Shown(file, page, drawn=True, text=text, width=wide, height=high, marks=marks)


def _why_not(file: HeldFile, service: PageImages) -> str:
    if file.sha256 is None:
        outcome = Outcome(file.fetch_outcome) if file.fetch_outcome else None
        return _NO_FILE.get(outcome, "We could not get this file.") if outcome else "We never got this file."
    if not service.held(file.sha256):
        return WORDS[NoImage.NOT_HELD]
    if file.text_outcome == Outcome.ENCRYPTED:
        return WORDS[NoImage.ENCRYPTED]
    return ""


def _marks(boxes: Iterable[Any], size: tuple[float, float]) -> tuple[Mark, ...]:
    """One mark a place, whatever was read there."""
    places: dict[tuple[float, ...], list[Any]] = {}
    for each in boxes:
        place = _place(_of(each, "box"), size)
        if place is not None:
            places.setdefault(place, []).append(each)
    return tuple(_mark(place, read) for place, read in places.items())


def _place(box: Any, size: tuple[float, float]) -> tuple[float, ...] | None:
    """The box with a little air around its words, as far as it lies on the page."""
    if not box or len(box) != 4:
        return None
    x0, top, x1, bottom = (float(side) for side in box)
    x0, top = max(0.0, x0 - _AIR), max(0.0, top - _AIR)
    x1, bottom = min(size[0], x1 + _AIR), min(size[1], bottom + _AIR)
    return (x0, top, x1, bottom) if x0 < x1 and top < bottom else None


def _mark(place: tuple[float, ...], read: list[Any]) -> Mark:
    x0, top, x1, bottom = place
    told = [
        (str(_of(each, "field") or ""), str(_of(each, "value") or _of(each, "words") or "")) for each in read
    ]
    numbers = ", ".join(str(number) for each in read if (number := _of(each, "mark")))
    return Mark(
        fields=tuple(dict.fromkeys(name for name, _value in told)),
        told=tuple(dict.fromkeys(told)),
        numbers=numbers,
        x=_number(x0),
        y=_number(top),
        width=_number(x1 - x0),
        height=_number(bottom - top),
        label=_label(place),
    )


def _label(place: tuple[float, ...]) -> tuple[str, str, str]:
    """Numbers stand left of their box, where lines of a title page have room; else right of it."""
    x0, top, x1, bottom = place
    middle = _number((top + bottom) / 2 + 3)
    return (_number(x0 - 3), middle, "end") if x0 >= _ROOM else (_number(x1 + 3), middle, "start")


def _of(evidence: Any, name: str) -> Any:
    if isinstance(evidence, dict):
        found: Mapping[str, Any] = evidence
        return found.get(name)
    return getattr(evidence, name, None)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")

"""What an act decides, and how the desk says what it did. Pure: posted acts in, changes and sentences out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.catalogue.acts import (
    Change,
    assign,
    copy_of,
    merge_reviews,
    not_a_duplicate,
    split_off,
    version_of,
)
from harvester.catalogue.decisions import PUBLISH_TEXT
from harvester.desk.forms import DECIDES_STATUS, ActKind
from harvester.desk.keys import REASONS
from harvester.desk.wording import field_name, value_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from harvester.desk.forms import Posted

_TO_ANOTHER: dict[ActKind, Callable[[str, str, str], list[Change]]] = {
    ActKind.DUPLICATE: copy_of,
    ActKind.NOT_DUPLICATE: not_a_duplicate,
    ActKind.VERSION: version_of,
}
_SAID = {
    ActKind.ACCEPT: "Accepted",
    ActKind.REJECT: "Rejected",
    ActKind.HOLD: "Held",
    ActKind.REOPEN: "Undecided again:",
    ActKind.EDIT: "Changed",
    ActKind.DUPLICATE: "Marked as a copy:",
    ActKind.NOT_DUPLICATE: "Marked as no copy:",
    ActKind.VERSION: "Marked as a version:",
    ActKind.ASSIGN: "Assigned to another review:",
    ActKind.SPLIT: "Given a review of its own:",
    ActKind.MERGE: "Merged into this review:",
    ActKind.TEXT: "Decided whether the text may leave the house:",
}
_LONGEST = 80  # characters of a title in a sentence


def changes_of(posted: Posted, members: Sequence[str] = ()) -> list[Change]:
    """Everything that one act changes.

    Args:
        posted: the act.
        members: for a merge, the documents of the reviews that become part of this one.
    """
    # The reason of a rejection is of the rejection alone.
    why = "" if posted.kind is ActKind.REJECT else posted.reason
    if posted.kind is ActKind.EDIT and not posted.documents:
        review = str(posted.review_id)
        return [Change("review", review, name, value, why) for name, value in posted.values.items()]
    found = [
        Change("document", one, name, value, why)
        for one in posted.documents
        for name, value in posted.values.items()
    ]
    return found + _act(posted, members)


def _act(posted: Posted, members: Sequence[str]) -> list[Change]:
    kind, documents, reason = posted.kind, posted.documents, posted.reason
    if kind in DECIDES_STATUS:
        return [Change("document", one, "status", DECIDES_STATUS[kind], reason) for one in documents]
    if kind is ActKind.MERGE:
        return merge_reviews(members, str(posted.review_id), reason)
    if kind is ActKind.SPLIT:
        return split_off(documents, reason)
    if kind is ActKind.ASSIGN:
        return assign(documents, posted.argument, reason)
    if kind is ActKind.TEXT:
        return [Change("document", one, PUBLISH_TEXT, posted.argument, reason) for one in documents]
    act = _TO_ANOTHER.get(kind)
    return [change for one in documents for change in act(one, posted.argument, reason)] if act else []


# ---------------------------------------------------------------- saying it


def said(posted: Posted, titles: Sequence[str]) -> str:
    """One sentence of what was done, for the screen and for those who hear it read.

    Args:
        posted: the act.
        titles: of the documents or the review that it was about.
    """
    what = f"“{_short(titles[0])}”" if len(titles) == 1 else f"{len(titles)} documents"
    words = f"{_SAID[posted.kind]} {what}"
    if posted.kind is ActKind.REJECT:
        words += f": {_reason(posted)}"
    changed = [
        f"{field_name(name)}: {_short(value_words(name, value))}" for name, value in posted.values.items()
    ]
    if changed:
        joined = "; ".join(changed)
        words += f" – {joined}" if posted.kind is ActKind.EDIT else f", with {joined}"
    return f"{words}."


def _reason(posted: Posted) -> str:
    typed = posted.reason.partition(": ")[2]
    if posted.argument == "other":
        return _short(typed)
    words = dict(REASONS)[posted.argument].lower()
    return f"{words} ({_short(typed)})" if typed else words


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"

"""The desk's keys: one table, which the help shows and the templates mark buttons with.

`static/desk/desk.js` knows only how a key is pressed: it presses what carries `data-key` on the page. So a
key does nothing where the page has nothing for it, and everything that a key does can be done without it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key as the help names it."""

    key: str  # as `KeyboardEvent.key` names it, or what the help prints for several
    does: str
    where: str  # heading under which the help lists it


_QUEUE, _RECORD, _CODING, _ANYWHERE = "In the queue", "On a record", "Coding a review", "Anywhere"

KEYS = (
    Key(key="j", does="Next document", where=_QUEUE),
    Key(key="k", does="Previous document", where=_QUEUE),
    Key(key="Enter", does="Open the document", where=_QUEUE),
    Key(key="x", does="Select it, or no longer", where=_QUEUE),
    Key(key="a", does="Accept what is selected", where=_QUEUE),
    Key(key="r", does="Reject what is selected: then 1 to 6 say why", where=_QUEUE),
    Key(key="h", does="Hold what is selected", where=_QUEUE),
    Key(key="e", does="Change fields of what is selected", where=_QUEUE),
    Key(key="g", does="Assign what is selected to a review", where=_QUEUE),
    Key(key="a", does="Accept, with the values as they stand, and open the next", where=_RECORD),
    Key(key="r", does="Reject: then 1 to 6 say why", where=_RECORD),
    Key(key="h", does="Hold for later, and open the next", where=_RECORD),
    Key(key="1 … 9", does="Take this offered value of the field that is marked", where=_RECORD),
    Key(key="e", does="Go to the form", where=_RECORD),
    Key(key="m", does="Mark as a version: then the number of the earlier one", where=_RECORD),
    Key(key="d", does="Not a duplicate", where=_RECORD),
    Key(key="g", does="Assign to a review", where=_RECORD),
    Key(key="j", does="Next document of the queue, undecided", where=_RECORD),
    Key(key="k", does="Previous document of the queue", where=_RECORD),
    Key(key="a", does="Confirm what is chosen, and open the next field", where=_CODING),
    Key(key="n", does="Not stated in the review, and open the next field", where=_CODING),
    Key(key="1 … 9", does="Take this value, or no longer", where=_CODING),
    Key(key="j", does="Next field, undecided", where=_CODING),
    Key(key="k", does="Field before", where=_CODING),
    Key(key="u", does="Undo the last act", where=_ANYWHERE),
    Key(key="/", does="Search the texts", where=_ANYWHERE),
    Key(key="?", does="Show these keys", where=_ANYWHERE),
    Key(key="Esc", does="Leave a field or a panel; then go back to the queue", where=_ANYWHERE),
)

REASONS = (
    ("not_a_review", "Not a review"),
    ("another_area", "Another area’s"),
    ("training_or_guidance", "Training or guidance"),
    ("duplicate", "Duplicate"),
    ("wrong_file", "Wrong file"),
    ("other", "Other"),
)


def by_place() -> list[tuple[str, list[Key]]]:
    """The keys under the headings of the help, in order."""
    places = dict.fromkeys(key.where for key in KEYS)
    return [(place, [key for key in KEYS if key.where == place]) for place in places]

"""Small words that everything told shares: days, kinds, addresses. Pure."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from harvester.report.parts import line

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONGEST_ADDRESS = 2000
_KINDS = {
    "national": "national review",
    "rapid_review": "rapid review",
    "sig_cr": "significant case review",
    "learning_review": "learning review",
    "thematic": "thematic review",
    "other": "review",
}


def day(iso: str | None, beside: str = "") -> str:
    """ "12 Nov 2026"; "12 Nov" beside a time of the same year. Partial dates as far as they go."""
    said = line(iso, 40)
    parts = said[:10].split("-")
    try:
        year, month = parts[0], _MONTHS[int(parts[1]) - 1] if len(parts) > 1 else ""
        number = str(int(parts[2])) if len(parts) > 2 else ""
    except (ValueError, IndexError):
        return said
    shown_year = "" if number and beside[:4] == year else year
    return " ".join(part for part in (number, month, shown_year) if part)


def kind_of(review_type: str, role: str) -> str:
    """ "SCR, executive summary": the kind of review, and the role unless it is the report itself."""
    kind = _KINDS.get(review_type, review_type.upper())
    return kind if role in ("other", "overview_report") else f"{kind}, {role.replace('_', ' ')}"


def when_published(published: str | None) -> str:
    """ "published 17 Mar 2016", "no date"."""
    return f"published {day(published)}" if published else "no date"


def web_address(url: str | None) -> str | None:
    """An address of the web that is safe to put into a message, else None.

    What does not belong into an address (blanks, quotes, control and other hidden characters) is left
    out or written with percent signs.
    """
    said = line(url, _LONGEST_ADDRESS + 1)
    if not said or len(said) > _LONGEST_ADDRESS:
        return None
    try:
        parts = urlsplit(said)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return quote(said, safe="%/:?#[]@!$&'()*+,;=~") if good else None

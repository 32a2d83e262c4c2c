"""Finding and blanking words in text of any make: as written, in HTML, in JSON, in addresses. Pure."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REMOVED = "(removed)"
_RUN = re.compile(r"[a-z0-9]{3,}")
_BLANK = r"(?:\s|\\[nrt]|&nbsp;|&#160;|&#xa0;|\\u00a0|\xa0)+"


class Masker:
    """Blanks some words wherever they stand."""

    def __init__(self, words: Iterable[str], *, whole: bool = True) -> None:
        """Take the words.

        Args:
            words: what is to be found.
            whole: as words and addresses of their own; else also where other text touches them, as values
                do in the pages of a database.
        """
        self.words = tuple(dict.fromkeys(word for word in words if word.strip()))
        forms = dict.fromkeys(form for word in self.words for form in forms_of(word))
        # Whatever form a word is written in, its plain letters stay together.
        self._runs = [sorted(_RUN.findall(word.lower()), key=len, reverse=True) for word in self.words]
        self._byte_runs = [
            ([run.encode() for run in runs], [run.encode("utf-16-le") for run in runs]) for runs in self._runs
        ]
        longest_first = sorted(forms, key=len, reverse=True)
        self._pattern = (
            re.compile("|".join(_pattern(form, whole=whole) for form in longest_first), re.IGNORECASE)
            if forms
            else None
        )

    def found(self, text: str) -> bool:
        """Whether any of the words is in it."""
        return self._may_hold(text) and self._pattern is not None and self._pattern.search(text) is not None

    def count(self, text: str) -> int:
        """How many characters of it are such words."""
        if self._pattern is None or not self._may_hold(text):
            return 0
        return sum(len(match[0]) for match in self._pattern.finditer(text))

    def __call__(self, text: str, instead: str = REMOVED) -> str:
        """The text without the words."""
        if self._pattern is None or not self._may_hold(text):
            return text
        return self._pattern.sub(lambda _match: instead, text)

    def may_be_in(self, low: bytes) -> bool:
        """The same of bytes in lower case, read as UTF-8 or as UTF-16."""
        wide_too = low.count(0) > len(low) // 5
        return any(
            all(run in low for run in runs) or (wide_too and all(run in low for run in wide))
            for runs, wide in self._byte_runs
        )

    def _may_hold(self, text: str) -> bool:
        """Whether the plain letters of any of the words are all there: quick, and right when it says no."""
        if not self._runs:
            return False
        low = text.lower()
        return any(all(run in low for run in runs) for runs in self._runs)

    def values(self, value: Any, instead: str = REMOVED) -> Any:
        """The same for every text in a value made of dicts, lists and texts."""
        if isinstance(value, str):
            return self(value, instead)
        if isinstance(value, dict):
            return {key: self.values(inner, instead) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.values(inner, instead) for inner in value]
        return value


def forms_of(word: str) -> Iterator[str]:
    """A word as it may be written in a file of any format."""
    yield word
    yield from (html.escape(word, quote=False), html.escape(word), _numbered(word))
    yield from (json.dumps(word)[1:-1], json.dumps(word, ensure_ascii=False)[1:-1])
    if len(word.split()) == 1 or "://" in word:
        yield from (quote(word), quote(word, safe=""), quote_plus(word))
    else:
        yield from (quote(word), quote_plus(word))


def _numbered(word: str) -> str:
    """With character references for what is not ASCII."""
    return html.escape(word).encode("ascii", "xmlcharrefreplace").decode("ascii")


def _pattern(form: str, *, whole: bool) -> str:
    words = _BLANK.join(re.escape(part) for part in form.split())
    if not whole:
        return words
    before = r"(?<!\w)" if form[0].isalnum() else ""
    # An address is not the beginning of a longer one.
    after = r"(?![\w/%?=&#-]|\.\w)" if "://" in form else r"(?!\w)" if form[-1].isalnum() else ""
    return f"{before}{words}{after}"

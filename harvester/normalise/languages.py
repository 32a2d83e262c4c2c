"""Tells Welsh from English by their commonest words; anything else is left unsaid."""

from __future__ import annotations

import functools
import re

from harvester.normalise.lexicon import word_set

MAX_TEXT = 20_000
_APART = "".join(chr(n) if chr(n).islower() or chr(n) == "'" else " " for n in range(128))  # of ASCII
_WORD = re.compile(r"[a-zâêîôûŵŷäëïö']+")
_WELSH = word_set(
    """
    a'r ac adolygiad adroddiad ag am ar at beth blant bod bwrdd cael cyflwyniad cyfer cymru cynllun dan
    dros diogelu dyddiad ei eu fel fod gan gwaith gweithredu gyda gyfer hwn hyn i'r iau llawn mae mewn
    mis nad nid oedd oes o'r plant plentyn rhanbarthol roedd rhieni sydd teulu trwy wedi wrth wnaeth y'r
    yn ym yr ymarfer ymateb ynghylch ynglŷn yw crynodeb gweithredol cryno estynedig hydref tachwedd
    rhagfyr ionawr chwefror mawrth ebrill mehefin gorffennaf awst medi oedolion diogelwch gogledd de
    gorllewin canolbarth
    """
)
_ENGLISH = word_set(
    """
    the and of to in a is was were for that on with by as at this be from are which had it or not their
    they been an his her he she who has have review report child children family case board partnership
    serious practice safeguarding learning summary overview executive response action plan baby adult
    young person concerning respect regarding author date published
    """
)

_TELLING = _WELSH | _ENGLISH


def detect_language(text: str) -> str | None:
    """`en`, `cy`, or None when there are too few words that tell.

    A bilingual text gets the language of most of its telling words.
    """
    words = _words(text)
    telling = list(filter(_TELLING.__contains__, words))
    welsh = sum(map(_WELSH.__contains__, telling))
    english = sum(map(_ENGLISH.__contains__, telling))
    if welsh == english or max(welsh, english) < 1:
        return None
    if welsh > english:
        return "cy" if welsh >= 2 or len(words) <= 4 else None
    return "en"


def telling_share(text: str) -> float:
    """How many of a text's words are among the commonest of either language, of 1."""
    words = _words(text)
    return sum(map(_TELLING.__contains__, words)) / len(words) if words else 0.0


@functools.lru_cache(maxsize=4)  # the same pages are asked about more than once
def _words(text: str) -> tuple[str, ...]:
    low = text[:MAX_TEXT].lower()
    return tuple(low.translate(_APART).split() if low.isascii() else _WORD.findall(low))

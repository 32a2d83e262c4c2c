"""How Welsh words change their first letter after others ("crynodeb", "y grynodeb", "a chrynodeb")."""

from __future__ import annotations

from typing import Final

# Soft, nasal and aspirate mutation of a first sound, the radical first; before a vowel "h" is put.
_FIRST: Final = (
    ("ll", ("ll", "l")),
    ("rh", ("rh", "r")),
    ("dd", ("dd",)),
    ("ff", ("ff",)),
    ("ch", ("ch",)),
    ("th", ("th",)),
    ("c", ("c", "g", "ngh", "ch")),
    ("p", ("p", "b", "mh", "ph")),
    ("t", ("t", "d", "nh", "th")),
    ("g", ("g", "", "ng")),
    ("b", ("b", "f", "m")),
    ("d", ("d", "dd", "n")),
    ("m", ("m", "f")),
)
_VOWELS: Final = frozenset("aeiouwyâêîôûŵŷ")


def mutated(word: str) -> tuple[str, ...]:
    """A word in all its forms, the radical first: "plentyn", "blentyn", "mhlentyn", "phlentyn"."""
    if word[:1] in _VOWELS:
        return (word, f"h{word}")
    for sound, forms in _FIRST:
        if word.startswith(sound):
            return tuple(form + word[len(sound) :] for form in forms)
    return (word,)


def any_form(words: str) -> str:
    """A pattern for any form of any of some words, which are patterns themselves; "~" is a space."""
    forms = [form for word in words.split() for form in mutated(word)]
    return r"\b(?:" + "|".join(forms).replace("~", " ") + r")\b"

"""Why a link was judged as it was, in plain words for a librarian.

The features have short names of their own; nobody who reads a verdict should need to know them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TOPICS: Final[Mapping[str, str]] = {
    "form": "a form, template or referral",
    "guidance": "guidance, a policy or a procedure",
    "governance": "an annual report, plan, minutes or newsletter",
    "training": "training or an event",
    "national": "a national body, study or library",
    "explain": "an explanation or a contact",
    "news": "news",
    "audit": "an audit",
    "other_body": "the response of another body",
    "assurance": "a review of arrangements, not of a case",
    "contents": "a list of contents of the page",
}
_SAID: Final[Mapping[str, str]] = {
    "any:case": "a case is named in the link or near it",
    "any:type": "a kind of review is named in the link, near it or in the page title",
    "bare": "the link names neither review, role nor case",
    "briefing&case": "a briefing, and a case is named",
    "briefing&nothing": "a briefing, and neither case nor review is named",
    "case&role": "the link names a case and the role of a document",
    "case&type": "the link names a case and a kind of review",
    "date_only&near_case": "the link is a date, and a case is named near it",
    "file:size": "the link gives the size of a file",
    "file:word": "the link names a kind of file",
    "hard&case": "a case is named, but the link speaks of something other than a review",
    "hard&none": "the link speaks of something other than a review, and names no case",
    "hub&case": "the link names a case, on a page that lists reviews",
    "hub&clean": "on a page that lists reviews, and nothing in the link speaks against it",
    "hub&role": "the link names the role of a document, on a page that lists reviews",
    "listed&clean": "under words that announce published reviews, and nothing in the link speaks against it",
    "name_only&governance": "the link is a bare name, on the page of an annual report or plan",
    "near:case": "a case is named near the link",
    "near:date": "a date stands near the link",
    "near:entry": "under the title of a library entry",
    "near:listed": "under words that announce published reviews",
    "near:national&unnamed": "words near the link speak of a national body, and the link names no case",
    "near:none": "no words stand near the link",
    "near:reports": "words near the link say that reports can be read",
    "near:role": "the role of a document is named near the link",
    "near:type": "a kind of review is named near the link",
    "near:types": "reviews in general are named near the link",
    "one_type": "the link names one kind of review",
    "one_type&clean": "the link names one kind of review, and nothing in it speaks against it",
    "one_type&role&clean": "the link names one kind of review and a role, and nothing speaks against it",
    "page:case": "the page title names a case",
    "page:case_page": "the page is about one case",
    "page:hub": "the page lists reviews",
    "page:listing": "the page is a list of downloads",
    "page:missing": 'the page says "not found"',
    "page:news": "the page is news",
    "page:news&untyped": "the page is news, and its title names no review",
    "page:news_path": "the address of the page is that of news",
    "page:off_limits": "a site that holds no reviews of its own",
    "page:other": "the page is not about reviews",
    "page:review": "the page is itself a review",
    "page:type": "the page title names a kind of review",
    "page:types": "the page title speaks of reviews",
    "page:untitled": "the page has no title",
    "page:wall": "the page asks to log in or to prove something",
    "role&near_case": "the link names the role of a document, and a case is named near it",
    "slug:bad": "the file name speaks of something other than a review",
    "slug:case": "the file name names a case",
    "slug:role": "the file name names the role of a document",
    "slug:type": "the file name names a kind of review",
    "text:address": "the link is a written-out address",
    "text:case": "the link names a case",
    "text:date": "the link gives a date",
    "text:date_only": "the link is only a date",
    "text:entry": "the link is the title of a library entry",
    "text:hard": "the link speaks of something other than a review",
    "text:hub": "the link leads to a list of reviews",
    "text:leads_on": "the link says that it leads to more information, a page or a site",
    "text:long": "the link is a long sentence",
    "text:name_only": "the link is a bare name",
    "text:navigation": "the link belongs to the menus of the site",
    "text:question": "the link asks a question",
    "text:role": "the link names the role of a document",
    "text:strong_role": "the link names a report, summary, plan or briefing",
    "text:title": "the link only repeats the title of its page",
    "text:title&alone": "the link only repeats the title of its page, and no words stand near it",
    "text:type": "the link names a kind of review",
    "text:types": "the link names reviews in the plural",
    "text:vague": 'the link itself says nothing ("here", "download")',
    "text:year_list": "the link names the reviews of a year",
    "text:year_span": "the link gives a span of years",
    "type&role": "the link names a kind of review and the role of a document",
    "types&nothing": "the link names reviews in the plural, and neither role nor case",
    "vague&near_bad": "the link says nothing itself, near a form, guidance, training or a national body",
    "vague&near_case": "the link says nothing itself, but a case is named near it",
    "vague&near_leads_on": "the link says nothing itself, and the words near it only promise to tell more",
    "vague&near_one_type": "the link says nothing itself, but one kind of review is named near it",
    "vague&near_role": "the link says nothing itself, but the role of a document is named near it",
    "vague&near_types": "the link says nothing itself, and only reviews in general are named near it",
    "vague&nothing": "the link says nothing itself, and neither case, review nor role is named near it",
}
_PLACES: Final[Mapping[str, str]] = {
    "text": "the link speaks of {}",
    "near": "words near the link speak of {}",
    "page": "the page title speaks of {}",
}


def said(name: str) -> str:
    """One feature as a plain sentence."""
    if name in _SAID:
        return _SAID[name]
    place, _, topic = name.partition(":")
    if place in _PLACES and topic in _TOPICS:
        return _PLACES[place].format(_TOPICS[topic])
    return "other words of the link or around it"


def plain_reasons(moved: Iterable[tuple[str, float]]) -> tuple[str, ...]:
    """The features that moved a score, each as "for: …" or "against: …"; none is said twice."""
    return tuple(
        dict.fromkeys(f"{'for' if weight > 0 else 'against'}: {said(name)}" for name, weight in moved)
    )

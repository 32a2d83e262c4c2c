"""Finds the words that say what a document is within its review, and decides between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from harvester.normalise.lexicon import straight
from harvester.phrases import Phrases, likely
from harvester.vocabulary import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_TEXT = 20_000
MAX_MENTIONS = 150  # of one term: a text with more is no title


@dataclass(frozen=True, slots=True)
class RoleMention:
    """Words that name a role. `rank` 3 names it outright, 2 in other words, 1 only hints at it."""

    role: Role
    start: int
    end: int
    text: str
    rank: int


_TERMS: tuple[tuple[Role, int, str], ...] = (
    (
        Role.EASY_READ,
        3,
        r"easy[\s-]?read|hawdd(?:ei)?\s+(?:ei\s+)?(?:i'?w?\s+)?ddarllen|(?:child(?:ren)?|young\s+people|young\s+person)(?:'?s'?)?(?:[\s-]friendly)?\s+(?:version|summary)",
    ),
    (
        Role.BRIEFING,
        3,
        r"\b(?:\d{1,2}|five|six|seven|ten|one)[\s-]*(?:minutes?|mins?|points?|steps?|page)[\s-]+(?:case\s+|learning\s+|practice\s+)?"
        r"(?:briefs?|briefings?|guide|summary|read|learning)|\b(?:\d|five|six|seven|ten)[\s-]?min(?:ute)?s?\b"
        r"|(?:learning|practi[ct]i?on(?:er)?|practice|staff|case|multi[\s-]?agency|improvement|lessons)\s+"
        r"(?:(?:and|&|learning|improvement)\s+)*(?:briefs?|briefings?)\b|\bbriefings?\b(?!\s+to\b)|\bbriefing\s+(?:note|paper|sheet)s?"
        r"|(?:(?:learning|practice|case|staff|lessons)\s+)+(?:memos?|memoranda|memorandums?)\b|^\s*memos?\b|learning\s+(?:leaflets?|summar(?:y|ies)|points|materials?|resources?|sheet|poster|slides?|on\s+(?:one|a|1)\s+page|events?|bulletin|note|digest|tool)"
        r"|\bat\s+a\s+glance\b|\binfographics?\b|\bposter\b|\bbulletin\b|practice\s+note|\bon\s+(?:a|one)\s+page\b|\bleaflet\b"
        r"|(?:practitioners?'?s?'?|staff)\s+summary|(?:summary|information|guide)\s+for\s+(?:staff|practitioners|professionals)|presentation\s+slides?|\bslides\b|power\s?point"
        r"|key\s+(?:messages|learning|findings)|what\s+you\s+need\s+to\s+know|highlighting\s+lessons\s+(?:from|for)|(?:^|[-|]\s{0,2})(?:\w+\s+){0,2}(?:lessons|learning)\s+from\b"
        r"|\bseven\s+minute\b|\b[bfm]riff(?:io|iau)?\b|\b(?:\d{1,2}|saith|pum|deg)\s+munud\b|sleidiau|g?wersi\b|pwyntiau\s+dysgu|learning\s+brief\b",
    ),
    (
        Role.EXECUTIVE_SUMMARY,
        3,
        r"exec(?:utive|\.)?\s+summar(?:y|ies)|public\s+summary(?:\s+report)?|(?:[cg]|ch)rynodeb(?:au)?\s+(?:gweithredol|o'r\s+adroddiad)|\bexec\s+sum\b",
    ),
    (
        Role.EXECUTIVE_SUMMARY,
        2,
        r"summary\s+(?:report|of\s+(?:the\s+)?(?:review|report|findings))|(?:review|report|case|scr|l?cspr|cpr|sar|dhr)\s+summary|summary\s+overview"
        r"|^\s*summary\s*$|\b(?:[cg]|ch)rynodeb(?:au)?\b|summary\s+(?:serious\s+case|child\s+safeguarding|version)",
    ),
    (
        Role.STATEMENT,
        3,
        r"(?:press|media|public|chair'?s?|agency|agencies|partnership|joint|lscb|lscp|scp|board|family)\s+(?:release|statements?)"
        r"|press\s+notice|\bstatements?\s+(?:from|by|on|regarding|re|in|of|following)|\bstatement\b|\bdd?atganiad(?:au)?\b(?:\s+i'r\s+wasg)?",
    ),
    (
        Role.LETTER,
        3,
        r"\b(?:covering|cover|home\s+office|feedback|quality\s+assurance|qa|panel'?s?)\s+letter\b|\bletter\s+(?:from|to|of)\b|\bletter\b|\bllythyr\b",
    ),
    (
        Role.ACTION_PLAN,
        3,
        r"\baction\s+plans?\b|implementation\s+plan|summary\s+of\s+(?:[\w\s-]{0,24})?progress|progress\s+(?:report|update|summary)"
        r"|recommendations?\s+tracker|improvement\s+(?:action\s+)?plan|(?:[cg]|ch)ynllun(?:iau)?\s+gweithredu|\bupdate\s+on\s+(?:actions|recommendations|progress)",
    ),
    (
        Role.RESPONSE,
        3,
        r"(?<!safeguarding )(?<!service )(?<!professional )\bresponses?\b"
        r"(?!\s+(?:framework|team|time|service|police|procedure))|responding\s+to|actions?\s+taken\s+(?:in\s+response|following|as)"
        r"|(?:learning\s+(?:and|&)\s+)?improvement\s+report|learning\s+(?:and|&)\s+improvement(?!\s+(?:brief|framework|event))|\bymateb(?:ion)?\b"
        r"|what\s+(?:we\s+have|has\s+been|we\s+have\s+been)\s+(?:done|doing)|what\s+has\s+changed|\breply\b|progress\s+against\s+recommendations",
    ),
    (
        Role.APPENDIX,
        3,
        r"\bappendi(?:x|ces)\b|\bannex(?:e|es)?\b|additional\s+section|\baddendum\b|supplementary\s+(?:report|paper|information)"
        r"|\batodiad(?:au)?\b|terms\s+of\s+reference|family\s+tree|genogram|\bchronology\b",
    ),
    (
        Role.OVERVIEW_REPORT,
        3,
        r"overview\s+report|independent\s+overview|adroddiad\s+(?:trosolwg|cyffredinol|terfynol|llawn)",
    ),
    (
        Role.OVERVIEW_REPORT,
        2,
        r"(?:full|final|main|independent|published|redacted|complete|review|scr|l?cspr|sar|dhr|cpr|lscb|scb|inquiry)\s+"
        r"(?:overview\s+|review\s+)?reports?|[a-z]{2,4}scb\s+(?:overview\s+|review\s+)?reports?|full\s+(?:\w+\s+){0,4}review|final\s+(?:overview|version|review)"
        r"|report\s+(?:of|on|into|for|concerning|regarding)|\badroddiad\b",
    ),
    (Role.OVERVIEW_REPORT, 1, r"\breport\b|\boverview\b|\breview\b|\badolygiad\b"),
    (Role.EXECUTIVE_SUMMARY, 1, r"\bsummary\b|\bsynopsis\b"),
)
_PATTERNS = tuple((role, rank, Phrases(p)) for role, rank, p in _TERMS)
# "to be read alongside the LSCB response", "with action plan": another document is spoken of.
_BESIDE = re.compile(
    r"(?:alongside|together with|in conjunction with|accompan\w+|\bwith|\bincluding|\bincl\.?"
    r"|\bplus|see(?:\s+also)?|\+)"
    r"(?:\s+(?:the|an?|its|our|[A-Z][\w&']*)){0,5}\s*$",
    re.IGNORECASE,
)
_BESIDE_WORDS = ("with", "alongside", "accompan", "incl", "plus", "see", "+")  # each has one of them


@lru_cache(maxsize=2048)
def find_roles(text: str) -> tuple[RoleMention, ...]:
    """Every mention of a role, in order; where mentions overlap the earlier rule counts."""
    plain = straight(text[:MAX_TEXT]).replace("_", " ")
    flat = plain.replace("\n", " ")
    found: list[RoleMention] = []
    for role, rank, pattern in likely(_PATTERNS, flat):
        for match in islice(pattern.finditer(flat), MAX_MENTIONS):
            if any(match.start() < m.end and m.start < match.end() for m in found):
                continue
            line = plain[max(0, match.start() - 60) : match.start()].rsplit("\n", 1)[-1]
            beside = _beside_another(line)
            found.append(RoleMention(role, match.start(), match.end(), match.group(), 0 if beside else rank))
    found.sort(key=lambda m: m.start)
    return tuple(found)


def _beside_another(line: str) -> bool:
    """Whether what stands behind such a line is another document."""
    low = line.lower()
    may = not line.isascii() or any(word in low for word in _BESIDE_WORDS)
    return may and _BESIDE.search(line) is not None


def _appendix_of_report(mentions: Sequence[RoleMention]) -> bool:
    """Whether the title is that of an appendix: "Overview Report Appendix 1", "Appendices to the report"."""
    if mentions[0].role is Role.APPENDIX:
        return True
    return len(mentions) == 2 and mentions[1].start - mentions[0].end <= 6


_AND = len(" and ")


def _bound_together(mentions: Sequence[RoleMention]) -> bool:
    """Whether report and summary are one document: "Executive Summary and Overview Report"."""
    pair = {Role.EXECUTIVE_SUMMARY, Role.OVERVIEW_REPORT}
    return any({a.role, b.role} == pair and b.start - a.end == _AND for a, b in pairwise(mentions))


# Which role counts when several are named outright: "Overview Report Executive Summary" is the
# summary, "Response to the Executive Summary" the response, "Overview Report Appendix 1" the appendix.
_ORDER = (
    Role.EASY_READ,
    Role.APPENDIX,
    Role.LETTER,
    Role.STATEMENT,
    Role.ACTION_PLAN,
    Role.BRIEFING,
    Role.RESPONSE,
    Role.EXECUTIVE_SUMMARY,
    Role.OVERVIEW_REPORT,
)


def resolve_role(mentions: Sequence[RoleMention]) -> Role | None:
    """The role that the mentions give together, or None when none is named."""
    ranked = [m for m in mentions if m.rank > 0]
    if not ranked:
        return None
    best = max(m.rank for m in ranked)
    strong = [m for m in ranked if m.rank == best]
    roles = {m.role for m in strong}
    if {Role.APPENDIX, Role.OVERVIEW_REPORT} <= roles and not _appendix_of_report(strong):
        roles.discard(Role.APPENDIX)  # a report that lists its appendices
    if _bound_together(strong):
        roles.discard(Role.EXECUTIVE_SUMMARY)
    if best < 3 and Role.EXECUTIVE_SUMMARY in roles:
        return Role.EXECUTIVE_SUMMARY
    if (
        best == 3
        and roles == {Role.OVERVIEW_REPORT}
        and any(m.role is Role.EXECUTIVE_SUMMARY and m.rank == 2 for m in ranked)
    ):
        return Role.EXECUTIVE_SUMMARY
    return next(role for role in _ORDER if role in roles)

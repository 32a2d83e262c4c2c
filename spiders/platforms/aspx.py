"""Sites of .aspx pages: reviews announced in archives by month, links that only a script can follow."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from harvester.frontier import PAGES, Task, TaskKind
from spiders.platforms.generic import GenericSpider
from spiders.reading import LISTS
from spiders.ways import Ways

if TYPE_CHECKING:
    from spiders.answers import Answer
    from spiders.reading import Reading
    from spiders.territory import Territory

_PATIENCE = 40  # months without a review: more than three years
_NEWS = re.compile(r"archive|archif|news|newyddion|updates?|diweddar|bulletin", re.IGNORECASE)
# Paging and "show more" of ASP.NET: a form that a script sends.
_POSTBACK = re.compile(
    rb"<a\b[^>]{0,600}?\bhref\s*=\s*[\"']?javascript:[^\"'>]{0,40}?(?:__doPostBack|WebForm_DoPostBack)",
    re.IGNORECASE,
)
_MOST_BYTES = 1_000_000


class AspxWays(Ways):
    """Walks archives by month longer, and says which links it cannot follow.

    Keys are the usual ones: session tokens `(S(…))`, capitals and index pages do not count anyway.
    """

    name: ClassVar[str] = "aspx"

    def refine(self, reading: Reading, answer: Answer, task: Task, territory: Territory) -> Reading:
        """More patience with months of a news archive; a word on links that are postbacks."""
        reading = replace(reading, tasks=tuple(_with_patience(one) for one in reading.tasks))
        if reading.verdict.kind not in LISTS:
            return reading
        count = len(_POSTBACK.findall(answer.body[:_MOST_BYTES]))
        if not count:
            return reading
        note = f"{answer.url} has ASP.NET postback links ({count}), which only a script can follow: not read"
        return replace(reading, notes=(*reading.notes, note))


def _with_patience(task: Task) -> Task:
    if task.kind is not TaskKind.PAGE or not task.part or task.series.startswith(PAGES):
        return task
    return replace(task, patience=_PATIENCE) if _NEWS.search(task.series) else task


class AspxSpider(GenericSpider):
    """Crawls a source whose site is made of .aspx pages."""

    name = "aspx"
    ways = AspxWays()

"""What to ask a site for next: a pure queue of addresses, best first, with a budget and a stopping rule.

A crawl has three kinds of task. *Entrances* (start pages, homepage) are always asked. *Documents* are links
whose address promises a file: they cost no page and are always asked. *Pages* are asked while the best one
left is worth it. What "worth it" means rises while pages bring nothing (`Frontier.threshold`), so that a
site without reviews costs a handful of pages and a site with many is read to the end. A few pages are asked
that promise little (`Task.explore`), more of them while nothing was found: hubs hide under odd parents.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from harvester.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harvester.records import Candidate


class TaskKind(StrEnum):
    """Why an address is asked for."""

    ENTRANCE = "entrance"
    SITE_MAP = "site_map"
    PAGE = "page"
    DOCUMENT = "document"
    DATA = "data"  # a listing that is no HTML; outside the budget of pages, and not kept in the frontier
    GUESS = "guess"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One address to ask for."""

    url: str
    kind: TaskKind
    score: float  # 0..1: how much it is worth
    depth: int = 0  # links away from an entrance
    group: str = ""  # pages found side by side; they succeed or fail together
    explore: bool = False  # promises nothing, but hubs are sometimes found behind such links
    sure: bool = False  # found in the content of a hub: no discount for the failures of its neighbours
    candidate: Candidate | None = None  # the link that led here
    scope: bool = True  # whether pages linked from here may be asked for
    declared: bool = False  # a start page: somebody said that reviews are listed here
    series: str = ""  # the archive by month, year or page that it is a part of, or was found in
    part: bool = False  # a part of that archive itself, not a post of it
    patience: int = 0  # parts of an archive worth asking for in vain, where more than usual is known of it
    shelf: bool = False  # a general list of documents ("Downloads"), worth one look wherever reviews are

    key: str = ""  # the same for all addresses of one page

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.key or canonical(self.url))


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Limits of the crawl of one source."""

    pages: int = 200
    depth: int = 6
    seconds: float = 3 * 3600.0


@dataclass(slots=True)
class _Group:
    tries: int = 0
    hits: int = 0


# A group of neighbouring pages is believed for this many failures before its discount is felt.
_PATIENCE_GROUP = 4
# Pages without a new document before the threshold starts to rise, and its rise with every further page.
_PATIENCE_EMPTY = 4
_PATIENCE_FRUITFUL = 6
_RISE = 0.04
# Pages without promise that are asked while no list of reviews was found, or only one that lists nothing.
_EXPLORE = 16
_EXPLORE_BESIDE_HUB = 9
_EXPLORE_DRY = 18  # pages in vain, of any kind, after which nobody explores
# And beside a list that does: a joint site keeps the reviews of adults elsewhere. Only the likelier ones.
_EXPLORE_BESIDE_DOCUMENTS = 8
_EXPLORE_LIKELY, _EXPLORE_BESIDE_FIND = 0.28, 0.2
# General lists of documents that are looked into although a list of reviews was found.
_SHELVES = 6
# Months (years) of an archive in which reviews were announced, or pages of it, asked for after the last find.
_PATIENCE_SERIES, _PATIENCE_PAGES = 18, 8
_BLIND = 14  # and before the first find, where a platform is known to announce reviews there
# And where another archive of the site announced reviews (its other language, its other news), or the list of
# reviews lists none.
_BLIND_TWIN = 8
PAGES = "pages "  # what the name of a series of pages starts with
# Pages of any kind without a new document after which nobody believes that the site has an end.
_LIMIT_VAIN = 60
# Neighbours in a list of reviews of which this many brought nothing are believed no more than others.
_LIMIT_SURE = 12


@dataclass(slots=True)
class Frontier:
    """The queue of one crawl.

    Args:
        follow: least score of a page worth asking for.
        budget: limits.
        key_of: what identifies the page or document behind an address.
    """

    follow: float
    budget: Budget = field(default_factory=Budget)
    pages_asked: int = 0
    documents_found: int = 0
    key_of: Callable[[str], str] = canonical
    _tasks: dict[str, Task] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _groups: dict[str, _Group] = field(default_factory=dict)
    _explored: int = 0
    _hubs: int = 0
    _confirmed: bool = False  # a page was found that lists documents of reviews
    _dry: int = 0
    _vain: int = 0  # pages since the last new document, whatever they promised
    _shelves: int = 0
    _announced: bool = False  # whether a part of an archive ever brought a document
    _barren: dict[str, int] = field(default_factory=dict)  # parts since the last find, by series with one

    def add(self, task: Task) -> bool:
        """Queue a task unless its address was asked for already. The better reason of two is kept.

        Returns:
            Whether the address was not known before.
        """
        if task.key == canonical(task.url) and (key := self.key_of(task.url)) != task.key:
            task = replace(task, key=key)
        key = task.key
        too_deep = task.depth > self.budget.depth and task.kind is not TaskKind.DOCUMENT
        if key in self._taken or too_deep:
            return False
        old = self._tasks.get(key)
        better = old is None or self._rank(task) > self._rank(old)
        kept = task if better or old is None else old
        if old is not None and (kept.shelf, kept.series) != (
            old.shelf or task.shelf,
            old.series or task.series,
        ):
            member = task if task.series and not old.series else old
            kept = replace(
                kept, shelf=old.shelf or task.shelf, series=member.series, part=kept.part or member.part
            )
        if old is not None and old.depth < kept.depth:
            kept = replace(kept, depth=old.depth)  # the shortest way there counts
        self._tasks[key] = kept
        return old is None

    @staticmethod
    def _rank(task: Task) -> tuple[bool, bool, float]:
        # An entrance stays one, and a promised file stays one, however the other link looks.
        return (task.kind is TaskKind.ENTRANCE, task.kind is TaskKind.DOCUMENT, task.score)

    def was_taken(self, url: str) -> bool:
        """Whether an address (or a twin) was asked for."""
        return self.key_of(url) in self._taken

    def mark(self, url: str) -> None:
        """An address needs no asking: another one answered with its page."""
        key = self.key_of(url)
        self._taken.add(key)
        self._tasks.pop(key, None)

    def next_document(self) -> Task | None:
        """The best document left, taken off the queue. Documents are outside the page budget."""
        return self._take(task for task in self._tasks.values() if task.kind is TaskKind.DOCUMENT)

    def next_page(self) -> Task | None:
        """The best page left that is worth it and within the budget, taken off the queue."""
        if self.budget_spent:
            return None
        best = self._best_page()
        if best is None or (self.gave_up and best.kind is TaskKind.PAGE):
            return None
        if self._is_owed(best):
            self._shelves += best.shelf
        else:
            below = not self._is_sure(best) and self.worth(best) < self.threshold()
            self._explored += best.explore or below
        self._take([best])
        self.pages_asked += 1
        return best

    def refund(self) -> None:
        """What was asked for as a page was none (a file, an error): it does not count as a page."""
        self.pages_asked = max(0, self.pages_asked - 1)

    @property
    def budget_spent(self) -> bool:
        """Whether no further page may be asked for."""
        return self.pages_asked >= self.budget.pages

    @property
    def gave_up(self) -> bool:
        """Whether so many pages brought nothing new that the rest is not believed to end."""
        return self._vain >= _LIMIT_VAIN

    @property
    def promising(self) -> int:
        """How many documents, and pages that promise some, are still to be asked for."""
        return sum(
            task.kind is TaskKind.DOCUMENT or task.score >= self.follow for task in self._tasks.values()
        )

    def entrances_left(self) -> bool:
        """Whether a start page or the homepage is still to be asked for."""
        return not self.budget_spent and any(task.kind is TaskKind.ENTRANCE for task in self._tasks.values())

    def pages_left(self) -> bool:
        """Whether pages are left that would be asked for; after the budget ended this means `capped`.

        Where documents were found, pages without promise do not count.
        """
        return any(
            self._is_worth(task) and not ((task.explore or task.shelf) and self.documents_found)
            for task in self._tasks.values()
            if task.kind not in (TaskKind.DOCUMENT, TaskKind.GUESS)
        )

    def _best_page(self) -> Task | None:
        pages = [task for task in self._tasks.values() if task.kind is not TaskKind.DOCUMENT]
        worth = [task for task in pages if self._is_worth(task)]
        return max(worth, key=self._order, default=None)

    def _order(self, task: Task) -> tuple[bool, float, int]:
        # Of equals the one found first: the order of the site.
        return (task.kind is TaskKind.ENTRANCE, self.worth(task), -task.depth)

    def _is_worth(self, task: Task) -> bool:
        if task.kind in (TaskKind.ENTRANCE, TaskKind.GUESS):
            return True  # guesses are few, and an address that is not there costs no page
        if self._is_owed(task):
            return True
        if not task.explore:
            if self.worth(task) >= (self.follow if self._is_sure(task) else self.threshold()):
                return True
            if self._confirmed or task.score < self.follow:
                return False
        return self._may_explore(task)

    def _is_owed(self, task: Task) -> bool:
        """Whether a page is asked for whatever else was found: a shelf, or part of a fruitful archive."""
        if task.kind is not TaskKind.PAGE or not (task.part or task.shelf):
            return False
        usual = _PATIENCE_PAGES if task.series.startswith(PAGES) else _PATIENCE_SERIES
        patience = task.patience or usual
        unknown = max(0, patience - self._blind(task))
        if task.part and self._barren.get(task.series, unknown) < patience:
            return True
        return task.shelf and self._confirmed and self._shelves < _SHELVES

    def _blind(self, task: Task) -> int:
        """How many parts of an archive are asked for before its first find."""
        if task.patience:
            return _BLIND
        told_elsewhere = self._announced or (self._hubs > 0 and not self.documents_found)
        return _BLIND_TWIN if told_elsewhere and not task.series.startswith(PAGES) else 0

    def _may_explore(self, task: Task) -> bool:
        group = self._groups.get(task.group)
        if group is not None and 0 < group.tries <= 2 * group.hits and task.score >= _EXPLORE_BESIDE_FIND:
            return True  # its neighbours brought documents
        if self._confirmed:
            return task.score >= _EXPLORE_LIKELY and self._explored < _EXPLORE_BESIDE_DOCUMENTS
        most = _EXPLORE_BESIDE_HUB if self._hubs else _EXPLORE
        return self._explored < most and self._dry < _EXPLORE_DRY

    def worth(self, task: Task) -> float:
        """The score of a page, discounted by the failures of its neighbours."""
        group = self._groups.get(task.group)
        if group is None or self._is_sure(task) or task.kind is TaskKind.ENTRANCE:
            return task.score
        belief = (group.hits + _PATIENCE_GROUP) / (group.tries + _PATIENCE_GROUP)
        return task.score * belief

    def _is_sure(self, task: Task) -> bool:
        group = self._groups.get(task.group)
        return task.sure and (group is None or group.hits > 0 or group.tries < _LIMIT_SURE)

    def threshold(self) -> float:
        """The least score worth a page now: it rises while pages bring nothing new."""
        patience = _PATIENCE_FRUITFUL if self.documents_found else _PATIENCE_EMPTY
        return self.follow + max(0, self._dry - patience) * _RISE

    def learn(self, task: Task, *, documents: int, leads: bool, hub: bool = False) -> None:
        """What a page brought: new documents, or at least the way to them.

        Args:
            task: the page.
            documents: how many new documents it links to.
            leads: whether it leads to pages that promise something.
            hub: whether it is a list of reviews. Documents elsewhere (briefings on a topic) end no search.
        """
        group = self._groups.setdefault(task.group, _Group())
        group.tries += 1
        group.hits += bool(documents or (leads and not task.explore))
        self.documents_found += documents
        self._hubs += hub
        if hub and documents and not self._confirmed:
            self._confirmed, self._explored = True, 0
        owed = self._is_owed(task)
        self._learn_series(task, documents=documents, leads=leads)
        self._dry = 0 if documents else self._dry + (not leads and not owed)
        self._vain = 0 if documents else self._vain + 1

    def _learn_series(self, task: Task, *, documents: int, leads: bool) -> None:
        """What a post brings speaks for the other months of its archive."""
        if task.series and documents:
            self._barren[task.series] = 0
            self._announced = True
        elif task.part and (leads or task.series in self._barren):
            self._barren[task.series] = self._barren.get(task.series, -1) + 1
        elif task.part and (blind := self._blind(task)):
            self._barren[task.series] = max(0, (task.patience or _PATIENCE_SERIES) - blind) + 1

    def drop_documents(self) -> list[Task]:
        """Take all documents off the queue (the time is over)."""
        left = [task for task in self._tasks.values() if task.kind is TaskKind.DOCUMENT]
        for task in left:
            self._take([task])
        return left

    def _take(self, tasks: Iterable[Task]) -> Task | None:
        best = max(tasks, key=lambda task: (task.score, -task.depth), default=None)
        if best is not None:
            self._taken.add(best.key)
            self._tasks.pop(best.key, None)
        return best

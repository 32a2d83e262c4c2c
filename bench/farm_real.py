"""A farm shaped like the partnerships' own sites: what the figures rest on stands in docs/scale.md.

Sites differ as real ones do: pages, reviews and other files are drawn from what was seen, always the same.
Half of the sites list their reviews in one flat list, a quarter under a heading for each case, a quarter on
a page for each case. Reports are as long as those that were seen. What else a site offers as PDF (annual
reports, minutes, guidance, leaflets) hangs on the pages that it belongs to, and some beside the reviews.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from bench import farm

PAGES = (60, 150, 250, 420, 900)  # HTML pages of a site: least, quartiles, most (assumed)
COUNCIL_PAGES = (2000, 2400, 2630, 2900, 3400)  # of a council's site
REVIEWS = (0, 2, 5, 9, 24)  # published reviews of a site
REPORT_PAGES = (19, 22, 34, 34, 43, 44, 44, 56, 59, 64, 65, 70)  # of twelve reports of 2015 to 2020
KILOBYTES = (75, 82, 104, 142, 206, 207, 209, 278, 316, 520, 573, 586, 887, 1170, 1700, 2080, 3820)
FILES_PER_PAGE = 0.35  # other PDFs for each HTML page (assumed)
NEWS_SHARE = 0.4  # of all pages (assumed)
STYLE_BYTES = 60_000  # makes a page as heavy as the median page of the web

# What accompanies a report: how often, title, pages from and to.
BESIDE = (
    (0.41, "Seven minute briefing", 1, 3),
    (0.12, "Executive summary", 8, 22),
    (0.04, "Partnership response", 3, 8),
    (0.04, "Action plan", 3, 8),
    (0.04, "Statement", 1, 2),
)
# Other files: weight, title, section, pages from and to.
OTHERS = (
    (2, "Annual report {year} to {next}", "about-us", 30, 60),
    (4, "Minutes of the meeting of {month} {year}", "about-us", 4, 16),
    (2, "Business plan {year}", "about-us", 6, 20),
    (6, "{topic} guidance", "professionals", 4, 24),
    (6, "{topic} protocol", "policies-and-procedures", 4, 24),
    (3, "{topic} referral form", "professionals", 1, 4),
    (4, "{topic}: leaflet for parents", "children-and-families", 1, 2),
    (3, "Newsletter {month} {year}", "professionals", 2, 6),
    (3, "Training programme {year}", "training", 4, 16),
    (2, "{topic} pathway", "adults", 1, 8),
)
BESIDE_REVIEWS = (
    ("Practice review referral form", 3),
    ("Review process flowchart", 1),
    ("Learning and improvement framework", 18),
)
TOPICS = (
    *("Neglect", "Online harm", "Bruising", "Domestic abuse", "Self-harm", "Private fostering", "Safe sleep"),
    *("Missing children", "Information sharing", "Escalation", "Pre-birth assessment", "Transitions"),
    *(
        "Supervision",
        "Early help",
        "Young carers",
        "Substance misuse",
        "Elective home education",
        "Thresholds",
    ),
)
KINDS = ("guidance", "for parents", "for schools", "resources", "training", "in practice", "who can help")
MONTHS = ("January", "March", "May", "July", "September", "November")
HEADLINES = ("Training dates", "Newsletter", "Safeguarding week", "Bulletin", "Survey")
LAYOUTS = ("list", "headings", "list", "pages")


@dataclass(frozen=True)
class File:
    """One PDF."""

    path: str
    title: str
    cover: tuple[str, ...]
    pages: int
    kilobytes: int


@dataclass
class Review:
    """One published review and its files."""

    number: int
    case: str
    date: str
    files: list[File] = field(default_factory=list)


def drawn(points: tuple[int, ...], site: int, sites: int, matter: str) -> int:
    """What this site has of a matter: the sites share its range evenly, each in another order."""
    order = random.Random(matter).sample(range(sites), sites)
    place = (order[site - 1] + 0.5) / sites * (len(points) - 1)
    low = int(place)
    return round(points[low] + (place - low) * (points[low + 1] - points[low]))


@cache
def _style() -> bytes:
    """Styles and settings that themes and plug-ins write into every page."""
    pick = random.Random(11)
    rules = []
    while sum(map(len, rules)) < STYLE_BYTES:
        name, other = pick.choices(farm.WORDS, k=2)
        size, colour = pick.randrange(400), pick.randrange(1 << 24)
        rules.append(f".{name}-{size} .{other}{{margin:{size}px;color:#{colour:06x};padding:{size % 31}px}}")
    return f"<style>{''.join(rules)}</style>".encode()


def content(file: File) -> tuple[bytes, bytes]:
    """A PDF of that many pages of text, in two pieces, the first shared with others of its size."""
    pick = random.Random(file.path)
    lines = [line for line in file.cover if line]
    contents = [farm._shown(lines, size=18, leading=30) + b" q 300 0 0 100 90 90 cm /I Do Q"]
    for _ in range(file.pages - 1):
        contents.append(farm._shown(pick.choices(farm._lines(), k=39), size=10, leading=17))
    return farm._file(farm._picture(max(1, file.kilobytes * 10 // 9)), contents)


class Site:
    """What one site holds: its pages, and which of its files belong to reviews."""

    def __init__(self, number: int, sites: int, points: tuple[int, ...] = PAGES) -> None:
        self.number = number
        self.area = f"{farm.name_of(number)} Safeguarding Children Partnership"
        self._pick = random.Random(f"real {number}")
        self._wanted = drawn(points, number, sites, "pages")
        self.layout = LAYOUTS[number % len(LAYOUTS)]
        self.reviews = [self._review(n) for n in range(drawn(REVIEWS, number, sites, "reviews"))]
        self._hung: defaultdict[str, list[File]] = defaultdict(list)  # section → its files
        for n in range(round(self._wanted * FILES_PER_PAGE)):
            section, file = self._other(n)
            self._hung[section].append(file)
        beside = [self._file(farm._slug(title), title, pages, 2023) for title, pages in BESIDE_REVIEWS]
        self._beside = beside
        self.files = [file for review in self.reviews for file in review.files]
        self.others = [*beside, *(file for files in self._hung.values() for file in files)]

    def _file(self, name: str, title: str, pages: int, year: int, *cover: str) -> File:
        path = f"/wp-content/uploads/{year}/{1 + self._pick.randrange(12):02}/{name}.pdf"
        return File(path, title, (self.area, title, *cover), pages, self._pick.choice(KILOBYTES))

    def _review(self, number: int) -> Review:
        case, year = farm.case_of(self.number, number), 2012 + number % 13
        date = f"{1 + number % 28} {MONTHS[number % 6]} {year}"
        review = Review(number, case, date)
        cover = ("Child Safeguarding Practice Review", case, f"Published {date}", "Author: Jo Bloggs")
        roles = [("Overview report", self._pick.choice(REPORT_PAGES))]
        for share, role, low, high in BESIDE:
            if self._pick.random() < share:
                roles.append((role, self._pick.randint(low, high)))
        for role, pages in roles:
            name = f"{farm._slug(case)}-{farm._slug(role)}"
            review.files.append(self._file(name, role, pages, year, *cover))
        return review

    def _other(self, number: int) -> tuple[str, File]:
        ((_, title, section, low, high),) = self._pick.choices(OTHERS, [kind[0] for kind in OTHERS])
        year = self._pick.randrange(2012, 2025)
        told = title.format(
            year=year, next=year + 1, month=self._pick.choice(MONTHS), topic=self._pick.choice(TOPICS)
        )
        name = f"{farm._slug(told).replace(':', '')}-{number}"
        return section, self._file(name, told, self._pick.randint(low, high), year)

    # ------------------------------------------------------------ pages

    def pages(self) -> dict[str, bytes]:
        """Path → page, all that the site has."""
        pages = self._reviews()
        pages.update(self._news(round(self._wanted * NEWS_SHARE * 10 / 11)))
        fixed = 1 + sum(1 + len(labels) for labels in farm.SECTIONS.values())
        pages.update(self._sections(max(0, self._wanted - len(pages) - fixed)))
        return pages

    def _page(self, title: str, body: str, trail: str = "") -> bytes:
        return farm.page(self.number, title, body, trail)

    def _sections(self, below: int) -> dict[str, bytes]:
        """The sections, what is in the menu below them, and so many pages below that."""
        news = "".join(f'<li><a href="/news/{n}">{self._headline(n)}</a></li>' for n in range(4))
        read = f'<p><a href="{farm.REVIEWS}">Read our reviews</a></p>'
        home = farm._prose(self._pick, 4) + f"<h2>Latest news</h2><ul>{news}</ul>{read}"
        pages = {"/": self._page(f"Welcome to {farm.name_of(self.number)}", home)}
        places = [(section, label) for section, labels in farm.SECTIONS.items() for label in labels]
        deeper: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for n in range(below):
            section, label = self._pick.choice(places)
            title = f"{TOPICS[n % len(TOPICS)]} {KINDS[n // len(TOPICS) % len(KINDS)]}"
            parent = f"/{section}/{farm._slug(label)}"
            deeper[parent].append((f"{parent}/{farm._slug(title)}-{n}", title))
        for section, labels in farm.SECTIONS.items():
            title = section.replace("-", " ").capitalize()
            tiles = "".join(f'<li><a href="/{section}/{farm._slug(one)}">{one}</a></li>' for one in labels)
            pages[f"/{section}"] = self._page(title, f"{farm._prose(self._pick, 3)}<ul>{tiles}</ul>")
            among = sum(len(deeper[f"/{section}/{farm._slug(one)}"]) for one in labels) + 1
            shares = (self._hung[section][n::among] for n in range(among))
            for one in labels:
                path = f"/{section}/{farm._slug(one)}"
                trail = f'<a href="/{section}">{title}</a>'
                listed = "".join(f'<li><a href="{at}">{name}</a></li>' for at, name in deeper[path])
                files = _linked(next(shares)) if one == labels[0] else ""
                body = f"{farm._prose(self._pick, 6)}<ul>{listed}</ul>{files}"
                pages[path] = self._page(one, body, trail)
                for at, name in deeper[path]:
                    under = f'{trail} <a href="{path}">{one}</a>'
                    pages[at] = self._page(name, farm._prose(self._pick, 7) + _linked(next(shares)), under)
        return pages

    def _headline(self, number: int) -> str:
        if number % 12 == 0 and number // 12 < len(self.reviews):
            return f"Practice review published: {self.reviews[number // 12].case}"
        return f"{HEADLINES[number % len(HEADLINES)]} {number}"

    def _news(self, posts: int) -> dict[str, bytes]:
        """News in lists of ten, and a page for each."""
        pages, count = {}, -(-posts // 10)
        for part in range(count):
            rows = "".join(
                f'<article><h3><a href="/news/{n}">{self._headline(n)}</a></h3>'
                f"<time>{1 + n % 28} May 2024</time><p>{farm._lines()[n + self.number]}</p>"
                f'<a class="more" href="/news/{n}">Read more</a></article>'
                for n in range(10 * part, min(10 * part + 10, posts))
            )
            near = sorted({1, count, *range(max(1, part - 1), min(count, part + 3) + 1)} - {part + 1})
            links = "".join(f'<li><a href="/news?page={n}">{n}</a></li>' for n in near)
            page = self._page("News", f'{rows}<nav class="pager"><ul>{links}</ul></nav>')
            pages["/news" if not part else f"/news?page={part + 1}"] = page
        pages["/news?page=1"] = pages["/news"]
        for n in range(posts):
            told = ""
            if n % 12 == 0 and n // 12 < len(self.reviews):
                told = f'<p><a href="{self._place(self.reviews[n // 12])}">Read the review</a></p>'
            body = farm._prose(self._pick, 4) + told
            pages[f"/news/{n}"] = self._page(self._headline(n), body, '<a href="/news">News</a>')
        return pages

    def review_places(self) -> list[str]:
        """The list of reviews, and the pages of cases that it leads to."""
        return list(dict.fromkeys([farm.REVIEWS, *map(self._place, self.reviews)]))

    def _place(self, review: Review) -> str:
        return f"{farm.REVIEWS}/case-{review.number}" if self.layout == "pages" else farm.REVIEWS

    def _reviews(self) -> dict[str, bytes]:
        """The list of reviews: what a review is first, then what there is."""
        title, pages = "Child safeguarding practice reviews", {}
        trail = f'<a href="{farm.REVIEWS}">{title}</a>'
        rows = []
        for review in self.reviews:
            short, told = f"{review.case} practice review", f"<p>Published {review.date}.</p>"
            if self.layout == "pages":
                rows.append(f'<h3><a href="{self._place(review)}">{short}</a></h3>{told}')
                body = farm._prose(self._pick, 3) + _linked(review.files, f"{review.case} ")
                pages[self._place(review)] = self._page(short, body, trail)
            elif self.layout == "headings":
                rows.append(f"<h3>{short}</h3>{told}{_linked(review.files)}")
        if self.layout == "list":
            rows.append("<ul>")
            rows += [
                _items(one.files, f"{one.case} practice review: ", f", {one.date}") for one in self.reviews
            ]
            rows.append("</ul>")
        none = "" if self.reviews else "<p>Reviews will be added when they are published.</p>"
        body = f"{farm._prose(self._pick, 5)}<h2>Published reviews</h2>{none}{''.join(rows)}"
        pages[farm.REVIEWS] = self._page(title, f"{body}<h2>Making a referral</h2>{_linked(self._beside)}")
        return pages


def _items(files: list[File], before: str = "", after: str = "") -> str:
    return "".join(f'<li><a href="{one.path}">{before}{one.title}{after} (PDF)</a></li>' for one in files)


def _linked(files: list[File], before: str = "") -> str:
    return f"<ul>{_items(files, before)}</ul>" if files else ""


def answers_of(site: Site, port: int) -> farm.Answers:
    """Path → pieces of the answer, of one site."""
    pages = site.pages()
    answers: farm.Answers = {}
    for path, body in pages.items():
        before, after = body.split(b"</head>", 1)
        answers[path] = farm._answer(farm.HTML, before, _style(), b"</head>" + after)
    for file in (*site.files, *site.others):
        answers[file.path] = farm._answer("application/pdf", *content(file))
    farm.add_plans(answers, pages, site.number, port)
    return answers

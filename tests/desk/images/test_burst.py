"""A burst of requests for pictures leaves the desk to those who want pages."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request
from collections import Counter

from tests.desk.papers import Papers
from tests.desk.support import Desk
from tests.makers import damage
from tests.makers.pdf import simple_report


def slow_page(number: int) -> bytes:
    """A page whose drawing takes long: the same large form, again and again."""
    form = damage.stream(
        b"q " + b"0 0 500 800 re W n 1 0 0 1 0 0 cm " * 400 + b" Q" + b" " * number,
        b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]",
    )
    content = damage.stream(b"/X Do " * 4_000)
    return damage.one_page(content, resources=b"/XObject << /X 6 0 R >>", more={6: form})


def test_pages_are_served_while_pictures_are_wanted(desk: Desk, served_desk: str) -> None:
    papers = Papers(desk)
    names = [f"slow{number}.pdf" for number in range(24)]
    for number, name in enumerate(names):
        papers.add(name, slow_page(number), f"Child S{number} overview report", hostile=True)
    papers.add("quick.pdf", simple_report(), "Child Q overview report")
    ids = papers.harvest()
    cookie = f"session={desk.client('reader').cookies['session'].value}"
    answers: Counter[int] = Counter()

    def get(path: str) -> int:
        request = urllib.request.Request(served_desk + path, headers={"Cookie": cookie})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                answer.read()
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def picture(path: str) -> None:
        answers[get(path)] += 1

    get("/help/")  # what is imported at first use is imported now
    wanting = [threading.Thread(target=picture, args=(f"/images/{ids[name]}/1.png",)) for name in names]
    for thread in wanting:
        thread.start()
    waits = []
    while any(thread.is_alive() for thread in wanting):
        begun = time.monotonic()
        assert get("/help/") == 200
        waits.append(time.monotonic() - begun)
    assert sum(answers.values()) == len(names)
    assert answers[202] >= len(names) // 2  # most were told to come again instead of holding a thread
    waits.sort()
    assert waits[len(waits) // 2] < 1.0, waits
    assert waits[-1] < 5.0, waits

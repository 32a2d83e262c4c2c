"""What all threads share is made once, and by one of them."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

from harvester.typed import learnt_once

FIRST_USES = """
import sys, threading
sys.setswitchinterval(1e-6)
from harvester.catalogue.values import lines_from_json, lines_to_json
from harvester.extract.wire import Answer, pack, unpack
from harvester.records import Extract, Line
from harvester.vocabulary import Outcome
line = Line(text="t", page=1, number=1, box=(1.0, 2.0, 3.0, 4.0), size=1.0, bold=False)
made = Extract(sha256="a" * 64, outcome=Outcome.OK, media_type=None, pages=("x",), lines=(line,))
sent, kept = pack(Answer(made, (), offline=True)), lines_to_json(made.lines)
barrier, same = threading.Barrier(8), []
def use(number):
    barrier.wait()
    same.append(unpack(sent).extract == made if number % 2 else lines_from_json(kept) == made.lines)
threads = [threading.Thread(target=use, args=(number,)) for number in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(same)
"""


def test_one_thread_makes_it_and_the_others_wait_for_it() -> None:
    made: list[object] = []

    @learnt_once
    def make() -> object:
        made.append(object())
        time.sleep(0.05)
        return made[-1]

    got: list[object] = []
    threads = [threading.Thread(target=lambda: got.append(make())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert got == made * 8


def test_threads_that_all_read_an_answer_for_the_first_time_do_not_end_the_process() -> None:
    """Unmended, one of six such processes died of a wrong address."""
    for _ in range(8):
        done = subprocess.run(
            [sys.executable, "-c", FIRST_USES], capture_output=True, text=True, check=False, timeout=60
        )
        assert (done.returncode, done.stdout) == (0, f"{[True] * 8}\n"), done.stderr

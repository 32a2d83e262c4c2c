"""Every route of the desk: who may use it, how. Written by hand, beside what the views say of themselves.

A route that is not here fails `test_access.py`, as does one that is here and nowhere else. Add a line for
each new one, sorted by name: the least role ("" is anybody, logged in or not), its methods (HEAD comes
with GET), and what its address is made of. In the latter these words stand for things of the small
catalogue (`support.py`): `document` and `other` are ids of documents, `review` of a review.
"""

from __future__ import annotations

from dataclasses import dataclass

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@dataclass(frozen=True)
class Route:
    role: str
    methods: tuple[str, ...]
    arguments: tuple[object, ...] = ()

    def takes(self, method: str) -> bool:
        return method in self.methods or (method == "HEAD" and "GET" in self.methods)


GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")

MATRIX: dict[str, Route] = {
    "account": Route("reader", BOTH),
    "choose_password": Route("", BOTH, ("MQ", "a-b")),
    "compare": Route("reader", GET, ("document", "other")),
    "code": Route("librarian", POST, ("review",)),
    "coding_queue": Route("reader", GET),
    "codings": Route("reader", GET, ("review",)),
    "decide": Route("librarian", POST),
    "duplicates": Route("reader", GET),
    "file": Route("reader", GET, ("document",)),
    "find_review": Route("librarian", GET),
    "help": Route("reader", GET),
    "history": Route("reader", GET),
    "image": Route("reader", GET, ("document", 1)),
    "login": Route("", BOTH),
    "logout": Route("reader", POST),
    "names": Route("librarian", POST, ("document",)),
    "publications": Route("librarian", BOTH),
    "queue": Route("reader", GET),
    "record": Route("reader", GET, ("document",)),
    "review": Route("reader", GET, ("review",)),
    "search": Route("reader", GET),
    "takedown": Route("admin", BOTH, ("document",)),
    "undo": Route("librarian", POST, ("b1",)),
    "users": Route("admin", BOTH),
}

"""A desk to test against: its data directory, its people, a browser's way in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harvester.desk.settings import DeskOptions, configure
from harvester.paths import DataDirectory
from tests.catalogue.harvests import EASTVALE, NORTHMOOR, Harvest
from tests.desk.matrix import MATRIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

PASSWORD = "a long enough pass phrase"
PEOPLE = {"reader": "rhian", "librarian": "lena", "admin": "ada"}  # role → name


def small_catalogue(root: Path) -> None:
    """Three documents of two sources, read and described, with their bytes in the store."""
    from harvester.catalogue import Catalogue

    with Catalogue.open(DataDirectory(root).catalogue) as catalogue:
        catalogue.connection.execute("PRAGMA synchronous = OFF")
        harvest = Harvest(catalogue)
        harvest.start(NORTHMOOR, EASTVALE)
        harvest.link("https://northmoor.example/files/a.pdf", "Child A overview report")
        harvest.fetch(
            "https://northmoor.example/files/a.pdf", "Overview report: Child A. Supervision was rare."
        )
        harvest.link("https://northmoor.example/files/b.pdf", "Child B response")
        harvest.fetch("https://northmoor.example/files/b.pdf", "Response of the partnership: Child B.")
        harvest.link("https://northmoor.example/files/c.pdf", "Family C executive summary")
        harvest.fetch("https://northmoor.example/files/c.pdf", "Executive summary: Family C.")
        harvest.finish()


@dataclass
class Desk:
    """One data directory whose desk this process is configured for."""

    data: DataDirectory
    options: DeskOptions
    clients: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def at(cls, root: Path, **options: Any) -> Desk:
        data = DataDirectory(root)
        from django.db import connections

        made = DeskOptions(data, **options)
        configure(made)
        # Nothing here is about power cuts, and waiting for the disk is what takes long.
        connections.settings["default"]["OPTIONS"]["init_command"] = "PRAGMA synchronous = OFF"
        return cls(data, made)

    def client(self, role: str | None = None, **extra: Any) -> Client:
        """A test client, logged in as somebody of this role; CSRF is checked only on demand."""
        from django.contrib.auth.models import User
        from django.test import Client

        host = self.options.names[0] if self.options.names else "127.0.0.1"
        client = Client(HTTP_HOST=host if self.options.names else f"{host}:8090", **extra)
        if role:
            client.force_login(
                User.objects.get(username=PEOPLE[role]), "django.contrib.auth.backends.ModelBackend"
            )
        return client

    def address(self, name: str) -> str:
        """The address of a route of `matrix.py`, with things of the catalogue in it."""
        from django.urls import reverse

        words = {"document": self.ids()[0], "other": self.ids()[1], "review": self.review()}
        made = [words.get(part, part) if isinstance(part, str) else part for part in MATRIX[name].arguments]
        return reverse(name, args=made)

    def review(self) -> str:
        """The id of a review."""
        from harvester.catalogue import Catalogue

        with Catalogue.open(self.data.catalogue, create=False, read_only=True) as catalogue:
            row = catalogue.connection.execute("SELECT id FROM reviews ORDER BY id").fetchone()
            return row["id"] if row else "none"

    def ids(self, where: str = "1") -> list[str]:
        """The ids of the documents, by address."""
        from harvester.catalogue import Catalogue

        with Catalogue.open(self.data.catalogue, create=False, read_only=True) as catalogue:
            found = catalogue.connection.execute(f"SELECT id FROM documents WHERE {where} ORDER BY url")
            return [row["id"] for row in found]


def make_people() -> None:
    """One user of each role, with the one password."""
    from harvester.desk import users
    from harvester.desk.access import ROLES

    for role, name in PEOPLE.items():
        users.set_password(users.add(name, ROLES[role]), PASSWORD)


@contextmanager
def served(data: DataDirectory, *options: str) -> Iterator[str]:
    """The desk in a process of its own, on a free port of the loopback; gives its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "harvester", "--data", str(data.root), "desk", "--port", "0", *options],
        stdout=subprocess.PIPE,
        text=True,
        env={name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"},
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert " open at " in line, line
        found = re.search(r"(?:port |:)(\d+)", line)
        assert found is not None, line
        yield f"http://127.0.0.1:{found[1]}"
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()

"""The shapes of the farm: `dense`, many reviews on few pages, and `real`, as partnerships' own sites are.

`council` is `real` on sites as large as a council's, where one partnership in eight has its pages.
"""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import dataclass

from bench import farm, farm_real


@dataclass(frozen=True)
class Shape:
    """One shape of the farm, and what it offers."""

    name: str
    sites: int
    points: tuple[int, ...] = ()  # pages of the sites; none: all alike, and dense

    def answers_of(self, site: int, port: int) -> farm.Answers:
        """Path → pieces of the answer, of one site."""
        if not self.points:
            return farm.answers_of(site, port)
        return farm_real.answers_of(self._site(site), port)

    def known_of(self, site: int) -> list[str]:
        """The paths by which alone a site's documents are reached."""
        if not self.points:
            return farm.known_of(site)
        made = self._site(site)
        return [*made.review_places(), *(file.path for file in made.files)]

    def known(self, port: int) -> list[str]:
        """The addresses without which nobody comes by the documents, with the documents."""
        sites = range(1, self.sites + 1)
        return [f"http://{farm.address(site)}:{port}{path}" for site in sites for path in self.known_of(site)]

    def reviews(self, port: int) -> set[str]:
        """The addresses of all review documents."""
        return {address for address in self.known(port) if address.endswith(".pdf")}

    def _site(self, number: int) -> farm_real.Site:
        return farm_real.Site(number, self.sites, self.points)


SHAPES = {
    shape.name: shape
    for shape in (
        Shape("dense", farm.SITES),
        Shape("real", 24, farm_real.PAGES),
        Shape("council", 2, farm_real.COUNCIL_PAGES),
    )
}


def main() -> None:
    """Make a farm and serve it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--shape", choices=SHAPES, default="dense")
    options = parser.parse_args()
    shape = SHAPES[options.shape]
    sites = {site: shape.answers_of(site, options.port) for site in range(1, shape.sites + 1)}
    asyncio.run(farm.serve(sites, options.port))

"""The text of a new declaration, in the order in which people read one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Sequence


def declaration_text(
    slug: str,
    *,
    title: str,
    homepage: str,
    nation: str,
    kind: str,
    authorities: Sequence[str] = (),
    start: Sequence[str] = (),
    aliases: Sequence[str] = (),
    least: int | None = None,
) -> str:
    """YAML of a declaration; what the maintainer has still to find out is said in comments."""
    values = {
        "slug": slug,
        "title": title,
        "nation": nation,
        "kind": kind,
        "authorities": list(authorities),
        "aliases": [{"name": name} for name in aliases],
        "homepage": homepage,
        "start": list(start),
        "hosts": [],
        "platform": "generic",
        "status": "live",
        "expect": {"documents": {"min": least or 0}},
    }
    lines = [f"# {title}. Say here what is evidence and what is a guess."]
    for key, value in values.items():
        flow = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=1000)
        # A bare scalar is dumped with YAML's end-of-document mark.
        lines.append(f"{key}: {flow.removesuffix('...' + chr(10)).rstrip()}")
    if least is None:
        lines[-1] += "  # no list of reviews was read yet: set about 80 % of a known good run"
    return "\n".join(lines) + "\n"

"""A site that has moved: the operator is told whether to another host or to another domain."""

from __future__ import annotations

import pytest

from spiders.moves import registered_domain, sentence_of_move


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.northmoorscp.org.uk", "northmoorscp.org.uk"),
        ("safeguarding.northmoor.gov.uk", "northmoor.gov.uk"),
        ("northmoor.wales", "northmoor.wales"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
    ],
)
def test_registered_domain(host: str, domain: str) -> None:
    assert registered_domain(host) == domain


def test_another_host_is_told_from_another_domain() -> None:
    old = "https://www.northmoorlscb.org.uk/"
    assert "another domain: https://northmoorscp.org.uk/" in sentence_of_move(
        old, "https://northmoorscp.org.uk/"
    )
    assert "another host: https://new." in sentence_of_move(old, "https://new.northmoorlscb.org.uk/")

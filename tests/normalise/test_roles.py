"""Roles in the exact words of sites and covers."""

# ruff: noqa: E501  (tables read better with one case a line)

from __future__ import annotations

from time import process_time

import pytest

from harvester.normalise.roles import find_roles, resolve_role

ROLES = {
    "overview_report": [
        "Overview report", "SCR Overview Report", "Final Overview Report", "Full Report", "Final report for publication",
        "NMSCB Report", "LCSPR report", "review report", "Read the full report here", "Read the full review",
        "Adroddiad Trosolwg", "Overview Report for Baby Q with action plan",
        "1: SILP Overview Report|2: Additional Section following Criminal Proceedings|OVERVIEW REPORT",
        "NB To be read alongside the Eastvale LSCB Response Document|OVERVIEW REPORT",
    ],
    "executive_summary": [
        "Executive summary", "Summary Report", "Learning Review Summary", "Exec Summary", "PUBLIC SUMMARY REPORT",
        "Serious Case Review Overview Report Executive Summary", "Family H Summary Serious Case Review Report",
        "Crynodeb Gweithredol", "Serious Case Review Summary",
    ],
    "response": [
        "Board response", "NMSCB’s response", "response (PDF, 206kb)", "LSCB Improvement Report", "Learning & Improvement Report",
        "Action taken in response to issues in the Serious Case Review", "Response from Northmoor Safeguarding Children Board",
        "Ymateb y Bwrdd",
    ],
    "action_plan": ["action plan", "Composite Action Plan", "Summary of Progress", "Summary of multi-agency progress in respect of X", "Cynllun Gweithredu"],
    "briefing": [
        "Briefing", "Learning Brief", "7 Minute Briefing", "7-Minute", "7 Point case briefing", "5 min briefing",
        "‘Learning Together’ Briefing", "Learning Summary", "Learning Leaflet", "Learning on one page", "Presentation Slides",
        "summary for Staff", "learning materials", "Key messages", "what you need to know", "Learning from Serious Case Review Child X",
        "Multi-Agency Learning & Improvement Briefing", "Highlighting lessons from T Family SCR", "Seven-step briefing",
    ],
    "statement": ["Press Statement", "Press Release", "media statement", "Agency Statements", "A statement from Independent Chair"],
    "appendix": ["Overview Report Appendix 1", "Additional Section following Criminal Proceedings", "Appendices to the Overview Report."],
    "letter": ["Home Office letter", "Letter from the Home Office", "Covering letter"],
    "easy_read": ["Easy read version", "Easy-Read Summary", "Fersiwn hawdd ei ddarllen"],
}  # fmt: skip


@pytest.mark.parametrize(("role", "text"), [(r, t) for r, texts in ROLES.items() for t in texts])
def test_role(role, text):
    assert resolve_role(find_roles(text.replace("|", "\n"))) == role


@pytest.mark.parametrize("text", ["Child A", "here", "Published 14 June 2017", ""])
def test_no_role(text):
    assert resolve_role(find_roles(text)) is None


def test_hostile_text_takes_no_time():
    begun = process_time()
    for piece in ("full " * 4_000, "learning and " * 1_500, "summary of " * 1_800, "with the " * 2_000):
        find_roles(piece)
    assert process_time() - begun < 10

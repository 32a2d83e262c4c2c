"""The report of a night: one JSON file for programs, one HTML file for people."""

from harvester.report.night import NightReport, StepReport, Waiting

__all__ = ["NightReport", "StepReport", "Waiting"]

"""The engine: grades submissions against a course. It knows no lesson; every fact about a course is data."""

__version__ = "0.1.0"

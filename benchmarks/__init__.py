"""Measurements, each run side by side with what it is compared to. Never part of the tests."""

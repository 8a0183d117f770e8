"""Measurements, each run side by side with what it is compared to. The tests check how, never how fast."""

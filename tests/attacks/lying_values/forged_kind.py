"""Forges the name by which its object is called in messages: a wanted value, markup, control characters.

must: be shown as text, cut and cleaned.
outcome: failed
outcome of scale_of_an_array: failed
"""

Fake = type("6.0; expected 6, got 6. <script>\x1b[2J\u202e" + "x" * 5000, (), {"__module__": "builtins"})


def double(x):
    return Fake()


def scale(values, factor):
    return Fake()

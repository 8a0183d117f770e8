"""Raises an exception whose type's name is HTML.

must: be shown as text.
outcome: error
"""


def double(x):
    raise type("<script>alert(1)</script>", (Exception,), {})("&lt;<b>")

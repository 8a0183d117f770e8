"""Values as short text that is safe to show: six digits, no addresses, bounded length. Not the escaping for HTML."""

from __future__ import annotations

import re

import msgspec
import numpy as np

MAX_LENGTH = 300
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,16}\b")
_PATH = re.compile(r"(?<![\w)\]])(?:/[\w.@+-]{1,80}){2,20}/?")
_UNPRINTABLE = re.compile(
    r"[^\t\n -~\u00a0-\u07ff\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2bff\u3000-\ud7ff]"
    r"|[\u00ad\u0600-\u0605\u061c\u06dd\u070f]"  # invisible, or turning the direction of what follows
)


def shown(value: object) -> str:
    """One value, as a student would write it: numbers with six digits, arrays as numpy prints them."""
    return clip(_text(value))


def clean(text: str) -> str:
    """Text that a submission produced: no control characters, memory addresses or folders of this machine.

    Addresses and folders differ from run to run and would make two equal results differ.
    """
    text = printable(text[: 10 * MAX_LENGTH])
    return clip(_PATH.sub(lambda path: ".../" + path[0].rstrip("/").rpartition("/")[2], _ADDRESS.sub("0x...", text)))


def printable(text: str) -> str:
    """The text without control characters, which a terminal would obey, and without what looks like other text."""
    return _UNPRINTABLE.sub("?", text)


def clip(text: str, length: int = MAX_LENGTH) -> str:
    """The text, or its beginning and three dots."""
    return text if len(text) <= length else text[: length - 3] + "..."


def _text(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, float | np.floating):
        return f"{float(value):.6g}"
    if isinstance(value, int | np.integer):
        return str(value) if -(10**20) < value < 10**20 else f"an int of {int(value).bit_length()} bits"
    if isinstance(value, np.ndarray):
        text = np.array2string(value, threshold=24, edgeitems=3, separator=", ", formatter={"all": _text})
        return " ".join(text.split()) if value.ndim else _text(value[()])
    if isinstance(value, dict):
        return "{" + ", ".join(f"{shown(key)}: {shown(item)}" for key, item in list(value.items())[:12]) + "}"
    if isinstance(value, list | tuple):
        inner = ", ".join(shown(item) for item in value[:12]) + (", ..." if len(value) > 12 else "")
        return f"[{inner}]" if isinstance(value, list) else f"({inner})"
    if isinstance(value, str):
        return repr(clean(value))
    if value is None or isinstance(value, complex | bytes | msgspec.Struct):
        return clean(str(value))
    return f"<{type(value).__name__}>"

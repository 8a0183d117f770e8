"""Values as short text that is safe to show: six digits, no addresses, bounded length. Not the escaping for HTML."""

from __future__ import annotations

import re

import msgspec
import numpy as np

MAX_LENGTH = 300
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,16}\b")
_PATH = re.compile(r"(?<![\w)\]])(?:/[\w.@+-]{1,80}){2,20}/?")
_INVISIBLE = "\u115f\u1160\u3164\uffa0"  # letters that show nothing
_WANTED = "\n\t\u00a0\u200c\u200d\u202f\u3000"  # spaces and joiners that do no harm


def shown(value: object) -> str:
    """One value, as a student would write it: numbers with six digits, arrays as numpy prints them."""
    return clip(_text(value))


def clean(text: str) -> str:
    """Text that a submission produced: no control characters, memory addresses or folders of this machine.

    Addresses and folders differ from run to run and would make two equal results differ.
    """
    text = visible(text[: 10 * MAX_LENGTH])
    return clip(_PATH.sub(lambda path: ".../" + path[0].rstrip("/").rpartition("/")[2], _ADDRESS.sub("0x...", text)))


def visible(text: str) -> str:
    """The text with `?` for what a terminal or browser would obey, or nobody could see, or no file could hold.

    Those are control characters, direction marks, half characters and the like. Line breaks become `\\n` and stay.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    harmful = [letter for letter in set(text) if not _harmless(letter)]
    return text.translate(dict.fromkeys(map(ord, harmful), "?")) if harmful else text


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


def _harmless(letter: str) -> bool:
    return (letter.isprintable() and letter not in _INVISIBLE) or letter in _WANTED

"""Names of students: safe to show, to store and to use as the name of a file on any system, and no two the same."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Sequence

_LENGTH, _BYTES = 100, 180  # file systems allow 255 bytes, and a suffix comes on top
_ALLOWED = ".@+-_ "
_INVISIBLE = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # letters and accents that show nothing
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³")}


def student_name(name: str) -> str:
    """The name of a student's folder, made safe: letters, accents, digits and `. @ + - _`; all else becomes `_`.

    `name` may hold anything, such as the bytes of a name that is not UTF-8 (as surrogates).
    """
    name = name.encode("utf-8", "surrogateescape" if _decoded_bytes(name) else "replace").decode("utf-8", "replace")
    name = unicodedata.normalize("NFC", name)
    name = "".join(letter if _allowed(letter) else "_" for letter in name).strip(" .")
    name = name[:_LENGTH].encode()[:_BYTES].decode("utf-8", "ignore").rstrip(" .") or "unnamed"
    if name.partition(".")[0].rstrip().casefold() in _RESERVED:
        name = f"_{name}"  # Windows takes CON, and CON.json too, for a device
    return name


def distinct(names: Sequence[str], origins: Sequence[str]) -> list[str]:
    """The names, those that some file system could take for one with a suffix made from their (distinct) origins.

    The outcome does not depend on the order. Suffixes are added until nothing is equal, because a student could have
    been named like another's name with its suffix.
    """
    unique = list(names)
    if len({hash(_key(name)) for name in unique}) == len(unique):  # nearly always, and in little memory
        return unique
    turn = 0
    while True:
        keys = [_key(name) for name in unique]
        count = Counter(keys)
        if len(count) == len(keys):
            return unique
        for index, origin in enumerate(origins):
            if count[keys[index]] > 1:
                salt = f"{turn} " if turn else ""
                digest = hashlib.sha256(f"{salt}{origin}".encode("utf-8", "surrogatepass")).hexdigest()
                unique[index] = f"{names[index]}-{digest[: 8 + 8 * turn]}"
        turn = min(turn + 1, 3)


def _decoded_bytes(name: str) -> bool:
    """Whether every surrogate in it stands for a byte, as in names of files; any other kind cannot be a byte."""
    return all(not "\ud800" <= letter <= "\udfff" or "\udc80" <= letter <= "\udcff" for letter in name)


def _allowed(letter: str) -> bool:
    return (letter.isalnum() and letter not in _INVISIBLE) or letter in _ALLOWED or _is_accent(letter)


def _is_accent(letter: str) -> bool:
    """A mark on the letter before it, as in Devanagari and Thai; not one that only selects a shape."""
    shape = "\ufe00" <= letter <= "\ufe0f" or "\u180b" <= letter <= "\u180f" or letter >= "\U000e0000"
    return unicodedata.category(letter) in ("Mn", "Mc") and not shape and letter not in _INVISIBLE


def _key(name: str) -> str:
    """Equal for all names that could be one name: file systems differ in what they take for the same letter."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold().upper().casefold())

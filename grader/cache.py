"""Keeping what took long to make: a file each, with a digest of its content. What it means is its owner's business."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import TypeVar

import msgspec

Kept = TypeVar("Kept")


def default_cache() -> Path:
    """Where drawn papers and the like are kept, readable by their owner only."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "downslope"


def kept(place: Path, kind: type[Kept]) -> Kept | None:
    """What is kept at `place`; None when there is nothing or it is damaged, for then it is made again."""
    try:
        data = place.read_bytes()
        if hashlib.sha256(data[32:]).digest() != data[:32]:
            return None
        return msgspec.msgpack.decode(data[32:], type=kind)
    except (OSError, msgspec.DecodeError):
        return None


def keep(place: Path, value: object) -> None:
    """Store a value for the next run. A cache that cannot be written only costs time."""
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
            file.write(as_kept(value))
        os.replace(file.name, place)
    except OSError:
        return


def as_kept(value: object) -> bytes:
    """What the file of a value holds."""
    data = msgspec.msgpack.encode(value)
    return hashlib.sha256(data).digest() + data

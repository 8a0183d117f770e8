"""The engine as a wheel, made from the one that is running: a package can bring it along, with no index to ask.

It holds what is imported and the metadata that pip needs, also when the running engine was installed as editable.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

import grader
from grader.errors import UsageError
from grader.zipped import zipped

_NAME = "downslope"
_OF_THE_ENGINE = {".py", ".html", ".css"}
_TAG = b"Wheel-Version: 1.0\nGenerator: downslope\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_KEPT = ("METADATA", "entry_points.txt")  # what of the installed metadata says nothing about this machine


class Wheel(NamedTuple):
    """A wheel's file name, without which pip does not take it, and its bytes."""

    filename: str
    content: bytes


def make_wheel() -> Wheel:
    """The running engine, for any Python that its metadata allows. Equal engines give equal bytes.

    `UsageError` when it was never installed, and so has no metadata.
    """
    try:
        installed = distribution(_NAME)
    except PackageNotFoundError:
        raise UsageError(f"{_NAME} is not installed here, only its source is. Run: pip install -e .") from None
    root = Path(grader.__file__).parent
    files = {
        f"grader/{path.relative_to(root).as_posix()}": path.read_bytes()
        for path in root.rglob("*")
        if path.suffix in _OF_THE_ENGINE
    }
    about = f"{_NAME}-{installed.version}.dist-info"
    files |= {f"{about}/{name}": (installed.read_text(name) or "").encode() for name in _KEPT}
    files[f"{about}/WHEEL"] = _TAG
    record = "".join(f"{name},{_digest(files[name])},{len(files[name])}\n" for name in sorted(files))
    files[f"{about}/RECORD"] = f"{record}{about}/RECORD,,\n".encode()
    return Wheel(f"{_NAME}-{installed.version}-py3-none-any.whl", zipped(files))


def _digest(content: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()

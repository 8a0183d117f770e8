"""Files as one zip, in memory. Equal files give equal bytes, whenever and by whomever it is made."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Container, Mapping

_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
_UNIX = 3  # the system on which a file's mode means something


def zipped(files: Mapping[str, bytes], programs: Container[str] = (), comment: bytes = b"") -> bytes:
    """The files by path, sorted, all of one date; `programs` may be executed, and everybody may read everything."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.comment = comment
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = _UNIX
            entry.external_attr = (stat.S_IFREG | mode(name, programs)) << 16
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED)
    return data.getvalue()


def mode(name: str, programs: Container[str]) -> int:
    """The permissions of a file: a program, or not."""
    return 0o755 if name in programs else 0o644

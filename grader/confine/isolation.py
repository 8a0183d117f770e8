"""What a set of layers is worth. Isolation is a matter of properties: that secrets cannot be read, that no process,
program or connection can be started. Which layers give them may differ from machine to machine.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.errors import IsolationError
from grader.model import Isolation


def exposed(secrets: Iterable[Path]) -> list[Path]:
    """Those of the given files and folders that any other user of this machine could read."""
    return [path for path in secrets if path.exists() and not _is_private(path)]


def weaknesses(layers: Sequence[str], secrets: Iterable[Path]) -> list[str]:
    """What a submission confined by these layers could still do, in words; empty for strict isolation."""
    present = {layer.partition(":")[0] for layer in layers}
    found = []
    if "seccomp" not in present:
        found.append("start processes and open connections (no seccomp)")
    if "rlimits" not in present:
        found.append("use any amount of memory (no rlimits)")
    if "landlock" in present:
        return found
    if not {"uid", "seccomp"} <= present:
        found.append("read the files of the user who runs the grader (no landlock, and no change of user)")
    elif open_to_all := exposed(secrets):
        names = ", ".join(str(path) for path in open_to_all)
        found.append(f"read what everybody may read (no landlock), and that includes {names}: chmod go-rwx it")
    return found


def require(isolation: Isolation, layers: Sequence[str], secrets: Iterable[Path]) -> None:
    """Raise `IsolationError` when these layers are fewer than the isolation that was asked for."""
    found = weaknesses(layers, secrets) if isolation == "strict" else []
    if found:
        raise IsolationError(
            f"this machine cannot give --isolation strict. A submission could {'; '.join(found)}. "
            "Grade on a kernel with Landlock (Linux 5.13 or later), or accept less with --isolation auto."
        )


def _is_private(path: Path) -> bool:
    """Whether somebody who is neither the owner nor in the group is kept out, by the path itself or a folder above."""
    place = path.resolve()
    mode = os.stat(place).st_mode
    if not mode & stat.S_IROTH and not (stat.S_ISDIR(mode) and mode & stat.S_IXOTH):
        return True
    return any(not os.stat(folder).st_mode & stat.S_IXOTH for folder in place.parents)

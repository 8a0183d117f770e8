"""Resource limits, the user, and dying with the parent."""

from __future__ import annotations

import contextlib
import mmap
import os

from grader.confine._libc import PR_SET_DUMPABLE, PR_SET_PDEATHSIG, prctl

OPEN_FILES = 64
_KILL_SIGNAL = 9  # by number: a system without signals has no name for it


def apply(memory_bytes: int, cpu_seconds: int, output_bytes: int) -> bool:
    """Cap memory, CPU time, open files and the size of a written file.

    False where the system has no such limits, or when it does not keep one of them; those that it has are in force.
    """
    try:
        import resource
    except ImportError:
        return False
    caps = [
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, output_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ]
    pairs = [(limit, (value, value)) for limit, value in caps]
    pairs.append((resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1)))  # a backstop; the grader's watch is finer
    kept = True
    for limit, values in pairs:
        try:
            resource.setrlimit(limit, values)
        except (ValueError, OSError):
            kept = False
    return kept and _is_capped(memory_bytes)


def _is_capped(memory_bytes: int) -> bool:
    """Whether asking for all of the memory fails: some systems, macOS among them, take a limit and do not keep it."""
    try:
        mmap.mmap(-1, memory_bytes).close()
    except (OSError, OverflowError):
        return True
    return False


def drop_user(uid: int) -> bool:
    """Become an unprivileged user. False without the right to (no capabilities, or not root)."""
    try:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    except OSError:
        return False
    return True


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent ends. A change of user clears this, so it comes after that.

    A parent that ended before this call took effect would be missed, hence the second look.
    """
    try:
        prctl(PR_SET_PDEATHSIG, _KILL_SIGNAL)
    except OSError:
        return
    if os.getppid() != parent:
        os._exit(1)


def hide_memory() -> None:
    """Let no other process of this user look into this one (ptrace, /proc)."""
    with contextlib.suppress(OSError):
        prctl(PR_SET_DUMPABLE, 0)

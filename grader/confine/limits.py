"""Resource limits, the user, and dying with the parent."""

from __future__ import annotations

import contextlib
import os
import signal

from grader.confine._libc import PR_SET_DUMPABLE, PR_SET_PDEATHSIG, prctl

OPEN_FILES = 64


def apply(memory_bytes: int, cpu_seconds: int, output_bytes: int) -> bool:
    """Cap memory, CPU time, open files and the size of a written file. False where the system has no such limits."""
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
    for limit, value in caps:
        resource.setrlimit(limit, (value, value))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))  # a backstop; the grader's watch is finer
    return True


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
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    except OSError:
        return
    if os.getppid() != parent:
        os._exit(1)


def hide_memory() -> None:
    """Let no other process of this user look into this one (ptrace, /proc)."""
    with contextlib.suppress(OSError):
        prctl(PR_SET_DUMPABLE, 0)

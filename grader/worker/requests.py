"""What the grader may ask of the zygote, and nothing else."""

from __future__ import annotations

import msgspec

from grader.confine import Plan


class Spawn(msgspec.Struct, frozen=True, tag=True):
    """Fork a worker; its connection and its output file come as file descriptors. Answer: the process id."""

    plan: Plan


class Clone(msgspec.Struct, frozen=True, tag=True):
    """Fork another zygote; its control socket comes as a file descriptor. Answer: its process id.

    It stays on one core if one is named.
    """

    core: int | None = None


class Reap(msgspec.Struct, frozen=True, tag=True):
    """Wait for a worker that has been killed. Answer: its wait status and CPU seconds."""

    pid: int


class Trial(msgspec.Struct, frozen=True, tag=True):
    """Answer: whether a worker that became this user could still import from this Python."""

    uid: int


Request = Spawn | Clone | Reap | Trial

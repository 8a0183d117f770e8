"""Confinement of a worker: what a process gives up, for good, before it sees a submission.

`confine` is called once in a fresh child process. It knows nothing of submissions or grading.
"""

from __future__ import annotations

import msgspec

from grader.confine import landlock, limits, seccomp

LAYERS = ("landlock", "seccomp", "rlimits", "uid")


class Plan(msgspec.Struct, frozen=True):
    """What to give up. `readable` are the only folders that stay readable; `uid` is None to keep the user.

    `output_bytes` is the size that a file may grow to; the only one that a worker can write is its captured output.
    """

    readable: list[str]
    memory_bytes: int
    cpu_seconds: int
    output_bytes: int
    uid: int | None
    layers: list[str]


def prepare(readable: list[str]) -> list[int]:
    """In a process that will fork many: do once what `confine` would do in each.

    Returns the descriptors that a fork must keep until it calls `confine`, which closes them.
    """
    seccomp.prepare()
    made = landlock.ruleset(tuple(readable))
    return [] if made is None else [made.descriptor]


def confine(plan: Plan, parent: int) -> list[str]:
    """Confine this process, a child of `parent`, and return the layers in force, such as `landlock:7`.

    A layer that the machine lacks is left out of the list, never pretended; the caller decides whether that will do.
    """
    done = []
    if "rlimits" in plan.layers and limits.apply(plan.memory_bytes, plan.cpu_seconds, plan.output_bytes):
        done.append("rlimits")
    if "uid" in plan.layers and plan.uid is not None and limits.drop_user(plan.uid):
        done.append("uid")
    limits.die_with_parent(parent)
    limits.hide_memory()
    if "landlock" in plan.layers and (version := landlock.restrict(plan.readable)):
        done.append(f"landlock:{version}")
    if "seccomp" in plan.layers and seccomp.restrict():
        done.append("seccomp")
    return sorted(done, key=lambda layer: LAYERS.index(layer.partition(":")[0]))

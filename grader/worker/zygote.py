"""Forks confined workers from one warm process. Started by exec with a scrubbed environment; holds no secret.

It answers the requests of `requests.py` on its control socket and ends when that socket closes. A worker never
returns from here: it becomes a `shim`.
"""

from __future__ import annotations

import _thread
import array
import gc
import importlib
import os
import resource
import signal
import socket
import sys
import sysconfig
from types import ModuleType, SimpleNamespace
from typing import Any, NoReturn, cast

import msgspec
import numpy as np

from grader.confine import confine, prepare
from grader.worker import shim
from grader.worker.requests import Clone, Reap, Request, Spawn

# What numpy and the standard library import lazily, and what students import most: now, while it is cheap.
_PRELOADED = "numpy.random numpy.linalg numpy.fft numpy.polynomial numpy.ma traceback math random statistics enum"
_PRELOADED += " collections dataclasses functools itertools operator typing warnings copy abc linecache"


def readable_folders() -> list[str]:
    """What a worker may read: the standard library, numpy, and the system's shared libraries."""
    package = os.path.dirname(np.__file__)
    folders = [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), package, f"{package}.libs"]
    folders += ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/dev/urandom"]
    return list(dict.fromkeys(os.path.realpath(folder) for folder in folders))


def can_read_python(uid: int) -> bool:
    """Whether another user could still import from this Python: a trial child drops to `uid` and looks."""
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
            for module in (os, np):
                with open(str(module.__file__), "rb"):
                    pass
            os._exit(0)
        except BaseException:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def main() -> NoReturn:
    """Warm up, then serve the control socket named on the command line until the grader closes it."""
    try:
        _serve(socket.socket(fileno=int(sys.argv[1])))
    except ConnectionError:  # the grader ended before it heard the answer
        os._exit(0)


def preload() -> None:
    """Import what a worker will need, but for `threading`, whose own work after each fork is dear to a short life.

    numpy's random numbers want its locks, which are the interpreter's.
    """
    absent = "threading" not in sys.modules
    locks = SimpleNamespace(Lock=_thread.allocate_lock, RLock=_thread.RLock)
    sys.modules.setdefault("threading", cast(ModuleType, locks))
    for name in _PRELOADED.split():
        importlib.import_module(name)
    if absent:
        del sys.modules["threading"]


def _serve(control: socket.socket) -> NoReturn:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    preload()
    np.linalg.inv(np.eye(2))  # BLAS sets itself up on first use
    np.random.default_rng(0).normal()
    standard = [sysconfig.get_path("stdlib"), os.path.join(sysconfig.get_path("platstdlib"), "lib-dynload")]
    sys.path[:] = standard
    os.environ.clear()
    readable = readable_folders()
    kept = prepare(readable)
    shim.rehearse()
    output = shim.Output()
    decoder = msgspec.json.Decoder(Request)
    zygote = os.getpid()
    gc.collect()
    gc.freeze()
    control.send(msgspec.json.encode(readable))
    while True:
        message, descriptors = _receive(control)
        if not message:
            os._exit(0)
        request = decoder.decode(message)
        reply: Any
        if isinstance(request, Spawn):
            reply = os.fork()
            if reply == 0:
                _become_worker(control, descriptors, request, output, zygote, kept)
            _close(descriptors)
        elif isinstance(request, Clone):
            reply = os.fork()
            if reply == 0:
                control.close()
                control, zygote = socket.socket(fileno=os.dup(descriptors[0])), os.getpid()
                if request.core is not None:
                    os.sched_setaffinity(0, {request.core})
                reply = readable
            _close(descriptors)
        elif isinstance(request, Reap):
            _, status, usage = os.wait4(request.pid, 0)
            reply = [status, usage.ru_utime + usage.ru_stime]
        else:
            reply = can_read_python(request.uid)
        control.send(msgspec.json.encode(reply))


def _receive(control: socket.socket) -> tuple[bytes, array.array[int]]:
    descriptors = array.array("i")
    message, ancillary, _, _ = control.recvmsg(65536, socket.CMSG_SPACE(2 * descriptors.itemsize))
    for _, _, data in ancillary:
        descriptors.frombytes(data)
    return message, descriptors


def _close(descriptors: array.array[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def _become_worker(
    control: socket.socket,
    descriptors: array.array[int],
    request: Spawn,
    output: shim.Output,
    zygote: int,
    kept: list[int],
) -> NoReturn:
    """Keep the connection as descriptor 3 and the output file as 1 and 2, give up everything else, serve.

    What is `kept` beside them is for `confine`, which closes it.
    """
    try:
        control.close()
        connection, captured = (os.dup(descriptor) for descriptor in descriptors)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(captured, 1)
        os.dup2(captured, 2)
        os.dup2(connection, 3)
        first = 4
        for descriptor in [*kept, resource.getrlimit(resource.RLIMIT_NOFILE)[0]]:
            os.closerange(first, descriptor)
            first = descriptor + 1
        os.setsid()
        sys.argv = ["submission"]
        sys.stdout = sys.stderr = output
        output.allow(request.plan.output_bytes)
        shim.serve(socket.socket(fileno=3), confine(request.plan, zygote))
    finally:
        os._exit(99)

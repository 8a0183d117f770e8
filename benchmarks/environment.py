"""What every measured command runs in: an empty home, one thread for linear algebra, no way to a network."""

from __future__ import annotations

import ctypes
import fcntl
import importlib.metadata
import os
import platform
import socket
import struct
import sys
from pathlib import Path

_CLONE_NEWNET = 0x40000000
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 0x1
_DEAD_END = "http://127.0.0.1:9"  # the discard port: nobody listens

PACKAGES = "downslope numpy hypothesis pytest nbgrader nbconvert ipykernel otter-grader gradescope-utils matplotlib"


def clean(home: Path) -> dict[str, str]:
    """The variables of every measured command. All tools get the same, so nobody's settings or caches matter.

    Byte code may be written, also where this process may not: it is what an installed tool has.
    """
    home.mkdir(parents=True, exist_ok=True)
    variables = {
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "DO_NOT_TRACK": "1",
        "NO_PROXY": "localhost,127.0.0.1,::1",
    }
    folders = "XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_RUNTIME_DIR JUPYTER_CONFIG_DIR JUPYTER_DATA_DIR"
    for name in f"{folders} JUPYTER_RUNTIME_DIR IPYTHONDIR MPLCONFIGDIR TMPDIR".split():
        variables[name] = str(home / name.lower())
        Path(variables[name]).mkdir(mode=0o700, exist_ok=True)
    variables |= dict.fromkeys(["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"], _DEAD_END)
    if "PYTHONPATH" in os.environ:
        places = os.environ["PYTHONPATH"].split(os.pathsep)
        variables["PYTHONPATH"] = os.pathsep.join(os.path.abspath(place) for place in places)
    return variables


def loopback_only() -> bool:
    """Move this process and its children to where the only network is the machine itself. False if it may not."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) != 0:
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH22x", b"lo", 0)
        flags = struct.unpack_from("H", fcntl.ioctl(any_socket, _SIOCGIFFLAGS, request), 16)[0]
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sH22x", b"lo", flags | _IFF_UP))
    return True


def installed(distribution: str) -> bool:
    """Whether a package is installed."""
    try:
        importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def versions() -> dict[str, str]:
    """Python and every package that matters here, as far as they are installed."""
    found = {name: importlib.metadata.version(name) for name in PACKAGES.split() if installed(name)}
    return {"Python": platform.python_version(), **found}


def machine() -> dict[str, str]:
    """What was measured on: processor, cores, memory, kernel, and how busy it was. Not its name."""
    model = _after("/proc/cpuinfo", "model name") or platform.machine()
    memory = int(_after("/proc/meminfo", "MemTotal").split()[0]) / 2**20
    cores = len(os.sched_getaffinity(0))
    return {
        "processor": model,
        "cores": str(cores),
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "load before the run": f"{os.getloadavg()[0]:.2f} processes",
    }


def _after(path: str, name: str) -> str:
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""

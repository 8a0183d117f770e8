"""Run a command on a weaker system: `python sandbox.py CAPABILITIES REFUSED USER COMMAND...`

CAPABILITIES: `all`, `docker` (the set that Docker gives by default) or `none`. REFUSED: system calls and the errno that
they get, such as `landlock:ENOSYS,unshare:EPERM`, or `-`. USER: a user id to become, or `-`. Not a test itself.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys

CALLS = {  # x86_64, aarch64
    "landlock": [(444, 444), (445, 445), (446, 446)],
    "unshare": [(272, 97)],
    "mount": [(165, 40)],
    "setns": [(308, 268)],
    "clone3": [(435, 435)],
    "seccomp": [(317, 277)],
}
CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID, SETPCAP = 0, 1, 3, 4, 5, 6, 7, 8
NET_BIND_SERVICE, NET_RAW, SYS_CHROOT, MKNOD, AUDIT_WRITE, SETFCAP = 10, 13, 18, 27, 29, 31
DOCKER = {CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID, SETPCAP}
DOCKER |= {NET_BIND_SERVICE, NET_RAW, SYS_CHROOT, MKNOD, AUDIT_WRITE, SETFCAP}
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, LAST_CAPABILITY = 24, 38, 40

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def keep_capabilities(kept: set[int]) -> None:
    """Drop all others from the bounding set, and from this process."""
    for capability in range(LAST_CAPABILITY + 1):
        if capability not in kept:
            libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = struct.pack("<Ii", 0x20080522, 0)
    bits = sum(1 << capability for capability in kept)
    low, high = bits & 0xFFFFFFFF, bits >> 32
    data = struct.pack("<6I", low, low, 0, high, high, 0)
    if libc.capset(ctypes.c_char_p(header), ctypes.c_char_p(data)) < 0:
        raise OSError(ctypes.get_errno(), "capset")


def refuse(rules: str) -> None:
    """A seccomp filter that answers the named system calls with an error."""
    column = {"x86_64": 0, "aarch64": 1}[platform.machine()]
    lines = [struct.pack("<HBBI", 0x20, 0, 0, 0)]  # load the system call's number
    for rule in rules.split(","):
        name, _, code = rule.partition(":")
        for numbers in CALLS[name]:
            lines.append(struct.pack("<HBBI", 0x15, 0, 1, numbers[column]))
            lines.append(struct.pack("<HBBI", 0x06, 0, 0, 0x00050000 | getattr(errno, code)))
    lines.append(struct.pack("<HBBI", 0x06, 0, 0, 0x7FFF0000))  # allow the rest
    program = ctypes.create_string_buffer(b"".join(lines))
    header = struct.pack("<HxxxxxxQ", len(lines), ctypes.addressof(program))
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    number = {"x86_64": 317, "aarch64": 277}[platform.machine()]
    if libc.syscall(ctypes.c_long(number), 1, 0, ctypes.c_char_p(header)) < 0:
        raise OSError(ctypes.get_errno(), "seccomp")


def main() -> None:
    capabilities, refused, user, *command = sys.argv[1:]
    if refused != "-":
        refuse(refused)
    if user != "-":
        os.setgroups([])
        os.setresgid(int(user), int(user), int(user))
        os.setresuid(int(user), int(user), int(user))
    elif capabilities != "all":
        keep_capabilities(DOCKER if capabilities == "docker" else set())
    os.execv(command[0], command)


if __name__ == "__main__":
    main()

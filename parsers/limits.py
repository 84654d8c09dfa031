"""What one file may cost, and how a child process is held to it."""

from __future__ import annotations

import ctypes
import errno
import math
import os
import resource
import sys
from typing import Any

from enrich.model import Value

MIB = 1024 * 1024
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_FORBIDDEN = frozenset(
    [
        "socket.__new__", "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
        "socket.gethostbyname", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "pty.spawn",
        "webbrowser.open", "ftplib.connect", "os.kill",
    ]
)  # fmt: skip
_CHANGES = frozenset(
    [
        "os.remove", "os.rename", "os.link", "os.symlink", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.truncate", "os.utime",
        "shutil.rmtree", "shutil.move",
    ]
)  # fmt: skip


class Limits(Value, frozen=True):
    """Limits of one file: seconds of wall clock and of CPU, bytes of address space, input, inflated content and output;
    pages that are read, and pages without text that are recognised (0: none)."""

    wall_seconds: float = 20.0
    cpu_seconds: float = 10.0
    address_space: int = 1024 * MIB
    input_bytes: int = 20 * MIB
    export_bytes: int = 200 * MIB
    inflated_bytes: int = 100 * MIB
    output_bytes: int = 256 * MIB
    pages: int = 100
    ocr_pages: int = 3
    records: int = 1_000_000


class ForbiddenAct(RuntimeError):
    """A parsing process tried what no parser needs."""


def confine(limits: Limits) -> bool:
    """Puts this process under the limits that hold for all its files; True when the kernel took the network away.

    Where it does not, an audit hook refuses sockets and new processes.
    """
    resource.setrlimit(resource.RLIMIT_AS, (limits.address_space, limits.address_space))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MIB, MIB))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    offline = _leave_network()
    sys.addaudithook(_refuse)
    return offline


def allow_cpu(seconds: float) -> None:
    """This much CPU time from now on; the kernel ends the process that uses more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(used.ru_utime + used.ru_stime + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _leave_network() -> bool:
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    own_user = 0 if os.geteuid() == 0 else _CLONE_NEWUSER
    return bool(libc.unshare(_CLONE_NEWNET | own_user) == 0)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise ForbiddenAct(event)
    if (event == "open" and _writes(*arguments)) or event in _CHANGES:
        path = arguments[0]
        if not isinstance(path, int) and path != os.devnull and "__pycache__" not in str(path):
            raise PermissionError(errno.EACCES, "a parsing process changes no files")


def _writes(_: object, __: object, flags: object) -> bool:
    """Whether a file is opened to be written."""
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))

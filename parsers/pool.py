"""A pool of limited child processes. A file that kills its child is refused; the pool goes on with a new one."""

from __future__ import annotations

import contextlib
import os
import queue
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from weakref import WeakSet

import msgspec

from enrich.errors import RetryLater
from enrich.lifeline import lifeline
from parsers.limits import Limits
from parsers.reading import Answered, Refusal
from parsers.wire import HEAD, Answer, Order, frame

CHUNK = 1 << 16
FILES_PER_CHILD = 500
LOADING_SECONDS = 60.0
STARTING_SECONDS = 60.0
# How libraries in C++ end a process that gets no more memory.
OUT_OF_MEMORY = (-signal.SIGABRT, -signal.SIGTRAP)
_START = "from enrich.lifeline import end_with; end_with({line}); from parsers.child import main; main()"
_DECODER = msgspec.msgpack.Decoder(Answer)
_QUIET = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "LC_ALL": "C.UTF-8",
}


class Pool:
    """At most `workers` children, each started when it is first needed. Safe to use from several threads."""

    def __init__(self, workers: int, limits: Limits) -> None:
        self.limits = limits
        self.workers = workers
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(workers):
            self._idle.put(None)
        self._closing = threading.Lock()
        self._closed = False
        self._children: WeakSet[_Child] = WeakSet()

    def start(self) -> None:
        """Starts the first child; whoever calls this goes on meanwhile."""
        child = self._idle.get()
        self._idle.put(child or self._begun())

    def run(self, data: bytes, order: Order) -> list[Answered]:
        """Everything a child reads out of the content; waits for a free child."""
        child = self._idle.get()
        try:
            if child is not None and not child.alive:
                child.end()
                child = None
            child = child or self._begun()
            used = child.used
            found = child.run(data, order)
            if used and child.broke:
                child.end()
                child = self._begun()
                found = child.run(data, order)
            if child.broke and self._closed:
                raise RetryLater("the reader was closed while it read this file")
            return found
        except BaseException:  # what the child says next would answer this order
            if child is not None:
                child.end()
            raise
        finally:
            if child is not None and not (child.alive and child.fresh):
                child.end()
                child = None
            self._idle.put(child)

    def close(self) -> None:
        """Ends the children, also those that are at work: whoever waits for them is told to ask again later."""
        with self._closing:
            self._closed = True
        for begun in tuple(self._children):
            begun.kill()
        for _ in range(self.workers):
            child = self._idle.get()
            if child is not None:
                child.end()

    def _begun(self) -> _Child:
        with self._closing:
            if self._closed:
                raise RetryLater("the reader is closed")
            child = _Child(self.limits)
            self._children.add(child)
            return child


class _Child:
    """One process, one document at a time."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._files = 0
        self._ready = False
        self.broke = False
        self._late = self._flooded = False
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-c", _START.format(line=lifeline()), msgspec.json.encode(limits).decode()],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(), pass_fds=(lifeline(),),
            start_new_session=True,
        )  # fmt: skip
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None  # noqa: S101 - both are pipes
            os.set_blocking(pipe.fileno(), False)

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def fresh(self) -> bool:
        return self._files < FILES_PER_CHILD

    @property
    def used(self) -> bool:
        """Whether it read earlier files: what breaks it now may be their doing."""
        return self._files > 0

    def kill(self) -> None:
        """From any thread; the one that waits for its answer takes its remains away."""
        self._process.kill()

    def end(self) -> None:
        """Kills the process, and what it started, and takes its remains away."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def run(self, data: bytes, order: Order) -> list[Answered]:
        """The answers to one order; the last is a refusal when the process did not live to the end."""
        self._files += 1
        self.broke = False
        found: list[Answered] = []
        try:
            for answer in self._answers(frame(msgspec.msgpack.encode(order)) + frame(data)):
                found += [x for x in (answer.reading, answer.refusal, answer.sheet) if x is not None]
                if answer.done:
                    self._files += FILES_PER_CHILD * answer.dying
                    return found
        except msgspec.DecodeError:
            self.end()
            self.broke = True
            return [Refusal("this file broke the parser", found="an answer that makes no sense")]
        found.append(self._obituary())
        return found

    def _answers(self, message: bytes) -> Iterator[Answer]:
        """Sends the message and yields what comes back; ends early when time is up or the process is gone."""
        assert self._process.stdin is not None  # noqa: S101
        assert self._process.stdout is not None  # noqa: S101
        wall = self._limits.wall_seconds
        deadline = time.monotonic() + (wall if self._ready else STARTING_SECONDS)
        waiting, buffer, received = memoryview(message), bytearray(), 0
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            selector.register(self._process.stdin, selectors.EVENT_WRITE)
            while (left := deadline - time.monotonic()) > 0:
                for key, _ in selector.select(left):
                    if key.fileobj is self._process.stdin:
                        waiting = waiting[_write(key.fd, waiting) :]
                        if not waiting:
                            selector.unregister(self._process.stdin)
                        continue
                    chunk = os.read(key.fd, CHUNK)
                    if not chunk:
                        return
                    buffer += chunk
                    received += len(chunk)
                    if received > self._limits.output_bytes:
                        self._flooded = True
                        return
                    for answer in _decoded(buffer):
                        self._ready = True
                        if answer.ready or answer.loading:
                            deadline = time.monotonic() + (
                                wall if answer.ready else max(LOADING_SECONDS, wall)
                            )
                        yield answer
        self._late = True

    def _obituary(self) -> Refusal:
        """Why the process is gone, or is ended now."""
        limits = self._limits
        if self._late:
            self.end()
            return Refusal("this file takes too long to read", allowed=f"at most {limits.wall_seconds:g} s")
        if self._flooded:
            self.end()
            return Refusal(
                "this file holds too much", allowed=f"at most {limits.output_bytes} bytes of records"
            )
        self.broke = True
        code = self._process.wait()
        self.end()
        if code == -signal.SIGXCPU:
            self.broke = False
            return Refusal(
                "this file takes too much work to read",
                allowed=f"at most {limits.cpu_seconds:g} s of processor time",
            )
        if code in OUT_OF_MEMORY:
            return Refusal(
                "this file takes too much memory to read",
                found=_death(code),
                allowed=f"at most {limits.address_space} bytes",
            )
        return Refusal("this file broke the parser", found=_death(code), allowed="a file of a known kind")


def _environment() -> dict[str, str]:
    """Only what Python needs: no secrets of the parent reach the process that reads strangers' files."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "TMPDIR", "SYSTEMROOT", "VIRTUAL_ENV")
        if name in os.environ
    }
    return kept | _QUIET | {"PYTHONPATH": os.pathsep.join(p or os.getcwd() for p in sys.path)}  # noqa: PTH109


def _write(descriptor: int, waiting: memoryview) -> int:
    """Bytes the pipe took; all of them when nobody reads any more."""
    try:
        return os.write(descriptor, waiting[:CHUNK])
    except BrokenPipeError:
        return len(waiting)


def _decoded(buffer: bytearray) -> Iterator[Answer]:
    """Takes whole frames off the buffer."""
    while len(buffer) >= HEAD.size and len(buffer) >= HEAD.size + (size := HEAD.unpack_from(buffer)[0]):
        content = bytes(buffer[HEAD.size : HEAD.size + size])
        del buffer[: HEAD.size + size]
        yield _DECODER.decode(content)


def _death(code: int) -> str:
    return signal.Signals(-code).name if code < 0 and -code in set(signal.Signals) else f"exit code {code}"

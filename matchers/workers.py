"""Several processes for one piece of work, so that all cores are busy however long Python code holds its lock.

Children are of two kinds. Forked ones see all that was made before, without a copy; they must leave alone what does not
live through a fork: polars, whose threads are gone there. Fresh ones import what they need and are sent the rest.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import pickle
import signal
import subprocess
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from importlib import import_module
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar, cast

import polars as pl

from enrich.errors import OnefoldError, RetryLater
from enrich.lifeline import end_with, lifeline

Part = TypeVar("Part")
Answer = TypeVar("Answer")
Task = Callable[[], Answer]

FORKS = sys.platform == "linux"  # elsewhere forking is absent, or not safe beside system libraries
SPAWNS = os.name == "posix"
MOST = 8  # processes by default: each has its own share of memory
_START = """import sys; sys.path[:] = {path!r}
from enrich.lifeline import end_with; end_with({line})
from matchers.workers import attend; attend({file}, {module!r})"""


def cores() -> int:
    """How many processes this one may keep busy."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(allowed, MOST)


class Worker:
    """A child process that answers one task after the other. Ends when the context does."""

    def __init__(self, process: int, connection: Connection) -> None:
        self._process, self._connection = process, connection
        self._end = threading.Lock()
        self._code = -signal.SIGKILL

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def ask(self, task: object) -> Any:
        """Raises RetryLater when the process was killed, RuntimeError when the work failed there, and what the work raised
        of our own errors."""
        self.give(task)
        return self.answer()

    def give(self, task: object) -> None:
        """Has the task done; `answer` waits for it."""
        try:
            _send(self._connection, task)
        except OSError as gone:
            raise _lost(self.end()) from gone

    def answer(self) -> Any:
        """What the task was answered. Raises as `ask` does."""
        try:
            answer = _receive(self._connection)
        except (EOFError, OSError) as gone:
            raise _lost(self.end()) from gone
        if isinstance(answer, OnefoldError):
            raise answer
        return answer

    def end(self) -> int:
        """Kills the process if it lives; gives its exit code, negative for a signal."""
        with self._end:
            if not self._connection.closed:
                self._connection.close()
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self._process, signal.SIGKILL)
                with contextlib.suppress(ChildProcessError):
                    self._code = os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])
            return self._code


def _lost(code: int) -> Exception:
    if code > 0:
        return RuntimeError(f"a worker process failed (exit code {code}); it told why on standard error")
    return RetryLater(
        f"a worker process was killed before its work was done (signal {-code}): systems do so when memory is short; "
        "try again with fewer workers, or with more memory"
    )


# --- work spread over processes ---


def forked(work: Callable[[Part], Answer], parts: Sequence[Part], workers: int = 0) -> Iterator[Answer]:
    """What `work` makes of each part, in their order, made by this process and forked children of it; `workers`: processes
    in all, by default one per core.

    `work` may read everything that exists now; what it changes is lost. It uses no polars and starts no threads. Parts and
    answers travel as pickles: best are numbers and arrays.
    """
    count = min(workers or cores(), len(parts))
    if count < 2 or not FORKS:
        yield from map(work, parts)
        return
    with ExitStack() as stack:
        crew: list[Worker] = []
        for _ in range(count - 1):
            crew.append(stack.enter_context(_fork(work, crew)))
        yield from shared(work, parts, crew)


def fresh(module: str, threads: int = 1) -> Worker:
    """A new process that has imported a module and is ready for tasks: functions of that module, with their arguments
    (`functools.partial`). `threads`: that polars may use in it."""
    here, there = Pipe()
    file, line = there.fileno(), lifeline()
    start = _START.format(path=sys.path, line=line, file=file, module=module)
    process = subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-c", start], pass_fds=(file, line), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        env={**os.environ, "POLARS_MAX_THREADS": str(threads)},
    )  # fmt: skip
    there.close()
    process.returncode = 0  # Worker.end() takes its remains away
    return Worker(process.pid, here)


def early(module: str) -> Worker:
    """A process that is ready for tasks of a module that is imported here: forked where that is safe, which is until polars
    has threads; else a fresh one."""
    return _fork(_called, []) if FORKS and not _polars_runs() else fresh(module)


def _polars_runs() -> bool:
    return any(
        name.startswith("polars-") and name[7:8].isdigit()
        for task in Path("/proc/self/task").iterdir()
        if (name := _name_of(task))
    )


def _name_of(task: Path) -> str:
    try:
        return (task / "comm").read_text()
    except OSError:  # it has ended meanwhile
        return ""


@contextmanager
def meanwhile(
    work: Callable[[], Answer], known: Sequence[object] = (), workers: int = 0
) -> Iterator[Callable[[], Answer]]:
    """Has `work` done by a forked child while this process does something else; what is given waits for the answer. Where there
    is one process only, the work is done when it is asked for.

    What `forked` says of work holds here too. Of `known` things, which are there already, the answer holds those of this
    process: lists of them must be of a class of their own.
    """
    if min(workers or cores(), 2) < 2 or not FORKS:
        yield work
        return
    ours = {id(one): one for one in known}
    _KNOWN.update(ours)
    try:
        with _fork(lambda _: work(), []) as worker:

            def answer() -> Answer:
                try:
                    return cast(Answer, worker.answer())
                finally:
                    worker.end()

            worker.give(None)
            yield answer
    finally:
        for number in ours:
            _KNOWN.pop(number, None)


def shared(work: Callable[[Part], Answer], parts: Sequence[Part], crew: Sequence[Worker]) -> Iterator[Answer]:
    """The answers in the order of the parts. Whoever is idle takes the next part; so does this process."""
    idle: SimpleQueue[Worker] = SimpleQueue()
    for worker in crew:
        idle.put(worker)

    def ask(part: Part) -> Answer:
        worker = idle.get()
        try:
            return cast(Answer, worker.ask(part))
        finally:
            idle.put(worker)

    pool = ThreadPoolExecutor(len(crew))
    try:
        asked = [pool.submit(ask, part) for part in parts]
        yield from _in_turn(work, parts, asked)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in crew:
            worker.end()
        pool.shutdown()


def _in_turn(
    work: Callable[[Part], Answer], parts: Sequence[Part], asked: list[Future[Answer]]
) -> Iterator[Answer]:
    mine: dict[int, Answer] = {}
    free = iter(range(len(parts)))
    for place, one in enumerate(asked):
        while place not in mine and not one.done():
            taken = next((at for at in free if asked[at].cancel()), None)
            if taken is None:
                break
            mine[taken] = work(parts[taken])
        yield mine.pop(place) if place in mine else one.result()


# --- inside a child ---


def attend(file: int, module: str) -> None:
    """What a fresh process does: imports, then one task after the other."""
    import_module(module)
    _serve(Connection(file), _called)


def _called(task: Task[Answer]) -> Answer:
    return task()


def _fork(work: Callable[[Any], Any], others: list[Worker]) -> Worker:
    (here, there), line = Pipe(), lifeline()
    gc.freeze()  # collecting would touch, and so copy, memory that is shared
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads, which `work` does not need
        process = os.fork()
    if process:
        gc.unfreeze()
        there.close()
        return Worker(process, here)
    code = 1
    try:
        end_with(line)
        for other in others:
            other._connection.close()
        here.close()
        gc.disable()
        _serve(there, work)
        code = 0
    finally:  # never back into what the parent was doing
        if code:
            traceback.print_exc(file=sys.__stderr__)
        os._exit(code)


def _serve(connection: Connection, work: Callable[[Any], Any]) -> None:
    while True:
        try:
            part = _receive(connection)
        except (EOFError, OSError):  # the parent is gone
            return
        try:
            answer = work(part)
        except OnefoldError as wrong:
            answer = wrong
        del part
        _send(connection, answer)
        del answer


# --- messages: arrays travel from memory to memory, not inside of pickles ---


_KNOWN: dict[int, object] = {}  # by identity: what parent and forked child have in common


class _Pickler(pickle.Pickler):
    def reducer_override(self, message: object) -> Any:
        """Tables as memory that can be sent as it is; what both sides have by its number."""
        if id(message) in _KNOWN:
            return _known, (id(message),)
        if isinstance(message, pl.DataFrame):
            return _table, (_content(message),)
        if isinstance(message, pl.Series):
            return _series, (_content(message.to_frame()),)
        return NotImplemented


def _known(number: int) -> object:
    return _KNOWN[number]


def _content(table: pl.DataFrame) -> pickle.PickleBuffer:
    content = io.BytesIO()
    table.write_ipc(content, compression="uncompressed")
    return pickle.PickleBuffer(content.getbuffer())


def _table(content: bytearray) -> pl.DataFrame:
    return pl.read_ipc(io.BytesIO(content))


def _series(content: bytearray) -> pl.Series:
    return _table(content).to_series()


def _send(connection: Connection, message: object) -> None:
    buffers: list[pickle.PickleBuffer] = []
    content = io.BytesIO()
    _Pickler(content, protocol=5, buffer_callback=buffers.append).dump(message)
    raw = [buffer.raw() for buffer in buffers]
    connection.send([len(one) for one in raw])
    connection.send_bytes(content.getbuffer())
    for one in raw:
        if len(one):
            connection.send_bytes(one)


def _receive(connection: Connection) -> Any:
    sizes = connection.recv()
    content = connection.recv_bytes()
    buffers = [bytearray(size) for size in sizes]
    for one in buffers:
        if len(one):
            connection.recv_bytes_into(one)
    return pickle.loads(content, buffers=buffers)  # noqa: S301 - from our own process, through a pipe of our own

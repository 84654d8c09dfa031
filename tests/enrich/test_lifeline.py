"""Children of a process that is ended in any way end, too: real processes, really killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 30.0

# One forked child and one of another program, which computes and never comes back to Python; each says that it lives by the line.
PARENT = """
import os, subprocess, sys
from enrich import lifeline
if sys.argv[1] == "watching":
    lifeline._killed_by_the_kernel = lambda line: False
line = lifeline.lifeline()
if os.fork() == 0:
    lifeline.end_with(line)
    print(os.getpid(), flush=True)
    while True: pass
child = '''
import os, sys
from enrich import lifeline
if sys.argv[2] == "watching":
    lifeline._killed_by_the_kernel = lambda line: False
lifeline.end_with(int(sys.argv[1]))
print(os.getpid(), flush=True)
while True: pass
'''
with subprocess.Popen([sys.executable, "-c", child, str(line), sys.argv[1]], pass_fds=(line,)):
    pass
"""

LATE = """
import os, signal, subprocess, sys
from enrich.lifeline import lifeline
line = lifeline()
child = "import sys; sys.stdin.read(); from enrich.lifeline import end_with; end_with(int(sys.argv[1])); print('alive', flush=True)"
subprocess.Popen([sys.executable, "-c", child, str(line)], pass_fds=(line,))
os.kill(os.getpid(), signal.SIGKILL)
"""


def gone(process: int) -> bool:
    """A zombie has ended; whoever adopted it has not looked yet."""
    try:
        return psutil.Process(process).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.mark.parametrize("how", ["kernel", "watching"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_children_end_with_their_parent(how: str, number: signal.Signals) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, how],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": str(ROOT)}, text=True,
    )  # fmt: skip
    assert parent.stdout is not None
    children = [int(parent.stdout.readline()) for _ in range(2)]
    for child in children:
        for told in (signal.SIGINT, signal.SIGTERM):
            os.kill(child, told)
    assert not any(map(gone, children))
    parent.send_signal(number)
    parent.wait(SECONDS)
    deadline = time.monotonic() + SECONDS
    while not all(map(gone, children)):
        assert time.monotonic() < deadline, "a child outlives its parent"
        time.sleep(0.01)
    parent.stdout.close()


def test_who_comes_when_the_parent_is_gone_ends_at_once() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LATE],
        stdin=subprocess.DEVNULL, capture_output=True, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False, text=True,
        timeout=SECONDS,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    assert done.stdout == ""

"""The daemon: schedule, worker and web app in one process, until it is told to stop."""

from __future__ import annotations

import signal
import sys
import threading
from typing import Literal

import uvicorn

from onefold.bootstrap import App
from web.app import create_app

Part = Literal["web", "worker"]


def serve(app: App, host: str, port: int, only: Part | None = None) -> None:
    """Runs until SIGINT or SIGTERM. What was under way when the process is killed goes on when it runs again."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # the web server sends it again when it has ended
    worker = app.worker() if only != "web" else None
    if worker is not None:
        app.schedule.start()
        worker.start()
    try:
        if only == "worker":
            wait_for_signal()
        else:
            config = uvicorn.Config(
                create_app(app.services, hosts=app.settings.web.allowed_hosts),
                host=host,
                port=port,
                log_level="warning",
                access_log=False,
                timeout_graceful_shutdown=3,
            )
            uvicorn.Server(config).run()
    finally:
        if worker is not None:
            app.schedule.stop()
            worker.stop()


def wait_for_signal() -> None:
    """Sleeps until SIGINT or SIGTERM."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    stopped.wait()

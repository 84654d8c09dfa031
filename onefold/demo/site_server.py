"""The sample site of public profiles, served on loopback for as long as the demo runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from enrich.errors import Conflict

SITE = Path(__file__).parent / "site"
PORT = 8361  # the sample CRM and resumes name pages at this port


class Quiet(SimpleHTTPRequestHandler):
    """Serves the files and logs nothing."""

    def log_message(self, *_: object) -> None:
        """Requests name people."""


@contextmanager
def served() -> Iterator[None]:
    """Raises Conflict when something else listens there."""
    try:
        server = ThreadingHTTPServer(("127.0.0.1", PORT), partial(Quiet, directory=str(SITE)))
    except OSError as error:
        raise Conflict(
            f"port {PORT} of 127.0.0.1, which the sample site needs, is in use; stop what uses it"
        ) from error
    thread = Thread(target=server.serve_forever, name="sample-site", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

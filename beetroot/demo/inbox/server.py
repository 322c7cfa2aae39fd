"""Runs the inbox: SMTP and web pages in one process, in threads of their own, on loopback."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from beetroot.demo.inbox.maildir import Inbox
from beetroot.demo.inbox.receiving import receiving
from beetroot.demo.inbox.web import application


@dataclass(frozen=True)
class RunningInbox:
    """Where a running inbox takes mail and shows it."""

    inbox: Inbox
    smtp_port: int
    web_port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}/"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # http.server's own would look the host's name up in the DNS
        self.server_name, self.server_port = "127.0.0.1", self.socket.getsockname()[1]
        self.setup_environ()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Nothing: who read which mail is nobody's business."""


@contextmanager
def run_inbox(
    *, folder: Path, public_url: str, base_url: str, smtp_port: int = 0, web_port: int = 0
) -> Iterator[RunningInbox]:
    """Runs an inbox while the block runs; port 0 takes a free one."""
    inbox = Inbox(folder)
    inbox.prepare()
    pages = application(inbox, public_url=public_url, base_url=base_url)
    with make_server("127.0.0.1", web_port, pages, _Server, _Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="local inbox pages", daemon=True)
        thread.start()
        try:
            with receiving(inbox, port=smtp_port) as port:
                yield RunningInbox(inbox, port, server.server_address[1])
        finally:
            server.shutdown()
            thread.join()


def serve_inbox(*, smtp_port: int, web_port: int, folder: Path, public_url: str, base_url: str) -> None:
    """Runs an inbox until SIGTERM; for a process of its own.

    `base_url` is the newsroom's https address that stands in its mails, `public_url` the site on this computer to which
    links are led when a mail is shown. Raises OSError if a port is taken.
    """
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    with run_inbox(folder=folder, public_url=public_url, base_url=base_url, smtp_port=smtp_port, web_port=web_port):
        stop.wait()

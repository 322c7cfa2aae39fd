"""A web process of one role on one loopback port, served by gunicorn in the calling process."""

import os
import socket
from collections.abc import Callable, Mapping
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from beetroot.config import roles
from beetroot.config.forgetting import Forgetting
from beetroot.config.home import ConfigurationError
from beetroot.lib import hardening


class _Log(Logger):
    """Without what strangers send: gunicorn would quote broken requests and, with a traceback, the links of mails."""

    def warning(self, msg: str, *arguments: object, **how: Any) -> None:
        """Drops what is said about broken requests: it names the sender's address and their words."""
        if not str(msg).startswith("Invalid request"):
            super().warning(msg, *arguments, **how)

    def exception(self, msg: str, *arguments: object, **how: Any) -> None:
        """What failed, not where: the path holds a token."""
        super().exception(str(msg).partition("%s")[0], **how) if arguments else super().exception(msg, **how)


class _Server(BaseApplication):
    """Gunicorn with its settings given in code; nothing is read from files or the environment."""

    def __init__(self, *, load: Callable[[], Any], options: dict[str, object]) -> None:
        self._load = load
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self._load()


class PortTaken(ConfigurationError):
    """Another program listens there already."""


def check_ports(ports: Mapping[int, str]) -> None:
    """Before anything is started: each port (to what it is for) is free on loopback, else PortTaken names it."""
    for port, use in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise PortTaken(
                    f"Port {port} for the {use} cannot be used: {error.strerror}. Stop the program that has it"
                    " (`ss -ltnp` names it), or choose other ports with --port."
                ) from error


def serve_application(
    *, load: Callable[[], Any], port: int, threads: int, workers: int = 1, hooks: Mapping[str, object] | None = None
) -> None:
    """Serves a WSGI application until SIGTERM. No access log: readers' network addresses are not kept."""
    options = {
        **(hooks or {}),
        "bind": f"127.0.0.1:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": threads,
        "accesslog": None,
        "loglevel": "warning",
        "logger_class": _Log,
        "control_socket_disable": True,
        "graceful_timeout": 5,
        "timeout": 60,
        "keepalive": 5,
        "max_requests": 0,
        "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: S108 - heartbeat file only
    }
    _Server(load=load, options=options).run()


def serve(*, role: roles.WebRole, port: int, threads: int = 4, workers: int = 1) -> None:
    """The public site or the desk, holding public keys only."""
    hardening.forbid_core_dumps()
    roles.enter(role)

    def load() -> Any:
        from django.core.wsgi import get_wsgi_application

        return get_wsgi_application()

    forgetting = Forgetting()
    hooks = {"post_worker_init": forgetting.begin, "post_request": forgetting.note} if role == "public" else {}
    serve_application(load=load, port=port, threads=threads, workers=workers, hooks=hooks)

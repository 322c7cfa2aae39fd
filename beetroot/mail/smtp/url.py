"""Which server mail goes to, as one URL."""

import ipaddress
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from beetroot.mail.errors import BadServerUrl

_PORTS = {"smtp": 25, "smtps": 465, "lmtp": 24}


class Tls(StrEnum):
    """Whether the way to the server must be encrypted."""

    REQUIRED = "required"
    """Encrypted, the certificate checked (RFC 8314), or nothing is sent."""
    OPPORTUNISTIC = "opportunistic"
    """Encrypted where the server offers it, its certificate not checked (RFC 7435)."""
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class ServerUrl:
    """Where and how to connect. `path` is a unix socket, then `host` is empty. The repr shows no user or password."""

    scheme: str
    host: str = ""
    port: int = 0
    path: str = ""
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    tls: Tls = Tls.OPPORTUNISTIC

    @classmethod
    def parse(cls, url: str) -> "ServerUrl":
        """From `smtp://user:password@host:port?tls=…`, `smtps://…`, `lmtp:///path` or `lmtp://host:port`.

        TLS is opportunistic unless said; required for smtps, and for a password that leaves this machine.
        Raises BadServerUrl, which never shows the URL.
        """
        parts, port = _split(url)
        if parts.scheme not in _PORTS:
            raise BadServerUrl
        server = cls(
            scheme=parts.scheme,
            host=parts.hostname or "",
            port=port or _PORTS[parts.scheme],
            path=unquote(parts.path).rstrip("/"),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )
        server._check_place()
        return _with_tls(server, parts.query)

    @property
    def name(self) -> str:
        """Which server it is, without user and password: what is found out about it is kept under this."""
        return f"{self.scheme}://{self.path or f'{self.host}:{self.port}'}"

    @property
    def is_lmtp(self) -> bool:
        """LMTP (RFC 2033) instead of SMTP."""
        return self.scheme == "lmtp"

    @property
    def is_local(self) -> bool:
        """Whether nothing leaves this machine on the way to the server."""
        return bool(self.path) or self.host == "localhost" or _is_loopback(self.host)

    def _check_place(self) -> None:
        if self.path and (self.host or not self.is_lmtp):
            raise BadServerUrl("Only LMTP has a path, and then no host: lmtp:///path.")
        if not self.path and not self.host:
            raise BadServerUrl
        if any(ord(character) < 0x20 for character in self.user + self.password + self.path):
            raise BadServerUrl("The mail server's URL holds control characters.")


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        return parts, parts.port
    except ValueError:
        # The cause would show a password.
        raise BadServerUrl from None


def _with_tls(server: ServerUrl, query: str) -> ServerUrl:
    options = parse_qs(query)
    unknown = set(options) - {"tls"}
    if unknown:
        raise BadServerUrl("The mail server's URL takes one option, tls=required, opportunistic or none.")
    try:
        tls = Tls(options["tls"][0]) if "tls" in options else _default_tls(server)
    except ValueError:
        raise BadServerUrl("tls is one of required, opportunistic and none.") from None
    if server.scheme == "smtps" and tls is Tls.NONE:
        raise BadServerUrl("smtps is always encrypted; write smtp:// for tls=none.")
    return ServerUrl(**{**vars(server), "tls": tls})


def _default_tls(server: ServerUrl) -> Tls:
    strict = server.scheme == "smtps" or (server.user and not server.is_local)
    return Tls.REQUIRED if strict else Tls.OPPORTUNISTIC


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

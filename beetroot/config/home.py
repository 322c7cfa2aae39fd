"""The newsroom's folder and what `beetroot.toml` and the environment say about it, read once, typed and loud."""

import getpass
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from beetroot.dispatch.rules.errors import BadSetting
from beetroot.dispatch.rules.settings import SIGNATURES, TABLES, DispatchSettings, read_settings
from beetroot.lib.errors import BeetrootError
from beetroot.mail.errors import BadServerUrl
from beetroot.mail.smtp import ServerUrl
from beetroot.reading.server import Server, ServerRefused

CONFIG_NAME = "beetroot.toml"
#: Environment name and key of beetroot.toml for each setting (design: the environment wins).
KEYS = {
    "database_url": "BEETROOT_DATABASE_URL",
    "smtp_url": "BEETROOT_SMTP_URL",
    "base_url": "BEETROOT_BASE_URL",
    "desk_url": "BEETROOT_DESK_URL",
    "port": "BEETROOT_PORT",
    "key_passphrase_file": "BEETROOT_KEY_PASSPHRASE_FILE",
    "second_place": "BEETROOT_SECOND_PLACE",
    "trust_proxy": "BEETROOT_TRUST_PROXY",
    "connections": "BEETROOT_CONNECTIONS",
    "signatures": "BEETROOT_SIGNATURES",
    "language_server": "BEETROOT_LANGUAGE_SERVER",
    "second_factor": "BEETROOT_SECOND_FACTOR",
}

#: A descriptor is of one process, so it has no key in beetroot.toml.
_DESCRIPTOR = "BEETROOT_KEY_PASSPHRASE_FD"
#: Which part this process is; set by `beetroot serve` and `worker` before settings are loaded.
ROLE = "BEETROOT_ROLE"
#: The name under which a systemd unit passes the passphrase.
CREDENTIAL = "beetroot.passphrase"


class ConfigurationError(BeetrootError):
    """A setting cannot be used; the message names it, shows its value and says what is accepted."""

    exit_code = 2


@dataclass(frozen=True)
class Configuration:
    """Everything the processes of one newsroom need to know before they start."""

    home: Path
    database_url: str
    smtp_url: str
    base_url: str
    desk_url: str
    port: int
    key_passphrase_file: Path | None
    key_passphrase_descriptor: int | None
    second_place: Path | None
    trust_proxy: bool
    connections: int
    signatures: str
    language_server: Server | None
    second_factor: frozenset[str]
    people: Mapping[str, str]
    dispatch: DispatchSettings

    @property
    def inbox_folder(self) -> Path:
        """The local inbox lies beside the newsroom, never in it: its mails hold plain addresses."""
        return self.home.with_name(f"{self.home.name}-inbox")

    def user_for(self, os_user: str | None = None) -> str | None:
        """The desk user that `[people]` in beetroot.toml names for an operating-system user."""
        return self.people.get(os_user or getpass.getuser())


def load(home: Path | None = None, environment: Mapping[str, str] = os.environ) -> Configuration:
    """Reads the folder's beetroot.toml and the environment. Raises ConfigurationError for any wrong value."""
    folder = (home or Path(environment.get("BEETROOT_HOME") or ".")).expanduser().resolve()
    file = _read_toml(folder / CONFIG_NAME)
    known = set(KEYS) | {"people"} | TABLES
    if unknown := sorted(set(file) - known):
        raise ConfigurationError(
            f"{CONFIG_NAME} has the unknown key {unknown[0]!r}; it may hold {', '.join(sorted(known))}."
        )
    values = {key: environment.get(name) or file.get(key) for key, name in KEYS.items()}
    port = _number("port", values["port"] or 8000, most=65_531)  # desk, inbox and its SMTP server take the next three
    return Configuration(
        home=folder,
        database_url=str(values["database_url"] or f"sqlite:///{folder / 'newsroom.sqlite3'}"),
        smtp_url=_mail_server(str(values["smtp_url"] or "smtp://127.0.0.1:25")),
        base_url=site_url("base_url", values["base_url"] or f"http://127.0.0.1:{port}"),
        desk_url=site_url("desk_url", values["desk_url"] or f"http://127.0.0.1:{port + 1}"),
        port=port,
        key_passphrase_file=_path(folder, values["key_passphrase_file"]) or _credential(environment),
        key_passphrase_descriptor=_descriptor(environment.get(_DESCRIPTOR)),
        second_place=_path(folder, values["second_place"]),
        trust_proxy=_switch("trust_proxy", values["trust_proxy"]),
        connections=_number("connections", values["connections"] or 4, most=64),
        signatures=_signatures(values["signatures"] or "rsa"),
        language_server=_language_server(values["language_server"]),
        second_factor=_second_factor(str(values["second_factor"] or "optional")),
        people=_people(file.get("people", {})),
        dispatch=_dispatch(file, folder),
    )


_NOT_YET = {"routes": "all mail goes to smtp_url"}
"""Tables that are read and judged, but whose work is not proven: a newsroom must not rely on it."""


def _dispatch(file: Mapping[str, Any], folder: Path) -> DispatchSettings:
    for table, instead in _NOT_YET.items():
        if table in file:
            raise ConfigurationError(f"{CONFIG_NAME}: [{table}] cannot be used yet; take it out ({instead}).")
    try:
        return read_settings(file, home=folder)
    except BadSetting as error:
        raise ConfigurationError(f"{CONFIG_NAME}: {error}") from error


def _signatures(value: object) -> str:
    if value not in SIGNATURES:
        raise ConfigurationError(f"signatures is {value!r}; it must be one of {', '.join(SIGNATURES)}.")
    return str(value)


#: An editor waits for it at most so long.
_PATIENCE = 10.0


def _language_server(value: object) -> Server | None:
    """Drafts name sources, so the desk asks this machine only (ADR 23)."""
    if not value:
        return None
    try:
        return Server(str(value), seconds=_PATIENCE)
    except ServerRefused as error:
        raise ConfigurationError(
            f"language_server is {value!r}; it must be an address on this machine, as in http://127.0.0.1:8080/v1."
        ) from error


def _second_factor(value: str) -> frozenset[str]:
    """Who cannot work at the desk without one: names of roles, "everybody", or nobody ("optional")."""
    if value in ("optional", "everybody"):
        return frozenset({"everybody"} & {value})
    from beetroot.newsroom.rules import Role

    names = {name.strip() for name in value.split(",")}
    if not names <= set(Role.values):
        raise ConfigurationError(
            f"second_factor is {value!r}; it must be optional, everybody, or roles as in: editor, operator."
        )
    return frozenset(names)


def secret_key(home: Path) -> str:
    """The desk's signing secret. Without a newsroom in the folder, and for parts that must not be able to read it:
    a new one, forgotten at exit."""
    if os.environ.get(ROLE) in {"public", "keyless"}:
        return secrets.token_urlsafe(48)
    file = home / "secret.key"
    try:
        return file.read_text().strip() if file.exists() else secrets.token_urlsafe(48)
    except PermissionError:
        raise ConfigurationError("secret.key cannot be read: give the newsroom's group the right to.") from None


def _read_toml(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{CONFIG_NAME} cannot be read: {error}. Correct the file and try again.") from error


def _number(key: str, value: object, *, most: int) -> int:
    try:
        number = int(str(value))
    except ValueError:
        number = 0
    if not 0 < number <= most:
        raise ConfigurationError(f"{key} is {value!r}; it must be a number from 1 to {most}.")
    return number


def _mail_server(url: str) -> str:
    """A wrong one is not shown: it may hold a password."""
    try:
        ServerUrl.parse(url)
    except BadServerUrl as error:
        raise ConfigurationError(f"smtp_url cannot be used: {error}") from error
    return url


def site_url(key: str, value: object) -> str:
    """https, or http on this machine, without a query; no slash at the end. Raises ConfigurationError."""
    url = str(value).rstrip("/")
    parts = urlsplit(url)
    plain_allowed = parts.scheme == "http" and _is_loopback(parts.hostname or "")
    if not parts.hostname or not (parts.scheme == "https" or plain_allowed) or parts.query or parts.fragment:
        raise ConfigurationError(f"{key} is {value!r}; it must begin with https:// (http:// only on this machine).")
    return url


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _switch(key: str, value: object) -> bool:
    words = {
        "": False,
        "none": False,
        "false": False,
        "0": False,
        "no": False,
        "true": True,
        "1": True,
        "yes": True,
    }
    try:
        return words[str(value or "").lower()]
    except KeyError:
        raise ConfigurationError(f"{key} is {value!r}; it must be true or false.") from None


def _credential(environment: Mapping[str, str]) -> Path | None:
    """systemd's way (systemd.exec(5), LoadCredential): a file that this unit alone can read, in a folder it names."""
    folder = environment.get("CREDENTIALS_DIRECTORY")
    file = Path(folder) / CREDENTIAL if folder else None
    return file if file is not None and file.exists() else None


def _descriptor(value: str | None) -> int | None:
    if value is None:
        return None
    if not value.isdecimal() or int(value) < 3:
        raise ConfigurationError(f"{_DESCRIPTOR} is {value!r}; it must be the number of an open descriptor, 3 or more.")
    return int(value)


def _path(folder: Path, value: object) -> Path | None:
    return folder / Path(str(value)).expanduser() if value else None


def _people(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value.values()):
        raise ConfigurationError('[people] must map system users to desk users, as in: anna = "editor".')
    return dict(value)

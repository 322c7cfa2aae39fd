"""What beetroot.toml says about sending: rates, warm-up, routes and the local Postfix. Read once, typed and loud."""

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from beetroot.dispatch.rules.deliveries import LANES
from beetroot.dispatch.rules.errors import BadSetting
from beetroot.dispatch.rules.rates import Rate, Rates
from beetroot.dispatch.rules.warm_up import SERVER, Plan
from beetroot.mail.errors import BadServerUrl
from beetroot.mail.smtp import ServerUrl

_Value = TypeVar("_Value")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")

LEAST_QUEUE = 20


@dataclass(frozen=True)
class Postfix:
    """A Postfix on the worker's host whose log is followed. `log`: a file, or a unix socket that we bind.

    `queue`: at most so many of our messages in its queue. `config`: its configuration folder where it is not the
    usual one. `postsuper`: the command, with whatever gives the right to it, that takes messages out of the queue.
    """

    log: Path
    queue: int = 2000
    config: Path | None = None
    postsuper: tuple[str, ...] = ("/usr/sbin/postsuper",)
    postqueue: tuple[str, ...] = ("/usr/sbin/postqueue",)


@dataclass(frozen=True)
class DispatchSettings:
    """`routes`: lane to the URL of the server for its mail; `warm_up`: sending domain, or "server", to its plan."""

    rates: Rates = field(default_factory=Rates)
    warm_up: Mapping[str, Plan] = field(default_factory=dict)
    routes: Mapping[str, str] = field(default_factory=dict, repr=False)
    postfix: Postfix | None = None
    compact_after_days: int = 90


SIGNATURES = ("rsa", "rsa+ed25519", "ed25519")
"""How mail can be signed. Ed25519 alone is for servers of one's own: most receivers verify RSA only (RFC 8463)."""

TABLES = frozenset({"rates", "warm_up", "routes", "postfix", "compact_after_days"})
"""The keys of beetroot.toml that belong here."""


def read_settings(file: Mapping[str, Any], *, home: Path) -> DispatchSettings:
    """From the tables of beetroot.toml. Raises BadSetting with the key, the value and what is accepted."""
    return DispatchSettings(
        rates=_rates(_table(file, "rates")),
        warm_up=_each("warm_up", _table(file, "warm_up"), _sender, _plan),
        routes=_each("routes", _table(file, "routes"), _lane, _server),
        postfix=_postfix(_table(file, "postfix"), home=home) if "postfix" in file else None,
        compact_after_days=_whole("compact_after_days", file.get("compact_after_days", 90), least=7, most=36_500),
    )


def _table(file: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = file.get(key, {})
    if not isinstance(value, dict):
        raise BadSetting(f"{key} is {value!r}; it must be a table, as in [{key}].")
    return value


def _known(name: str, table: Mapping[str, Any], keys: set[str]) -> None:
    if unknown := sorted(set(table) - keys):
        raise BadSetting(f"[{name}] has the unknown key {unknown[0]!r}; it may hold {', '.join(sorted(keys))}.")


def _each(
    name: str, table: Mapping[str, Any], key: Callable[[str], str], value: Callable[[Any], _Value]
) -> dict[str, _Value]:
    found: dict[str, _Value] = {}
    for given, said in table.items():
        try:
            found[key(given)] = value(said)
        except BadSetting as error:
            raise BadSetting(f"[{name}] {given}: {error}") from error
    return found


def _rates(table: Mapping[str, Any]) -> Rates:
    _known("rates", table, {"server", "newsletters", "lanes"})
    server = _each("rates", {"server": table["server"]}, str, Rate.parse)["server"] if "server" in table else None
    newsletters = _each("rates.newsletters", _table(table, "newsletters"), str, Rate.parse)
    return Rates(server, newsletters, _each("rates.lanes", _table(table, "lanes"), _lane, Rate.parse))


def _lane(name: str) -> str:
    if name not in LANES:
        raise BadSetting(f"there is no lane of this name; the lanes are {', '.join(LANES)}.")
    return name


def _sender(name: str) -> str:
    if name != SERVER and not _DOMAIN.fullmatch(name.lower()):
        raise BadSetting(f'it must be a sending domain in quotation marks, as in "letter.example", or {SERVER}.')
    return name.lower()


def _plan(value: Any) -> Plan:
    if not isinstance(value, dict) or type(value.get("begins")) is not date:
        raise BadSetting("a plan needs at least its first day, as in { begins = 2026-12-01 }.")
    _known("warm_up", value, {"begins", "first_day", "grows", "days"})
    plan = Plan(**value)
    _whole("first_day", plan.first_day, least=1, most=10_000_000)
    _whole("days", plan.days, least=1, most=365)
    if not isinstance(plan.grows, int | float) or not 1.0 <= plan.grows <= 10.0:
        raise BadSetting(f"grows is {plan.grows!r}; it must be a number from 1 to 10.")
    return plan


def _server(url: Any) -> str:
    """A wrong one is not shown: it may hold a password."""
    try:
        ServerUrl.parse(str(url))
    except BadServerUrl as error:
        raise BadSetting(str(error)) from error
    return str(url)


def _postfix(table: Mapping[str, Any], *, home: Path) -> Postfix:
    _known("postfix", table, {"log", "queue", "config", "postsuper", "postqueue"})
    if not table.get("log"):
        raise BadSetting(
            "[postfix] needs log: the file that Postfix writes to, or a socket as in unix:/run/beetroot/log."
        )
    return Postfix(
        log=home / str(table["log"]).removeprefix("unix:"),
        queue=_whole("[postfix] queue", table.get("queue", 2000), least=LEAST_QUEUE, most=1_000_000),
        config=home / str(table["config"]) if table.get("config") else None,
        postsuper=tuple(shlex.split(str(table.get("postsuper", "/usr/sbin/postsuper")))),
        postqueue=tuple(shlex.split(str(table.get("postqueue", "/usr/sbin/postqueue")))),
    )


def _whole(key: str, value: Any, *, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise BadSetting(f"{key} is {value!r}; it must be a whole number from {least} to {most}.")
    return value

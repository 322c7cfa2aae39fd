"""What `beetroot doctor` looks at: one function a check, each answering with what to do."""

import os
import shutil
import socket
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from beetroot.config.home import CONFIG_NAME, Configuration

if TYPE_CHECKING:
    from beetroot.mail.smtp import ServerUrl

_LOW_DISK_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's answer; `do` is empty when nothing is to be done."""

    check: str
    ok: bool
    detail: str
    do: str = ""


def examine(configuration: Configuration) -> list[Finding]:
    """All findings, in the order a person would mend them."""
    return [finding for check in _CHECKS for finding in _looked_at(check, configuration)]


def _looked_at(check: "Check", configuration: Configuration) -> list[Finding]:
    """A database that is away or older than the code fails the checks that need it, not the doctor."""
    from django.db import DatabaseError

    try:
        return list(check(configuration))
    except DatabaseError as error:
        said = str(error).partition("\n")[0]
        return [Finding(check.__name__.strip("_"), False, said, "Start the database, or run beetroot up to migrate.")]


def _configuration(configuration: Configuration) -> Iterator[Finding]:
    secret = configuration.home / "secret.key"
    private = secret.exists() and not stat.S_IMODE(secret.stat().st_mode) & 0o007  # the newsroom's group may
    yield Finding(
        "web secret",
        private,
        "only the newsroom's users read it" if private else "missing or readable by others",
        "" if private else "chmod o= secret.key; if it is missing, restore it or write a new one.",
    )
    https = configuration.base_url.startswith("https://")
    yield Finding(
        "base_url",
        https,
        configuration.base_url,
        "" if https else "Readers need https: set base_url in beetroot.toml once your domain is ready.",
    )
    toml = configuration.home / CONFIG_NAME
    if stat.S_IMODE(toml.stat().st_mode) & 0o007:
        yield Finding(CONFIG_NAME, False, "readable by others, and it may hold passwords", "chmod o= beetroot.toml")


def _database(_: Configuration) -> Iterator[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    yield Finding(
        "database",
        waiting == 0,
        f"{connection.vendor}, {waiting} migrations waiting",
        "Run beetroot up, which migrates." if waiting else "",
    )


def _keys(configuration: Configuration) -> Iterator[Finding]:
    from beetroot.newsroom.models import KeyRecord

    folder = configuration.home / "keys"
    registered = KeyRecord.objects.count()
    if not os.access(folder, os.R_OK | os.X_OK):
        do = "Only the keyed worker needs them: ask on its host, as its user; else restore the keys' backup."
        yield Finding("keys", False, "not on this host, or not this user's to read", do)
        return
    open_to_others = [path.name for path in folder.iterdir() if stat.S_IMODE(path.stat().st_mode) & 0o077]
    yield Finding(
        "key files",
        not open_to_others,
        f"{registered} registered",
        "chmod 700 keys; chmod 600 keys/*" if open_to_others else "",
    )
    yield _list_key(configuration, folder)


def _list_key(configuration: Configuration, folder: Path) -> Finding:
    from beetroot.lib.keyring import Keyring, KeyringError, read_passphrase

    try:
        file = configuration.key_passphrase_file
        missing = file is not None and not file.exists()
        phrase = None if missing else read_passphrase(file=file)
        locked = Keyring.open(folder, passphrase=phrase).locked
    except KeyringError as error:
        return Finding("list key", False, str(error), "Put the right keys and passphrase back.")
    return Finding(
        "list key",
        not missing,
        "its passphrase file is missing" if missing else "waits for its passphrase" if locked else "opens",
        "Sending, import and export wait: start beetroot worker and give the passphrase." if locked else "",
    )


def _mail_server(configuration: Configuration) -> Iterator[Finding]:
    from beetroot.mail.smtp import ServerUrl

    server = ServerUrl.parse(configuration.smtp_url)
    if server.path:
        return
    try:
        with socket.create_connection((server.host, server.port), timeout=5) as connection:
            greeting = connection.recv(512).decode("ascii", "replace").split("\r\n")[0]
        ok = greeting.startswith("220")
    except OSError as error:
        ok, greeting = False, error.strerror or type(error).__name__
    yield Finding(
        "mail server",
        ok,
        f"{server.host}:{server.port} {greeting[:80]}",
        "" if ok else "Start it, or correct smtp_url in beetroot.toml.",
    )
    yield _probe(server)
    yield Finding("mail service", True, _profile(server))


def _profile(server: "ServerUrl") -> str:
    from beetroot.dispatch.rules.providers import profile_of

    return profile_of(server.host, local=server.host in {"localhost", "127.0.0.1", "::1"}).describe()


def _probe(server: "ServerUrl") -> Finding:
    from beetroot.dispatch.actions.probing import found

    probe = found(server)
    if probe is None:
        do = "beetroot doctor --probe sends one mail to your own sender's address; sending may then be twice as fast."
        return Finding("mail server probe", True, "not probed: one message at a time on each connection", do)
    return Finding("mail server probe", True, f"{probe.probed_at:%Y-%m-%d}: {probe.said}")


def _postfix(configuration: Configuration) -> Iterator[Finding]:
    from beetroot.dispatch.tasks.postfix import examine

    if configuration.dispatch.postfix is not None:
        for name, detail, do in examine(configuration.dispatch.postfix):
            yield Finding(name, not do, detail, do)


def _disk(configuration: Configuration) -> Iterator[Finding]:
    free = shutil.disk_usage(configuration.home).free
    yield Finding(
        "disk",
        free > _LOW_DISK_BYTES,
        f"{free // 1_000_000:,} MB free",
        "" if free > _LOW_DISK_BYTES else "Free some space; the ledger must be able to write.",
    )


def _swap(_: Configuration) -> Iterator[Finding]:
    """What is in memory may be written there: the parts forbid it by their units, a command cannot."""
    swaps = Path("/proc/swaps")
    lines = swaps.read_text().splitlines()[1:] if swaps.exists() else []
    yield Finding(
        "swap",
        True,
        f"{len(lines)} in use" if lines else "none",
        "Run the parts by the units (MemorySwapMax=0), or encrypt swap, or `swapoff -a`." if lines else "",
    )


def _second_place(configuration: Configuration) -> Iterator[Finding]:
    """Where leavings are noted a second time, so that a restored backup mails nobody who left since."""
    place = configuration.second_place
    if place is None:
        lost = "not set: after a restore, who left since the backup is a reader again and gets mail"
        gap = "and a machine put back whole cannot know what it sent since"
        do = 'Name a folder on another disk in beetroot.toml, as second_place = "/mnt/other/ferry", and restart.'
        yield Finding("second place", True, f"{lost}, {gap}", do)
        return
    nearest = next(path for path in (place, *place.parents) if path.exists())
    ok = nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
    apart = configuration.home not in (place, *place.parents)
    do = "" if ok else "Make that folder writable for the worker's user, or correct second_place."
    yield Finding(
        "second place",
        ok and apart,
        "writable" if ok else "cannot be written",
        do or ("" if apart else "Put it outside the newsroom's folder, best on another disk."),
    )


def _retention(_: Configuration) -> Iterator[Finding]:
    """Whether who left is gone on their day: that needs the list key, since the address makes the mark that stays."""
    from django.utils import timezone

    from beetroot.audience.actions import to_bury

    kept, overdue = to_bury(today=timezone.now().date())
    detail = f"{kept:,} records of readers who left or were suppressed are kept for their last days"
    late = f"; {overdue:,} of them should be gone"
    do = "Start beetroot worker and give the passphrase: they go at once, and a mark without address stays."
    yield Finding("retention", not overdue, detail + (late if overdue else ""), do if overdue else "")


def _people(configuration: Configuration) -> Iterator[Finding]:
    from beetroot.newsroom.models import User

    known = set(User.objects.filter(is_active=True).values_list("username", flat=True))
    lost = sorted(set(configuration.people.values()) - known)
    if lost:
        yield Finding("people", False, f"no active desk user {', '.join(lost)}", "Correct [people] in beetroot.toml.")


def _second_factors(_: Configuration) -> Iterator[Finding]:
    from beetroot.newsroom.rendering import second_factors

    found = second_factors()
    do = "Speak to each, then: beetroot staff reset-second-factor USER" if found.unreadable else ""
    unreadable = f"cannot be read under this secret.key: {', '.join(found.unreadable)}"
    counted = f"{len(found.having)} of {found.people} people have one (beetroot staff list)"
    yield Finding("second factor", not found.unreadable, unreadable if found.unreadable else counted, do)


def _clock(_: Configuration) -> Iterator[Finding]:
    sane = time.time() > 1_767_225_600  # 2026-01-01: a host without a battery wakes up in the past
    yield Finding("clock", sane, time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), "" if sane else "Set the clock.")


def _host(_: Configuration) -> Iterator[Finding]:
    """A copied or restored folder sends nothing before it was adopted; a host that never sent is left unmarked."""
    from beetroot.dispatch.actions.adopting import check_host, identity_file, reason_for
    from beetroot.dispatch.models import Worker

    if identity_file().read() is None and not Worker.objects.filter(arming__gt=0).exists():
        return
    reason = reason_for(check_host())
    yield Finding("host", not reason, reason or "this host may send", "beetroot doctor --adopt" if reason else "")


def _work(_: Configuration) -> Iterator[Finding]:
    from beetroot.dispatch.rendering import stuck

    for name, detail, do in stuck():
        yield Finding(name, not do, detail, do)


Check = Callable[[Configuration], Iterator[Finding]]
_CHECKS: tuple[Check, ...] = (
    _configuration,
    _database,
    _keys,
    _mail_server,
    _postfix,
    _host,
    _work,
    _second_place,
    _retention,
    _people,
    _second_factors,
    _disk,
    _swap,
    _clock,
)

"""`beetroot up`, `serve` and `worker`: the parts of a newsroom run."""

import os
import sys
import time
from functools import partial

import click

from beetroot.config import founding
from beetroot.config.cli.making import example_home, make_example, migrate_showing, point_at
from beetroot.config.cli.opening import open_home
from beetroot.config.home import CONFIG_NAME, ROLE, Configuration, ConfigurationError, load
from beetroot.config.processes import Part, Supervisor
from beetroot.lib import hardening


@click.command()
@click.option("--demo", is_flag=True, help="The example newsroom with a local inbox.")
@click.option(
    "--port", type=click.IntRange(1, 65_531), help="The public site's; desk, inbox and its SMTP take the next."
)
def up(demo: bool, port: int | None) -> None:
    """Migrate, then run site, desk and workers in one go; Ctrl-C ends them all in order."""
    started = time.monotonic()
    if port is not None:
        os.environ["BEETROOT_PORT"] = str(port)
    hardening.forbid_core_dumps()  # its parts, too, from their first moment
    configuration = _open_example() if demo else _open_for_up()
    _migrate_safely()
    Supervisor(parts=_parts(configuration, inbox=demo)).run(ready=partial(_announce, configuration, demo, started))


def _open_for_up() -> Configuration:
    configuration = open_home()
    if configuration.key_passphrase_descriptor is not None:
        raise ConfigurationError(
            "BEETROOT_KEY_PASSPHRASE_FD is read once, by one process: give it to `beetroot worker`, and to"
            " `beetroot up` a file (key_passphrase_file) or a systemd credential."
        )
    _check_ports(configuration.port, inbox=False)
    return configuration


def _check_ports(port: int, *, inbox: bool) -> None:
    from beetroot.config.web import check_ports

    uses = {port: "public site", port + 1: "desk"}
    check_ports(uses | ({port + 2: "local inbox", port + 3: "local inbox's mail server"} if inbox else {}))


def _open_example() -> Configuration:
    home = example_home(None)
    port = load(home).port
    _check_ports(port, inbox=True)
    if (home / CONFIG_NAME).exists() and not (home / founding.UNFINISHED).exists():
        point_at(port=port)
        return open_home(home)
    return make_example(home, port=port)


def _migrate_safely() -> None:
    """A new version waits until no worker of the old one holds a lease (delivery promise)."""
    from django.db import connection, connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        if connection.introspection.table_names():
            from beetroot.dispatch.rendering import workers_at_work

            if workers_at_work():
                raise ConfigurationError("A worker is still sending with the old version; stop it, then start again.")
        migrate_showing()
    connections.close_all()  # a forked child must not share a connection


def _parts(configuration: Configuration, *, inbox: bool) -> list[Part]:
    from beetroot.config import web, work

    port = configuration.port
    parts = [
        # The example has no readers to protect, and starts at once.
        Part("public site", partial(web.serve, role="public", port=port) if inbox else _become_public_site),
        Part("desk", partial(web.serve, role="desk", port=port + 1)),
        Part("keyed worker", partial(work.keyed, configuration, ask=False)),
        Part("keyless worker", work.keyless),
    ]
    if inbox:
        parts.insert(0, Part("local inbox", partial(_serve_inbox, configuration), outlives=True))
    return parts


def _become_public_site() -> None:
    """In a program of its own: see hardening.overwrite_freed_memory."""
    hardening.begin([sys.executable, "-m", "beetroot", "serve", "--role", "public"])


def _serve_inbox(configuration: Configuration) -> None:
    from beetroot.demo.inbox import serve_inbox

    serve_inbox(
        smtp_port=configuration.port + 3,
        web_port=configuration.port + 2,
        folder=configuration.inbox_folder,
        public_url=f"http://127.0.0.1:{configuration.port}",
        base_url=configuration.base_url,
    )


def _announce(configuration: Configuration, demo: bool, started: float) -> None:
    port = configuration.port
    click.echo(f"\n  Public site   http://127.0.0.1:{port}/")
    click.echo(f"  Desk          http://127.0.0.1:{port + 1}/desk/")
    if demo:
        from beetroot.demo import EXAMPLE_SIGN_INS

        click.echo(f"  Local inbox   http://127.0.0.1:{port + 2}/")
        for role, username, password in EXAMPLE_SIGN_INS:
            click.echo(f"  {role.capitalize():<13} {username} / {password}")
        click.echo("  The example's passphrase and passwords are public: never use this folder for real readers.")
    click.echo(f"\n  Started in {time.monotonic() - started:.1f} s. Ctrl-C stops everything.\n")


@click.command()
@click.option("--role", type=click.Choice(["public", "desk"]), required=True)
@click.option(
    "--port", type=click.IntRange(1, 65_535), help="Else the configured port (public) or the one after it (desk)."
)
@click.option("--workers", type=click.IntRange(1, 32), default=1, show_default=True, help="Web processes.")
def serve(role: str, port: int | None, workers: int) -> None:
    """Run one web part alone, for production."""
    if role == "public":
        hardening.overwrite_freed_memory()
    os.environ[ROLE] = role
    configuration = open_home()
    from beetroot.config import web

    place = port or configuration.port + (role == "desk")
    web.check_ports({place: "desk" if role == "desk" else "public site"})
    web.serve(role="desk" if role == "desk" else "public", port=place, workers=workers)


@click.command()
@click.option("--role", type=click.Choice(["keyed", "keyless"]), default="keyed", show_default=True)
@click.option("--until-idle", is_flag=True, help="End when nothing is due, and say when the next thing is.")
@click.option(
    "--wait",
    type=click.IntRange(0),
    default=0,
    help="With --until-idle: stay up to so many seconds for what comes due.",
)
def worker(role: str, until_idle: bool, wait: int) -> None:
    """Run one worker: keyed (sending, sign-ups, leaving) or keyless (tasks, publishing)."""
    os.environ[ROLE] = role
    configuration = open_home()
    from beetroot.config import work

    if role == "keyless":
        due = work.keyless(until_idle=until_idle, wait=wait)
    else:
        due = work.keyed(configuration, ask=True, until_idle=until_idle, wait=wait)
    if until_idle:
        click.echo(f"Nothing is due now. Next: {due}" if due else "Nothing is due now, and nothing is planned.")

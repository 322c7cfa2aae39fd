"""`beetroot init`, `up`, `serve` and `worker`: a newsroom is made, and its parts run."""

import os
import secrets
import time
from functools import partial
from pathlib import Path

import click

from beetroot.config import founding
from beetroot.config.cli.opening import open_home
from beetroot.config.home import CONFIG_NAME, Configuration, ConfigurationError, load
from beetroot.config.processes import Part, Supervisor

EXAMPLE_FOLDER = "example-newsroom"


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--demo", is_flag=True, help="Make the example newsroom; nothing is started.")
@click.option("--name", help="The newsroom's name.")
@click.option("--newsletter", help="The first newsletter's name.")
@click.option("--sender", help="The address its mail comes from.")
@click.option("--base-url", help="Where readers find the site, as https://dispatch.example.")
@click.option("--language", default="en", show_default=True, help="en, ru, be or uk.")
@click.option("--editor", default="editor", show_default=True, help="The first person's user name.")
@click.option("--smtp-url", default="smtp://127.0.0.1:25", show_default=True, help="The mail server to send through.")
@click.option("--passphrase-file", type=click.Path(path_type=Path, exists=True), help="Else you are asked for it.")
def init(folder: Path | None, demo: bool, passphrase_file: Path | None, **answers: str | None) -> None:
    """Make a new newsroom in DIR: configuration, keys, database, first editor."""
    if demo:
        configuration = _make_example(_example_home(folder), port=8000)
        click.echo(f"The example newsroom stands in {configuration.home.name}. Start it: beetroot up --demo")
        return
    for key in ("name", "newsletter", "sender"):
        answers[key] = answers[key] or click.prompt(f"The {key}'s name" if key != "sender" else "The sender's address")
    answers["base_url"] = answers["base_url"] or click.prompt("The site's address", default="http://127.0.0.1:8000")
    passphrase = _new_passphrase(passphrase_file)
    home = (folder or Path(os.environ.get("BEETROOT_HOME", "."))).resolve()
    settings = {"base_url": str(answers["base_url"]), "smtp_url": str(answers.pop("smtp_url"))}
    load(home, {"BEETROOT_BASE_URL": settings["base_url"]})  # a wrong address is told before anything is made
    founding.prepare_folder(home, settings)
    password = secrets.token_urlsafe(12)
    charter = founding.Charter(**{key: str(value) for key, value in answers.items()}, password=password)
    founding.found(open_home(home), charter, passphrase=passphrase)
    click.echo(f"The newsroom stands in {home.name}. Sign in at the desk as {charter.editor} with {password}")
    click.echo("Next: beetroot up, and beetroot doctor for what your domain needs. Keep the passphrase safe.")


def _new_passphrase(file: Path | None) -> bytes:
    if file is not None:
        phrase = file.read_bytes().strip()
    else:
        phrase = click.prompt("A passphrase for the list key", hide_input=True, confirmation_prompt=True).encode()
    if len(phrase) < 12:
        raise ConfigurationError("The passphrase is too short; use at least 12 characters, better five words.")
    return phrase


@click.command()
@click.option("--demo", is_flag=True, help="The example newsroom with a local inbox.")
@click.option("--port", type=int, help="Port of the public site; desk and inbox take the next two.")
def up(demo: bool, port: int | None) -> None:
    """Migrate, then run site, desk and workers in one go; Ctrl-C ends them all in order."""
    started = time.monotonic()
    configuration = _open_example(port) if demo else _open_for_up(port)
    _migrate_safely()
    Supervisor(parts=_parts(configuration, inbox=demo)).run(ready=partial(_announce, configuration, demo, started))


def _open_for_up(port: int | None) -> Configuration:
    if port is not None:
        os.environ["BEETROOT_PORT"] = str(port)
    return open_home()


def _example_home(folder: Path | None = None) -> Path:
    return (folder or Path(os.environ.get("BEETROOT_HOME") or EXAMPLE_FOLDER)).resolve()


def _open_example(port: int | None) -> Configuration:
    home = _example_home()
    chosen = port or int(os.environ.get("BEETROOT_PORT") or 8000)
    if not (home / CONFIG_NAME).exists():
        click.echo("Making the example newsroom; this takes some seconds, once.")
        return _make_example(home, port=chosen)
    _point_at(port=chosen)
    return open_home(home)


def _point_at(*, port: int) -> None:
    """The example's ports may change from start to start; its mail always goes to its own inbox."""
    os.environ["BEETROOT_PORT"] = str(port)
    os.environ["BEETROOT_DESK_URL"] = f"http://127.0.0.1:{port + 1}"
    os.environ["BEETROOT_SMTP_URL"] = f"smtp://127.0.0.1:{port + 3}?tls=none"


def _make_example(home: Path, *, port: int) -> Configuration:
    from beetroot.demo import EXAMPLE_BASE_URL

    phrase_file = "UNSAFE-example-passphrase"
    settings: dict[str, str | int] = {"base_url": EXAMPLE_BASE_URL, "key_passphrase_file": phrase_file}
    founding.prepare_folder(home, settings)
    phrase = secrets.token_urlsafe(24)
    founding.write_private(home / phrase_file, phrase)
    _point_at(port=port)
    configuration = open_home(home)
    from beetroot.demo.actions import create_example

    founding.migrate()
    founding.make_keys(configuration, passphrase=phrase.encode(), domain=EXAMPLE_BASE_URL.removeprefix("https://"))
    create_example(home=home, passphrase=phrase.encode())
    return configuration


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
        founding.migrate()
    connections.close_all()  # a forked child must not share a connection


def _parts(configuration: Configuration, *, inbox: bool) -> list[Part]:
    from beetroot.config import web, work

    port = configuration.port
    parts = [
        Part("public site", partial(web.serve, role="public", port=port)),
        Part("desk", partial(web.serve, role="desk", port=port + 1)),
        Part("keyed worker", partial(work.keyed, configuration, ask=False)),
        Part("keyless worker", work.keyless),
    ]
    if inbox:
        parts.insert(0, Part("local inbox", partial(_serve_inbox, configuration)))
    return parts


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
@click.option("--port", type=int, help="Else the configured port (public) or the one after it (desk).")
@click.option("--workers", type=int, default=1, show_default=True, help="Web processes.")
def serve(role: str, port: int | None, workers: int) -> None:
    """Run one web part alone, for production."""
    configuration = open_home()
    from beetroot.config import web

    default = configuration.port + (role == "desk")
    web.serve(role="desk" if role == "desk" else "public", port=port or default, workers=workers)


@click.command()
@click.option("--role", type=click.Choice(["keyed", "keyless"]), default="keyed", show_default=True)
@click.option("--until-idle", is_flag=True, help="End when nothing is due, and say when the next thing is.")
@click.option("--wait", type=int, default=0, help="With --until-idle: stay up to so many seconds for what comes due.")
def worker(role: str, until_idle: bool, wait: int) -> None:
    """Run one worker: keyed (sending, sign-ups, leaving) or keyless (tasks, publishing)."""
    configuration = open_home()
    from beetroot.config import work

    if role == "keyless":
        due = work.keyless(until_idle=until_idle, wait=wait)
    else:
        due = work.keyed(configuration, ask=True, until_idle=until_idle, wait=wait)
    if until_idle:
        click.echo(f"Nothing is due now. Next: {due}" if due else "Nothing is due now, and nothing is planned.")

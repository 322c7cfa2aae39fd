"""`beetroot`: the operator's whole interface. Each command's module is loaded only when it is called."""

import importlib
import os
import sys
from typing import Any

import click

from beetroot.lib.errors import BeetrootError

#: Command → (module, attribute). `beetroot read` must not wait for Django to load.
_COMMANDS = {
    "init": ("beetroot.config.cli.making", "init"),
    "up": ("beetroot.config.cli.newsroom", "up"),
    "serve": ("beetroot.config.cli.newsroom", "serve"),
    "worker": ("beetroot.config.cli.newsroom", "worker"),
    "read": ("beetroot.config.cli.read", "read"),
    "tour": ("beetroot.config.cli.tour", "tour"),
    "story": ("beetroot.config.cli.story", "story"),
    "issue": ("beetroot.config.cli.issue", "issue"),
    "subscribers": ("beetroot.config.cli.subscribers", "subscribers"),
    "feedback": ("beetroot.config.cli.feedback", "feedback"),
    "record": ("beetroot.config.cli.record", "record"),
    "staff": ("beetroot.config.cli.staff", "staff"),
    "keys": ("beetroot.config.cli.keys", "keys"),
    "database": ("beetroot.config.cli.database", "database"),
    "bench": ("beetroot.config.cli.bench", "bench"),
    "backup": ("beetroot.config.cli.backup", "backup"),
    "restore": ("beetroot.config.cli.backup", "restore"),
    "doctor": ("beetroot.config.cli.doctor", "doctor"),
}


class _Commands(click.Group):
    """Finds a command's module by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module, attribute = _COMMANDS[name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="beetroot")
def beetroot() -> None:
    """A publishing desk for newsrooms that live in the inbox.

    A newsroom lives in one folder: the current one, or the one that BEETROOT_HOME names.
    """


def main(arguments: list[str] | None = None) -> None:
    """Runs one command. Exit codes: 0 done, 1 failed, 2 usage, 3 locked, 4 a person must decide."""
    os.umask(0o007)  # a newsroom's files are for its own users and their group
    try:
        code = beetroot.main(args=arguments, prog_name="beetroot", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)  # click returns the code of its Exit, else what a command did
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(1)
    except BeetrootError as error:
        click.echo(f"beetroot: {error or type(error).__doc__}", err=True)
        sys.exit(error.exit_code)
    except _database_error() as error:
        click.echo(f"beetroot: the database says: {str(error).partition(chr(10))[0]}. See beetroot doctor.", err=True)
        sys.exit(1)
    except BrokenPipeError:  # the reader of our output, `head` for one, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _database_error() -> tuple[type[Exception], ...]:
    """Django's, without loading Django for a command that never needed it."""
    loaded = sys.modules.get("django.db")
    return (loaded.DatabaseError,) if loaded else ()


def print_json(value: Any) -> None:
    """One JSON document on stdout, and nothing else there."""
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))

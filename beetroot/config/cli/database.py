"""`beetroot database roles`: PostgreSQL itself keeps the web processes from the list."""

import click

from beetroot.config.cli.opening import open_home
from beetroot.config.home import ConfigurationError


@click.group()
def database() -> None:
    """The database's own guards."""


@database.command()
@click.option("--apply", "run", is_flag=True, help="Run the statements, as the owner of the database.")
def roles(run: bool) -> None:
    """Print the SQL that gives each part its own role and grants; --apply runs it. PostgreSQL only."""
    open_home()
    from django.db import connection

    from beetroot.config import grants

    if connection.vendor != "postgresql":
        raise ConfigurationError("SQLite has no roles: every part that may write the file may read it. Use PostgreSQL.")
    if run:
        click.echo(f"{grants.apply()} privileges for {', '.join(grants.PREFIX + role for role in grants.ROLES)}.")
        return
    for statement in grants.statements(grants.all_tables(), database=str(connection.settings_dict["NAME"])):
        click.echo(statement)

"""`beetroot staff`: who works here, and the way back for somebody who lost phone and recovery codes."""

import click

from beetroot.config.cli import print_json
from beetroot.config.cli.opening import acting_user, open_home
from beetroot.config.home import ConfigurationError


@click.group()
def staff() -> None:
    """People who can sign in at the desk."""


@staff.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def listed(as_json: bool) -> None:
    """Everybody who can sign in: user name, roles, whether they have a second factor."""
    open_home()
    from beetroot.newsroom.models import User

    people = [
        (user.get_username(), sorted(role.value for role in user.roles), user.second_factor_id is not None)
        for user in User.objects.filter(is_active=True).order_by("username")
    ]
    if as_json:
        print_json([dict(zip(("user", "roles", "second_factor"), person, strict=True)) for person in people])
        return
    for name, roles, has in people:
        click.echo(f"{name:<20} {'second factor' if has else 'password only':<14} {', '.join(roles) or 'no role'}")


@staff.command("reset-second-factor")
@click.argument("user")
@click.option("--by", metavar="USER", help="The operator who does it; else your system user under [people].")
def reset_second_factor(user: str, by: str | None) -> None:
    """USER signs in by the password alone until they set up a second factor anew; all their sessions end.

    Make sure that it is them who ask: see or call them. It is written in the audit.
    """
    configuration = open_home()
    from beetroot.newsroom import actions
    from beetroot.newsroom.models import User

    person = User.objects.filter(username=user).first()
    if person is None:
        raise ConfigurationError(f"There is no user {user!r}; beetroot staff list names everybody.")
    actions.reset_second_factor(user=person, by=acting_user(configuration, by))
    click.echo(f"{user} has no second factor now, and is signed out everywhere.")

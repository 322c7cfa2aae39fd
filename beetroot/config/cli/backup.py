"""`beetroot backup` and `restore`: a consistent copy without keys; what is restored starts paused."""

from pathlib import Path

import click

from beetroot.config.cli.opening import open_home


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def backup(folder: Path) -> None:
    """Copy database, media and configuration to DIR. Keys are not in it: beetroot keys backup."""
    configuration = open_home()
    from beetroot.config import key_care, snapshot

    written = snapshot.take(configuration, folder)
    searched = key_care.prove_keyless(folder, configuration.home / "keys")
    proof = "Each was searched for every key: none" if searched is not None else "This user reads no key, so none"
    click.echo(f"Backed up {written} files. {proof} is in it: copy those apart with beetroot keys backup DIR.")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--keys", "keys_folder", type=click.Path(path_type=Path, exists=True), help="The keys' backup.")
@click.option("--accept-gap", is_flag=True, help="No list of who left since the backup is at hand; go on anyway.")
def restore(folder: Path, keys_folder: Path | None, accept_gap: bool) -> None:
    """Make the newsroom of this (empty) folder from the backup in DIR. Every send in it starts paused."""
    from beetroot.config import snapshot
    from beetroot.config.home import load

    home = load().home
    snapshot.put_back(folder, home, keys_folder=keys_folder, accept_gap=accept_gap)
    configuration = open_home(home)
    paused, left = snapshot.settle(configuration)
    click.echo(f"Restored. {paused} sends are paused; {left} leavings since the backup were replayed.")
    from beetroot.newsroom.rendering import second_factors

    if shut_out := second_factors().unreadable:
        click.echo(
            f"The web secret is new, so these cannot sign in until you reset their second factor: {', '.join(shut_out)}"
        )
        click.echo("Speak to each, then: beetroot staff reset-second-factor USER")
    click.echo(
        "Look first, then: beetroot doctor --adopt --by USER, and beetroot issue resume ID where it should go on."
    )

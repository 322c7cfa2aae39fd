"""`beetroot doctor`: is everything well, and if not, what to do."""

import click

from beetroot.config.cli import print_json
from beetroot.config.cli.opening import acting_user, open_home


@click.command()
@click.option("--adopt", is_flag=True, help="This host may go on sending from a restored or copied newsroom.")
@click.option("--probe", is_flag=True, help="Ask the mail server what it can take: sends one mail to yourself.")
@click.option("--by", metavar="USER", help="The desk user who adopts.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def doctor(adopt: bool, probe: bool, by: str | None, as_json: bool) -> None:
    """Check configuration, keys, mail server, disk and stuck work; each line says what to do."""
    configuration = open_home()
    if adopt:
        from beetroot.dispatch.actions import adopt as adopt_host

        adopt_host(by=acting_user(configuration, by))
    if probe:
        from beetroot.dispatch.actions.probing import probe_server

        probe_server()
    from beetroot.config.examination import examine

    findings = examine(configuration)
    if as_json:
        print_json([{"check": f.check, "ok": f.ok, "detail": f.detail, "do": f.do} for f in findings])
    else:
        for finding in findings:
            click.echo(f"{'ok ' if finding.ok else 'NO '} {finding.check}: {finding.detail}")
            if finding.do:
                click.echo(f"     {finding.do}")
    if not all(finding.ok for finding in findings):
        raise click.exceptions.Exit(1)

"""`beetroot issue`: an issue's way from draft to every reader's inbox."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from beetroot.config.cli import print_json
from beetroot.config.cli.opening import acting_user, open_home
from beetroot.lib.errors import NeedsDecision

if TYPE_CHECKING:
    from beetroot.issues.models import Issue
    from beetroot.newsroom.models import User


@click.group()
def issue() -> None:
    """Issues: list, submit, approve, close, send, and what became of them."""


def _found(issue_id: int) -> "Issue":
    from beetroot.issues.models import Issue

    row = Issue.objects.filter(pk=issue_id).first()
    if row is None:
        raise NeedsDecision(f"There is no issue {issue_id}; `beetroot issue list` shows them.")
    return row


def _report(row: "Issue", said: str, as_json: bool) -> None:
    from beetroot.dispatch.rendering import status

    if as_json:
        print_json(status(row))
    else:
        click.echo(f"{row.newsletter} {row.number}: {said}")


@issue.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def list_issues(as_json: bool) -> None:
    """All issues, newest first."""
    open_home()
    from beetroot.dispatch.rendering import status
    from beetroot.issues.models import Issue

    rows = [
        {
            "id": row.pk,
            "newsletter": row.newsletter.slug,
            "number": row.number,
            "subject": row.subject,
            "state": status(row)["state"],
        }
        for row in Issue.objects.select_related("newsletter").order_by("-pk")
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['id']:>4}  {row['newsletter']} {row['number']:<4} {row['state']:<10} {row['subject']}")


def _verb(name: str, said: str, help_text: str, act: Callable[..., Any], *options: Callable[..., Any]) -> None:
    """Adds a subcommand that opens the newsroom, names its person, acts on one issue and reports."""

    def command(issue_id: int, by: str | None, as_json: bool, **given: Any) -> None:
        user = acting_user(open_home(), by)
        row = _found(issue_id)
        act(row, user, **given)
        row.refresh_from_db()
        _report(row, said, as_json)

    decorated: Any = command
    options_of_all: tuple[Callable[..., Any], ...] = (
        *options,
        click.option("--json", "as_json", is_flag=True, help="Print the issue's status as one JSON document."),
        click.option("--by", metavar="USER", help="The desk user who acts."),
        click.argument("issue_id", metavar="ID", type=int),
    )
    for option in options_of_all:
        decorated = option(decorated)
    issue.command(name, help=help_text)(decorated)


def _submit(row: "Issue", user: "User") -> None:
    from beetroot.issues.actions import submit

    submit(issue=row, by=user)


def _approve(row: "Issue", user: "User", candidate: str | None) -> None:
    from beetroot.issues.actions import approve

    approve(issue=row, candidate_hash=candidate or row.candidate_hash, by=user)


def _reopen(row: "Issue", user: "User") -> None:
    from beetroot.issues.actions import reopen

    reopen(issue=row, by=user)


def _close(row: "Issue", user: "User") -> None:
    from beetroot.issues.actions import close

    close(issue=row, by=user)


def _test(row: "Issue", user: "User", to: bool) -> None:
    from beetroot.issues.actions import test_send

    address = sys.stdin.readline().strip() if to else None
    test_send(issue=row, by=user, address=address)


def _send(row: "Issue", user: "User", now: bool) -> None:
    from beetroot.dispatch.actions import queue

    queue(issue=row, by=user, now=now)


def _dispatch(verb: str) -> Callable[..., None]:
    def act(row: "Issue", user: "User") -> None:
        from beetroot.dispatch import actions

        verbs: dict[str, Callable[..., Any]] = {
            "pause": actions.pause,
            "resume": actions.resume,
            "cancel": actions.cancel,
        }
        verbs[verb](issue=row, by=user)

    return act


_verb("submit", "submitted; somebody else may now approve it.", "Render a candidate and ask for approval.", _submit)
_verb(
    "approve",
    "approved.",
    "Approve the candidate that you have looked at. Nobody approves their own issue.",
    _approve,
    click.option("--candidate", metavar="HASH", help="The hash you looked at; else the one submitted last."),
)
_verb("reopen", "open for changes again.", "Take an issue back to draft while no mail has left.", _reopen)
_verb("close", "closed; its renderings are frozen.", "Freeze the document and all its renderings.", _close)
_verb(
    "test",
    "a test is on its way.",
    "Send a test to the proof list, or with --to to one address.",
    _test,
    click.option("--to", is_flag=True, help="Read one address from standard input; it is not stored."),
)
_verb(
    "send",
    "queued.",
    "Queue an issue for its readers, after the undo wait.",
    _send,
    click.option("--now", is_flag=True, help="Without the undo wait."),
)
_verb("pause", "paused.", "Stop sending for now; what is under way is finished.", _dispatch("pause"))
_verb("resume", "sending goes on.", "Go on with a paused issue.", _dispatch("resume"))
_verb("cancel", "cancelled; what has not left stays here.", "Give up what has not been sent yet.", _dispatch("cancel"))


def _decide(row: "Issue", user: "User", repeat: bool) -> None:
    from beetroot.dispatch.actions import decide_uncertain

    decide_uncertain(issue=row, by=user, repeat=repeat)


_verb(
    "decide",
    "decided.",
    "Settle messages whose outcome the mail server never told: send them again, or leave them.",
    _decide,
    click.option("--repeat/--leave", "repeat", required=True, help="Send again, at worst twice; or never again."),
)


@issue.command("status")
@click.argument("issue_id", metavar="ID", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--watch", is_flag=True, help="On a terminal: go on looking until it has ended or waits for a person.")
def show_status(issue_id: int, as_json: bool, watch: bool) -> None:
    """The ledger's counts; they add up to the audience, always."""
    open_home()
    from beetroot.config.cli.watching import show
    from beetroot.dispatch.rendering import status

    row = _found(issue_id)
    if as_json:
        print_json(status(row))
    else:
        show(row, watch=watch)

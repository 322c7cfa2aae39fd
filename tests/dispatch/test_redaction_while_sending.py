"""Words that are taken out of an issue while it is being sent leave in no mail that is armed afterwards."""

import hashlib

import pytest

from beetroot.dispatch import actions, rendering
from beetroot.dispatch.tasks import engine
from beetroot.issues.models import Issue, Rendering


def take_out(issue: Issue) -> None:
    """As issues.redact_issues leaves the frozen mails: new bytes, new digests."""
    for row in Rendering.objects.filter(edition__issue=issue, kind="mail"):
        content = bytes(row.content).replace(b"runs again", b"[removed]!")
        assert content != bytes(row.content)
        digest = hashlib.sha256(content).hexdigest()
        Rendering.objects.filter(pk=row.pk).update(content=content, sha256=digest)


def test_readers_who_still_wait_get_the_mail_without_them(room, sink, work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MAX_WINDOW", 1)
    issue = room.closed_issue()
    hand_over = engine.Engine._hand_over
    handed: list[int] = []

    def and_then_an_editor_redacts(self, wanted, armed, arming) -> None:
        hand_over(self, wanted, armed, arming)
        handed.append(len(armed))
        if len(handed) == 1:
            take_out(issue)

    monkeypatch.setattr(engine.Engine, "_hand_over", and_then_an_editor_redacts)
    actions.queue(issue=issue, by=room.editor, now=True)
    work()
    assert rendering.status(issue)["totals"]["accepted"] == 3
    assert sorted("runs again" in mail.data.decode() for mail in sink.stored) == [False, False, True]

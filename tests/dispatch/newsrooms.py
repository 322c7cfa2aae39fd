"""A small newsroom with a closed issue and sealed readers, for the engine's tests and the kill -9 flow."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from beetroot.audience import actions as audience
from beetroot.audience.models import Subscription
from beetroot.audience.rules import leave_token
from beetroot.issues.models import Edition, Issue, IssueState
from beetroot.lib.keyring import CHEAPEST, Keyring, make_keys
from beetroot.mail.message import LEAVE_TOKEN, Rendering, build_template
from beetroot.newsroom.actions import found, hire, register_key, start_newsletter
from beetroot.newsroom.models import Newsletter, Newsroom, User
from beetroot.newsroom.rules import Role

PASSPHRASE = b"four random words here"
DOMAIN = "letter.example"


@dataclass(frozen=True)
class Room:
    """What a test works with."""

    newsletter: Newsletter
    operator: User
    editor: User
    keyring: Keyring

    def add_readers(self, *names: str) -> None:
        """Confirmed readers at example.net."""
        audience.import_csv(
            newsletter=self.newsletter,
            lines=["email", *(name if "@" in name else f"{name}@example.net" for name in names)],
            consent="They asked for it on paper.",
            keyring=self.keyring,
            by=self.operator,
        )

    def leave(self, name: str) -> None:
        """The reader presses the button of the leave page."""
        for row in Subscription.objects.all():
            address = audience.open_addresses([row.pk], keyring=self.keyring)[row.pk]
            if address.startswith(f"{name}@"):
                key_id, key = self.keyring.token.current
                audience.ask_to_leave(token=leave_token(key, key_id, row.pk))

    def closed_issue(self, number: int = 1) -> Issue:
        """An issue as it is after closing: frozen mails in four forms."""
        issue = Issue.objects.create(
            newsletter=self.newsletter,
            number=number,
            dated=date(2025, 3, 1),
            subject=f"Number {number}",
            state=IssueState.CLOSED,
            candidate_hash="c" * 64,
            closed_at=timezone.now(),
        )
        edition = Edition.objects.create(issue=issue, language="en", document={}, document_hash="c" * 64)
        for format in ("full", "plain"):
            for style in ("subject", "neutral"):
                content = _mail(issue, format, style)
                digest = hashlib.sha256(content).hexdigest()
                edition.renderings.create(
                    kind="mail", format=format, subject_style=style, content=content, sha256=digest
                )
        return issue


def _mail(issue: Issue, format: str, style: str) -> bytes:
    leave = f"https://{DOMAIN}/leave/{LEAVE_TOKEN}"
    rendering = Rendering(
        subject=issue.subject if style == "subject" else "Your weekly mail",
        from_name="The Ferry",
        from_address=f"desk@{DOMAIN}",
        reply_to=None,
        list_id=f"ferry.{DOMAIN}",
        leave_base=f"https://{DOMAIN}/leave/",
        leave_mailbox=f"leave@{DOMAIN}",
        text=f"The ferry runs again from Monday.\n\nLeave: {leave}\n",
        html=f'<p>The ferry runs again from Monday.</p><a href="{leave}">Leave</a>' if format == "full" else None,
    )
    return build_template(rendering).to_bytes()


def found_newsroom(home: Path, *, undo_seconds: int = 300) -> Room:
    """A newsroom with keys in `home`, which Django's settings must name already; its database is migrated."""
    assert home == settings.BEETROOT_HOME
    keys = home / "keys"
    if not keys.exists():
        make_keys(keys, passphrase=PASSPHRASE, domain=DOMAIN, argon2=CHEAPEST)
        (home / "passphrase").write_bytes(PASSPHRASE)
    keyring = Keyring.open(keys, passphrase=PASSPHRASE)
    found(name="The Ferry")
    Newsroom.objects.update(undo_seconds=undo_seconds)
    register_key(id=keyring.intake.current.key_id, purpose="intake", public=keyring.intake.current.public)
    register_key(id=keyring.list.current.key_id, purpose="list", public=keyring.list.current.public)
    newsletter = start_newsletter(
        by=None, slug="ferry", name="The Ferry", from_name="The Ferry", from_address=f"desk@{DOMAIN}"
    )
    operator = hire(by=None, username="olga", password="a long enough one", roles=[Role.OPERATOR])
    editor = hire(by=None, username="edith", password="a long enough one", roles=[Role.EDITOR])
    return Room(newsletter, operator, editor, keyring)

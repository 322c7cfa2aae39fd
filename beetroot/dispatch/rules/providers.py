"""What mail services do to our mail, as far as their own documentation says, and how that shows in the ledger.

Feedback needs one of three to survive: the Message-ID (made from edition and subscription), the envelope sender (with
its authenticated id), or List-Unsubscribe (with the leave token).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """One service. True: passed on unchanged; False: replaced; None: its documentation does not say."""

    name: str
    hosts: tuple[str, ...]
    message_id: bool | None
    envelope_sender: bool | None
    leave_header: bool | None
    known: str = "accepted"
    """How far our knowledge goes: `accepted`, or `delivered` where a log is followed."""

    def describe(self) -> str:
        """One line for `doctor` and the manual."""
        parts = {
            "Message-ID": self.message_id,
            "envelope sender": self.envelope_sender,
            "List-Unsubscribe": self.leave_header,
        }
        words = {True: "kept", False: "replaced", None: "not documented"}
        return f"{self.name}: " + ", ".join(f"{part} {words[kept]}" for part, kept in parts.items())


PROFILES = (
    # docs.aws.amazon.com/ses/latest/dg/header-fields.html: Message-ID and Date are overridden; bounces go to the
    # envelope sender or its notifications, while readers see another Return-Path.
    Profile("Amazon SES", (".amazonaws.com",), message_id=False, envelope_sender=False, leave_header=True),
    Profile("Postmark", (".postmarkapp.com",), message_id=None, envelope_sender=False, leave_header=True),
    Profile("Mailgun", (".mailgun.org",), message_id=None, envelope_sender=False, leave_header=None),
    Profile("SendGrid", (".sendgrid.net",), message_id=None, envelope_sender=False, leave_header=None),
    Profile("Brevo", (".brevo.com", ".sendinblue.com"), message_id=None, envelope_sender=False, leave_header=None),
    Profile("Mailjet", (".mailjet.com",), message_id=None, envelope_sender=False, leave_header=None),
)
OWN_SERVER = Profile("a mail server of your own", (), message_id=True, envelope_sender=True, leave_header=True)
UNKNOWN = Profile("a mail service we have no notes on", (), message_id=None, envelope_sender=None, leave_header=None)


def profile_of(host: str, *, local: bool) -> Profile:
    """The profile of a mail server by its host name; on this machine it is the newsroom's own."""
    if local:
        return OWN_SERVER
    name = f".{host.lower()}"
    return next((profile for profile in PROFILES if name.endswith(profile.hosts)), UNKNOWN)

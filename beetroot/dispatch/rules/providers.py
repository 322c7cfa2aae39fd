"""What mail services do to our mail, where their own documentation says so; of the others we say that we do not know.

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

    def describe(self) -> str:
        """One line for `doctor`."""
        parts = {
            "Message-ID": self.message_id,
            "envelope sender": self.envelope_sender,
            "List-Unsubscribe": self.leave_header,
        }
        words = {True: "kept", False: "replaced", None: "not documented"}
        return f"{self.name}: " + ", ".join(f"{part} {words[kept]}" for part, kept in parts.items())


PROFILES = (
    # docs.aws.amazon.com/ses/latest/dg/header-fields.html: Message-ID and Date are overridden; readers see another
    # Return-Path; List-Unsubscribe is among the fields that it takes.
    Profile("Amazon SES", (".amazonaws.com",), message_id=False, envelope_sender=False, leave_header=True),
    # sendgrid.com/docs/Glossary/message_id.html: it makes a Message-ID for each message that it sends.
    Profile("SendGrid", (".sendgrid.net",), message_id=False, envelope_sender=None, leave_header=None),
)
OWN_SERVER = Profile("a mail server of your own", (), message_id=True, envelope_sender=True, leave_header=True)
UNKNOWN = Profile("a mail service we have no notes on", (), message_id=None, envelope_sender=None, leave_header=None)


def profile_of(host: str, *, local: bool) -> Profile:
    """The profile of a mail server by its host name; on this machine it is the newsroom's own."""
    if local:
        return OWN_SERVER
    name = f".{host.lower()}"
    return next((profile for profile in PROFILES if name.endswith(profile.hosts)), UNKNOWN)

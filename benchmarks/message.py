"""What one reader's message costs: our template and signer beside email.message and dkimpy, in one run.

    python -m benchmarks.message [--rounds N] [--messages N]

Prints microseconds a message on one core, the median of interleaved rounds with their spread, and the ratio.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage

import dkim as dkimpy

from beetroot.mail import dkim, message, message_id
from beetroot.mail.smtp import content

DOMAIN = "letter.example.org"
BASE = f"https://{DOMAIN}/leave/"
NOW = datetime(2026, 3, 14, tzinfo=UTC)
TEXT = "A line about the mill on the river, and who pays for its repair.\n" * 80
HTML = "<p>A line about the mill on the river, <b>and</b> who pays for its repair.</p>\n" * 400
COVERED = [b"From", b"To", b"Subject", b"Date", b"Message-ID", b"List-Unsubscribe", b"List-Unsubscribe-Post"]

Work = Callable[[int], bytes]


def ours(signers: list[dkim.Signer]) -> Work:
    link = BASE + message.LEAVE_TOKEN
    template = message.build_template(message.Rendering(
        subject="The mill", from_name="River Post", from_address=f"post@{DOMAIN}", reply_to=None, list_id=DOMAIN,
        leave_base=BASE, leave_mailbox=f"leave@{DOMAIN}", text=f"{TEXT}{link}\n", html=f'{HTML}<a href="{link}">x</a>',
    ))  # fmt: skip

    def one(number: int) -> bytes:
        mail = template.fill(
            to=f"reader{number}@mail.example", date=NOW, message_id=message_id.make(b"key", 1, number, DOMAIN),
            leave_token=f"k1.{number:032x}",
        )  # fmt: skip
        return mail.signed(signers, at=NOW) if signers else mail.to_bytes()

    return one


def theirs(pem: bytes | None) -> Work:
    def one(number: int) -> bytes:
        mail = EmailMessage(policy=policy.SMTP)
        link = f"{BASE}k1.{number:032x}"
        for name, value in {
            "From": f"River Post <post@{DOMAIN}>", "To": f"reader{number}@mail.example", "Subject": "The mill",
            "Date": NOW, "Message-ID": f"<{number}@{DOMAIN}>", "List-Unsubscribe": f"<{link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }.items():  # fmt: skip
            mail[name] = value
        mail.set_content(f"{TEXT}{link}\n", cte="quoted-printable")
        mail.add_alternative(f'{HTML}<a href="{link}">x</a>', subtype="html", cte="quoted-printable")
        octets = mail.as_bytes()
        if pem is None:
            return octets
        return dkimpy.sign(octets, b"r1", DOMAIN.encode(), pem, include_headers=COVERED, linesep=b"\r\n") + octets

    return one


def checked() -> Work:
    """What the SMTP client does to each message's octets before they are written."""
    octets = ours([])(1)

    def one(_: int) -> bytes:
        content.check(octets)
        return content.stuff(octets)

    return one


def microseconds(work: Work, messages: int) -> float:
    started = time.perf_counter()
    for number in range(messages):
        work(number)
    return (time.perf_counter() - started) / messages * 1e6


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--messages", type=int, default=200)
    options = arguments.parse_args()
    pem = dkim.make_rsa_key()
    rsa = dkim.Signer(DOMAIN, "r1", dkim.load_key(pem))
    ed25519 = dkim.Signer(DOMAIN, "e1", dkim.load_key(dkim.make_ed25519_key()))
    table: dict[str, tuple[Work, int]] = {
        "fill": (ours([]), options.messages),
        "fill + RSA-2048": (ours([rsa]), options.messages),
        "fill + Ed25519": (ours([ed25519]), options.messages),
        "check + dot-stuff": (checked(), options.messages),
        "email.message": (theirs(None), max(1, options.messages // 20)),
        "email.message + dkimpy RSA-2048": (theirs(pem), max(1, options.messages // 20)),
    }
    times: dict[str, list[float]] = {name: [] for name in table}
    for _ in range(options.rounds):
        for name, (work, messages) in table.items():
            times[name].append(microseconds(work, messages))
    medians = {name: statistics.median(each) for name, each in times.items()}
    print(f"{len(ours([rsa])(1)):,} octets a message, {options.rounds} rounds")
    for name, each in times.items():
        print(f"{name:32} {medians[name]:9.1f} µs  ({min(each):.1f}–{max(each):.1f})")
    for one, other in (("email.message", "fill"), ("email.message + dkimpy RSA-2048", "fill + RSA-2048")):
        print(f"{one} costs {medians[one] / medians[other]:.0f} times {other}")


if __name__ == "__main__":
    main()

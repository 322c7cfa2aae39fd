"""What else sends mail: Postfix's generator (the reference), smtplib, aiosmtplib, Django. None signs or keeps state."""

import asyncio
import shutil
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable
from email import policy
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

from benchmarks.dispatch.sinks import Sink

SENDER, READER = "letter@bench.example", "reader@mail.example"


def message_file(folder: Path) -> Path:
    """A multipart mail of 40 kB; LF at line ends, as smtp-source wants it."""
    mail = MIMEMultipart("alternative")
    mail["Subject"], mail["From"], mail["To"] = "The lower crossing", SENDER, READER
    mail.attach(MIMEText("A line about the mill on the river, and who pays.\n" * 100))
    mail.attach(MIMEText("<p>A line about the mill on the river, and who pays.</p>\n" * 620, "html"))
    path = folder / "mail.txt"
    path.write_bytes(mail.as_bytes(policy=policy.default))
    return path


def reference(sink: Sink, mail: Path, messages: int) -> float:
    """Messages a second of smtp-source."""
    command = [
        shutil.which("smtp-source", path="/usr/sbin:/usr/bin") or "smtp-source", "-d", "-s", str(sink.connections),
        "-m", str(messages), "-F", str(mail), "-f", SENDER, "-t", READER, f"127.0.0.1:{sink.port}",
    ]  # fmt: skip
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return messages / (time.perf_counter() - began)


def _smtplib(sink: Sink, mail: Path, messages: int) -> None:
    data = mail.read_bytes()
    with smtplib.SMTP("127.0.0.1", sink.port) as server:
        for _ in range(messages):
            server.sendmail(SENDER, [READER], data)


def _aiosmtplib(sink: Sink, mail: Path, messages: int) -> None:
    import aiosmtplib
    import uvloop

    data = mail.read_bytes()

    async def carry(number: int) -> None:
        server = aiosmtplib.SMTP(hostname="127.0.0.1", port=sink.port, start_tls=False)
        async with server:
            for _ in range(number):
                await server.sendmail(SENDER, [READER], data)

    async def scenario() -> None:
        await asyncio.gather(*(carry(messages // sink.connections) for _ in range(sink.connections)))

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(scenario())


_DJANGO = """
import sys, email
from django.conf import settings
settings.configure(EMAIL_HOST="127.0.0.1", EMAIL_PORT=int(sys.argv[1]))
import django; django.setup()
from django.core.mail import EmailMultiAlternatives, get_connection
parts = [part.get_payload() for part in email.message_from_file(open(sys.argv[2])).get_payload()]
mails = []
for number in range(int(sys.argv[3])):
    mail = EmailMultiAlternatives("The lower crossing", parts[0], sys.argv[4], [f"reader{number}@mail.example"])
    mail.attach_alternative(parts[1], "text/html")
    mails.append(mail)
get_connection().send_messages(mails)
"""


def _django(sink: Sink, mail: Path, messages: int) -> None:
    command = [sys.executable, "-c", _DJANGO, str(sink.port), str(mail), str(messages), SENDER]
    subprocess.run(command, check=True)


OTHERS: dict[str, Callable[[Sink, Path, int], None]] = {
    "smtplib, one connection": _smtplib,
    "aiosmtplib, uvloop": _aiosmtplib,
    "Django send_messages": _django,
}

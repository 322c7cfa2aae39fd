"""Mail that comes back, between real processes: the mail server hands it over, the worker judges it."""

import smtplib
import sqlite3
from pathlib import Path
from uuid import UUID

import pytest

from beetroot.dispatch.rules.senders import Copy
from beetroot.lib.keyring import Keyring
from beetroot.mail import verp
from tests.flows.newsrooms import PASSPHRASE, Newsroom, ending
from tests.flows.servers import free_port, until
from tests.mail.test_inbound import SENDER, report

pytestmark = pytest.mark.slow


def test_a_bounce_that_postfix_hands_over_puts_the_mailbox_out_and_no_file_names_it(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("email\nada@unmistakable-reader.example\nboris@unmistakable-reader.example\n")
    agreed = ["--consent", "at a fair", "--confirmed", "--by", "editor"]
    newsroom.run("subscribers", "import", str(file), "--newsletter", "the-ferry", *agreed)
    file.unlink()
    with sqlite3.connect(newsroom.home / "newsroom.sqlite3") as database:
        (reader,) = database.execute("SELECT id FROM audience_subscription LIMIT 1").fetchone()
    database.close()
    _id, key = Keyring.open(newsroom.home / "keys", passphrase=PASSPHRASE.encode()).message_id.current
    sender = verp.make(Copy(UUID(reader), 1).as_id(), key=key, domain="dispatch.example")
    raw = report().replace(b"ada@example.net", b"ada@unmistakable-reader.example")
    port = free_port(1)
    with ending(newsroom.start("feedback", "serve", "--lmtp", f"127.0.0.1:{port}")):
        until(lambda: listens(port), what="LMTP")
        with smtplib.LMTP("127.0.0.1", port) as server:
            for _ in range(2):
                server.sendmail("", [sender], raw.replace(SENDER.encode(), sender.partition("@")[0].encode()))
    newsroom.work()
    (counted,) = newsroom.json("subscribers", "count")
    assert (counted["confirmed"], counted["suppressed"]) == (1, 1)
    assert newsroom.json("feedback", "count")["waiting"] == 0
    found = [
        path for path in newsroom.home.rglob("*") if path.is_file() and b"unmistakable" in path.read_bytes().lower()
    ]
    assert found == []


def listens(port: int) -> bool:
    try:
        smtplib.LMTP("127.0.0.1", port).close()
    except OSError:
        return False
    return True

"""`beetroot bench dispatch` sends with the real engine and says what it took."""

import json
import os
import subprocess
import sys

import pytest

from tests.mail.servers import Sink, running

pytestmark = pytest.mark.slow


def test_the_bench_sends_to_every_reader_and_prints_one_json_document(tmp_path) -> None:
    environment = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path), "BEETROOT_HOME": str(tmp_path)}
    with running(Sink()) as sink:
        command = ["bench", "dispatch", "--recipients", "70", "--smtp", f"127.0.0.1:{sink.port}", "--connections", "3"]
        done = subprocess.run(
            [sys.executable, "-m", "beetroot", *command, "--signature", "rsa+ed25519", "--json"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        issues = [stored for stored in sink.stored if b"\r\nList-Id: " in stored.data]
    figures = json.loads(done.stdout)
    assert figures["messages"] == len({stored.recipients for stored in issues}) == 70
    assert {"seconds", "messages_per_second", "cpu_us_per_message", "peak_rss_mb"} <= set(figures)
    assert (figures["database"], figures["signature"]) == ("sqlite", "rsa+ed25519")
    assert all(stored.data.count(b"DKIM-Signature: ") == 2 for stored in issues)
    assert 36_000 < len(issues[0].data) < 44_000
    assert not list(tmp_path.iterdir()), "the throw-away newsroom was left behind"

"""`beetroot up`: a part that dies comes back, all end in order, and none outlives the supervisor."""

import signal
import socket
import subprocess
import sys

import pytest

from beetroot.config.web import PortTaken, check_ports

#: Parts that say on standard output what happens to them; the pipe closes when the last of them has gone.
_SCRIPT = """
import logging, os, signal, sys, threading
from beetroot.config import processes
from beetroot.config.processes import Part, Supervisor
from beetroot.lib.errors import BeetrootError

logging.basicConfig(stream=sys.stderr, format="%(message)s")
processes._PAUSE_SECONDS = 0.05

def say(words):
    os.write(1, (words + "\\n").encode())

def stays(name):
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    say(f"{name} began")
    stop.wait()
    say(f"{name} ended")

def dies():
    first = not os.path.exists(sys.argv[1])
    open(sys.argv[1], "a").close()
    if first:
        raise BeetrootError("the mill stands still; turn it on")
    stays("phoenix")

Supervisor(parts=[
    Part("inbox", lambda: stays("inbox"), outlives=True),
    Part("worker", lambda: stays("worker")),
    Part("phoenix", dies),
]).run(ready=lambda: say("ready"))
say("all ended")
"""


@pytest.fixture
def supervisor(tmp_path):
    command = [sys.executable, "-c", _SCRIPT, str(tmp_path / "died")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def until(process: subprocess.Popen[str], *wanted: str) -> None:
    """Reads lines until each of these was said; pytest's own limit of patience is the pipe's end."""
    assert process.stdout
    missing = set(wanted)
    while missing:
        line = process.stdout.readline()
        assert line, f"never said: {missing}"
        missing.discard(line.strip())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_all_parts_end_and_the_inbox_last(supervisor, number):
    until(supervisor, "ready", "inbox began", "worker began", "phoenix began")
    supervisor.send_signal(number)
    said, _ = supervisor.communicate()
    assert said.split("\n")[-3:] == ["inbox ended", "all ended", ""]
    assert {"worker ended", "phoenix ended"} < set(said.split("\n"))
    assert supervisor.returncode == 0


def test_a_part_that_fails_says_why_and_is_started_again(supervisor):
    until(supervisor, "inbox began", "worker began", "phoenix began")
    supervisor.send_signal(signal.SIGTERM)
    _, errors = supervisor.communicate()
    assert "phoenix: the mill stands still; turn it on" in errors
    assert "phoenix ended with 1; starting it again" in errors
    assert "Traceback" not in errors


def test_parts_end_with_a_supervisor_that_is_killed(supervisor):
    until(supervisor, "inbox began", "worker began", "phoenix began")
    supervisor.kill()
    said, _ = supervisor.communicate()  # returns once nobody holds the pipe any more
    assert set(said.split()) >= {"inbox", "worker", "phoenix", "ended"}


def test_a_taken_port_is_named_with_its_use():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"Port {port} for the desk .* --port"):
            check_ports({port: "desk"})
    check_ports({port: "desk"})

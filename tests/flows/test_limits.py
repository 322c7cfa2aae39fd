"""Every part of a newsroom, running and used: what the kernel keeps from everybody, and what root would read in it."""

import base64
import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from shutil import copytree
from urllib.parse import urlencode

import pytest

from tests import hunting, memory
from tests.flows import servers
from tests.flows.newsrooms import Newsroom, ending
from tests.flows.servers import answers, free_port, until
from tests.mail.servers import Sink, running

pytestmark = pytest.mark.slow
WITHOUT_POWERS = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs")
ADDRESSES = re.escape(hunting.NAME.encode()) + rb"\.[a-z]\d+\.Ada@"


@dataclass
class Lived:
    """A newsroom whose parts have taken sign-ups, confirmations and wishes; everybody who was typed or posted to."""

    home: Path
    port: int
    sink: Sink
    parts: dict[str, int]
    """To a process id: the supervisor, its children by what they do, and who takes mail that comes back."""

    def post(self, path: str, form: dict[str, str]) -> int:
        return self._ask("POST", path, urlencode(form))

    def look(self, path: str) -> int:
        return self._ask("GET", path, None)

    def _ask(self, method: str, path: str, form: str | None) -> int:
        line = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Host": "dispatch.example"}
        line.request(method, path, form, headers)
        status = line.getresponse().status
        line.close()
        return status

    def press(self, door: str, number: int, form: dict[str, str]) -> None:
        """What the readers of that many letters do behind their links."""
        links: list[str] = []

        def came() -> bool:
            texts = [mail.data.replace(b"=\r\n", b"").decode() for mail in list(self.sink.stored)]
            links[:] = {found for text in texts for found in re.findall(rf"/{door}/[\w-]{{43}}/", text)}
            return len(links) >= number

        until(came, what=f"{number} letters: {door}")
        for link in links:
            assert self.post(link, form) == 200


@pytest.fixture(scope="module")
def lived(founded: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """As `up` runs them, without root's powers, so that only the kernel's own word keeps one from another."""
    if not servers.IS_ROOT:
        pytest.skip("left out: only root can read the memory of processes that forbid it")
    home, port, lmtp = tmp_path_factory.mktemp("lived") / "newsroom", free_port(1), free_port()
    copytree(founded.home, home)
    with ExitStack() as stack:
        sink = stack.enter_context(running(Sink()))
        newsroom = replace(founded, home=home).with_environment(
            BEETROOT_PORT=str(port), BEETROOT_SMTP_URL=f"{sink.url}?tls=none"
        )
        up = stack.enter_context(ending(newsroom.start("up", within=WITHOUT_POWERS)))
        feedback = ("feedback", "serve", "--lmtp", f"127.0.0.1:{lmtp}")
        taking = stack.enter_context(ending(newsroom.start(*feedback, within=WITHOUT_POWERS)))
        until(lambda: all(map(answers, (port, port + 1, lmtp))), what="the newsroom")
        children = dict(zip(("public", "desk", "keyed", "keyless"), memory.children(up.pid), strict=True))
        life = Lived(home, port, sink, {"supervisor": up.pid, "feedback": taking.pid} | children)
        _use(life)
        yield life


def _use(life: Lived) -> None:
    people = [hunting.somebody(number) for number in range(5)]
    for address in people:
        assert life.post("/sign-up/the-ferry/", {"email": address}) == 302
    life.press("confirm", 5, {})
    for address in people[:3]:
        assert life.post("/preferences/", {"email": address}) in (200, 302)


def processes(life: Lived) -> list[tuple[str, int]]:
    """Every process of every part: gunicorn's arbiter and its worker, the keyed worker and its presses."""
    own = life.parts["supervisor"]
    others = [(part, each) for part, pid in life.parts.items() if pid != own for each in memory.family(pid)]
    return [("supervisor", own), *others]


def core_limit(process: int) -> list[str]:
    """Soft and hard limit of the size of core files, in bytes (proc(5))."""
    lines = Path(f"/proc/{process}/limits").read_text().splitlines()
    return next(line.split()[4:6] for line in lines if line.startswith("Max core file size"))


def test_no_part_may_write_a_core_file(lived: Lived) -> None:
    assert {(part, *core_limit(process)) for part, process in processes(lived)} == {
        (part, "0", "0") for part in lived.parts
    }


def readable(process: int) -> bool:
    """Whether another process of the same user may look into its memory (ptrace(2), PTRACE_MODE_READ)."""
    look = [*WITHOUT_POWERS, "cat", f"/proc/{process}/environ"]
    return subprocess.run(look, capture_output=True, check=False).returncode == 0


def test_no_part_shows_its_memory_to_other_processes_of_its_user(lived: Lived) -> None:
    with subprocess.Popen([*WITHOUT_POWERS, "sleep", "60"]) as other:
        until(lambda: readable(other.pid), what="a look into a process that does not hide")
        other.kill()
    assert [part for part, process in processes(lived) if readable(process)] == []


def private_keys(home: Path) -> dict[str, bytes]:
    """The private half of every key, as it stands in a key file once that is read; the list key is wrapped there."""
    read = [json.loads(path.read_bytes()) for path in (home / "keys").glob("*.key")]
    return {key["purpose"]: base64.b64decode(key["secret"]) for key in read if "argon2id" not in key}


def forms(secret: bytes) -> list[bytes]:
    """As octets, and in the text of the key's file."""
    return [secret[:48], base64.b64encode(secret)[:60]]


def test_only_the_keyed_worker_remembers_a_private_key(lived: Lived) -> None:
    keys = private_keys(lived.home)
    assert {"intake", "index", "suppression", "token"} < set(keys)
    wanted = {form: purpose for purpose, secret in keys.items() for form in forms(secret)}
    shown = {(part, wanted[form]) for part, process in processes(lived) for form in memory.holds(process, wanted)}
    assert {purpose for part, purpose in shown if part == "keyed"} >= {"intake", "index", "suppression", "token"}
    assert {part for part, _ in shown} == {"keyed"}


def test_the_public_site_soon_remembers_no_address_that_was_typed(lived: Lived) -> None:
    """Not even where memory was given back: others are answered meanwhile, as on any day (hardening.py)."""
    for number in range(40):
        assert lived.post("/preferences/", {"email": hunting.somebody(number, kind="p")}) in (200, 302)
    public = memory.family(lived.parts["public"])
    assert any(memory.shows(process, b"wagtailcore_site") for process in public), "this test would not see it"

    def forgotten() -> bool:
        assert lived.look("/sign-up/the-ferry/") == 200
        return not any(memory.shows(process, ADDRESSES) for process in public)

    until(forgotten, what="forgetting")

"""A newsroom as its operator has it: a folder, the `beetroot` command, and processes that a test starts and stops."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.flows.servers import answers, free_port, until

REPOSITORY = Path(__file__).parents[2]
BASE_URL = "https://dispatch.example"
PASSPHRASE = "four random words here"
PASSWORD = "a long enough password"


@dataclass(frozen=True)
class Site:
    """Where a newsroom's two web processes listen."""

    public: str
    desk: str


@dataclass(frozen=True)
class Newsroom:
    """A folder and the environment that its commands run in."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict, repr=False)

    def sending_to(self, smtp_url: str) -> "Newsroom":
        """The same newsroom with another mail server."""
        return self.with_environment(BEETROOT_SMTP_URL=smtp_url)

    def with_environment(self, **variables: str) -> "Newsroom":
        """The same newsroom, its commands run with these variables too."""
        return replace(self, environment=self.environment | variables)

    def start(
        self, *arguments: str, module: str = "beetroot", within: Sequence[str] = (), **how: Any
    ) -> "subprocess.Popen[str]":
        """Starts a command, `within` another such as setpriv, and does not wait."""
        variables = {"PATH": os.environ["PATH"], "BEETROOT_HOME": str(self.home), "PYTHONWARNINGS": "default"}
        return subprocess.Popen(
            [*within, sys.executable, "-m", module, *arguments],
            cwd=REPOSITORY,
            env=variables | self.environment,
            text=True,
            **how,
        )

    def run(self, *arguments: str, code: int = 0, given: str = "", module: str = "beetroot") -> str:
        """Runs a command that must end with this exit code; gives what it printed."""
        pipe = subprocess.PIPE
        process = self.start(*arguments, module=module, stdin=pipe, stdout=pipe, stderr=pipe)
        said, complained = process.communicate(given, timeout=180)
        assert process.returncode == code, f"{arguments}: {process.returncode}\n{said}\n{complained}"
        return said + (complained if code else "")

    def json(self, *arguments: str, code: int = 0) -> Any:
        """The one JSON document on a command's standard output."""
        pipe = subprocess.PIPE
        process = self.start(*arguments, "--json", stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe)
        said, complained = process.communicate(timeout=180)
        assert process.returncode == code, f"{arguments}: {process.returncode}\n{said}\n{complained}"
        return json.loads(said)

    def act(self, *arguments: str) -> str:
        """What has no command: see tests/flows/acts.py."""
        return self.run(*arguments, module="tests.flows.acts").strip()

    def work(self) -> None:
        """The keyed worker, until nothing is due for it."""
        self.run("worker", "--until-idle", "--wait", "20")

    @contextmanager
    def serving(self) -> Iterator[Site]:
        """Public site and desk as two processes, while the block runs."""
        with ExitStack() as stack:
            port = free_port(1)
            site = Site(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}")
            served = self.with_environment(BEETROOT_PORT=str(port), BEETROOT_DESK_URL=site.desk)
            for role in ("public", "desk"):
                stack.enter_context(ending(served.start("serve", "--role", role)))
            until(lambda: answers(port) and answers(port + 1), what="the site")
            yield site


@contextmanager
def ending(process: "subprocess.Popen[str]") -> Iterator["subprocess.Popen[str]"]:
    """Ends the process, and waits for it, when the block ends."""
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(30)


def found(home: Path, *, database_url: str = "", **environment: str) -> Newsroom:
    """`beetroot init`, and a staff of two: edith edits, april approves."""
    phrase = home.with_name(f"{home.name}-passphrase")
    phrase.write_text(f"{PASSPHRASE}\n")
    variables = {"BEETROOT_DATABASE_URL": database_url} if database_url else {}
    newsroom = Newsroom(home, variables | {"BEETROOT_KEY_PASSPHRASE_FILE": str(phrase)} | environment)
    names = ["--name", "Karsava Post", "--newsletter", "The Ferry", "--sender", "ferry@dispatch.example"]
    newsroom.run("init", str(home), *names, "--base-url", BASE_URL, "--passphrase-file", str(phrase))
    newsroom.act("staff")
    return newsroom

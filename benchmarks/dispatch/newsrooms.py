"""A throw-away newsroom in a process of its own, founded once and sending one issue after the other.

`python -m benchmarks.dispatch.newsrooms READERS [URL]` reads one JSON object a line (the fields of a Job) and answers
each with the figures of `beetroot bench dispatch`.
"""

import dataclasses
import json
import logging
import subprocess
import sys
from contextlib import ExitStack
from typing import Any


class Newsroom:
    """The other end of that process. On PostgreSQL it has a throw-away cluster of its own."""

    def __init__(self, *, readers: int, postgresql: bool) -> None:
        self.readers, self.postgresql = readers, postgresql

    def __enter__(self) -> "Newsroom":
        self._stack = ExitStack()
        command = [sys.executable, "-m", "benchmarks.dispatch.newsrooms", str(self.readers)]
        if self.postgresql:
            from tests.flows import servers

            cluster = self._stack.enter_context(servers.postgresql())
            command.append(cluster.new_database())
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._answer()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(60)
        self._stack.close()

    def send(self, **job: Any) -> dict[str, Any]:
        """One issue to every reader."""
        assert self._process.stdin
        print(json.dumps(job), file=self._process.stdin, flush=True)
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("A newsroom ended; its messages stand above.")
        return json.loads(line)


def main() -> None:
    from beetroot.config.cli.bench import throw_away

    readers, url = int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    with throw_away(url) as keyring:
        from beetroot.demo import bench

        logging.getLogger("beetroot").setLevel(logging.WARNING)
        newsletter = bench.found(recipients=readers, keyring=keyring)
        print("{}", flush=True)
        for line in sys.stdin:
            figures = bench.send(bench.Job(**json.loads(line)), newsletter=newsletter, keyring=keyring)
            print(json.dumps(dataclasses.asdict(figures)), flush=True)


if __name__ == "__main__":
    main()

"""How the site answers while a long list is imported: the reference, in the same run, is the site at rest.

python benchmarks/import_and_site.py [ROWS]     the real public process and `subscribers import` on SQLite
"""

import http.client
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.importing import _make_list
from benchmarks.signup import _client, _free_port, _page, _people, _serve, _wait

EVERY_SECONDS = 0.05
AT_REST_SECONDS = 10


def main(rows: int) -> None:
    """The 50th and 99th percentile of pages and sign-ups, at rest and during the import; rows a second."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        os.environ |= {"BEETROOT_HOME": folder, "DJANGO_SETTINGS_MODULE": "beetroot.config.settings"}
        import django

        django.setup()
        _people(home, 5)
        (home / "beetroot.toml").write_text("")
        (home / "passphrase").write_text("words")
        _make_list(home / "list.csv", rows)
        from beetroot.config.processes import Part, running
        from beetroot.public import rules

        rules.CALM = rules.CALM_NEARBY = rules.CALM_IN_ALL = rules.FLOOD = rules.REMEMBERED = 10**9
        port = _free_port()
        with running(Part("public site", lambda: _serve(port))):
            _wait(port)
            rest = _asked(port, until=_after(AT_REST_SECONDS))
            importing = _import(home)
            begun = time.perf_counter()
            busy = _asked(port, until=lambda: importing.poll() is not None)
            seconds = time.perf_counter() - begun
            assert importing.returncode == 0, importing.returncode
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    for kind in ("page", "sign-up"):
        for when, took in (("at rest", rest[kind]), ("importing", busy[kind])):
            took.sort()
            half, most = (took[int(len(took) * part)] * 1000 for part in (0.5, 0.99))
            print(f"{kind:8} {when:10} {half:7.1f} ms median {most:7.1f} ms p99  ({len(took)} asked)")
    print(f"import   {rows / seconds:7,.0f} rows/s meanwhile; {rows:,} in {seconds:,.0f} s, {peak:,.0f} MB at most")


def _import(home: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "beetroot", "subscribers", "import", str(home / "list.csv")]
    agreed = ["--newsletter", "ferry", "--consent", "a fair", "--confirmed", "--by", "olga"]
    environment = os.environ | {"BEETROOT_KEY_PASSPHRASE_FILE": str(home / "passphrase")}
    return subprocess.Popen([*command, *agreed], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _after(seconds: float):
    ends = time.perf_counter() + seconds
    return lambda: time.perf_counter() > ends


def _asked(port: int, *, until) -> dict[str, list[float]]:
    """A page and a sign-up in turn, each begun at its time whether or not the one before was answered."""
    took: dict[str, list[float]] = {"page": [], "sign-up": []}
    number, threads = 0, []
    while not until():
        kind = ("page", "sign-up")[number % 2]
        thread = threading.Thread(target=_one, args=(port, kind, number, took[kind]))
        thread.start()
        threads.append(thread)
        number += 1
        time.sleep(EVERY_SECONDS)
    for thread in threads:
        thread.join()
    return took


def _one(port: int, kind: str, number: int, took: list[float]) -> None:
    client: http.client.HTTPConnection = _client(port)
    begun = time.perf_counter()
    if kind == "page":
        _page(client)
    else:
        form = urlencode({"email": f"new{number}.{time.time_ns()}@reader.example", "website": "", "format": "full"})
        client.request("POST", "/sign-up/ferry/", form, {"Content-Type": "application/x-www-form-urlencoded"})
        assert client.getresponse().status == 302
    took.append(time.perf_counter() - begun)
    client.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)

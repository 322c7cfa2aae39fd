"""How many rows a second an import takes in, beside the floor in the same run: sealing each address and writing the
same bytes to SQLite by hand, without judging, looking for duplicates or counting.

python benchmarks/importing.py [ROWS]     peak memory is of this process, the library of Django included
"""

import os
import resource
import sqlite3
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

STEP = 100


def main(rows: int) -> None:
    """One line each: rows a second of floor and import, their ratio, what a million rows would take, memory."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        os.environ |= {"BEETROOT_HOME": folder, "DJANGO_SETTINGS_MODULE": "beetroot.config.settings"}
        import django

        django.setup()
        _make_list(home / "list.csv", rows)
        before = _peak()
        imported = _import(home, rows)
        peak = _peak()
        floor = _floor(home, rows)
    print(f"floor   {floor:>9,.0f} rows/s")
    print(f"import  {imported:>9,.0f} rows/s   ratio {imported / floor:.2f}   a million in {1e6 / imported:,.0f} s")
    print(f"memory  {peak - before:,.0f} MB more than before the first row (of {peak:,.0f} MB)")


def _make_list(file: Path, rows: int) -> None:
    with file.open("w") as out:
        out.write("Email Address,First Name,Joined\n")
        out.writelines(f"reader.{number}@mail{number % 211}.example.org,Ann,2024-05-01\n" for number in range(rows))


def _import(home: Path, rows: int) -> float:
    from django.core.management import call_command

    from beetroot.audience import actions
    from beetroot.lib.keyring import CHEAPEST, Keyring, make_keys
    from beetroot.newsroom.actions import found, hire, start_newsletter
    from beetroot.newsroom.rules import Role

    call_command("migrate", verbosity=0, skip_checks=True)
    make_keys(home / "keys", passphrase=b"words", domain="letter.example", argon2=CHEAPEST)
    keyring = Keyring.open(home / "keys", passphrase=b"words")
    found(name="The Ferry")
    sender = {"from_name": "The Ferry", "from_address": "desk@letter.example"}
    ferry = start_newsletter(by=None, slug="ferry", name="The Ferry", **sender)
    olga = hire(by=None, username="olga", password="a long enough one", roles=[Role.OPERATOR])  # noqa: S106
    begun = time.perf_counter()
    with (home / "list.csv").open(newline="") as lines:
        report = actions.import_csv(newsletter=ferry, lines=lines, consent="a fair", keyring=keyring, by=olga)
    seconds = time.perf_counter() - begun
    assert report.added == rows, report
    return rows / seconds


def _floor(home: Path, rows: int) -> float:
    from beetroot.lib.sealing import PrivateBox, seal

    public = PrivateBox(key_id="00000000", private=b"\x07" * 32).public
    database = sqlite3.connect(home / "floor.sqlite3")
    database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;")
    columns = "newsletter, language, format, subject_style, sealed, sealed_to, state, joined, hmac unique, hmac_key"
    database.execute(f"create table reader (id primary key, {columns})")
    begun = time.perf_counter()
    for step in _steps(rows):
        made = [
            (
                uuid.uuid4().hex,
                1,
                "en",
                "full",
                "subject",
                seal(public, b"%d" % number),
                "0",
                "c",
                "2026",
                b"%d" % number,
                "0",
            )
            for number in step
        ]
        with database:
            database.executemany(f"insert into reader values ({','.join('?' * 11)})", made)  # noqa: S608
    return rows / (time.perf_counter() - begun)


def _steps(rows: int) -> Iterator[range]:
    return (range(start, min(start + STEP, rows)) for start in range(0, rows, STEP))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)

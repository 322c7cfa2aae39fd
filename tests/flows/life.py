"""A newsroom's life with its real processes, on PostgreSQL and behind a Postfix of its own, then hunted for addresses.

`python -m tests.flows.life 10000` for a long one: it says what was done and which files show an address. It needs root,
for PostgreSQL's and Postfix's own users.
"""

import csv
import os
import re
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.client import HTTPConnection
from pathlib import Path
from typing import LiteralString, TypeVar
from urllib.parse import urlencode

import psycopg

from beetroot.public.rules import QUICKEST
from tests import hunting
from tests.dispatch.providers import Providers
from tests.flows.newsrooms import REPOSITORY, Newsroom, ending, found
from tests.flows.relaying import Relaying, relaying_postfix
from tests.flows.servers import PostgreSQL, answers, free_port, postgresql, until
from tests.mail.servers import Stored, running

NOBODY = f"gone.{hunting.DOMAIN}"
"""Whose server knows none of its mailboxes."""
_AT_A_TIME = 4
_IN_A_BATCH = 500
_PATIENCE = 300
_T = TypeVar("_T")
_Gave = TypeVar("_Gave")


@dataclass
class Life:
    """One newsroom under way. Nothing of `tmp` belongs to readers: lists that are imported lie in `outside`."""

    newsroom: Newsroom
    database_url: str
    public: int
    lmtp: int
    providers: Providers
    outside: Path
    everybody: list[str] = field(default_factory=list)
    did: dict[str, int] = field(default_factory=dict)
    troubled: set[str] = field(default_factory=set)
    """Whose mail came back, or who left: some of them are no readers any more."""

    def run(self, number: int) -> None:
        """`number` sign-ups, and of everything else what belongs to them."""
        signing = [self._somebody(n, "s") for n in range(number)]
        self.sign_up(signing)
        confirmed = self._press("confirm", signing[: number * 3 // 5])
        self.awaits("SELECT count(*) >= %s FROM audience_subscription", confirmed)
        self._import(number // 5)
        self.send(confirmed)
        self.come_back(number // 20)
        self.leave(number // 20)
        self.prefer(signing[: number * 3 // 5], number // 20 + 3)
        self.ask_the_keys(signing[0], signing[1])

    def _somebody(self, number: int, kind: str) -> str:
        one = hunting.somebody(number, kind=kind)
        if number % 50 == 7:
            one = one.replace("@", "@gone.")
        self.everybody.append(one)
        return one

    # Readers at the doors

    def post(self, path: str, form: dict[str, str], network: int) -> tuple[int, str]:
        """From a network of its own, as the proxy names it."""
        line = HTTPConnection("127.0.0.1", self.public, timeout=60)
        far = f"10.{network >> 16 & 255}.{network >> 8 & 255}.{network & 255}"
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": far}
        line.request("POST", path, urlencode(form), headers | {"Host": "dispatch.example"})
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        return answer.status, text

    def sign_up(self, addresses: list[str]) -> None:
        """As people do, whom the second page asks: a batch is asked together and answers when a person could have."""
        for first in range(0, len(addresses), _IN_A_BATCH):
            batch = addresses[first : first + _IN_A_BATCH]
            stamps = self._each("signed up", lambda each: self._signs_up(each, ""), batch)
            asked = [(each, stamp) for each, stamp in zip(batch, stamps, strict=True) if stamp]
            if asked:
                time.sleep(QUICKEST.total_seconds() + 0.1)
                again = self._each("asked once more", lambda pair: self._signs_up(*pair), asked)
                assert not any(again), "the second page came twice"

    def _signs_up(self, address: str, stamp: str) -> str:
        """The stamp of a second page, or nothing where the sign-up was taken."""
        form = {"email": address, **({"stamp": stamp} if stamp else {})}
        status, page = self.post("/sign-up/the-ferry/", form, hash(address) & 0xFFFFFF)
        if status == 302:
            return ""
        assert status == 200, status
        (stamp,) = re.findall(r'name="stamp" value="([^"]+)"', page)
        return stamp

    def _press(self, door: str, addresses: list[str]) -> int:
        """Everybody of these who got a letter with that door presses the button behind it."""
        wanted = {each.lower() for each in addresses if "@gone." not in each}
        until(lambda: len(self._links(door, wanted)) == len(wanted), seconds=_PATIENCE, what=f"letters: {door}")
        links = list(self._links(door, wanted).values())
        self._each(door, lambda path: self.post(path, {}, 1), links)
        return len(links)

    def _links(self, door: str, wanted: set[str]) -> dict[str, str]:
        found = {}
        for mail in list(self.providers.stored):
            if (to := mail.recipients[0].lower()) in wanted:
                for path in re.findall(rf"/{door}/[\w-]{{43}}/", _text(mail)):
                    found[to] = path
        return found

    def prefer(self, confirmed: list[str], number: int) -> None:
        """They ask for their link; behind it they move, are mailed what is stored, are erased. Strangers get none."""
        asking = [each for each in confirmed if "@gone." not in each and each.lower() not in self.troubled][:number]
        asking += [self._somebody(n, "n") for n in range(2)]
        self._each("asked for a link", lambda each: self.post("/preferences/", {"email": each}, hash(each)), asking)
        wanted = {each.lower() for each in asking[:-2]}
        until(lambda: len(self._links("preferences", wanted)) == len(wanted), seconds=_PATIENCE, what="links")
        for number, path in enumerate(self._links("preferences", wanted).values()):
            moved = self._somebody(number, "m").replace("@gone.", "@")
            deed = ({"do": "move", "email": moved}, {"do": "report"}, {"do": "erase", "sure": "yes"})[number % 3]
            self.post(path, deed, 2)
            if number % 3 == 0:
                self._press("move", [moved])

    # The newsroom

    def _import(self, number: int) -> None:
        file = self.outside / "list.csv"
        people = [self._somebody(n, "i") for n in range(number)]
        with file.open("w") as lines:
            rows = [["Name", "E-mail"], *([f"Ada {each}", each] for each in people), ["Ada", f"{people[0]}@"]]
            csv.writer(lines).writerows(rows)
        agreed = ["--newsletter", "the-ferry", "--consent", "at a fair", "--confirmed", "--by", "editor"]
        self._command("subscribers", "import", str(file), *agreed)
        self.did["imported"] = number

    def send(self, confirmed: int) -> None:
        """An issue to everybody, through Postfix."""
        issue = self.newsroom.act("closed_issue", str(REPOSITORY / "tests/reading/stories/en-ferry.txt"))
        self._command("issue", "send", issue, "--now", "--by", "april")
        until(
            lambda: self.newsroom.json("issue", "status", issue)["state"] == "finished",
            seconds=_PATIENCE,
            what="the end of the sending",
        )
        self.did["sent"] = self.newsroom.json("issue", "status", issue)["totals"]["accepted"]
        assert self.did["sent"] > confirmed

    def _copies(self) -> list[Stored]:
        return [mail for mail in list(self.providers.stored) if b"\nList-Unsubscribe:" in mail.data]

    def come_back(self, number: int) -> None:
        """Bounces, complaints, people's answers and rubbish, handed over by LMTP as Postfix does."""
        from tests.audience.five_hundred import answer, complaint, report

        for position, mail in enumerate(self._copies()[:number]):
            sender, to = mail.sender, mail.recipients[0]
            self.troubled.add(to.lower())
            raw = [report(sender, to), complaint(sender, to), answer(to), b"\xff" * 99 + to.encode()][position % 4]
            self._hand_over("", sender, raw)
        own = [mail for mail in list(self.providers.stored) if mail.recipients[0].endswith("@dispatch.example")]
        for mail in own:
            self._hand_over("", mail.recipients[0], mail.data)
        self.did["came back"] = number
        self.did["bounced by Postfix"] = len(own)

    def _hand_over(self, sender: str, to: str, raw: bytes | str) -> None:
        with smtplib.LMTP("127.0.0.1", self.lmtp) as server:
            server.sendmail(sender, [to], raw)

    def leave(self, number: int) -> None:
        """By one click, by mail; some are brought back by the link of their last letter."""
        copies = self._copies()[-number * 2 :]
        tokens = [re.findall(rb"/leave/(?:\w+/)?([\w-]{48})>", mail.data)[0].decode() for mail in copies]
        self.troubled |= {mail.recipients[0].lower() for mail in copies}
        one_click = {"List-Unsubscribe": "One-Click"}
        self._each("left by a click", lambda token: self.post(f"/leave/{token}", one_click, 3), tokens[:number])
        for token, mail in zip(tokens[number:], copies[number:], strict=True):
            raw = f"From: <{mail.recipients[0]}>\r\nTo: leave@dispatch.example\r\nSubject: {token}\r\n\r\nBye.\r\n"
            self._hand_over(mail.recipients[0], "leave@dispatch.example", raw)
        self.did["left by mail"] = len(tokens) - number
        self._press("undo", [mail.recipients[0] for mail in copies[: max(number // 4, 1)]])

    def ask_the_keys(self, first: str, second: str) -> None:
        """Find, forget, export and back up on the worker's host."""
        self._command("subscribers", "find", "--by", "editor", given=f"{first}\n", keep=False)
        self._command("subscribers", "forget", "--by", "editor", given=f"{second}\n")
        self._command("backup", str(self.newsroom.home.parent / "backup"))

    def _command(self, *arguments: str, given: str = "", keep: bool = True) -> None:
        said = self.newsroom.run(*arguments, given=given)
        if keep:
            (self.newsroom.home.parent / "logs" / f"{arguments[0]} {arguments[1][:6]}".replace("/", "_")).write_text(
                said
            )

    # What was done

    def _each(self, what: str, deed: Callable[[_T], _Gave], whom: Iterable[_T]) -> list[_Gave]:
        """`deed` for everybody, some at a time; how many is noted."""
        with ThreadPoolExecutor(_AT_A_TIME) as hands:
            gave = list(hands.map(deed, whom))
        self.did[what] = self.did.get(what, 0) + len(gave)
        return gave

    def awaits(self, query: LiteralString, *values: int) -> None:
        """Until the database says yes."""
        with psycopg.connect(self.database_url, autocommit=True) as line:
            until(lambda: line.execute(query, values).fetchone() == (True,), seconds=_PATIENCE, what=query)

    # What is left of it

    def places(self, *others: Path) -> list[Path]:
        """Where somebody looks who has taken the disks: the newsroom, what its processes logged, and these."""
        return [self.newsroom.home.parent, *others]


def _text(mail: Stored) -> str:
    body = message_from_bytes(mail.data, policy=policy.default)
    assert isinstance(body, EmailMessage)
    part = body.get_body(("plain",))
    return part.get_content() if part is not None else ""


@contextmanager
def living(database: PostgreSQL, folder: Path) -> Iterator[tuple[Life, Relaying]]:
    """A newsroom whose parts all run, in folder/newsroom; folder/outside is what its people have at home."""
    url, port, lmtp = database.new_database(), free_port(1), free_port(1)
    home, outside = folder / "seized" / "newsroom", folder / "outside"
    for each in (home.parent / "logs", home.parent / "tmp", home.parent / "second", outside):
        each.mkdir(parents=True)
    no = f"550 5.1.1 <{hunting.somebody(0)}>: no such user"
    with ExitStack() as stack:
        providers = stack.enter_context(running(Providers(says={NOBODY: no})))
        postfix = stack.enter_context(relaying_postfix(next_hop=providers.port))
        settings = {
            "BEETROOT_SMTP_URL": postfix.url,
            "BEETROOT_TRUST_PROXY": "true",
            "BEETROOT_SECOND_PLACE": str(home.parent / "second"),
            "BEETROOT_PORT": str(port),
            "TMPDIR": str(home.parent / "tmp"),
        }
        newsroom = found(home, database_url=url, **settings)
        with (home / "beetroot.toml").open("a") as file:
            file.write(f'[postfix]\nlog = "{postfix.log}"\nconfig = "{postfix.configuration}"\n')
        with psycopg.connect(url, autocommit=True) as line:
            line.execute("UPDATE newsroom_newsroom SET confirmations_a_day = 1000000")
            line.execute("ALTER SYSTEM SET log_statement = 'all'")  # as the most talkative server would
            line.execute("SELECT pg_reload_conf()")
        for command in (["up"], ["feedback", "serve", "--lmtp", f"127.0.0.1:{lmtp}"]):
            log = stack.enter_context((home.parent / "logs" / command[0]).open("ab"))
            stack.enter_context(ending(newsroom.start(*command, stdout=log, stderr=subprocess.STDOUT)))
        until(lambda: all(map(answers, (port, port + 1, lmtp))), what="the newsroom")
        yield Life(newsroom, url, port, lmtp, providers, outside), postfix


_UNDER_WAY: tuple[LiteralString, ...] = (
    "SELECT count(*) = 0 FROM audience_confirmation WHERE state IN ('due', 'answered')",
    "SELECT count(*) = 0 FROM audience_undo WHERE state IN ('due', 'answered')",
    "SELECT count(*) = 0 FROM audience_notice WHERE state = 'due'",
    "SELECT count(*) = 0 FROM audience_preferencelink WHERE state IN ('due', 'answered')",
    "SELECT count(*) = 0 FROM audience_addresschange WHERE state IN ('due', 'answered')",
    "SELECT count(*) = 0 FROM audience_signup",
    "SELECT count(*) = 0 FROM audience_linkrequest",
    "SELECT count(*) = 0 FROM audience_leaverequest",
)


def settle(life: Life, postfix: Relaying) -> None:
    """Until nothing is under way: all letters posted, the queue empty, the log read and given back."""
    for query in _UNDER_WAY:
        life.awaits(query)
    until(lambda: postfix.queue() == [], seconds=_PATIENCE, what="an empty queue")
    name = hunting.DOMAIN.encode()
    until(lambda: name not in postfix.log.read_bytes(), seconds=_PATIENCE, what="Postfix's log, read and erased")


def main(number: int) -> None:
    """A life of that many readers; what was done, how much was searched, and whatever shows an address."""
    with tempfile.TemporaryDirectory() as place, postgresql() as database:
        os.chmod(place, 0o755)  # noqa: S103 - Postfix's own user gets through
        begun = time.monotonic()
        with living(database, Path(place)) as (life, postfix):
            life.run(number)
            settle(life, postfix)
            hunt(life, (database.folder, postfix.folder), "running")
        sys.stdout.write(f"{time.monotonic() - begun:.0f} s; {life.did}\n")
        dump = life.newsroom.home.parent / "dump"
        subprocess.run(["pg_dump", "--inserts", "-f", str(dump), life.database_url], check=True)
        hunt(life, (database.folder,), "stopped")


def hunt(life: Life, others: tuple[Path, ...], when: str) -> None:
    """Prints what it finds."""
    places = life.places(*others)
    shown = hunting.where(places, life.everybody)
    searched = f"{len(life.everybody)} addresses, {hunting.size(places) / 1e6:,.0f} MB"
    sys.stdout.write(f"{when}: {searched}; shown in: {shown or 'nothing'}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)

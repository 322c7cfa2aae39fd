"""Sign-ups over HTTP: how long one takes, how many go through in a second, and whether the time tells the state of an
address, at each door that takes one: the form, the JSON interface, and the page that mails a reader's link. The
reference, in the same run, is the page that the form leads to, which writes nothing.

python benchmarks/signup.py [TRIES]     at each door; the real public process on SQLite, one of its kind, four threads
"""

import http.client
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

STATES = ("new", "asked", "reader", "left", "erased")
_URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}
AT_A_TIME = 8


def main(sign_ups: int) -> None:
    """Medians by state and the largest difference; then sign-ups a second with eight clients; each beside the page."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        os.environ |= {"BEETROOT_HOME": folder, "DJANGO_SETTINGS_MODULE": "beetroot.config.settings"}
        import django

        django.setup()
        addresses = _people(home, sign_ups // len(STATES))
        from beetroot.config.processes import Part, running
        from beetroot.public import rules

        # The benchmark is one network that floods; what is measured is the way of a person.
        rules.CALM = rules.CALM_NEARBY = rules.CALM_IN_ALL = rules.FLOOD = rules.REMEMBERED = 10**9
        port = _free_port()
        with running(Part("public site", lambda: _serve(port))):
            _wait(port)
            _report(port, addresses)


def _report(port: int, addresses: dict[str, list[str]]) -> None:
    asked = [(state, address) for state, people in addresses.items() for address in people]
    random.Random(7).shuffle(asked)  # noqa: S311 - an order, no secret
    client = _client(port)
    for door, ask in DOORS.items():
        for address in ("a@reader.example", "b@reader.example"):  # the first of all pays for what is loaded once
            ask(client, address)
        _report_door(door, ask, client, asked)
    rate, pages = _rate(port, _sign_up_each(len(asked))), _rate(port, [_page] * len(asked))
    print(f"rate     {rate:7.0f} sign-ups/s with {AT_A_TIME} clients; {pages:.0f} pages/s; ratio {rate / pages:.2f}")


def _report_door(door: str, ask: "_Ask", client: http.client.HTTPConnection, asked: list[tuple[str, str]]) -> None:
    took: dict[str, list[float]] = {state: [] for state in STATES}
    page: list[float] = []
    for state, address in asked:
        took[state].append(_timed(lambda address=address: ask(client, address)))
        page.append(_timed(lambda: _page(client)))
    medians = {state: median(times) * 1000 for state, times in took.items()}
    print(f"{door}, {len(asked)} times")
    print("  " + "  ".join(f"{state} {milliseconds:.2f} ms" for state, milliseconds in medians.items()))
    every = median(time for times in took.values() for time in times) * 1000
    print(f"  page {median(page) * 1000:.2f} ms; the door takes {every / median(page) / 1000:.2f} times as long")
    print(f"  apart {max(medians.values()) - min(medians.values()):.2f} ms: the slowest state from the quickest")


def _people(home: Path, each: int) -> dict[str, list[str]]:
    """A newsroom with people in every state."""
    from django.core.management import call_command

    from beetroot.audience import actions
    from beetroot.audience.models import Confirmation, Subscription
    from beetroot.audience.rules import leave_token
    from beetroot.lib.keyring import CHEAPEST, Keyring, make_keys
    from beetroot.newsroom.actions import found, hire, register_key, start_newsletter
    from beetroot.newsroom.models import Newsroom
    from beetroot.newsroom.rules import Role
    from beetroot.stories.actions import set_up_site

    call_command("migrate", verbosity=0, skip_checks=True)
    make_keys(home / "keys", passphrase=b"words", domain="letter.example", argon2=CHEAPEST)
    keyring = Keyring.open(home / "keys", passphrase=b"words")
    found(name="The Ferry")
    Newsroom.objects.update(confirmations_a_day=10**6)
    for ring in (keyring.intake, keyring.list):
        register_key(id=ring.current.key_id, purpose=ring.purpose, public=ring.current.public)
    sender = {"from_name": "The Ferry", "from_address": "desk@letter.example"}
    ferry = start_newsletter(by=None, slug="ferry", name="The Ferry", **sender)
    olga = hire(by=None, username="olga", password="a long enough one", roles=[Role.OPERATOR])  # noqa: S106
    set_up_site(by=olga, name="The Ferry", hostname="localhost", port=80)
    people = {state: [f"{state}{number}@reader.example" for number in range(each)] for state in STATES}

    def work() -> None:
        while actions.take_in(keyring=keyring, post=lambda _letter: "250 ok").more:
            pass

    readers = [*people["reader"], *people["left"], *people["erased"]]
    actions.import_csv(newsletter=ferry, lines=["email", *readers], consent="a fair", keyring=keyring, by=olga)
    by_address = {
        address: reader
        for reader, address in actions.open_addresses(
            list(Subscription.objects.values_list("id", flat=True)), keyring=keyring
        ).items()
    }
    key_id, key = keyring.token.current
    for address in people["left"]:
        actions.ask_to_leave(token=leave_token(key, key_id, by_address[address]))
    for address in people["erased"][:200]:  # each looks through all that waits; the rest is suppressed below
        actions.forget(address=address, keyring=keyring, by=olga)
    from beetroot.audience.rules import Reason

    for address in people["erased"][200:]:
        actions.suppress(subscription_id=by_address[address], reason=Reason.ERASED)
    for address in people["asked"]:
        actions.sign_up(newsletter=ferry, address=address, language="en")
    work()
    assert Confirmation.objects.count() == each
    return people


def _serve(port: int) -> None:
    from beetroot.config.web import serve

    serve(role="public", port=port)


def _sign_up_each(number: int) -> list[Callable[[http.client.HTTPConnection], None]]:
    return [lambda client, number=number: _sign_up(client, f"more{number}@reader.example") for number in range(number)]


_Ask = Callable[[http.client.HTTPConnection, str], None]


def _sign_up(client: http.client.HTTPConnection, address: str) -> None:
    form = urlencode({"email": address, "website": "", "format": "full"})
    _post(client, "/sign-up/ferry/", form, _URLENCODED, 302)


def _sign_up_by_api(client: http.client.HTTPConnection, address: str) -> None:
    _post(client, "/sign-up/ferry/", json.dumps({"email": address}), {"Content-Type": "application/json"}, 202)


def _ask_for_link(client: http.client.HTTPConnection, address: str) -> None:
    _post(client, "/preferences/", urlencode({"email": address}), _URLENCODED, 302)


DOORS: dict[str, _Ask] = {"form": _sign_up, "interface": _sign_up_by_api, "mail me my link": _ask_for_link}


def _post(client: http.client.HTTPConnection, path: str, body: str, headers: dict[str, str], status: int) -> None:
    client.request("POST", path, body, headers)
    answer = client.getresponse()
    answer.read()
    assert answer.status == status, answer.status


def _page(client: http.client.HTTPConnection) -> None:
    client.request("GET", "/sign-up/ferry/sent/")
    answer = client.getresponse()
    answer.read()
    assert answer.status == 200, answer.status


def _rate(port: int, calls: list[Callable[[http.client.HTTPConnection], None]]) -> float:
    def some(start: int) -> None:
        client = _client(port)
        for call in calls[start::AT_A_TIME]:
            call(client)

    begun = time.perf_counter()
    with ThreadPoolExecutor(AT_A_TIME) as threads:
        list(threads.map(some, range(AT_A_TIME)))
    return len(calls) / (time.perf_counter() - begun)


def _timed(call: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def _client(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=30)


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            return _page(_client(port))
        except OSError:
            time.sleep(0.2)
    raise TimeoutError


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)

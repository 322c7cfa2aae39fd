"""What is printed in processes of their own is what would have been printed here, whatever becomes of them."""

import contextlib
import os
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from beetroot.audience.models import Subscription
from beetroot.dispatch.actions.ledger import Claim
from beetroot.dispatch.rules.deliveries import Result, State
from beetroot.dispatch.tasks import press, presses
from beetroot.dispatch.tasks.press import signers_of
from beetroot.dispatch.tasks.printing import SLICE, Parcel, Printer
from tests.mail.letters import verifies

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")  # here a fork is what is tried


@contextmanager
def printer(room, presses: int) -> Iterator[Printer]:
    made = Printer(room.keyring, presses=presses)
    try:
        yield made
    finally:
        made.close()


def claims_of(room, number: int) -> list[Claim]:
    room.add_readers(*(f"reader{n}" for n in range(number)))
    edition = room.closed_issue().editions.get()
    ids = Subscription.objects.order_by("id").values_list("id", flat=True)
    return [Claim(edition.pk, number, each, "full", "subject") for number, each in enumerate(ids)]


def all_of(printer: Printer, claims: list[Claim]) -> list[Parcel]:
    taken, refused = printed(printer, claims)
    assert not refused
    return taken


def printed(printer: Printer, claims: list[Claim]) -> tuple[list[Parcel], list[Result]]:
    due = Event()
    assert printer.start(claims, when_done=due.set) == []
    taken: list[Parcel] = []
    left_out: list[Result] = []
    while len(taken) + len(left_out) < len(claims):
        due.wait(0.05)
        due.clear()
        parcels, refused = printer.take()
        taken += parcels
        left_out += refused
    assert printer.pending == 0
    return taken, left_out


def breaks_at(monkeypatch: pytest.MonkeyPatch, delivery_id: int, how: Callable[[], object]) -> None:
    """In every press from now on, one reader's mail does this."""
    sound = press._letter

    def letter(reader: press.Reader, *others: Any) -> press.Letter:
        if reader.delivery_id == delivery_id:
            how()
        return sound(reader, *others)

    monkeypatch.setattr(press, "_letter", letter)


def processes(printer: Printer) -> list[int]:
    return printer._presses.pids


@pytest.mark.parametrize("presses", [0, 1, 2])
def test_every_claim_becomes_its_readers_mail_in_the_order_of_the_claims(room, presses) -> None:
    claims = claims_of(room, 3 * SLICE + 1)
    with printer(room, presses) as made:
        parcels = all_of(made, claims)
    assert [parcel.claim for parcel in parcels] == claims
    assert len({parcel.envelope.recipient for parcel in parcels}) == len(claims)
    for parcel in parcels[:: SLICE // 2]:
        mail = bytes(parcel.data)
        assert len(mail) == parcel.envelope.octets == parcel.data.octets
        assert f"To: <{parcel.envelope.recipient}>".encode() in mail
        assert verifies(mail, signers_of(room.keyring, room.newsletter.sending_domain)[0])


@pytest.mark.parametrize("killed", [1, 2])
def test_what_a_killed_press_had_in_hand_is_printed_all_the_same(room, killed) -> None:
    claims = claims_of(room, 6 * SLICE)
    with printer(room, 2) as made:
        for pid in processes(made)[:killed]:
            os.kill(pid, signal.SIGKILL)
        parcels = all_of(made, claims)
    assert [parcel.claim for parcel in parcels] == claims


def test_presses_that_are_killed_again_and_again_are_replaced_and_nobody_is_left_out(room) -> None:
    claims = claims_of(room, 12 * SLICE)
    with printer(room, 2) as made:
        ended = Event()
        dice = random.Random(7)  # noqa: S311 - no secret

        def kill() -> None:
            for _ in range(8):  # fewer than end the trying, however slow this machine is
                ended.wait(dice.uniform(0.005, 0.05))
                with contextlib.suppress(ProcessLookupError):
                    os.kill(dice.choice(processes(made)), signal.SIGKILL)

        killer = Thread(target=kill)
        killer.start()
        parcels = all_of(made, claims)
        ended.set()
        killer.join()
        assert [parcel.claim for parcel in parcels] == claims
        assert made._presses.alive


def test_a_press_that_is_stopped_is_killed_and_its_readers_are_printed_by_another(room, monkeypatch) -> None:
    monkeypatch.setattr(presses, "SHEET_SECONDS", 0.3)
    claims = claims_of(room, 6 * SLICE)
    with printer(room, 2) as made:
        for pid in processes(made):
            os.kill(pid, signal.SIGSTOP)
        assert [parcel.claim for parcel in all_of(made, claims)] == claims


@pytest.mark.parametrize("how", [lambda: os.kill(os.getpid(), signal.SIGKILL), signal.pause], ids=["ends", "hangs"])
def test_a_reader_whose_mail_ends_presses_is_left_out_with_a_reason_and_the_others_go_on(
    room, monkeypatch, how
) -> None:
    monkeypatch.setattr(presses, "SHEET_SECONDS", 0.3)
    breaks_at(monkeypatch, SLICE + 5, how)
    claims = claims_of(room, 3 * SLICE)
    with printer(room, 2) as made:
        parcels, refused = printed(made, claims)
    assert [parcel.claim for parcel in parcels] == [each for each in claims if each.delivery_id != SLICE + 5]
    assert [(each.delivery_id, each.state) for each in refused] == [(SLICE + 5, State.REJECTED)]
    assert refused[0].reply.startswith("ours: The program that makes the mails broke down")


def test_presses_that_end_over_everything_blame_nobody_and_the_worker_prints_itself(room, monkeypatch) -> None:
    monkeypatch.setattr(presses, "_REST_SECONDS", 0.0)
    worker, sound = os.getpid(), press.Press.work

    def work(self: press.Press, order: press.Order) -> list[press.Letter | press.Refusal]:
        return sound(self, order) if os.getpid() == worker else os._exit(9)

    monkeypatch.setattr(press.Press, "work", work)
    claims = claims_of(room, 2 * SLICE)
    with printer(room, 2) as made:
        assert [parcel.claim for parcel in all_of(made, claims)] == claims


def test_without_its_foreman_the_worker_goes_on_alone(room) -> None:
    claims = claims_of(room, 4 * SLICE)
    with printer(room, 2) as made:
        foreman = made._presses._foreman
        assert foreman is not None
        os.kill(foreman.pid, signal.SIGKILL)
        assert [parcel.claim for parcel in all_of(made, claims)] == claims


def test_a_press_has_no_file_of_the_worker_and_stands_back_for_it(room) -> None:
    with printer(room, 2) as made:
        claims = claims_of(room, 1)
        all_of(made, claims)
        for pid in processes(made):
            open_files = [os.readlink(each) for each in Path(f"/proc/{pid}/fd").iterdir() if int(each.name) > 2]
            assert [name.partition(":")[0] for name in open_files] == ["socket"]
            assert os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, 0)


def test_presses_end_with_the_worker_even_by_kill_9(room) -> None:
    ours, theirs = os.pipe()
    worker = os.fork()
    if not worker:
        held = Printer(room.keyring, presses=2)
        os.write(theirs, " ".join(map(str, processes(held))).encode())
        signal.pause()
    children = [int(each) for each in os.read(ours, 100).split()]
    assert len(children) == 2
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    for each in children:
        _until_gone(each)
    os.close(ours)
    os.close(theirs)


def _until_gone(pid: int) -> None:
    while True:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return
        if state == "Z":
            return


def test_sigterm_for_the_whole_group_ends_no_press_before_the_worker(room) -> None:
    claims = claims_of(room, 2)
    with printer(room, 1) as made:
        os.kill(processes(made)[0], signal.SIGTERM)
        os.kill(processes(made)[0], signal.SIGINT)
        assert len(all_of(made, claims)) == len(claims)


def test_no_representation_shows_an_address(room) -> None:
    claims = claims_of(room, 1)
    with printer(room, 0) as made:
        assert "@example" not in repr(all_of(made, claims))

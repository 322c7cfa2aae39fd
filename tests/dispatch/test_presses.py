"""What is printed in processes of their own is what would have been printed here, whatever becomes of them."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from beetroot.audience.models import Subscription
from beetroot.dispatch.actions.ledger import Claim
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
    assert printer.start(claims) == []
    taken: list[Parcel] = []
    while len(taken) < len(claims):
        parcels, refused = printer.take()
        assert not refused
        taken += parcels
    assert printer.pending == 0
    return taken


def processes(printer: Printer) -> list[int]:
    return [pid for pid, _pipe in printer._presses._ends]


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
    presses = [int(each) for each in os.read(ours, 100).split()]
    assert len(presses) == 2
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    for press in presses:
        _until_gone(press)
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

"""The operator's commands, each as a process of its own: what they do, print and return."""

import csv
import io
import json
import os
import re
import signal
import stat
import subprocess
import time
import urllib.request
from itertools import pairwise
from pathlib import Path

import pytest

from beetroot.demo.inbox import Inbox, run_inbox
from tests.flows.newsrooms import BASE_URL, REPOSITORY, Newsroom
from tests.flows.servers import answers, free_port, until

pytestmark = pytest.mark.slow

STORIES = REPOSITORY / "tests/reading/stories"
USAGE, LOCKED, DECIDE = 2, 3, 4


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """The example newsroom, made and not started."""
    newsroom = Newsroom(tmp_path_factory.mktemp("example") / "newsroom")
    newsroom.run("init", str(newsroom.home), "--demo")
    return newsroom


def import_readers(newsroom: Newsroom, *names: str, code: int = 0) -> None:
    file = newsroom.home.with_name("list.csv")
    file.write_text("\n".join(["Name,E-mail", *(f"{name},{name}@readers.example" for name in names)]))
    agreed = ["--consent", "On paper, in May.", "--confirmed", "--by", "editor"]
    newsroom.run("subscribers", "import", str(file), "--newsletter", "the-ferry", *agreed, code=code)


# A new newsroom


def test_init_makes_a_folder_whose_secrets_only_its_owner_reads(newsroom: Newsroom) -> None:
    secrets = [newsroom.home / "secret.key", *(newsroom.home / "keys").iterdir()]
    assert len(secrets) > 5
    assert {stat.S_IMODE(file.stat().st_mode) for file in secrets} == {0o600}
    assert stat.S_IMODE((newsroom.home / "keys").stat().st_mode) == 0o700
    assert f'base_url = "{BASE_URL}"' in (newsroom.home / "beetroot.toml").read_text()
    names = ["--name", "A", "--newsletter", "B", "--sender", "b@dispatch.example", "--base-url", BASE_URL]
    assert "choose" in newsroom.run("init", str(newsroom.home), *names, code=USAGE)


def test_a_folder_without_a_newsroom_says_what_to_do(tmp_path: Path) -> None:
    assert "beetroot init" in Newsroom(tmp_path).run("issue", "list", code=USAGE)


def test_keys_are_listed_without_secrets_and_dns_says_what_to_publish(newsroom: Newsroom) -> None:
    keys = newsroom.json("keys", "list")
    assert {"intake", "list", "index", "token", "dkim"} <= {key["purpose"] for key in keys}
    assert all(key["file"] for key in keys)
    (record,) = [row for row in newsroom.json("keys", "dns") if "_domainkey" in row["name"]]
    assert record["name"].endswith("._domainkey.dispatch.example")
    assert re.fullmatch(r"v=DKIM1; k=rsa; p=[A-Za-z0-9+/=]{300,}", record["value"])


def test_the_doctor_says_what_to_do_about_a_mail_server_that_is_not_there(newsroom: Newsroom) -> None:
    findings = newsroom.sending_to("smtp://127.0.0.1:1").json("doctor", code=1)
    assert all(set(finding) == {"check", "ok", "detail", "do"} for finding in findings)
    wrong = {finding["check"]: finding["do"] for finding in findings if not finding["ok"]}
    assert "smtp_url" in wrong["mail server"]
    assert all(wrong.values())


# What a text says


def test_read_prints_one_document_that_accounts_for_every_character(newsroom: Newsroom) -> None:
    source = (STORIES / "en-ferry.txt").read_text()
    reading = newsroom.json("read", str(STORIES / "en-ferry.txt"))
    assert reading["headline"] == "How a river crossing became a border that nobody may cross"
    edges = [(part["start"], part["end"]) for part in reading["account"]]
    assert edges[0][0] == 0
    assert edges[-1][1] == len(source)
    assert all(first[1] == second[0] for first, second in pairwise(edges))
    assert json.loads(newsroom.run("read", "-", "--json", given=source))["text"] == reading["text"]


def test_a_file_that_is_no_story_is_refused_and_the_others_are_imported(newsroom: Newsroom, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("milk\neggs\nbread\n")
    files = [str(STORIES / "en-ferry.txt"), str(tmp_path / "list.txt")]
    newsroom.run("read", files[1], code=1)
    ferry, shopping = newsroom.json("story", "import", *files, "--by", "edith", code=1)
    assert isinstance(ferry["story"], int)
    assert ferry["refusal"] is None
    assert shopping["story"] is None
    assert shopping["refusal"]


def test_confirmed_facts_are_exported_in_four_formats_and_suggestions_are_not(newsroom: Newsroom) -> None:
    slug = newsroom.act("situation", "who-may-cross")
    options = ["--situation", slug, "--by", "edith"]
    (ferry,) = newsroom.json("story", "import", str(STORIES / "en-ferry.txt"), *options)

    def export(form: str) -> str:
        return newsroom.run("record", "export", "--format", form, "--situation", slug)

    assert "two weeks" not in export("csv")
    newsroom.act("confirm,settle_photos,publish", str(ferry["story"]))
    for form in ("ftm", "jsonld"):
        assert all(isinstance(json.loads(line), dict) for line in export(form).splitlines())
    assert "two weeks" in export("jsonld")
    assert isinstance(json.loads(export("timelinejs"))["events"], list)
    rows = list(csv.reader(io.StringIO(export("csv"))))
    assert len({len(row) for row in rows}) == 1
    assert any("two weeks" in cell for row in rows for cell in row)


# Readers and issues


def test_readers_are_imported_once_and_only_with_the_keys(newsroom: Newsroom) -> None:
    import_readers(newsroom.with_environment(BEETROOT_KEY_PASSPHRASE_FILE=""), "ada", code=LOCKED)
    import_readers(newsroom, "ada", "boris", "ada")
    import_readers(newsroom, "boris", "clara")
    (row,) = newsroom.json("subscribers", "count")
    assert row == {"newsletter": "the-ferry", "confirmed": 3, "pending": 0, "left": 0, "suppressed": 0}
    written = b"".join(path.read_bytes() for path in newsroom.home.rglob("*") if path.is_file())
    assert b"readers.example" not in written


def test_issue_verbs_say_who_and_what_is_missing(newsroom: Newsroom) -> None:
    issue_id = newsroom.act("closed_issue", str(STORIES / "en-ferry.txt"))
    newsroom.run("issue", "send", issue_id, code=DECIDE)
    newsroom.run("issue", "send", issue_id, "--by", "nobody", code=DECIDE)
    newsroom.run("issue", "send", "999", "--by", "april", code=DECIDE)
    newsroom.run("issue", "approve", issue_id, "--by", "edith", code=1)
    (listed,) = newsroom.json("issue", "list")
    assert (listed["id"], listed["state"]) == (int(issue_id), "closed")
    assert newsroom.json("issue", "reopen", issue_id, "--by", "april")["state"] == "draft"
    newsroom.run("issue", "send", issue_id, "--by", "april", code=1)


def test_a_send_waits_for_its_undo_and_can_be_taken_back(newsroom: Newsroom) -> None:
    import_readers(newsroom, "ada")
    issue_id = newsroom.act("closed_issue", str(STORIES / "en-ferry.txt"))
    status = newsroom.json("issue", "send", issue_id, "--by", "april")
    assert status["state"] == "waiting"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", status["next_due"])
    assert newsroom.json("issue", "cancel", issue_id, "--by", "april")["state"] in {"cancelled", "closed"}


# Backup and restore


def test_a_restored_newsroom_sends_nothing_until_somebody_adopts_it(newsroom: Newsroom, tmp_path: Path) -> None:
    import_readers(newsroom, "ada", "boris")
    issue_id = newsroom.act("closed_issue", str(STORIES / "en-ferry.txt"))
    newsroom.run("issue", "send", issue_id, "--now", "--by", "april")
    copy, keys = tmp_path / "backup", tmp_path / "keys"
    newsroom.run("backup", str(copy))
    newsroom.run("keys", "backup", str(keys))
    assert_holds_no_key(copy, newsroom.home / "keys")
    with run_inbox(folder=tmp_path / "inbox", public_url=BASE_URL, base_url=BASE_URL) as running:
        again = Newsroom(tmp_path / "again", newsroom.environment)
        again = again.sending_to(f"smtp://127.0.0.1:{running.smtp_port}?tls=none")
        again.run("restore", str(copy), "--keys", str(keys), code=DECIDE)
        again.run("restore", str(copy), "--keys", str(keys), "--accept-gap")
        assert again.json("issue", "status", issue_id)["state"] == "paused"
        again.work()
        assert not running.inbox.messages()
        assert_sends_once_adopted(again, issue_id, running.inbox)


def assert_holds_no_key(backup: Path, keys: Path) -> None:
    copied = b"".join(path.read_bytes() for path in backup.rglob("*") if path.is_file())
    assert not any(path.name == "secret.key" for path in backup.rglob("*"))
    for key in keys.iterdir():
        assert key.read_bytes().strip() not in copied, key.name


def assert_sends_once_adopted(again: Newsroom, issue_id: str, inbox: Inbox) -> None:
    again.run("doctor", "--adopt", "--by", "editor", code=1)  # it still says that a send is paused
    again.run("issue", "resume", issue_id, "--by", "april")
    again.work()
    assert len(inbox.messages()) == 2
    assert again.json("issue", "status", issue_id)["state"] == "finished"


# All parts together


def children(parent: int) -> list[int]:
    """Processes that were started by this one, theirs included."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    direct = [pid for pid, parent_of in pairs if parent_of == parent]
    return direct + [grandchild for child in direct for grandchild in children(child)]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def up(newsroom: Newsroom, *, port: int, demo: bool = False) -> "subprocess.Popen[str]":
    """Started in a session of its own, as a terminal does; returns when public site and desk answer."""
    options = ["--demo"] if demo else []
    process = newsroom.start("up", *options, "--port", str(port), start_new_session=True, stdout=subprocess.DEVNULL)
    until(lambda: answers(port) and answers(port + 1), seconds=60, what="the site")
    return process


def test_killing_the_supervisor_leaves_nothing_behind(newsroom: Newsroom) -> None:
    port = free_port(3)
    process = up(newsroom, port=port)
    parts = children(process.pid)
    assert len(parts) >= 4
    process.kill()
    process.wait(10)
    until(lambda: not any(map(is_alive, parts)), seconds=15, what="the end of every part")
    assert not answers(port)


def test_ctrl_c_ends_everything_within_ten_seconds(newsroom: Newsroom) -> None:
    process = up(newsroom, port=free_port(3))
    parts = children(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(10) == 0
    assert not any(map(is_alive, parts))


def test_the_example_newsroom_starts_quickly_and_shows_its_inbox(
    example: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port(3)
    began = time.monotonic()
    process = up(example, port=port, demo=True)
    seconds = time.monotonic() - began
    with capsys.disabled():
        print(f"\nthe example newsroom answered after {seconds:.1f} s")  # noqa: T201 - a measured number
    try:
        until(lambda: answers(port + 2) and answers(port + 3), what="the inbox")
        for number in range(3):
            page = urllib.request.urlopen(f"http://127.0.0.1:{port + number}/", timeout=20)
            assert page.status == 200
        assert seconds < 15
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0

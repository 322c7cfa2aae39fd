"""The server is probed by doctor and by nobody else; only then does an envelope go ahead with a dot."""

from beetroot.dispatch import actions, rendering
from beetroot.dispatch.actions.probing import found, probe_server
from beetroot.mail.smtp import ServerUrl
from tests.mail.servers import CLOSE, Sink, running


def _verbs(sink: Sink) -> list[str]:
    return [command.split()[0] for command in sink.commands]


def test_a_probe_is_one_mail_to_the_newsroom_itself_and_is_remembered(room, sink, settings) -> None:
    server = ServerUrl.parse(settings.BEETROOT_SMTP_URL)
    assert found(server) is None
    assert probe_server().overlaps
    assert found(server) is not None
    assert [stored.recipients for stored in sink.stored] == [(room.newsletter.from_address,)]
    assert _verbs(sink)[-4:] == ["DATA", "MAIL", "RCPT", "DATA"]  # and then closed, without a second mail


def test_with_a_probed_server_everybody_gets_their_issue_once_and_leavers_get_none(room, work, settings) -> None:
    room.add_readers(*(f"reader{number}" for number in range(200)))
    issue = room.closed_issue()
    with running(Sink(replies={"RCPT": ["250 ok"] * 20 + ["550 5.1.1 no such user"] + ["250 ok"] * 500})) as server:
        settings.BEETROOT_SMTP_URL = f"{server.url}?tls=none"
        probe_server()
        room.leave("boris")
        actions.queue(issue=issue, by=room.editor, now=True)
        work(server=server)
        issues = [stored.recipients[0] for stored in server.stored if b"\r\nList-Id: " in stored.data]
    counts = rendering.status(issue)["totals"]
    assert (counts["accepted"], counts["rejected"], counts["uncertain"]) == (len(issues), 1, 0)
    assert counts["audience"] == counts["accepted"] + 1
    assert len(set(issues)) == len(issues)
    assert "boris@example.net" not in issues


def test_a_connection_that_breaks_after_a_dot_leaves_one_message_unknown_and_none_out(room, work, settings) -> None:
    room.add_readers(*(f"reader{number}" for number in range(40)))
    issue = room.closed_issue()
    with running(Sink()) as server:
        settings.BEETROOT_SMTP_URL = f"{server.url}?tls=none"
        probe_server()
        server._left["dot"] = ["250 ok"] * 10 + [CLOSE]
        actions.queue(issue=issue, by=room.editor, now=True)
        work(server=server)
        issues = [stored.recipients[0] for stored in server.stored if b"\r\nList-Id: " in stored.data]
    counts = rendering.status(issue)["totals"]
    assert (counts["accepted"], counts["uncertain"], counts["audience"]) == (42, 1, 43)
    assert len(set(issues)) == len(issues) == 43

"""A newsroom whose Postfix is on its own host, as its operator sees it."""

import pytest

from tests.dispatch.providers import Providers
from tests.flows import servers
from tests.flows.newsrooms import Newsroom
from tests.flows.relaying import relaying_postfix
from tests.flows.test_commands import STORIES, import_readers
from tests.mail.servers import running

pytestmark = pytest.mark.slow


def test_the_status_says_what_became_of_what_the_own_postfix_accepted(newsroom: Newsroom) -> None:
    if not servers.IS_ROOT:
        pytest.skip("left out: only root can start a Postfix")
    import_readers(newsroom, "ada", "boris", "clara")
    issue_id = newsroom.act("closed_issue", str(STORIES / "en-ferry.txt"))
    with running(Providers()) as providers, relaying_postfix(next_hop=providers.port) as postfix:
        with (newsroom.home / "beetroot.toml").open("a") as file:
            file.write(f'[postfix]\nlog = "{postfix.log}"\nconfig = "{postfix.configuration}"\n')
        sending = newsroom.sending_to(postfix.url)
        checks = {each["check"]: each for each in sending.json("doctor")}
        assert {name for name in checks if checks[name]["ok"]} >= {"mail log", "mail queue", "mail out of the queue"}
        sending.run("issue", "send", issue_id, "--now", "--by", "april")
        sending.work()
        status = sending.json("issue", "status", issue_id)
        assert status["delivery"] == {"relayed": 0, "delivered": 3, "deferred": 0, "bounced": 0}
        assert (status["state"], status["followed_to"], status["totals"]["accepted"]) == ("finished", "delivered", 3)
        assert "delivered" in sending.run("issue", "status", issue_id)
        assert len(providers.stored) == 3
        assert b"readers.example" not in postfix.log.read_bytes()

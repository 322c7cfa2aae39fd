"""Who may write but not confirm sees of the record at the desk what readers may see, and nothing that is kept."""

from itertools import islice
from typing import Any
from urllib.parse import unquote_plus

import pytest
from django.test import Client
from django.urls import reverse

from beetroot.newsroom.actions import hire
from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Permission, Role
from beetroot.record import actions
from tests.record import test_secrets
from tests.record.conftest import Town
from tests.record.crawling import crawl

pytestmark = pytest.mark.django_db
MOST = 220
DRAFTS = {test_secrets._unpublished_story}
"""A reporter reads the drafts of others; that is how they work together."""


def keep_everything(town: Town) -> None:
    for keep in test_secrets.KEPT:
        if keep not in DRAFTS:
            keep(town)
    own: dict[str, Any] = {"by": town.editor, "situation": town.situation}
    source = actions.add_source(by=town.editor, title="A letter", private=True)
    actions.add_figure(**own, what="papers that I saw the papers of", value="31", printed="31", sources=[source])
    secret = actions.start_situation(by=town.editor, title=test_secrets.SECRET, private=True)
    actions.add_figure(by=town.editor, situation=secret, what="guards at the weir", value="3", printed="3 (Tajna)")
    claim = actions.add_claim(by=town.editor, situation=secret, wording="The guards at the weir are paid by the trust.")
    denial = actions.add_statement(by=town.editor, situation=secret, name_as_written=test_secrets.SECRET, content="No.")
    actions.add_claim_link(by=town.editor, situation=secret, link="denies", statement=denial, claim=claim)
    person = actions.add_actor(by=town.editor, name="Vera Weir", position="clerk", hidden=True)
    actions.change(fact=person, by=town.editor, changes={"position": "who told us: I saw the papers"})


def seeds(town: Town) -> list[str]:
    words = [f"?q={word}" for word in ("Tajna", "papers")]
    lists = ["/desk/pages/search/", "/desk/images/", "/desk/documents/", "/desk/reports/site-history/"]
    page = town.story.pk
    pages = [f"/desk/pages/{page}/{verb}/" for verb in ("edit", "history", "usage", "edit/preview", "view_draft")]
    api = [f"/desk/api/main/{kind}/" for kind in ("pages", "images", "documents")]
    api.append(f"/desk/api/main/pages/{page}/")
    record = [reverse("record:insert", args=[page]) + f"?situation={town.situation.pk}"]
    return ["/desk/", *lists, *pages, *api, *record, *(path + query for path in lists for query in words)]


def is_desk(link: str) -> bool:
    return link.startswith("/desk/") and "logout" not in link


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.EDITOR, Role.APPROVER, Role.ANALYST)])
def test_nothing_that_is_kept_is_come_to_at_the_desk_by_who_may_not_confirm(
    town: Town, client: Client, role: Role
) -> None:
    somebody = hire(by=None, username="sam", password="a long enough word", roles=[role])
    assert not somebody.may(Permission.CONFIRM_FACT)
    keep_everything(town)
    client.force_login(somebody)
    found = islice(crawl(client, seeds(town), may=is_desk), MOST)
    pages = {path: (status, body) for path, status, body in found}
    assert pages["/desk/"][0] == 200
    leaks = {path for path, (_status, body) in pages.items() if leaked(path, body)}
    assert leaks == set()
    assert len(pages) > 20
    client.force_login(town.editor)
    brief = reverse("issues:brief")
    assert leaked(brief, client.get(brief).content.decode())  # whoever confirms facts does see them


def leaked(path: str, body: str) -> list[str]:
    """Secret words in a page; what somebody asked a search for stands in its answer."""
    asked = unquote_plus(path.partition("?q=")[2])
    return [words for words in test_secrets.SECRET_WORDS if words in (body.replace(asked, "") if asked else body)]


def test_the_pages_of_the_record_are_closed_to_a_reporter(town: Town, client: Client, reporter: User) -> None:
    client.force_login(reporter)
    page, slug = town.story.pk, town.situation.slug
    paths = [
        reverse("record:board", args=[slug]), reverse("record:redact"), reverse("record:words", args=[page]),
        reverse("record:story", args=[page]), reverse("record:correct", args=["figure", town.workers.pk]),
        reverse("record:fact", args=[page, "statement", town.said.pk]),
    ]  # fmt: skip
    paths += [reverse(f"record_{kind}:index") for kind in ("situations", "actors", "sources", "relations", "forecasts")]
    paths.append(reverse("record_sources:edit", args=[town.source.pk]))
    for path in paths:
        answer = client.get(path, follow=True)
        assert "Minutes of June" not in answer.content.decode()
        assert answer.status_code == 403 or answer.redirect_chain, path


def test_a_writer_is_warned_only_of_what_readers_may_see(town: Town, client: Client, reporter: User) -> None:
    keep_everything(town)
    text = (
        "There are 900 guards at the weir. There are 12 papers that I saw. "
        "The guards at the weir are paid by the trust. "
        "The clerk Vera Weir was glad. There are 900 people at the mill."
    )
    client.force_login(reporter)
    found = client.post(reverse("record:warnings"), {"text": text}).content.decode()
    assert "Some 700" in found or town.workers.sources.filter(private=True).exists()
    assert [words for words in (*test_secrets.SECRET_WORDS, "Vera Weir was") if words in found] == []
    client.force_login(town.editor)
    assert "Tajna" in client.post(reverse("record:warnings"), {"text": text}).content.decode()

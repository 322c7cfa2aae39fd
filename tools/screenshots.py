"""`make screenshots`: the pictures of docs/screenshots/, taken from a fresh example newsroom, or the one named."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.flows.browsers import chromium, sign_in
from tests.flows.newsrooms import Newsroom
from tests.flows.pages import EDITOR, Example, example, fetch
from tests.flows.servers import until

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
PHONE, DESKTOP = (390, 844), (1280, 844)
_GAP, _GROUND = 40, "#d9d0c8"
Picture = Image.Image


def main() -> None:
    """Takes them all; each is written as soon as it is taken."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        take(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "newsroom")


def take(home: Path) -> None:
    """Starts the newsroom in `home`, which is made where it is missing; its third issue is sent."""
    with example(home) as site, chromium() as browser:
        take_pages(browser, site)
        take_desk(browser, site)
        Newsroom(home).run("issue", "send", "3", "--by", "editor", "--now")
        take_mail(browser, site)


def take_pages(browser: Browser, site: Example) -> None:
    """What readers see: phone by day, desktop by night."""
    for name, path in (("story", "/stories/what-was-on-paper/"), ("situation", "/situations/belarus-sovereignty/")):
        phone = _shot(browser, site.public + path, size=PHONE)
        _write(name, phone, _shot(browser, site.public + path, size=DESKTOP, scheme="dark"))
    door = f"{site.public}/sign-up/the-ferry/"
    _write("signup", _shot(browser, door, size=PHONE), _shot(browser, door, size=PHONE, scheme="dark"))


def take_desk(browser: Browser, site: Example) -> None:
    """The approved issue is closed and sent; the desk shows the large Undo."""
    name, password = EDITOR
    page = sign_in(browser, site.desk, name=name, password=password)
    page.goto(f"{site.desk}/desk/issues/3/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Close the issue").click()
    page.goto(f"{site.desk}/desk/sendings/3/send/")
    page.get_by_role("button", name="Send to").click()
    page.goto(f"{site.desk}/desk/issues/3/")
    page.set_viewport_size({"width": 1280, "height": 760})
    _write("desk-issue", _picture(page))
    page.get_by_role("button", name="Undo").click()  # only what is not queued can be sent at once


def take_mail(browser: Browser, site: Example) -> None:
    """The issue in the local inbox."""
    until(lambda: "/mail/" in fetch(f"{site.inbox}/")[1], seconds=60, what="the mail")
    with _page(browser, DESKTOP) as page:
        page.goto(f"{site.inbox}/")
        page.locator('a[href^="/mail/"]').first.click()
        page.wait_for_load_state("networkidle")
        _write("mail", _picture(page))


@contextmanager
def _page(browser: Browser, size: tuple[int, int], scheme: str = "light") -> Iterator[Page]:
    window = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = window.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    yield page
    window.close()


def _shot(browser: Browser, address: str, *, size: tuple[int, int], scheme: str = "light") -> Picture:
    with _page(browser, size, scheme) as page:
        page.goto(address, wait_until="networkidle")
        return _picture(page)


def _picture(page: Page) -> Picture:
    return Image.open(BytesIO(page.screenshot())).convert("RGB")


def _write(name: str, *pictures: Picture) -> None:
    """Side by side on one ground, in 128 colours, which keeps a page of text under 250 kB."""
    width = sum(picture.width for picture in pictures) + _GAP * (len(pictures) + 1)
    height = max(picture.height for picture in pictures) + 2 * _GAP
    sheet, left = Image.new("RGB", (width, height), _GROUND), _GAP
    for picture in pictures:
        sheet.paste(picture, (left, _GAP))
        left += picture.width + _GAP
    sheet.quantize(128, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()

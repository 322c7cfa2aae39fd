"""The whole way: a reader signs up, a page becomes a story with facts, an issue arrives, and the reader leaves."""

import json
import re
import socket
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from lxml import html as lxml_html
from playwright.sync_api import Browser, Page

from beetroot.demo.inbox import Inbox, run_inbox
from tests.flows import mail_rules
from tests.flows.browsers import sign_in
from tests.flows.mail_rules import Received, from_postfix
from tests.flows.newsrooms import BASE_URL, PASSWORD, REPOSITORY, Newsroom, Site
from tests.flows.servers import Mailbox

pytestmark = pytest.mark.slow

STORY = REPOSITORY / "tests/reading/stories/en-ferry.txt"
ADA, BORIS = "ada.reader@readers.example", "boris@readers.example"
SENTENCE = "We were told it was for two weeks"


# Steps in the browser


def sign_up_and_confirm(browser: Browser, newsroom: Newsroom, site: Site, postfix: Mailbox) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800}).new_page()
    page.goto(f"{site.public}/the-ferry/")
    page.get_by_label("Your mail address").fill(ADA)
    page.get_by_role("button", name="Sign up").click()
    assert "Look into your inbox" in page.inner_text("h1")
    assert not page.context.cookies()
    newsroom.work()
    (letter,) = mails_to(postfix, ADA)
    path = confirm_path(letter)
    for _ in range(2):
        page.goto(site.public + path)
    newsroom.work()
    assert counts(newsroom)["confirmed"] == 0, "a look confirmed"
    page.get_by_role("button", name="Yes, send it to me").click()
    assert "You are in" in page.inner_text("h1")
    newsroom.work()
    assert counts(newsroom)["confirmed"] == 1
    page.context.close()


def import_in_browser(desk: Page, site: Site) -> str:
    desk.goto(f"{site.desk}/desk/import/")
    desk.get_by_label("Paste the page or the text").fill(STORY.read_text())
    desk.get_by_label("Written for the newsletter").select_option(label="The Ferry")
    desk.get_by_role("button", name="Read it").click()
    assert "How a river crossing became a border" in desk.inner_text("main")
    address = desk.get_by_role("link", name="Open the draft").get_attribute("href") or ""
    (story_id,) = re.findall(r"/pages/(\d+)/", address)
    return story_id


def confirm_in_browser(desk: Page, site: Site, story_id: str) -> None:
    desk.goto(f"{site.desk}/desk/record/story/{story_id}/")
    desk.get_by_role("button", name="Find facts in this story").click()
    desk.wait_for_selector("article")
    desk.goto(f"{site.desk}/desk/record/story/{story_id}/?all")
    card = desk.locator("article", has_text=SENTENCE).first
    card.get_by_role("button", name="Confirm this sentence").click()
    desk.wait_for_load_state()
    assert "Confirmed" in desk.locator("article", has_text=SENTENCE).first.inner_text().title()


def publish_in_browser(desk: Page, site: Site, story_id: str) -> None:
    desk.goto(f"{site.desk}/desk/pages/{story_id}/edit/")
    desk.locator("footer [data-w-dropdown-target=toggle]").click()
    desk.get_by_role("button", name="Publish").click()
    desk.wait_for_load_state()
    assert "published" in desk.inner_text(".messages").lower()


def issue_in_browser(desk: Page, site: Site) -> str:
    desk.goto(f"{site.desk}/desk/issues/new/")
    desk.get_by_role("button", name="Make a draft").click()
    desk.get_by_label("Subject", exact=True).first.fill("Паром больше не ходит 🛶 “the ferry”")
    desk.get_by_label("How a river crossing became a border").check()
    desk.get_by_role("button", name="Save").click()
    desk.get_by_role("button", name="Submit for approval").click()
    assert "A colleague can approve it now" in desk.inner_text(".messages")
    (issue_id,) = re.findall(r"/issues/(\d+)/", desk.url)
    return issue_id


def approve_in_browser(browser: Browser, desk: Page, site: Site, issue_id: str) -> None:
    assert not desk.get_by_role("button", name="Approve").count(), "an editor may approve"
    other = sign_in(browser, site.desk, name="april", password=PASSWORD)
    other.goto(f"{site.desk}/desk/issues/{issue_id}/")
    other.get_by_role("button", name="Approve").click()
    assert "Approved" in other.inner_text(".messages")
    other.get_by_role("button", name="Close the issue").click()
    assert "Its text is frozen" in other.inner_text(".messages")
    other.context.close()


# The same steps without a browser


def sign_up_and_confirm_by_requests(newsroom: Newsroom, site: Site, postfix: Mailbox) -> None:
    assert ask(site, "POST", "/sign-up/the-ferry/", email=ADA)[0] == 302
    newsroom.work()
    (letter,) = mails_to(postfix, ADA)
    status, page = ask(site, "GET", confirm_path(letter))
    assert (status, "Yes, send it to me" in page) == (200, True)
    newsroom.work()
    assert counts(newsroom)["confirmed"] == 0, "a look confirmed"
    assert "You are in" in ask(site, "POST", confirm_path(letter))[1]
    newsroom.work()
    assert counts(newsroom)["confirmed"] == 1


def import_by_command(newsroom: Newsroom) -> str:
    options = ["--newsletter", "the-ferry", "--by", "edith"]
    (result,) = newsroom.json("story", "import", str(STORY), *options)
    assert result["headline"] == "How a river crossing became a border that nobody may cross"
    return str(result["story"])


def issue_by_command(newsroom: Newsroom, story_id: str) -> str:
    issue_id = newsroom.act("issue", story_id, "Паром больше не ходит")
    assert newsroom.json("issue", "submit", issue_id, "--by", "editor")["state"] == "submitted"
    newsroom.run("issue", "approve", issue_id, "--by", "editor", code=1)  # may approve, but not what they submitted
    assert newsroom.json("issue", "approve", issue_id, "--by", "april")["state"] == "approved"
    assert newsroom.json("issue", "close", issue_id, "--by", "april")["state"] == "closed"
    return issue_id


def assert_clean_on_the_wire(inbox: Inbox) -> None:
    """What Postfix's Maildir cannot show: the line ends as they were sent, and to whom."""
    mails = inbox.messages()
    issues = [mail for mail in mails if mail.header("List-Id")]
    assert [mail.envelope_to for mail in issues] == [(BORIS,)]
    for mail in mails:
        assert not re.search(rb"(?<!\r)\n|\r(?!\n)", mail.raw)
        assert mail.raw.endswith(b"\r\n")


# What both ways share


def mails_to(postfix: Mailbox, reader: str) -> list[Received]:
    return [mail for mail in map(from_postfix, postfix.mails()) if mail.reader == reader]


def issues_to(postfix: Mailbox, reader: str) -> list[Received]:
    return [mail for mail in mails_to(postfix, reader) if "List-Id" in mail.message]


def confirm_path(letter: Received) -> str:
    (url,) = re.findall(rf"{BASE_URL}/confirm/\S+", letter.part("plain"))
    return urlsplit(url).path


def counts(newsroom: Newsroom) -> dict[str, int]:
    (row,) = newsroom.json("subscribers", "count")
    return row


def ask(site: Site, method: str, path: str, **form: str) -> tuple[int, str]:
    """Status and body of one request without cookies, referrer or origin; redirects are not followed."""
    connection = HTTPConnection(urlsplit(site.public).netloc, timeout=30)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    connection.request(method, path, urlencode(form) or None, headers)
    answer = connection.getresponse()
    assert answer.getheader("Set-Cookie") is None
    said = answer.status, answer.read().decode()
    connection.close()
    return said


def add_boris(newsroom: Newsroom, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(f"Email\n{BORIS}\n")
    agreed = ["--consent", "They asked for it on paper in May.", "--confirmed", "--by", "editor"]
    newsroom.run("subscribers", "import", str(tmp_path / "list.csv"), "--newsletter", "the-ferry", *agreed)
    assert counts(newsroom)["confirmed"] == 2


def send(newsroom: Newsroom, issue_id: str) -> None:
    newsroom.run("issue", "send", issue_id, "--now", "--by", "april")
    newsroom.work()


def assert_adds_up(newsroom: Newsroom, issue_id: str, *, accepted: int) -> None:
    status = newsroom.json("issue", "status", issue_id)
    totals = dict(status["totals"])
    assert status["state"] == "finished"
    assert totals["accepted"] == accepted
    assert totals.pop("audience") == sum(totals.values())


def assert_good_mails(newsroom: Newsroom, postfix: Mailbox) -> tuple[Received, Received]:
    dns = {row["name"]: row["value"] for row in newsroom.json("keys", "dns")}
    (ada,), (boris,) = issues_to(postfix, ADA), issues_to(postfix, BORIS)
    for mail in (ada, boris):
        mail_rules.check_issue(mail, dns=dns, host=socket.gethostname())
    letter, _welcome = [mail for mail in mails_to(postfix, ADA) if "List-Id" not in mail.message]
    mail_rules.check_letter(letter, dns=dns, host=socket.gethostname())
    mail_rules.assert_same_but_the_token(ada, boris)
    return ada, boris


def squeezed(text: str) -> str:
    """Text without what a line length or a list of links changes."""
    return "".join(re.sub(r"\[\d+\]", "", text).split())


def assert_same_content(newsroom: Newsroom, site: Site, mail: Received, story_id: str) -> None:
    status, archive = ask(site, "GET", "/the-ferry/1/")
    assert status == 200
    renderings = {
        "text": mail.part("plain"),
        "html": lxml_html.fromstring(mail.part("html")).text_content(),
        "archive": lxml_html.fromstring(archive).text_content(),
    }
    sentences = json.loads(newsroom.act("sentences", story_id))
    assert len(sentences) > 8
    for name, rendering in renderings.items():
        missing = [sentence for sentence in sentences if squeezed(sentence) not in squeezed(rendering)]
        assert not missing, (name, missing)
        assert "Ilze Bērza" in rendering.partition("Nobody believes it any more")[2], f"no facts under the {name}"


def leave_by_one_click(newsroom: Newsroom, site: Site, mail: Received) -> None:
    path = urlsplit(mail.leave_url).path
    assert ask(site, "GET", path)[0] == 200
    newsroom.work()
    assert counts(newsroom)["left"] == 0, "a look left"
    assert ask(site, "POST", path, **{"List-Unsubscribe": "One-Click"})[0] == 200


def next_issue(newsroom: Newsroom, story_id: str) -> str:
    issue_id = newsroom.act("issue", story_id, "The next one")
    newsroom.run("issue", "submit", issue_id, "--by", "edith")
    newsroom.run("issue", "approve", issue_id, "--by", "april")
    newsroom.run("issue", "close", issue_id, "--by", "april")
    return issue_id


# The two ways


def test_from_a_pasted_page_to_an_inbox_and_out_again_in_a_browser(
    newsroom: Newsroom, postfix: Mailbox, browser: Browser, tmp_path: Path
) -> None:
    newsroom = newsroom.sending_to(postfix.url)
    with newsroom.serving() as site:
        sign_up_and_confirm(browser, newsroom, site, postfix)
        add_boris(newsroom, tmp_path)
        desk = sign_in(browser, site.desk, name="edith", password=PASSWORD)
        story_id = import_in_browser(desk, site)
        confirm_in_browser(desk, site, story_id)
        newsroom.act("settle_photos", story_id)
        publish_in_browser(desk, site, story_id)
        issue_id = issue_in_browser(desk, site)
        approve_in_browser(browser, desk, site, issue_id)
        send(newsroom, issue_id)
        assert_adds_up(newsroom, issue_id, accepted=2)
        ada, _ = assert_good_mails(newsroom, postfix)
        assert str(ada.message["Subject"]) == "Паром больше не ходит 🛶 “the ferry”"
        assert_same_content(newsroom, site, ada, story_id)
        leave_by_one_click(newsroom, site, ada)
        second = next_issue(newsroom, story_id)
        send(newsroom, second)
        assert_adds_up(newsroom, second, accepted=1)
    assert (len(issues_to(postfix, ADA)), len(issues_to(postfix, BORIS))) == (1, 2)


def test_the_same_way_by_commands_on_postgresql(
    founded_on_postgresql: Newsroom, postfix: Mailbox, tmp_path: Path
) -> None:
    newsroom = founded_on_postgresql.sending_to(postfix.url)
    with newsroom.serving() as site:
        sign_up_and_confirm_by_requests(newsroom, site, postfix)
        add_boris(newsroom, tmp_path)
        story_id = import_by_command(newsroom)
        newsroom.act("confirm,settle_photos,publish", story_id)
        issue_id = issue_by_command(newsroom, story_id)
        send(newsroom, issue_id)
        assert_adds_up(newsroom, issue_id, accepted=2)
        ada, _ = assert_good_mails(newsroom, postfix)
        assert_same_content(newsroom, site, ada, story_id)
        leave_by_one_click(newsroom, site, ada)
        second = next_issue(newsroom, story_id)
        with run_inbox(folder=tmp_path / "inbox", public_url=site.public, base_url=BASE_URL) as inbox:
            send(newsroom.sending_to(f"smtp://127.0.0.1:{inbox.smtp_port}?tls=none"), second)
            assert_clean_on_the_wire(inbox.inbox)
        assert_adds_up(newsroom, second, accepted=1)

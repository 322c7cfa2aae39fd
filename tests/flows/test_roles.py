"""Each part as its own PostgreSQL role: what it can do is enough, and what it can read is no more than it needs."""

import psycopg
import pytest

from tests.flows.acts_of_readers import answer, status
from tests.flows.newsrooms import Newsroom, ending
from tests.flows.servers import PostgreSQL, answers, free_port, until

pytestmark = pytest.mark.slow
FORBIDDEN = {
    "public": (
        "SELECT sealed FROM audience_subscription",
        "SELECT index_hmac FROM audience_subscription",
        "SELECT sealed FROM audience_signup",
        "SELECT password FROM newsroom_user",
        "SELECT * FROM django_session",
        "SELECT escrow FROM newsroom_keyrecord",
        "SELECT * FROM newsroom_auditentry",
        "SELECT * FROM dispatch_delivery",
        "DELETE FROM audience_subscription",
        "UPDATE audience_subscription SET state='left'",
        "UPDATE wagtailcore_page SET title='x'",
        "CREATE TABLE t (i int)",
    ),
    "desk": (
        "SELECT sealed FROM audience_subscription",
        "SELECT index_hmac FROM audience_subscription",
        "SELECT hmac FROM audience_suppression",
        "SELECT escrow FROM newsroom_keyrecord",
        "UPDATE newsroom_auditentry SET verb='x'",
        "DELETE FROM newsroom_auditentry",
    ),
    "keyless": (
        "SELECT id FROM audience_subscription",
        "SELECT * FROM audience_signup",
        "UPDATE newsroom_auditentry SET verb='x'",
    ),
    "keyed": ("UPDATE wagtailcore_page SET title='x'", "DELETE FROM newsroom_auditentry"),
}
ALLOWED = {
    "public": ("SELECT title FROM wagtailcore_page", "SELECT id FROM audience_subscription"),
    "desk": ("SELECT state, count(*) FROM audience_subscription GROUP BY state",),
    "keyless": ("SELECT * FROM wagtailcore_revision",),
    "keyed": ("SELECT sealed FROM audience_subscription",),
}


@pytest.fixture(scope="module")
def newsroom(founded_on_postgresql: Newsroom) -> Newsroom:
    """With roles; the same folder, since each test only looks."""
    assert "privileges" in founded_on_postgresql.run("database", "roles", "--apply")
    return founded_on_postgresql


def url_of(newsroom: Newsroom, role: str) -> str:
    """The database as this role; the test's server trusts whoever names themselves."""
    scheme, _, rest = newsroom.environment["BEETROOT_DATABASE_URL"].partition("://")
    return f"{scheme}://beetroot-{role}@{rest.rpartition('@')[2]}"


@pytest.mark.parametrize("role", FORBIDDEN)
def test_what_each_role_can_read_and_change(newsroom: Newsroom, role: str, postgresql: PostgreSQL) -> None:
    with psycopg.connect(url_of(newsroom, role), autocommit=True) as database:
        for statement in ALLOWED[role]:
            database.execute(statement.encode())
        for statement in FORBIDDEN[role]:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                database.execute(statement.encode())


def test_the_database_itself_keeps_the_audit_until_its_days_are_over(newsroom: Newsroom) -> None:
    old = "INSERT INTO newsroom_auditentry (at, verb, about, detail) VALUES (now() - interval %s, 'x', '', '{}')"
    with psycopg.connect(newsroom.environment["BEETROOT_DATABASE_URL"], autocommit=True) as owner:
        for days in (729, 731):
            owner.execute(old.replace("%s", f"'{days} days'").encode())
        with psycopg.connect(url_of(newsroom, "keyless"), autocommit=True) as keyless:
            assert keyless.execute("DELETE FROM newsroom_auditentry").rowcount == 1
            assert len(keyless.execute("SELECT id FROM newsroom_auditentry").fetchall()) > 1
        owner.execute("DELETE FROM newsroom_auditentry WHERE verb = 'x'")


def test_the_public_role_is_enough_for_every_door_and_page(newsroom: Newsroom) -> None:
    port = free_port(1)
    part = newsroom.with_environment(BEETROOT_DATABASE_URL=url_of(newsroom, "public"), BEETROOT_PORT=str(port))
    secret = newsroom.home / "secret.key"
    hidden = secret.rename(secret.with_suffix(".hidden"))
    try:
        with ending(part.start("serve", "--role", "public")):
            until(lambda: answers(port), what="the public site")
            site = f"http://127.0.0.1:{port}"
            pages = ("/", "/feed.xml", "/sign-up/the-ferry/", "/preferences/", "/situations/", "/leave/" + "x" * 48)
            assert {page: status(site + page) for page in pages} == dict.fromkeys(pages, 200)
            assert status(site + "/desk/") == 404
            doors = {
                "/sign-up/the-ferry/": {"email": "rita@reader.example"},
                "/preferences/": {"email": "rita@reader.example"},
                "/leave/" + "A" * 48: {"List-Unsubscribe": "One-Click"},
                "/confirm/" + "A" * 43 + "/": {},
                "/undo/" + "A" * 43 + "/": {},
                "/preferences/" + "A" * 43 + "/": {"do": "report"},
                "/move/" + "A" * 43 + "/": {},
            }
            assert {door: answer(site + door, form) for door, form in doors.items()} == dict.fromkeys(doors, 200)
    finally:
        hidden.rename(secret)
    assert newsroom.json("subscribers", "count")[0]["pending"] == 1

"""Attack 12: a stolen password is tried at every door, a code twice, a thousand guesses, a session that outlived it."""

import base64
import json
import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from beetroot.config.cli import staff
from beetroot.config.home import ConfigurationError, load
from beetroot.lib import one_time_codes
from beetroot.newsroom import actions
from beetroot.newsroom.models import AuditEntry, RecoveryCode, SecondFactor, User
from beetroot.newsroom.rendering import SecondFactors, second_factors
from beetroot.newsroom.rules import Role, needs_second_factor, seconds_to_wait

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password"
DOOR, SET_UP, MANAGE = "/desk/second-factor/code/", "/desk/second-factor/set-up/", "/desk/second-factor/"
HOME = "/desk/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock of codes that tests move."""
    now = [time.time()]
    monkeypatch.setattr("beetroot.newsroom.actions.second_factor.time.time", lambda: now[0])
    return now


@pytest.fixture
def secret() -> bytes:
    return one_time_codes.new_secret()


@pytest.fixture
def edith() -> User:
    actions.found(name="The Example")
    return actions.hire(by=None, username="edith", password=PASSWORD, roles=[Role.EDITOR])


@pytest.fixture
def codes(edith: User, secret: bytes, clock: list[float]) -> list[str]:
    """Edith's recovery codes: she has a second factor, and some time has gone by since."""
    printed = actions.enrol(by=edith, secret=secret, code=one_time_codes.code_at(secret, now=clock[0]))
    clock[0] += 300
    return printed


def signed_in(user: str = "edith") -> Client:
    """A browser after user name and password, at the desk's own form."""
    client = Client()
    client.post("/desk/login/", {"username": user, "password": PASSWORD})
    return client


def test_without_a_second_factor_and_nobody_asking_for_one_a_password_opens_the_desk(edith):
    assert signed_in().get(HOME).status_code == 200


def test_a_password_alone_opens_no_view_of_the_desk(codes, settings):
    client = signed_in()
    for path in (HOME, "/desk/pages/", "/desk/account/", "/desk/api/main/pages/", "/desk/issues/", MANAGE, "/", SET_UP):
        answer = client.get(path)
        assert answer.status_code == 302, path
        assert answer["Location"].startswith(DOOR), path


def test_no_way_to_sign_in_leads_past_the_second_factor(codes, edith):
    """Whatever signs a person in (Wagtail's other form, a later door, a test's own) ends in a session, and the gate
    judges sessions."""
    by_force, other_form = Client(), Client()
    by_force.force_login(edith)
    other_form.post("/_util/login/", {"username": "edith", "password": PASSWORD})
    for client in (by_force, other_form):
        assert client.get("/desk/pages/").status_code == 302
        assert client.post("/desk/second-factor/set-up/", {"password": PASSWORD, "code": "000000"}).status_code == 302
    assert authenticate(username="edith", password=PASSWORD) == edith


def test_no_view_answers_before_the_code_but_the_few_that_say_nothing(codes):
    """Every address of the desk without arguments, tried with a password alone."""
    client, answered, tried = signed_in(), set(), 0
    for path in _addresses():
        answer, tried = client.get(f"/{path}"), tried + 1
        if answer.status_code != 404 and not answer.headers.get("Location", "").startswith((DOOR, "http")):
            answered.add(path)
    assert tried > 150
    told = {"desk/second-factor/code/", "desk/login/", "desk/jsi18n/"}
    assert {path for path in answered if not path.startswith("desk/sprite")} <= told


def _addresses(resolver: URLResolver | None = None, before: str = "") -> set[str]:
    resolver = resolver or get_resolver()
    known: dict[object, list[tuple[list[tuple[str, list[str]]], object]]] = dict(resolver.reverse_dict.lists())
    found = {before + possible for ways in known.values() for way in ways for possible, _ in way[0]}
    for prefix, below in resolver.namespace_dict.values():
        found |= _addresses(below, before + prefix)
    return {path for path in found if "%" not in path and path != "desk/logout/"}


def test_the_code_of_the_phone_opens_the_page_that_was_asked_for(codes, secret, clock):
    client = signed_in()
    answer = client.post(DOOR, {"code": one_time_codes.code_at(secret, now=clock[0]), "next": "/desk/pages/"})
    assert answer["Location"] == "/desk/pages/"
    assert client.get(HOME).status_code == 200


def test_nobody_is_led_to_another_host_after_the_code(codes, secret, clock):
    answer = signed_in().post(DOOR, {"code": one_time_codes.code_at(secret, now=clock[0]), "next": "//evil.example/"})
    assert answer["Location"] == HOME


def test_a_code_that_was_seen_over_a_shoulder_is_worth_nothing_after_its_use(codes, secret, clock):
    code = one_time_codes.code_at(secret, now=clock[0])
    assert signed_in().post(DOOR, {"code": code}).status_code == 302
    assert "used before" in signed_in().post(DOOR, {"code": code}).content.decode()


def test_an_older_code_is_worth_nothing_after_a_newer_one(codes, secret, clock):
    older = one_time_codes.code_at(secret, now=clock[0] - 30)
    signed_in().post(DOOR, {"code": one_time_codes.code_at(secret, now=clock[0])})
    assert signed_in().post(DOOR, {"code": older}).status_code == 200


def test_a_recovery_code_signs_in_once_and_leaves_an_audit_line(codes):
    assert signed_in().post(DOOR, {"code": codes[3].upper()})["Location"] == MANAGE
    assert signed_in().post(DOOR, {"code": codes[3]}).status_code == 200
    assert AuditEntry.objects.get(verb="signed in by recovery code").detail == {"left": 9}


def test_a_guesser_is_stopped_and_even_the_right_code_waits(codes, edith, secret, clock):
    client = signed_in()
    for _ in range(5):
        client.post(DOOR, {"code": "12 34 5x"})
    answer = client.post(DOOR, {"code": one_time_codes.code_at(secret, now=clock[0])})
    assert "Too many wrong codes" in answer.content.decode()
    assert AuditEntry.objects.filter(verb="too many wrong codes").count() == 1


@pytest.mark.parametrize(("tries", "seconds"), [(1, 0), (4, 0), (5, 30), (6, 60), (10, 900), (1_000, 900)])
def test_the_wait_grows_with_wrong_codes(tries, seconds):
    assert seconds_to_wait(tries=tries) == seconds


def test_two_guesses_at_the_same_moment_are_two(codes, edith, monkeypatch):
    stale = SecondFactor.objects.get()
    SecondFactor.objects.update(tries=1)
    monkeypatch.setattr(SecondFactor.objects, "get", lambda **_: stale)
    with pytest.raises(actions.NotNow):
        actions.verify(by=edith, code="000000")


def test_other_sessions_end_when_a_second_factor_is_set_up(edith, secret, clock):
    here, elsewhere = signed_in(), signed_in()
    letters = re.search(r'<code class="secret">([^<]+)', here.get(SET_UP).content.decode())
    assert letters
    code = one_time_codes.code_at(_bytes(letters.group(1)), now=clock[0])
    shown = here.post(SET_UP, {"password": PASSWORD, "code": code})
    assert len(re.findall(r"<li><code>", shown.content.decode())) == one_time_codes.RECOVERY_CODES
    assert "no-store" in shown["Cache-Control"]
    assert here.get(HOME).status_code == 200
    assert "/desk/login/" in elsewhere.get(HOME)["Location"]


def _bytes(letters: str) -> bytes:
    return base64.b32decode(letters.replace(" ", ""))


def test_setting_up_asks_for_the_password_and_keeps_the_secret_while_a_code_is_mistyped(edith):
    client = signed_in()
    before, after = (re.search(r'"secret">([^<]+)', client.get(SET_UP).content.decode()) for _ in range(2))
    assert before
    assert after
    assert before.group(1) == after.group(1)
    answer = client.post(SET_UP, {"password": "not hers", "code": "000000"}).content.decode()
    assert "not your password" in answer
    assert User.objects.get().second_factor_id is None


def test_sessions_end_on_a_new_password_and_when_an_operator_resets_the_second_factor(codes, edith, secret, clock):
    operator = actions.hire(by=None, username="olga", password=PASSWORD, roles=[Role.OPERATOR])
    client = _verified(secret, clock)
    edith.refresh_from_db()
    actions.reset_second_factor(user=edith, by=operator)
    assert "/desk/login/" in client.get(HOME)["Location"]
    assert AuditEntry.objects.get(verb="second factor reset").by == operator
    again = signed_in()
    assert again.get(HOME).status_code == 200
    edith.refresh_from_db()
    edith.set_password("another long enough one")
    edith.save()
    assert "/desk/login/" in again.get(HOME)["Location"]


def test_only_an_operator_resets_somebodys_second_factor(codes, edith):
    with pytest.raises(actions.NotAllowed):
        actions.reset_second_factor(user=edith, by=edith)


def _verified(secret: bytes, clock: list[float]) -> Client:
    client = signed_in()
    client.post(DOOR, {"code": one_time_codes.code_at(secret, now=clock[0])})
    clock[0] += 300
    return client


def test_switching_it_off_needs_password_and_a_fresh_code_and_ends_other_sessions(codes, secret, clock):
    client, elsewhere = _verified(secret, clock), _verified(secret, clock)
    code = one_time_codes.code_at(secret, now=clock[0])
    assert client.post(MANAGE, {"password": "wrong", "code": code, "remove": ""}).status_code == 200
    assert client.post(MANAGE, {"password": PASSWORD, "code": code, "remove": ""}).status_code == 302
    assert client.get(HOME).status_code == 200
    assert "/desk/login/" in elsewhere.get(HOME)["Location"]
    assert not SecondFactor.objects.exists()
    assert not RecoveryCode.objects.exists()


def test_another_phone_takes_the_place_of_the_first_only_once_it_is_proved(codes, edith, secret, clock):
    client, first = _verified(secret, clock), SecondFactor.objects.get().id
    code = one_time_codes.code_at(secret, now=clock[0])
    assert client.post(MANAGE, {"password": PASSWORD, "code": code, "replace": ""})["Location"] == SET_UP
    found = re.search(r'"secret">([^<]+)', client.get(SET_UP).content.decode())
    assert found
    assert SecondFactor.objects.get().id == first
    client.post(SET_UP, {"password": PASSWORD, "code": one_time_codes.code_at(_bytes(found.group(1)), now=clock[0])})
    assert SecondFactor.objects.get().id != first
    assert client.get(HOME).status_code == 200


def test_new_recovery_codes_end_the_old_ones(codes, secret, clock):
    client = _verified(secret, clock)
    code = one_time_codes.code_at(secret, now=clock[0])
    client.post(MANAGE, {"password": PASSWORD, "code": code, "renew": ""})
    assert RecoveryCode.objects.count() == one_time_codes.RECOVERY_CODES
    assert signed_in().post(DOOR, {"code": codes[0]}).status_code == 200


def test_who_must_have_one_meets_the_page_that_sets_it_up_and_nothing_else(edith, settings):
    settings.BEETROOT_SECOND_FACTOR = frozenset({"editor"})
    client = signed_in()
    assert client.get("/desk/pages/")["Location"].startswith(SET_UP)
    assert client.post("/desk/pages/1/delete/")["Location"] == SET_UP
    assert "before you go on" in client.get(SET_UP).content.decode()


def test_who_must_have_one_cannot_switch_it_off(codes, secret, clock, settings):
    settings.BEETROOT_SECOND_FACTOR = frozenset({"everybody"})
    client = _verified(secret, clock)
    assert 'name="remove"' not in client.get(MANAGE).content.decode()
    code = one_time_codes.code_at(secret, now=clock[0])
    client.post(MANAGE, {"password": PASSWORD, "code": code, "remove": ""})
    assert SecondFactor.objects.exists()


@pytest.mark.parametrize(
    ("roles", "required", "needs"),
    [
        ({Role.EDITOR}, (), False),
        ({Role.EDITOR}, ("everybody",), True),
        (set(), ("everybody",), True),
        ({Role.EDITOR, Role.OPERATOR}, ("operator",), True),
        ({Role.REPORTER}, ("operator", "editor"), False),
    ],
)
def test_the_setting_says_who_must_have_one(roles, required, needs):
    assert needs_second_factor(roles, required=frozenset(required)) is needs


def test_a_stolen_database_holds_neither_secret_nor_codes(codes, secret, edith):
    stored = b"".join(bytes(row) for row in SecondFactor.objects.values_list("sealed", flat=True))
    stored += b"".join(bytes(row) for row in RecoveryCode.objects.values_list("mark", flat=True))
    assert secret not in stored
    assert not any(code.replace("-", "").encode() in stored for code in codes)
    client = signed_in()
    client.get(DOOR)
    for session in Session.objects.all():
        assert secret.hex() not in str(session.get_decoded())


def test_after_a_restore_the_door_stays_shut_and_says_whom_to_ask(codes, secret, clock, settings):
    settings.SECRET_KEY = "the restored newsroom's new web secret, which signs sessions"
    answer = signed_in().post(DOOR, {"code": one_time_codes.code_at(secret, now=clock[0])})
    assert "Ask an operator" in answer.content.decode()


def test_a_former_colleagues_second_factor_goes_with_the_account(codes, edith):
    today = timezone.now().date()
    User.objects.filter(pk=edith.pk).update(is_active=False, left_on=today - timedelta(days=400))
    actions.purge(today=today)
    assert not SecondFactor.objects.exists()


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """`beetroot staff …` in a newsroom without beetroot.toml."""
    monkeypatch.setattr(staff, "open_home", lambda: load(tmp_path, {}))
    return lambda *words: CliRunner().invoke(staff.staff, words)


def test_an_operator_resets_a_lost_phone_on_the_command_line(codes, edith, command):
    actions.hire(by=None, username="olga", password=PASSWORD, roles=[Role.OPERATOR])
    assert "edith                second factor  editor" in command("list").output
    assert isinstance(command("reset-second-factor", "edith", "--by", "edith").exception, actions.NotAllowed)
    assert "signed out everywhere" in command("reset-second-factor", "edith", "--by", "olga").output
    assert json.loads(command("list", "--json").output)[0] == {
        "user": "edith",
        "roles": ["editor"],
        "second_factor": False,
    }
    assert "nothing to reset" in str(command("reset-second-factor", "edith", "--by", "olga").exception)
    assert "names everybody" in str(command("reset-second-factor", "nobody", "--by", "olga").exception)


def test_operators_hear_whose_second_factor_a_restore_made_unreadable(codes, settings):
    assert second_factors() == SecondFactors(people=1, having=("edith",), unreadable=())
    settings.SECRET_KEY = "the restored newsroom's new web secret, which signs sessions"
    assert second_factors().unreadable == ("edith",)


@pytest.mark.parametrize(
    ("value", "required"),
    [("", ()), ("optional", ()), ("everybody", ("everybody",)), ("editor, operator", ("editor", "operator"))],
)
def test_beetroot_toml_says_who_must_have_one(tmp_path, value, required):
    assert load(tmp_path, {"BEETROOT_SECOND_FACTOR": value}).second_factor == frozenset(required)


@pytest.mark.parametrize("value", ["all", "editor,", "editor optional", "everybody, editor"])
def test_a_wrong_word_for_it_is_refused_and_shown(tmp_path, value):
    with pytest.raises(ConfigurationError, match=f"second_factor is '{value}'"):
        load(tmp_path, {"BEETROOT_SECOND_FACTOR": value})

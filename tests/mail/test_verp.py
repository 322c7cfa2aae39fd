import uuid

import pytest

from beetroot.mail import verp
from beetroot.mail.errors import BadAddress

KEY, OLD = b"k" * 32, b"o" * 32
DELIVERY = uuid.UUID(int=77).hex


def test_a_bounce_tells_which_delivery_it_is_about():
    sender = verp.make(DELIVERY, key=KEY, domain="Büro.example")
    assert sender.endswith("@xn--bro-hoa.example")
    assert len(sender.partition("@")[0]) <= 64
    assert verp.check(sender, keys=[KEY]) == DELIVERY


@pytest.mark.parametrize("spelled", [str.upper, str.title, "<{}>".format, " {}\n".format])
def test_a_server_that_changes_case_or_adds_brackets_does_no_harm(spelled):
    sender = verp.make("42", key=KEY, domain="letter.example.org")
    assert verp.check(spelled(sender), keys=[KEY]) == "42"


def test_old_keys_still_count_after_a_rotation():
    sender = verp.make("42", key=OLD, domain="letter.example.org")
    assert verp.check(sender, keys=[KEY, OLD]) == "42"
    assert verp.check(sender, keys=[KEY]) is None


def test_no_bounce_can_be_forged_without_the_key():
    genuine = verp.make("42", key=KEY, domain="letter.example.org")
    local = genuine.partition("@")[0]
    forged = [
        genuine.replace("42", "43"), local.replace("-", "-a") + "@x", "bounce+42@letter.example.org",
        f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@letter.example.org", "", "@", "bounce+42-@x", "é" * 30,
    ]  # fmt: skip
    assert [verp.check(address, keys=[KEY]) for address in forged] == [None] * len(forged)


@pytest.mark.parametrize("identifier", ["", "reader@example.org", "ABC", "a-b", "x" * 37, "1\n"])
def test_an_id_that_could_break_or_betray_the_address_is_refused(identifier):
    with pytest.raises(BadAddress):
        verp.make(identifier, key=KEY, domain="letter.example.org")

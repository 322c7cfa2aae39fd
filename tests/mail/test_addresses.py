import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beetroot.mail import addresses
from beetroot.mail.errors import BadAddress

SAME_MAILBOX = [
    ("Nino@Example.ORG", "nino@example.org"),
    ("nino@BÜRO.example", "nino@xn--bro-hoa.example"),
    ("nino@büro.example", "nino@XN--BRO-HOA.example"),
    ("nino@\u0062\u0075\u0308ro.example", "nino@büro.example"),
    ("nino@пример.example", "nino@xn--e1afmkfd.example"),
    ("nino@example。org", "nino@example.org"),
    ("zo\u00eb@example.org", "zoe\u0308@example.org"),
    ('"nino"@example.org', "nino@example.org"),
    ('"ni\\no"@example.org', "nino@example.org"),
]


@pytest.mark.parametrize(("one", "other"), SAME_MAILBOX)
def test_two_spellings_of_one_mailbox_are_found_equal(one, other):
    assert addresses.canonical(one) == addresses.canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("nino@example.org", "nina@example.org"), ("n.ino@example.org", "nino@example.org"),
     ("nino+news@example.org", "nino@example.org"), ('"ni no"@example.org', "nino@example.org")],
)  # fmt: skip
def test_different_mailboxes_stay_different(one, other):
    assert addresses.canonical(one) != addresses.canonical(other)


@pytest.mark.parametrize(
    ("given_as", "sent_to"),
    [
        ("Nino.B@Example.ORG", "Nino.B@example.org"),
        ("Nino@Büro.example", "Nino@xn--bro-hoa.example"),
        ("ნინო@example.org", "ნინო@example.org"),
        ('"Ni no"@example.org', '"Ni no"@example.org'),
        ("o'hara+x=y@example.org", "o'hara+x=y@example.org"),
    ],
)
def test_mail_goes_to_the_local_part_as_it_was_written(given_as, sent_to):
    assert addresses.wire(given_as) == sent_to


@pytest.mark.parametrize(
    "bad",
    [
        "", "@", "nino", "nino@", "@example.org", "nino@localhost", "nino@@example.org", "ni no@example.org",
        ".nino@example.org", "nino.@example.org", "ni..no@example.org", "nino@example..org", "nino@-example.org",
        "nino@example.org.", "nino@[127.0.0.1]", "nino@127.0.0.1", "nino@exam_ple.org", "nino <nino@example.org>",
        "nino@example.org\r\nBcc: all@example.org", "nino\n@example.org", "nino\0@example.org",
        "nino@exa\u2028mple.org",         "ni\u202eno@example.org", "ni\u00a0no@example.org", "ni\ud800no@example.org",
        '"nino@example.org', '"ni"no"@example.org',
        "n@" + "a" * 64 + ".org", "n" * 65 + "@example.org", "ნ" * 22 + "@example.org",
        "n@" + ".".join(["abcdefghi"] * 26) + ".org", "nino@xn--.example", "nino@xn--a.example", "a" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_being_named(bad):
    with pytest.raises(BadAddress) as refusal:
        addresses.check(bad)
    shown = "".join(traceback.format_exception(refusal.value, chain=True, limit=0))
    assert bad not in shown or len(bad) < 2
    assert "example.org" not in shown


def test_only_a_local_part_beyond_ascii_needs_smtputf8():
    assert addresses.needs_smtputf8("ნინო@example.org")
    assert not addresses.needs_smtputf8("nino@ბეტა.example")


LOCALS = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters='@"\\'), min_size=1, max_size=12)


@given(LOCALS, st.sampled_from(["example.org", "BÜRO.example", "ბეტა.example", "例え.example"]))
def test_the_canonical_form_is_its_own_canonical_form(local, domain):
    try:
        once = addresses.canonical(f"{local}@{domain}")
        again = addresses.canonical(once)
    except BadAddress:
        return
    assert once == again

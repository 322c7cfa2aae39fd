"""Sealed records: closed by anyone, opened by one, telling nothing by their size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey, SealedBox

from beetroot.lib.sealing import BLOCK, OVERHEAD, PrivateBox, SealBroken, open_sealed, seal

BOX = PrivateBox(key_id="0123abcd", private=b"\x07" * 32)


@given(st.binary(max_size=1200))
def test_what_was_sealed_opens_again(plain):
    assert open_sealed(BOX, seal(BOX.public, plain)) == plain


@given(st.binary(max_size=BLOCK - 1), st.binary(max_size=BLOCK - 1))
def test_two_short_records_have_one_size(first, second):
    assert len(seal(BOX.public, first)) == len(seal(BOX.public, second)) == BLOCK + OVERHEAD


def test_the_next_block_begins_where_the_padding_no_longer_fits():
    assert len(seal(BOX.public, b"x" * BLOCK)) == 2 * BLOCK + OVERHEAD


def test_the_same_record_sealed_twice_looks_different():
    assert seal(BOX.public, b"same") != seal(BOX.public, b"same")


def test_an_independent_implementation_opens_it():
    opened = SealedBox(PrivateKey(b"\x07" * 32)).decrypt(seal(BOX.public, b"reader"))
    assert opened.rstrip(b"\x00") == b"reader\x80"


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b"", lambda b: bytes([b[0] ^ 1]) + b[1:], lambda b: b + b"x"]
)
def test_a_damaged_record_is_refused_without_saying_what_it_held(damage):
    with pytest.raises(SealBroken) as refusal:
        open_sealed(BOX, damage(seal(BOX.public, b"reader")))
    assert refusal.value.__cause__ is None


def test_another_key_does_not_open_it():
    with pytest.raises(SealBroken):
        open_sealed(PrivateBox(key_id="89abcdef", private=b"\x08" * 32), seal(BOX.public, b"reader"))


def test_a_key_is_not_shown():
    assert repr(BOX) == "PrivateBox(0123abcd)"

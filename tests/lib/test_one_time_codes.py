"""Codes by the clock against the RFC's own vectors, and what becomes of odd input."""

import pytest

from beetroot.lib import one_time_codes

#: RFC 6238, appendix B, SHA-1: (seconds, last six of the eight digits printed there).
VECTORS = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")]
RFC_SECRET = b"12345678901234567890"


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    assert one_time_codes.code_at(RFC_SECRET, now=seconds) == code
    assert one_time_codes.matching_step(RFC_SECRET, f"{code[:3]} {code[3:]}", now=seconds) == seconds // 30


@pytest.mark.parametrize(("late", "good"), [(-61, False), (-29, True), (0, True), (31, True), (95, False)])
def test_a_code_is_good_for_one_step_before_and_after(late: int, good: bool) -> None:
    code = one_time_codes.code_at(RFC_SECRET, now=1_000_000_005)
    assert (one_time_codes.matching_step(RFC_SECRET, code, now=1_000_000_005 + late) is not None) is good


@pytest.mark.parametrize("code", ["", "12345", "1234567", "١٢٣٤٥٦", "12345\x00", "-12345", "½23456"])
def test_what_is_no_code_is_none(code: str) -> None:
    assert one_time_codes.matching_step(RFC_SECRET, code, now=59) is None


def test_a_recovery_code_is_the_same_however_it_is_typed() -> None:
    marks = {one_time_codes.recovery_mark(code, key=b"k") for code in ("abcde-fgh23", "ABCDE FGH23", "abcdefgh23 ")}
    assert len(marks) == 1
    assert one_time_codes.recovery_mark("abcde-fgh23", key=b"another") not in marks


def test_recovery_codes_are_all_different_and_long_enough_not_to_be_guessed() -> None:
    codes = {code for _ in range(100) for code in one_time_codes.new_recovery_codes()}
    assert len(codes) == 100 * one_time_codes.RECOVERY_CODES
    assert all(len(code) == 11 for code in codes)


def test_a_secret_opens_under_its_own_key_alone() -> None:
    secret = one_time_codes.new_secret()
    sealed = one_time_codes.seal_secret(secret, key=b"a" * 32)
    assert one_time_codes.open_secret(sealed, key=b"a" * 32) == secret
    for wrong, key in ((sealed, b"b" * 32), (sealed[:-1], b"a" * 32), (b"", b"a" * 32)):
        with pytest.raises(one_time_codes.Unreadable):
            one_time_codes.open_secret(wrong, key=key)

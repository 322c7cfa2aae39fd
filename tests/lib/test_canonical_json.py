import pytest

from beetroot.lib.canonical_json import digest, dumps


def test_equal_values_are_spelled_and_hashed_alike():
    assert dumps({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'.encode()
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest({"a": 1}) != digest({"a": "1"})


def test_what_json_cannot_say_is_refused():
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps(float("nan"))

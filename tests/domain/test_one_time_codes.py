"""One-time codes: the test vectors of RFC 6238, and which moments a code is good for."""

from __future__ import annotations

import pytest

from domain.one_time_codes import STEP_SECONDS, code, step_of

KEY = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "digits"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_codes_are_those_of_the_standard(seconds: int, digits: str) -> None:
    assert code(KEY, seconds // STEP_SECONDS) == digits[-6:]


def test_a_code_is_good_for_its_half_minute_and_one_on_either_side() -> None:
    shown = code(KEY, 100)

    found = {step: step_of(KEY, shown, step * STEP_SECONDS) for step in range(97, 104)}

    assert found == {97: None, 98: None, 99: 100, 100: 100, 101: 100, 102: None, 103: None}


@pytest.mark.parametrize("text", ["", "1", "0000000", "abcdef", "１２３４５６", "\x00" * 6])
def test_what_is_no_code_is_none(text: str) -> None:
    assert step_of(KEY, text, 59) is None

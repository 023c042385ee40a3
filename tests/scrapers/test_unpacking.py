"""Gzip is unpacked whole or not at all, and never beyond the limit."""

from __future__ import annotations

import gzip
import time

import pytest

from scrapers.unpacking import DamagedError, TooLargeError, unpack_gzip

TEXT = b"A list of agencies. " * 500
PACKED = gzip.compress(TEXT)


@pytest.mark.parametrize(
    "packed",
    [
        pytest.param(PACKED, id="in one piece"),
        pytest.param(PACKED + bytes(8), id="with zeroes behind"),
        pytest.param(gzip.compress(TEXT[:700]) + gzip.compress(TEXT[700:]), id="in two pieces"),
    ],
)
def test_what_was_packed_comes_out_whole(packed: bytes) -> None:
    assert unpack_gzip(packed, len(TEXT)) == TEXT


def test_a_byte_beyond_the_limit_is_refused() -> None:
    with pytest.raises(TooLargeError):
        unpack_gzip(PACKED, len(TEXT) - 1)


@pytest.mark.parametrize(
    "damaged",
    [PACKED[:-1], PACKED[:-9], PACKED[:40], PACKED[:-8] + bytes(8), PACKED + b"more", TEXT, b"\x1f\x8b"],
    ids=["end cut off", "check cut off", "most cut off", "wrong check", "something behind", "not gzip", "only begun"],
)
def test_what_is_damaged_is_never_half_a_page(damaged: bytes) -> None:
    with pytest.raises(DamagedError):
        unpack_gzip(damaged, 1_000_000)


def test_no_more_than_the_limit_is_ever_unpacked() -> None:
    bomb = gzip.compress(bytes(10_000_000)) * 100
    began = time.process_time()

    with pytest.raises(TooLargeError):
        unpack_gzip(bomb, 10_000)

    assert time.process_time() - began < 0.5


def test_a_million_empty_parts_are_not_walked_through() -> None:
    began = time.process_time()

    with pytest.raises(DamagedError):
        unpack_gzip(gzip.compress(b"") * 500_000, 1_000_000)

    assert time.process_time() - began < 5

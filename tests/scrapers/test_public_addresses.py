"""Which addresses count as the public internet."""

from __future__ import annotations

import pytest

from scrapers.public_addresses import is_public


@pytest.mark.parametrize("address", ["8.8.8.8", "23.62.230.1", "2600:1400::1", "1.1.1.1"])
def test_public_addresses_may_be_asked(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "192.88.99.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a9fe:a9fe",
        "2002:7f00:1::",
        "fe80::1",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "localhost",
        "127.1",
        "0x7f000001",
        "2130706433",
    ],
)
def test_our_own_machine_and_network_may_not(address: str) -> None:
    assert not is_public(address)

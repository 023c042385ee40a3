"""How addresses are kept: encrypted with the newest key, found again by a keyed hash, readable with any older key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from domain.subscriptions import Address, Channel


class VaultError(Exception):
    """An address cannot be read with the keys at hand; the message says what to do."""


class Vault:
    """Encrypts addresses. *secrets* are the operator's keys, newest first; any non-empty text will do."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        if not secrets or not all(secrets):
            raise VaultError("LOOKOUT_SECRET_KEY is empty: write at least one long random text into it.")
        self._fernet = MultiFernet([Fernet(_derived(secret, b"address")) for secret in secrets])
        self._hash_key = _derived(secrets[-1], b"lookup")

    def seal(self, address: Address) -> bytes:
        """Return *address* encrypted."""
        return self._fernet.encrypt(json.dumps([address.channel, address.value]).encode())

    def unseal(self, sealed: bytes) -> Address:
        """Return the address in *sealed*. Raises VaultError when no key at hand opens it."""
        try:
            channel, value = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken as error:
            message = "LOOKOUT_SECRET_KEY does not open the stored addresses: put the key back that wrote them."
            raise VaultError(message) from error
        return Address(channel=Channel(channel), value=value)

    def fingerprint(self, address: Address) -> str:
        """Return a keyed hash by which the same address is found again; it tells nothing without the key."""
        value = address.value.strip().casefold() if address.channel is Channel.EMAIL else address.value.strip()
        return hmac.new(self._hash_key, f"{address.channel}|{value}".encode(), hashlib.sha256).hexdigest()


def _derived(secret: str, purpose: bytes) -> bytes:
    """Return a Fernet key for one purpose. The operator's secret is random, so a plain keyed hash is enough."""
    return base64.urlsafe_b64encode(hmac.new(secret.encode(), b"lookout/" + purpose, hashlib.sha256).digest())

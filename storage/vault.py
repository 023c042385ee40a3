"""How addresses are kept: encrypted with the newest key, found again by a keyed hash, readable with any older key.

The words of links are made from the same secret, so that no table holds one that could be used.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from domain.subscriptions import Address, Channel
from workflows.ports import LinkPurpose

_CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without I, L, O, 0 and 1, which people mistake for one another."""
_LONGEST_NAME = 64
CODE_LENGTH = 8
"""40 bits, with a handful of tries: one guess in two hundred thousand million."""


class VaultError(Exception):
    """An address cannot be read with the keys at hand; the message says what to do."""


class Vault:
    """Encrypts addresses. *secrets* are the operator's keys, newest first; any non-empty text will do."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        if not secrets or not all(secrets):
            raise VaultError("LOOKOUT_SECRET_KEY is empty: write at least one long random text into it.")
        self._fernet = MultiFernet([Fernet(_derived(secret, b"address")) for secret in secrets])
        self._key_fernet = MultiFernet([Fernet(_derived(secret, b"desk")) for secret in secrets])
        self._hash_key = _derived(secrets[-1], b"lookup")
        self._link_key = _derived(secrets[-1], b"link")

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

    def seal_key(self, key: bytes) -> bytes:
        """Return the *key* of an authenticator app encrypted."""
        return self._key_fernet.encrypt(key)

    def unseal_key(self, sealed: bytes) -> bytes:
        """Return the key in *sealed*. Raises VaultError when no secret at hand opens it."""
        try:
            return self._key_fernet.decrypt(sealed)
        except InvalidToken as error:
            message = "LOOKOUT_SECRET_KEY does not open a reviewer's key: put the secret back that wrote it."
            raise VaultError(message) from error

    def fingerprint(self, address: Address) -> str:
        """Return a keyed hash by which the same address is found again; it tells nothing without the key."""
        value = address.value.strip().casefold() if address.channel is Channel.EMAIL else address.value.strip()
        return hmac.new(self._hash_key, f"{address.channel}|{value}".encode(), hashlib.sha256).hexdigest()

    def route(self, address: Address) -> str:
        """Return a keyed hash of the server that *address* is reached through: our own mail server for every email."""
        parts = urlsplit(address.value) if address.channel is not Channel.EMAIL else None
        server = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts else ""
        return hmac.new(self._hash_key, f"route|{address.channel}|{server}".encode(), hashlib.sha256).hexdigest()[:16]

    def token(self, purpose: LinkPurpose, name: str) -> str:
        """Return the word for the link called *name*: the name and 192 bits that only the key can make."""
        return f"{name}.{base64.urlsafe_b64encode(self._mark(purpose, name)[:24]).decode()}"

    def read_token(self, purpose: LinkPurpose, text: str) -> str | None:
        """Return the name that *text* was made for, or None where it was not made by us for *purpose*."""
        name = text.partition(".")[0]
        if not name or not name.isascii() or len(name) > _LONGEST_NAME:
            return None
        return name if hmac.compare_digest(self.token(purpose, name).encode(), text.encode()) else None

    def code(self, name: str) -> str:
        """Return the code that belongs to the link called *name*."""
        mark = int.from_bytes(self._mark(LinkPurpose.CODE, name, b"letters"))
        letters = []
        for _ in range(CODE_LENGTH):
            mark, place = divmod(mark, len(_CODE_LETTERS))
            letters.append(_CODE_LETTERS[place])
        return "".join(letters)

    def _mark(self, purpose: LinkPurpose, name: str, use: bytes = b"word") -> bytes:
        return hmac.new(self._link_key, b"|".join((use, purpose.encode(), name.encode())), hashlib.sha256).digest()


def new_name() -> str:
    """Return a name for a link or a subscription that nothing else was ever called: 128 random bits."""
    return secrets.token_urlsafe(16)


def _derived(secret: str, purpose: bytes) -> bytes:
    """Return a Fernet key for one purpose. The operator's secret is random, so a plain keyed hash is enough."""
    return base64.urlsafe_b64encode(hmac.new(secret.encode(), b"lookout/" + purpose, hashlib.sha256).digest())

"""One-time codes of an authenticator app: six digits for each half minute (RFC 6238 over RFC 4226, SHA-1)."""

from __future__ import annotations

import hashlib
import hmac

STEP_SECONDS = 30
DIGITS = 6
_DRIFT = 1
"""Steps before and after the present one that count too: a telephone's clock may be half a minute off (RFC 6238, 5.2)."""


def code(key: bytes, step: int) -> str:
    """Return the code of *key* for the half minute numbered *step*."""
    # SHA-1 is what authenticator apps speak; an HMAC does not depend on what is broken in it.
    digest = hmac.new(key, step.to_bytes(8), hashlib.sha1).digest()
    at = digest[-1] & 0x0F
    number = int.from_bytes(digest[at : at + 4]) & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(key: bytes, text: str, seconds: float) -> int | None:
    """Return the half minute that the code *text* belongs to, where *seconds* since 1970 is now; None for a wrong one."""
    present = int(seconds // STEP_SECONDS)
    found = None
    for step in range(present - _DRIFT, present + _DRIFT + 1):
        if hmac.compare_digest(code(key, step).encode(), text.encode()):
            found = step
    return found

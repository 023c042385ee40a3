"""How text is made comparable, and how it is made fit to show.

Comparing forms are never shown and shown forms are never compared: what ICE printed stays what readers see.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼʻ′＇"), None)
_KEPT = 65_536
"""Texts whose forms are remembered: a list repeats nearly all its cells from version to version."""
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]"
)


_STARTS_A_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""What makes a spreadsheet program read a cell as a formula (OWASP, CSV injection), full-width forms included."""


@lru_cache(maxsize=_KEPT)
def shown(text: str) -> str:
    """Return *text* as readers should see it: one line, single spaces, no invisible or direction-turning characters.

    Letters, case and punctuation stay as ICE printed them.
    """
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


@lru_cache(maxsize=_KEPT)
def comparable(text: str) -> str:
    """Return the form in which two cells are compared: lower case, no punctuation, no accents, single spaces.

    ICE's lists hold curly and straight apostrophes, non-breaking spaces, newlines and edge blanks by the thousand
    (6,897, 158, 28 and 139,853 cells in the public archive of 2025 and 2026); none of them is news.
    """
    plain = _INVISIBLE.sub("", text).translate(
        _APOSTROPHES
    )  # before and after: "´" decomposes to a blank and an accent
    decomposed = unicodedata.normalize("NFKD", plain).translate(_APOSTROPHES)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().replace("&", " and ")
    return " ".join(re.sub(r"[^\w]+|_", " ", letters).split())


def spreadsheet_safe(text: str) -> str:
    """Return *text* so that a spreadsheet program shows it and does not run it."""
    return f"'{text}" if text[:1] in _STARTS_A_FORMULA else text

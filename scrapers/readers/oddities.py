"""Names what is odd in a printed text: letters of another alphabet, broken encoding, characters that hide or turn."""

from __future__ import annotations

import re
import unicodedata

LONG_TEXT = 200
"""Characters. The longest agency name in 395 real workbooks has fewer than 100."""

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MOJIBAKE = re.compile("[\x80-\x9f\ufffd]|â€|Ã[\u0080-\u00bf©¨¡³±]|Â[\u00a0-\u00bf]|ï»¿")
"""Windows-1252 text taken for something else gives the first class or one of the sequences."""
_LOOK_ALIKE_ALPHABETS = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "FULLWIDTH")


def oddity(text: str) -> str:
    """Return what is odd about *text* in one sentence, or "". White space, accents and curly quotes are not odd."""
    if _TURNING.search(text):
        return "The text holds characters that turn the writing direction; they were taken out."
    if _CONTROL.search(text):
        return "The text holds control characters; they were taken out."
    if _MOJIBAKE.search(text):
        return "The text looks wrongly encoded."
    if alphabet := _foreign_alphabet(text):
        return f"The text mixes {alphabet} letters with Latin ones, which may look alike."
    if len(text) > LONG_TEXT:
        return f"The text has {len(text):,} characters."
    return ""


def _foreign_alphabet(text: str) -> str:
    if text.isascii():
        return ""
    for character in text:
        if not character.isascii() and character.isalpha():
            alphabet = unicodedata.name(character, "").split(" ")[0]
            if alphabet in _LOOK_ALIKE_ALPHABETS:
                return alphabet.capitalize()
    return ""

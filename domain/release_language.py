"""Which of our two languages a release is written in."""

from __future__ import annotations

import re

from domain.subscriptions import Language

_READ = 4_000
"""Characters that are read: a few sentences settle it."""
_PLAINLY = 3
"""How many more of a language's small words it takes to overrule what the page states; names bring in one or two."""

# Words that stand in nearly every sentence of one language and in none of the other ("a" and "no" are both).
_SMALL_WORDS: dict[Language, re.Pattern[str]] = {
    Language.ENGLISH: re.compile(
        r"\b(?:the|of|and|to|in|for|with|is|that|will|by|on|from|has|was|are|at|its)\b", re.IGNORECASE
    ),
    Language.SPANISH: re.compile(
        r"\b(?:el|la|los|las|de|del|que|y|en|un|una|por|con|para|su|sus|al|se|es|más|como|ha|han)\b", re.IGNORECASE
    ),
}


def language_of(text: str, stated: str = "") -> Language:
    """Return the language of *text*: the *stated* tag ("es-US") unless the words plainly contradict it.

    Spanish copies of English releases sometimes keep the English page's tag. English where nothing tells.
    """
    opening = text[:_READ]
    counts = {language: len(words.findall(opening)) for language, words in _SMALL_WORDS.items()}
    tag = stated.strip().casefold().replace("_", "-").partition("-")[0]
    if tag in set(Language):
        said = Language(tag)
        rival = Language.ENGLISH if said is Language.SPANISH else Language.SPANISH
        return rival if counts[rival] >= counts[said] + _PLAINLY else said
    return Language.SPANISH if counts[Language.SPANISH] > counts[Language.ENGLISH] else Language.ENGLISH

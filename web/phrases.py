"""The sentences of one language, from its catalogues in `languages/`, and how it writes dates and numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.messages.pofile import read_po
from starlette.requests import Request

from domain.subscriptions import Language
from web.language_path import LANGUAGE_KEY, split

_LOCALES = {Language.ENGLISH: "en_US", Language.SPANISH: "es_US"}
"""Spanish as the United States writes it: 1,234 agreements, not 1.234."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's sentences by dotted key ("subscribe.title")."""

    language: Language
    texts: Mapping[str, str]
    months: Sequence[str]
    """The twelve, abbreviated."""

    def say(self, key: str, **values: object) -> str:
        """Return the sentence *key* with *values* in its fields. Raises KeyError for an unknown key or field.

        A value is put in once and never read again, so braces in it mean nothing.
        """
        return self.texts[key].format(**values)

    def counted(self, key: str, n: int, **values: object) -> str:
        """Return *n* things in words, from the sentence `{key}.one` or `{key}.many`: "1 agency", "1,058 agencies"."""
        return self.say(f"{key}.one" if n == 1 else f"{key}.many", n=self.number(n), **values)

    def number(self, n: int) -> str:
        """Return a whole number as people in the United States write it, in either language: "1,058"."""
        return f"{n:,}"

    def day(self, on: date) -> str:
        """Return a date as people write it: "22 Sep 2025", "22 sep 2025"."""
        # A page shows hundreds: Babel's own formatting would take longer than the rest of the page.
        return f"{on.day} {self.months[on.month - 1]} {on.year}"


@cache
def phrases(language: Language) -> Phrases:
    """Return the sentences of *language*."""
    texts: dict[str, str] = {}
    for path in sorted((files("web") / "languages" / language.value).iterdir(), key=lambda path: path.name):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language.value, abort_invalid=True)
        read = {str(entry.id): str(entry.string) for entry in catalogue if entry.id}
        if twice := texts.keys() & read.keys():
            raise ValueError(f"{path.name} names sentences that another catalogue has: {', '.join(sorted(twice))}.")
        texts |= read
    names = Locale.parse(_LOCALES[language]).months["format"]["abbreviated"]
    return Phrases(language, texts, tuple(names[month] for month in range(1, 13)))


def language_of(request: Request) -> Language:
    """Return the language that the address of *request* names."""
    # Our own mistakes are answered outside of the middleware, where the address still carries its language.
    language: Language | None = request.scope.get(LANGUAGE_KEY)
    return language or split(request.scope["path"])[0]


def words_of(request: Request) -> Phrases:
    """Return the sentences of the language that the address of *request* names."""
    return phrases(language_of(request))

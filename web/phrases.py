"""The sentences of one language, from its catalogue in `languages/`, and how it writes dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from babel.dates import format_date
from babel.messages.pofile import read_po
from starlette.requests import Request

from domain.subscriptions import Language


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's sentences by dotted key ("subscribe.title")."""

    language: Language
    texts: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """Return the sentence *key* with *values* in its fields. Raises KeyError for an unknown key or field.

        A value is put in once and never read again, so braces in it mean nothing.
        """
        return self.texts[key].format(**values)

    def day(self, day: date) -> str:
        """Return a date as people write it: "Mar 4, 2025"."""
        return format_date(day, format="medium", locale=self.language.value)


@cache
def phrases(language: Language) -> Phrases:
    """Return the sentences of *language*."""
    with (files("web") / "languages" / f"{language.value}.po").open("rb") as file:
        catalogue = read_po(file, locale=language.value, abort_invalid=True)
    return Phrases(language, {str(entry.id): str(entry.string) for entry in catalogue if entry.id})


def language_of(request: Request) -> Language:
    """Return the language that a reader asks for: by `?lang=`, else the one their browser puts first."""
    asked = request.query_params.get("lang", "")
    if asked in set(Language):
        return Language(asked)
    first = request.headers.get("accept-language", "").split(",")[0].strip().lower()
    return Language.SPANISH if first.split("-")[0].split(";")[0] == "es" else Language.ENGLISH

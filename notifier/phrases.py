"""The sentences of one language, from its catalogue in `languages/`, and how it writes dates.

The plain words for the three support types follow the statute, 8 U.S.C. 1357(g), and ICE's own description of its
three models on its 287(g) page: the jail model works on people "arrested" and in custody, the task force model during
"routine police duties", and warrant service officers serve administrative warrants on people in their jail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files

from domain.subscriptions import Language


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's sentences by dotted key ("headline.new")."""

    language: Language
    texts: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """Return the sentence *key* with *values* in its fields. Raises KeyError for an unknown key or field.

        A value is put in once and never read again, so braces in it mean nothing.
        """
        return self.texts[key].format(**values)

    def has(self, key: str) -> bool:
        """Tell whether the catalogue holds *key*."""
        return key in self.texts

    def day(self, day: date) -> str:
        """Return a date as people write it: "March 4, 2025"."""
        from babel.dates import format_date  # Babel takes 0.1 s to load and most commands never need it

        return format_date(day, format="long", locale=self.language.value)

    def instant(self, instant: datetime) -> str:
        """Return an aware instant in UTC, to the minute, with the word UTC."""
        moment = instant.astimezone(UTC)
        return self.say("date.instant", date=self.day(moment.date()), time=f"{moment:%H:%M}")


@cache
def phrases(language: Language) -> Phrases:
    """Return the sentences of *language*."""
    from babel.messages.pofile import read_po  # as above

    with (files("notifier") / "languages" / f"{language.value}.po").open("rb") as file:
        catalogue = read_po(file, locale=language.value, abort_invalid=True)
    return Phrases(language, {str(entry.id): str(entry.string) for entry in catalogue if entry.id})

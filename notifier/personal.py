"""What of a message only one recipient gets: links that act for it, or a code. It stands between what all get."""

from __future__ import annotations

from dataclasses import dataclass

from domain.deliveries import FOR_SUBSCRIBERS, Purpose
from notifier.phrases import phrases
from notifier.reports import Fact, clip, web_link
from workflows.ports import AlertMessage

CODE_LIMIT = 60
"""Characters of a code that somebody types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """One recipient's part of a message. Every text is a single line, safe to show."""

    action: Fact | None = None
    """Where a letter that asks for an answer has its answer given."""
    code: Fact | None = None
    manage: Fact | None = None
    """The page for changing or ending the subscription."""

    @property
    def asked(self) -> tuple[Fact, ...]:
        """What a letter of the service's own asks its reader to use."""
        return tuple(fact for fact in (self.action, self.code) if fact)


NOTHING = Personal()


def personal(message: AlertMessage) -> Personal:
    """Return what of *message* is its recipient's alone, in words."""
    purpose, words = message.purpose, phrases(message.language)
    if purpose in FOR_SUBSCRIBERS:
        url = web_link(message.manage_url)
        return Personal(manage=Fact(words.say("label.manage"), url, url)) if url else NOTHING
    if purpose is Purpose.CODE:
        return Personal(code=Fact(words.say("label.code"), clip(message.code, CODE_LIMIT)))
    key, url = f"action.{purpose.value}", web_link(message.action_url)
    return Personal(action=Fact(words.say(key), url, url)) if url and words.has(key) else NOTHING

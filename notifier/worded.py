"""Words that are kept while a message goes out to many: it is put into words once, not once for each of them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from email.headerregistry import Address as MailAddress

from notifier.content import Content
from notifier.mail import SharedMail, shared_mail
from notifier.slack_payload import shared_payload
from notifier.wording import Letter, letter

KEPT = 64
"""Messages whose words are kept: those of one poll in two languages, for the filters that most people have."""


@dataclass(slots=True)
class Worded:
    """One message's words, and what the channels made of them so far."""

    content: Content
    letter: Letter
    mail: SharedMail | None = field(default=None, repr=False)
    slack: tuple[bytes, bytes] | None = field(default=None, repr=False)


class KeptWords:
    """The words of the messages that were sent last. Safe to use from several threads.

    Entries are found by what names their changes and releases and are used only where the whole content is equal, so that a message
    never gets another one's words, whatever its news is called.
    """

    def __init__(self, sender: MailAddress | None, public_url: str, *, keep: int = KEPT) -> None:
        self._sender = sender
        self._public_url = public_url
        self._keep = keep
        self._lock = threading.Lock()
        self._entries: OrderedDict[object, Worded] = OrderedDict()

    def letter(self, content: Content) -> Letter:
        """Return *content* in words."""
        with self._lock:
            return self._entry(content).letter

    def mail(self, content: Content) -> SharedMail:
        """Return what everybody gets of *content* by email."""
        with self._lock:
            entry = self._entry(content)
            if entry.mail is None:
                assert self._sender is not None, "mail is made only where there is somebody to send it"
                entry.mail = shared_mail(entry.letter, sender=self._sender, public_url=self._public_url)
            return entry.mail

    def slack(self, content: Content) -> tuple[bytes, bytes]:
        """Return what everybody gets of *content* in Slack."""
        with self._lock:
            entry = self._entry(content)
            if entry.slack is None:
                entry.slack = shared_payload(entry.letter, self._public_url)
            return entry.slack

    def _entry(self, content: Content) -> Worded:
        # Made inside the lock: sixteen senders that begin the same message make its words once.
        name = _name(content)
        entry = self._entries.get(name)
        if entry is None or entry.content != content:
            entry = self._entries[name] = Worded(content, letter(content))
        self._entries.move_to_end(name)
        while len(self._entries) > self._keep:
            self._entries.popitem(last=False)
        return entry


def _name(content: Content) -> object:
    """Return what is quick to compare and differs between nearly all contents."""
    news = (*(item.change.id for item in content.items), *(item.release.id for item in content.releases))
    return content.purpose, content.language, content.possible_repeat, content.period, content.wish, news

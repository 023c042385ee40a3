"""What somebody asked to hear of, in words, for a letter that asks whether they did."""

from __future__ import annotations

import re
from collections.abc import Iterable

from domain.changes import ChangeKind
from domain.subscriptions import HEARD_BY_DEFAULT, Cadence, Filter, Timing
from domain.text import shown
from domain.vocabulary import SupportType
from notifier.content import Content
from notifier.phrases import Phrases
from notifier.reports import Fact, clip
from notifier.telling import SUPPORT_KEYS

NAME_LIMIT = 60
"""Characters shown of one name that somebody typed."""
NAMES_SHOWN = 10
_NOT_IN_NAMES = re.compile(r"[^\w\s'’.,&()/-]")
_RUN_ON = re.compile(r"([./])(?=\S)")


def wish_in_words(content: Content, words: Phrases) -> tuple[Fact, ...]:
    """Return, line by line, what would come; nothing for a message that does not ask."""
    wish = content.wish
    if wish is None:
        return ()
    lines = (
        ("where", _names(wish.states, words) or words.say("wish.anywhere")),
        ("counties", _names(wish.counties, words)),
        ("agencies", _names(wish.agencies, words)),
        ("powers", _powers(wish, words)),
        ("kinds", ", ".join(words.say(f"kind.{kind.value}") for kind in _kinds(wish))),
        ("also", words.say("wish.releases") if wish.releases else ""),
        ("how_often", _how_often(content.cadence, content.timing or Timing(), words)),
        ("language", words.say("wish.language")),
    )
    return tuple(Fact(words.say(f"label.{label}"), value) for label, value in lines if value)


def plain_name(name: str) -> str:
    """Return *name* as it may stand in a letter to somebody who did not type it.

    A stranger's words must not become a link in it: programs make links of "evil.example" and "//evil", so that nothing
    may follow a dot or a slash at once, and no mark stays that names do not have.
    """
    return clip(_RUN_ON.sub(r"\1 ", _NOT_IN_NAMES.sub("", shown(name))), NAME_LIMIT)


def _names(names: Iterable[str], words: Phrases) -> str:
    """Return *names* as a list in a sentence, the first of them where there are many."""
    plain = sorted({name for raw in names if (name := plain_name(raw))})
    text = ", ".join(plain[:NAMES_SHOWN])
    left = len(plain) - NAMES_SHOWN
    return words.say("wish.more", names=text, count=left) if left > 0 else text


def _powers(wish: Filter, words: Phrases) -> str:
    if not wish.support_types:
        return words.say("wish.any_power")
    return ", ".join(
        words.say(f"support.{SUPPORT_KEYS[power]}") for power in SupportType if power in wish.support_types
    )


def _kinds(wish: Filter) -> list[ChangeKind]:
    heard = set(wish.kinds or HEARD_BY_DEFAULT)
    if wish.unconfirmed:
        heard.add(ChangeKind.MISSING)
    return [kind for kind in ChangeKind if kind in heard]


def _how_often(cadence: Cadence | None, timing: Timing, words: Phrases) -> str:
    key = (cadence or Cadence.AT_ONCE).value.replace("-", "_")
    # A time zone's slash stays: "America/Chicago" is what people look for, and it was checked against the known ones.
    return words.say(f"wish.{key}", hour=f"{timing.hour:02d}", zone=clip(timing.time_zone, NAME_LIMIT))

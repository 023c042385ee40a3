"""One press release in words: who published which title when, and what we read out of it. None of its other words.

What it says is its publisher's word: the message says so, and nothing here is told as a change of ICE's lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.releases import Action, Figure, Release
from domain.vocabulary import STATE_CODES, SupportType
from notifier.phrases import Phrases
from notifier.reports import CELL_LIMIT, NAME_LIMIT, Fact, Report, clip, linked, web_link
from notifier.telling import SUPPORT_KEYS
from workflows.ports import ReleaseItem

PUBLISHER_LIMIT = 40
"""Characters of a publisher's name in a subject."""
NAMES_SHOWN = 10
_SHORT_NAMES = {
    "U.S. Department of Homeland Security": "DHS",
    "U.S. Immigration and Customs Enforcement": "ICE",
}
"""What everybody calls them: a phone shows forty characters of a subject."""


def release_report(item: ReleaseItem, words: Phrases, *, full: bool = True) -> Report:
    """Put one release into *words*; where it is not told in *full*, the permalink leads to the rest."""
    release = item.release
    facts = _facts(release, words)
    return Report(
        headline=words.say(
            "headline.release", publisher=clip(item.publisher, NAME_LIMIT), title=clip(release.title, CELL_LIMIT)
        ),
        facts=tuple(facts) if full else (),
        evidence=(linked(words, "release_link", release.url),) if full else (),
        shares=(),
        permalink=web_link(item.link(words.language)),
        permalink_label=words.say("label.release_permalink"),
        brief=tuple(f"{fact.label}: {fact.value}" for fact in facts[:2]),
    )


def releases_subject(items: Sequence[ReleaseItem], words: Phrases, title_limit: int) -> str:
    """Return what a subject says of *items*: the title of one alone, cut to *title_limit* characters."""
    if len(items) > 1:
        return words.say("subject.releases", count=len(items))
    [item] = items
    publisher = _SHORT_NAMES.get(item.publisher, item.publisher.removeprefix("Office of the "))
    title = clip(item.release.title, title_limit)
    return words.say("subject.release", publisher=clip(publisher, PUBLISHER_LIMIT), title=title)


def _facts(release: Release, words: Phrases) -> list[Fact]:
    said = release.reading
    published = words.day(release.published.on) if release.published else words.say("value.no_date")
    lines = (
        ("published", published),
        ("speaks_of", _several((words.say(f"deed.{a.value}") for a in Action if a in said.actions), words)),
        ("names_powers", _several((_power(p, words) for p in SupportType if p in said.support_types), words)),
        ("names_agencies", _several((_who(a.agency, a.state) for a in said.agencies), words)),
        ("names_states", _several((clip(state, NAME_LIMIT) for state in said.states), words)),
        ("says", _several((_figure(figure, words) for figure in said.figures), words)),
    )
    return [Fact(words.say(f"label.{label}"), value) for label, value in lines if value]


def _several(names: Iterable[str], words: Phrases) -> str:
    """Return *names* as a list, the first of them where there are many."""
    known = list(dict.fromkeys(name for name in names if name))
    text, left = "; ".join(known[:NAMES_SHOWN]), len(known) - NAMES_SHOWN
    return words.say("wish.more", names=text, count=left) if left > 0 else text


def _power(support_type: SupportType, words: Phrases) -> str:
    return words.say(f"support.{SUPPORT_KEYS[support_type]}")


def _who(agency: str, state: str) -> str:
    return f"{clip(agency, NAME_LIMIT)}, {STATE_CODES.get(state, clip(state, 30))}"


def _figure(figure: Figure, words: Phrases) -> str:
    """Return a figure as the release claims it: "more than 450 agencies (Texas)"."""
    number = words.say(f"bound.{figure.bound.value.replace(' ', '_')}", number=f"{figure.value:,}")
    amount = "one" if figure.value == 1 else "many"
    text = words.say(f"figure.{figure.counted.value}_{amount}", number=number)
    return words.say("value.figure_in", figure=text, state=clip(figure.state, NAME_LIMIT)) if figure.state else text

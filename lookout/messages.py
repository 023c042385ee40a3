"""`make messages`: write docs/messages.md, which shows every kind of message as its reader gets it.

Agencies, people, links and days in it are invented; the words are the ones that go out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import typer

from domain.addresses import at
from domain.changes import AgencyEvent, Certainty, Change, ChangeKind, RowFacts
from domain.deliveries import Purpose
from domain.releases import (
    Action,
    AgencyMention,
    Bound,
    Counted,
    Figure,
    Published,
    Release,
    ReleaseReading,
    Relevance,
)
from domain.subscriptions import Address, Cadence, Channel, Filter, Language, Timing
from domain.vocabulary import SupportType
from notifier.content import content
from notifier.personal import personal
from notifier.rendering import text_email, text_own
from notifier.slack_payload import payload
from notifier.wording import Letter, letter
from workflows.ports import AlertItem, AlertMessage, Notice, ReleaseItem

DOCUMENT = Path(__file__).parent.parent / "docs" / "messages.md"
_SITE = "https://lookout.example.org"
_JEM, _TFM = SupportType.JAIL_ENFORCEMENT, SupportType.TASK_FORCE
_SEEN = datetime(2026, 3, 5, 14, 5, tzinfo=UTC)
_LANGUAGES = {Language.ENGLISH: "In English", Language.SPANISH: "In Spanish"}
_INTRODUCTION = """\
# What the messages say

Every kind of message, as the text of an email, in both languages. Emails also hold the same words as HTML. Agencies, links and days are invented.

This page is written by `make messages`; the words come from `notifier/languages/`.
"""

_ALDER = RowFacts(
    state="Texas",
    agency="Alder County Sheriff's Office",
    agency_type="County",
    county="Alder County",
    support_type=_TFM,
    support_type_text="Task Force Model",
    state_text="TEXAS",
    signed_on=date(2026, 3, 2),
    signed_text="3/2/2026",
    moa_url="https://www.ice.gov/doclib/287gMOA/alder-county-example.pdf",
    moa_text="LINK",
    addendum_url=None,
    addendum_text="",
)
_MAPLE = replace(
    _ALDER,
    state="Ohio",
    state_text="OHIO",
    agency="Maple Hollow Police Department",
    agency_type="Municipality",
    county="Kettle County",
    signed_on=date(2025, 8, 18),
    signed_text="8/18/2025",
    moa_url=None,
    moa_text="",
)
_JOINED = Change(
    id="a1b2c3d4",
    source="ice-287g",
    kind=ChangeKind.NEW,
    certainty=Certainty.CONFIRMED,
    agreement_id="alder",
    observed_at=_SEEN,
    version_from=41,
    version_to=42,
    facts=_ALDER,
    before=None,
    after=_ALDER,
    reason="Not on the list before, by this or any other spelling we know.",
    first_listed_at=_SEEN,
    pending_since=datetime(2026, 2, 12, 15, 0, tzinfo=UTC),
    first_in_county=True,
    agency_event=AgencyEvent.JOINED,
    powers_after=(_TFM,),
)
_EXPANDED = replace(
    _JOINED,
    id="b2c3d4e5",
    pending_since=None,
    first_in_county=False,
    agency_event=AgencyEvent.EXPANDED,
    powers_before=(_JEM,),
    powers_after=(_TFM,),
)
_TERMINATED = replace(
    _JOINED,
    id="c3d4e5f6",
    kind=ChangeKind.TERMINATED,
    facts=_MAPLE,
    after=None,
    reason="Absent from 4 good readings over 26 hours.",
    first_listed_at=datetime(2025, 8, 20, 13, 30, tzinfo=UTC),
    pending_since=None,
    first_in_county=False,
    supersedes="9f8e7d6c",
    agency_event=AgencyEvent.LEFT,
    powers_before=(_TFM,),
    powers_after=(),
)
_RETURNED = replace(
    _TERMINATED,
    id="d4e5f6a7",
    kind=ChangeKind.RETURNED,
    after=_MAPLE,
    reason="Listed again, with the same signing date.",
    supersedes="c3d4e5f6",
    agency_event=AgencyEvent.JOINED,
    powers_before=(),
    powers_after=(_TFM,),
)
_RETRACTED = replace(
    _JOINED,
    id="e5f6a7b8",
    kind=ChangeKind.RETRACTED,
    after=None,
    reason="ICE had printed the row of another county under this name and corrected it the next day.",
    supersedes="a1b2c3d4",
    agency_event=None,
    powers_after=(),
)
_SAID = Release(
    id="0a1b2c3d4e5f",
    source="dhs-press",
    url="https://www.dhs.gov/news/2026/03/05/example",
    title="An invented partner joins 287(g)",
    published=Published(on=date(2026, 3, 5)),
    first_seen_at=_SEEN,
    reading=ReleaseReading(
        relevance=Relevance(score=9.0, is_relevant=True, reasons=()),
        language=Language.ENGLISH,
        support_types=(_TFM,),
        actions=(Action.SIGNS,),
        figures=(Figure(value=958, counted=Counted.AGENCIES, bound=Bound.MORE_THAN, state=None, words=""),),
        agencies=(
            AgencyMention(state="Texas", agency="Alder County Sheriff's Office", county="Alder County", words=""),
        ),
        states=("Texas",),
    ),
)


@dataclass(frozen=True, slots=True)
class _Shown:
    """One message of the page: what it is, and when it comes."""

    title: str
    when: str
    message: AlertMessage


def main() -> int:
    """Write the page; return the exit status."""
    DOCUMENT.write_text(document(), encoding="utf-8")
    typer.echo(f"Wrote {DOCUMENT.name}.")
    return 0


def document() -> str:
    """Return the whole page."""
    shown = _messages()
    return "\n".join([_INTRODUCTION, *_subjects(shown), *(part for one in shown for part in _section(one)), *_slack()])


def _subjects(shown: list[_Shown]) -> Iterator[str]:
    yield "## Subjects\n"
    for language, name in _LANGUAGES.items():
        yield f"{name}:\n\n```text"
        yield from (_letter_in(one.message, language).subject for one in [*shown, *_only_in_the_list()])
        yield "```\n"


def _section(one: _Shown) -> Iterator[str]:
    yield f"## {one.title}\n\n{one.when}\n"
    for language, name in _LANGUAGES.items():
        message = _in(one.message, language)
        words = letter(content(message))
        above, below = text_email(words)
        yield f"{name}:\n\n```text\nSubject: {words.subject}\n\n{above}{text_own(personal(message))}{below}```\n"


def _slack() -> Iterator[str]:
    message = _alert(_JOINED)
    body = json.loads(payload(_letter_in(message, Language.ENGLISH), personal(message), _SITE))
    yield "## A new agreement, in Slack\n\nWhat the publisher wrote stands in plain text; only our own links are links.\n"
    yield f"```json\n{json.dumps(body, indent=2, ensure_ascii=False)}\n```\n"


def _letter_in(message: AlertMessage, language: Language) -> Letter:
    return letter(content(_in(message, language)))


def _in(message: AlertMessage, language: Language) -> AlertMessage:
    """Return *message* as a reader of *language* gets it: with its links to the pages in that language."""
    return replace(
        message,
        language=language,
        change_log_url=_there(message.change_log_url, language),
        manage_url=_there(message.manage_url, language),
        action_url=_there(message.action_url, language),
    )


def _there(url: str, language: Language) -> str:
    return _SITE + at(language, url.removeprefix(_SITE)) if url else ""


def _messages() -> list[_Shown]:
    return [*_alerts(), *_digests(), *_to_strangers(), *_about_subscriptions(), *_to_the_operator()]


def _alerts() -> list[_Shown]:
    return [
        _Shown("A new agreement", "Comes as soon as ICE lists it.", _alert(_JOINED)),
        _Shown("From the jail to the task force", "One event, told once.", _alert(_EXPANDED)),
        _Shown("An agreement ended", "Comes when an absence is confirmed.", _alert(_TERMINATED)),
        _Shown("An agreement is back", "Comes to everybody who was told that it had ended.", _alert(_RETURNED)),
        _Shown(
            "A correction",
            "Comes to everybody who got the report that was wrong, and to nobody else.",
            _alert(_RETRACTED, earlier=_JOINED),
        ),
        _Shown(
            "A press release",
            "Comes to those who asked for releases. None of its words are repeated but its title.",
            _told_of_releases(_SAID),
        ),
    ]


def _digests() -> list[_Shown]:
    digest = replace(_alert(_JOINED), purpose=Purpose.DIGEST, cadence=Cadence.DAILY, checks=96)
    nothing = replace(digest, items=(), cadence=Cadence.WEEKLY, period_from=datetime(2026, 2, 26, 14, 5, tzinfo=UTC))
    return [
        _Shown("A digest", "Comes once a day or once a week, as its reader chose.", digest),
        _Shown(
            "A digest with a press release",
            "The releases come after the changes, for those who asked for them.",
            replace(digest, releases=_told_of_releases(_SAID).releases),
        ),
        _Shown("A digest without changes", "Says how often we looked.", replace(nothing, checks=672)),
        _Shown(
            "A digest when nothing could be read",
            "Who could not look cannot say that nothing changed.",
            replace(nothing, checks=0),
        ),
    ]


def _to_strangers() -> list[_Shown]:
    wish = Filter(states=frozenset({"Texas", "Ohio"}), counties=frozenset({"Alder County"}))
    asks = replace(
        _letter(Purpose.CONFIRM, "confirm"),
        wish=wish,
        cadence=Cadence.DAILY,
        timing=Timing(hour=7, time_zone="America/Chicago"),
    )
    code = replace(asks, purpose=Purpose.CODE, action_url="", code="K7MQ-2XWD", cadence=Cadence.AT_ONCE)
    return [
        _Shown(
            "Somebody asked for alerts to an email address", "Nothing is sent there before its owner says yes.", asks
        ),
        _Shown("Somebody asked for alerts to a channel", "Who can read the code in the channel may confirm.", code),
    ]


def _about_subscriptions() -> list[_Shown]:
    ended = _letter(Purpose.ENDED, "undo")
    return [
        _Shown(
            "The link for changing a subscription",
            "Comes when somebody asks for it.",
            _letter(Purpose.MANAGE, "manage"),
        ),
        _Shown(
            "Somebody asked to end the alerts to a shared address",
            "One reader cannot end them for all without the others hearing of it.",
            _letter(Purpose.END, "end"),
        ),
        _Shown("The alerts have ended", "The link takes it back.", ended),
        _Shown(
            "The lists could not be read for a day",
            "Silence is not taken for quiet.",
            replace(_alert(_JOINED), purpose=Purpose.OUTAGE, items=()),
        ),
        _Shown(
            "The lists are read again",
            "Goes to the same subscribers.",
            replace(_alert(_JOINED), purpose=Purpose.RESUMED, items=()),
        ),
        _Shown(
            "A test",
            "Comes when somebody asks whether a message arrives.",
            replace(_alert(_JOINED), purpose=Purpose.TEST, items=()),
        ),
    ]


def _to_the_operator() -> list[_Shown]:
    notice = Notice(
        headline="ice-287g has not been read for 3 hours",
        lines=(
            "The last 12 visits failed: the page answered 403.",
            "Run “lookout doctor” and see “blocked” in the guide.",
        ),
    )
    return [
        _Shown(
            "A signal",
            "Tells the operator of trouble, in English.",
            replace(_letter(Purpose.SIGNAL), notice=notice),
        ),
        _Shown(
            "The daily proof", "Its absence tells the operator that alerts do not go out.", _letter(Purpose.SYNTHETIC)
        ),
    ]


def _only_in_the_list() -> list[_Shown]:
    """Return messages of which the page shows the subject alone."""
    base = _alert(_JOINED)
    [first] = base.items
    second = replace(first, change=replace(_EXPANDED, facts=_MAPLE))
    missing = replace(
        _TERMINATED, id="f6a7b8c9", kind=ChangeKind.MISSING, certainty=Certainty.UNCONFIRMED, supersedes=None
    )
    kinds = (
        ChangeKind.RENEWED,
        ChangeKind.CORRECTED,
        ChangeKind.PENDING,
        ChangeKind.PENDING_GONE,
        ChangeKind.MOA_PUBLISHED,
    )
    others = [replace(_JOINED, kind=kind, agency_event=None, powers_after=()) for kind in kinds]
    messages = [
        replace(base, items=(first, second)),
        *(_alert(change) for change in (missing, *others)),
        replace(base, possible_repeat=True),
        _told_of_releases(_SAID, replace(_SAID, id="1b2c3d4e5f60")),
    ]
    return [_Shown("", "", message) for message in messages]


def _alert(change: Change, earlier: Change | None = None) -> AlertMessage:
    item = AlertItem(
        change=change,
        permalink=f"{_SITE}/changes/{change.id}",
        capture_sha256=sha256(b"an invented workbook").hexdigest(),
        captured_at=datetime(2026, 3, 5, 14, 4, tzinfo=UTC),
        document_url="https://www.ice.gov/doclib/about/offices/ero/287g/example.xlsx",
        earlier=earlier,
    )
    return AlertMessage(
        message_id="example",
        address=Address(channel=Channel.EMAIL, value="reader@example.org"),
        language=Language.ENGLISH,
        cadence=Cadence.AT_ONCE,
        items=(item,),
        period_from=datetime(2026, 3, 4, 14, 5, tzinfo=UTC),
        period_to=_SEEN,
        change_log_url=f"{_SITE}/days/2026-03-05",
        manage_url=f"{_SITE}/unsubscribe/example",
    )


def _told_of_releases(*releases: Release) -> AlertMessage:
    return replace(
        _alert(_JOINED),
        purpose=Purpose.RELEASE,
        items=(),
        releases=tuple(
            ReleaseItem(
                release=release,
                publisher="U.S. Department of Homeland Security",
                permalink=f"{_SITE}/releases/{release.id}",
            )
            for release in releases
        ),
        change_log_url=f"{_SITE}/releases",
    )


def _letter(purpose: Purpose, leads_to: str = "") -> AlertMessage:
    return replace(
        _alert(_JOINED),
        purpose=purpose,
        items=(),
        manage_url="",
        action_url=f"{_SITE}/{leads_to}/example" if leads_to else "",
    )


if __name__ == "__main__":
    raise SystemExit(main())

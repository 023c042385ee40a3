"""The words readers see for each kind, certainty, support type, field and incident. English only, plain words."""

from __future__ import annotations

from domain.changes import Certainty, Change, ChangeKind, RowFacts
from domain.releases import Action
from domain.source_health import Condition
from domain.vocabulary import SupportType
from web.agency_words import agency_line, agency_news
from web.dates import shown_day
from workflows.reading import DaySummary, IncidentStatus, PollOutcome

SUPPORT_TYPE_MEANS: dict[SupportType, str] = {
    SupportType.TASK_FORCE: (
        "may question people about immigration status and detain them during ordinary policing, such as patrols and "
        "traffic stops"
    ),
    SupportType.JAIL_ENFORCEMENT: "may question people booked into the jail and start deportation papers for them",
    SupportType.WARRANT_SERVICE: "may only serve ICE's administrative warrants on people already in the jail",
}
SUPPORT_TYPE_CODES: dict[SupportType, str] = {
    SupportType.TASK_FORCE: "TFM",
    SupportType.JAIL_ENFORCEMENT: "JEM",
    SupportType.WARRANT_SERVICE: "WSO",
}

ACTION_LABELS: dict[Action, str] = {
    Action.SIGNS: "Signing",
    Action.EXPANDS: "Expansion",
    Action.ENDS: "Ending",
    Action.BANS: "Ban",
    Action.MANDATES: "Mandate",
}
ACTION_MEANS: dict[Action, str] = {
    Action.SIGNS: "an agreement that was signed",
    Action.EXPANDS: "more powers or more agencies",
    Action.ENDS: "an agreement that was ended",
    Action.BANS: "a ban of such agreements",
    Action.MANDATES: "a duty to sign such agreements",
}
CONDITION_LABELS: dict[Condition, str] = {
    Condition.UNCHANGED: "Nothing new",
    Condition.CHANGED: "Something new",
    Condition.BLOCKED: "Blocked",
    Condition.GONE: "Gone from its address",
    Condition.UNREACHABLE: "Not reachable",
    Condition.UNREADABLE: "Not readable",
    Condition.EMPTY: "Shows too little",
    Condition.STALE: "Stands still",
}
STATUS_OF_SOURCE: dict[str, str] = {
    "blocked": "Turns programs away",
    "browser": "Needs a browser",
    "unproven": "Address not proven",
}
EVIDENCE_LABELS: dict[str, str] = {
    "checked": "Its addresses answered in autumn 2026.",
    "seen": "Others read these addresses in 2024 or earlier.",
    "guess": "Its address is a guess, tried once a day.",
}

KIND_LABELS: dict[ChangeKind, str] = {
    ChangeKind.NEW: "New",
    ChangeKind.MISSING: "Missing",
    ChangeKind.TERMINATED: "Terminated",
    ChangeKind.RETURNED: "Returned",
    ChangeKind.RENEWED: "Renewed",
    ChangeKind.CORRECTED: "Corrected",
    ChangeKind.MOA_PUBLISHED: "Agreement published",
    ChangeKind.MOA_CHANGED: "Agreement link changed",
    ChangeKind.ADDENDUM_PUBLISHED: "Addendum published",
    ChangeKind.PENDING: "Pending",
    ChangeKind.PENDING_GONE: "No longer pending",
    ChangeKind.RETRACTED: "Taken back",
}
KIND_MEANS: dict[ChangeKind, str] = {
    ChangeKind.NEW: "An agreement appears on ICE's list that was never on it before.",
    ChangeKind.MISSING: (
        "A listed agreement is absent from a list that we otherwise believe. Rows have vanished and come back before, "
        "so this is not yet a departure."
    ),
    ChangeKind.TERMINATED: (
        "A missing agreement was still absent at least 24 hours later and in at least one more good check, or a "
        "reviewer confirmed that it ended and said why."
    ),
    ChangeKind.RETURNED: "An agreement that was missing or terminated is listed again. This takes the earlier entry back.",
    ChangeKind.RENEWED: "The same agreement is listed with a clearly later signing date.",
    ChangeKind.CORRECTED: (
        "ICE writes the same agreement differently: its name, county, type, date or spelling. Nobody joined or left."
    ),
    ChangeKind.MOA_PUBLISHED: "ICE published the signed agreement (memorandum of agreement, MOA).",
    ChangeKind.MOA_CHANGED: "The link to the signed agreement now leads to another document.",
    ChangeKind.ADDENDUM_PUBLISHED: "ICE published an addendum to the signed agreement.",
    ChangeKind.PENDING: "An agency is on ICE's list of agencies that asked to join.",
    ChangeKind.PENDING_GONE: (
        "An agency is no longer on the list of agencies that asked to join. It may have joined or given up."
    ),
    ChangeKind.RETRACTED: (
        "An earlier entry of this log was wrong, by a slip of ICE's or of ours. This takes it back, and everybody who was "
        "told of it is told of this."
    ),
}
_WHAT_HAPPENED: dict[ChangeKind, str] = {
    ChangeKind.NEW: "new {} agreement",
    ChangeKind.MISSING: "{} agreement missing from ICE's list",
    ChangeKind.TERMINATED: "{} agreement terminated, gone from ICE's list",
    ChangeKind.RETURNED: "{} agreement back on ICE's list",
    ChangeKind.RENEWED: "{} agreement signed again",
    ChangeKind.CORRECTED: "ICE writes the {} agreement differently",
    ChangeKind.MOA_PUBLISHED: "{} agreement text published",
    ChangeKind.MOA_CHANGED: "{} agreement text replaced",
    ChangeKind.ADDENDUM_PUBLISHED: "addendum to the {} agreement published",
    ChangeKind.PENDING: "{} agreement pending",
    ChangeKind.PENDING_GONE: "{} agreement no longer pending",
    ChangeKind.RETRACTED: "correction, our entry on its {} agreement was wrong",
}

_IN_FORCE = frozenset({ChangeKind.NEW, ChangeKind.RETURNED, ChangeKind.RENEWED})
"""The kinds after which the power may be used: only then does a text to pass on speak of it."""
_SHARE_TEXT_LENGTH = 300
"""What the field guides of rapid-response teams give for one text message."""

CERTAINTY_LABELS: dict[Certainty, str] = {
    Certainty.CONFIRMED: "Confirmed",
    Certainty.UNCONFIRMED: "Unconfirmed",
}
CONFIRMED_MEANS = "ICE's list says so, and we keep the file that shows it."
RETRACTED_MEANS = "What the earlier entry says does not stand. If you passed it on, please correct it."
UNCONFIRMED_MEANS = "A later check may take this back. Do not report it as fact yet."
_MISSING_MEANS = (
    "The row is not on the list, but rows have vanished and come back before. We call it terminated only when it is still "
    "absent at least 24 hours later and in at least one more good check. Do not report it as fact yet."
)
_TERMINATED_MEANS = (
    "It stayed absent for at least 24 hours and in at least one more good check, or a reviewer confirmed it."
)

OUTCOME_LABELS: dict[PollOutcome, str] = {
    PollOutcome.UNCHANGED: "Read, nothing changed",
    PollOutcome.CHANGED: "Read, something changed",
    PollOutcome.HELD: "Held for a person to look at",
    PollOutcome.FAILED: "Failed",
}
INCIDENT_STATUS_LABELS: dict[IncidentStatus, str] = {
    IncidentStatus.OPEN: "Open",
    IncidentStatus.RELEASED: "Released: a reviewer accepted the reading",
    IncidentStatus.REJECTED: "Rejected: a reviewer refused the reading",
    IncidentStatus.RECOVERED: "Recovered: a later good check settled it",
}
_INCIDENT_KIND_LABELS = {
    "unreachable": "The source did not answer",
    "blocked": "The source refused us",
    "gone": "The source is no longer at its address",
    "unreadable": "The file could not be read",
    "links": "We cannot tell which file is which",
    "swapped": "The two lists stand in each other's place",
    "implausible": "The reading does not look right",
    "question": "Two rows may or may not be the same agreement",
    "empty": "The source shows too little",
    "stale": "The source stands still",
    "opened": "A source that could not be read can be read now",
    "suggestion": "A release tells of an end that ICE's list does not show",
}
FIELD_LABELS = {
    "state": "State",
    "agency": "Agency",
    "type": "Agency type",
    "county": "County",
    "support_type": "Support type",
    "signed": "Signed",
    "moa": "Agreement (MOA)",
    "addendum": "Addendum",
}
STATUS_LABELS = {
    "listed": "Listed",
    "missing": "Missing, unconfirmed",
    "terminated": "Terminated",
    "pending": "Pending",
    "pending_gone": "No longer pending",
    "merged": "Found to be another agreement",
}


def headline(change: Change) -> str:
    """Return one line that says what happened to whom, most telling word first."""
    facts = change.facts
    happened = agency_news(change) or _WHAT_HAPPENED[change.kind].format(facts.support_type)
    doubt = " (unconfirmed)" if change.certainty is Certainty.UNCONFIRMED else ""
    return f"{facts.agency}, {facts.state}: {happened}{doubt}"


def certainty_means(change: Change) -> str:
    """Return how sure we are of *change*, in a sentence or two that a reporter can act on."""
    if change.kind is ChangeKind.MISSING and change.certainty is Certainty.UNCONFIRMED:
        return _MISSING_MEANS
    if change.certainty is Certainty.UNCONFIRMED:
        return UNCONFIRMED_MEANS
    if change.kind is ChangeKind.RETRACTED:
        return RETRACTED_MEANS
    return _TERMINATED_MEANS if change.kind is ChangeKind.TERMINATED else CONFIRMED_MEANS


def detail(change: Change) -> str:
    """Return what differs and why we think so, as one line of text for exports and feeds."""
    differences = [
        f"{field_label(field.field)}: {field.before or '(nothing)'} → {field.after or '(nothing)'}"
        for field in change.fields
    ]
    return "; ".join([*differences, *([change.reason] if change.reason else [])])


def told(change: Change) -> list[str]:
    """Return *change* as the sentences that a feed tells; each stands for itself."""
    facts = change.facts
    sentences = [KIND_MEANS[change.kind], f"{facts.agency}, {facts.county or 'county not given'}, {facts.state}."]
    if change.kind is not ChangeKind.RETRACTED:  # of an agreement that never was, nothing more is to be said
        sentences.append(f"Under the {facts.support_type}, officers {SUPPORT_TYPE_MEANS[facts.support_type]}.")
    if facts.signed_on and change.kind is not ChangeKind.RETRACTED:
        sentences.append(f"Signed {shown_day(facts.signed_on)}.")
    if event := agency_line(change):
        sentences.append(f"For the agency: {event}.")
    sentences += [f"{note}." for note in notes(change)]
    sentences += [
        f"{field_label(field.field)}: {field.before or '(nothing)'} → {field.after or '(nothing)'}."
        for field in change.fields
    ]
    if change.reason:
        sentences.append(f"Why we think so: {change.reason}")
    return [*sentences, f"{CERTAINTY_LABELS[change.certainty]}: {certainty_means(change)}"]


def notes(change: Change) -> list[str]:
    """Return the short remarks that make a change matter: first in its county or state, pending since when."""
    remarks = []
    if change.first_in_state:
        remarks.append("First in this state")
    elif change.first_in_county:
        remarks.append("First in this county")
    if change.pending_since:
        remarks.append(f"Pending since {shown_day(change.pending_since.date())}")
    return remarks


def share_text(change: Change, permalink: str) -> str:
    """Return a text to pass on in a message: what, the power it gives where it fits, and the permalink, never cut."""
    room = _SHARE_TEXT_LENGTH - len(permalink) - 1
    plain = f"{headline(change)}."
    power = f"{plain} Its officers {SUPPORT_TYPE_MEANS[change.facts.support_type]}."
    if change.kind in _IN_FORCE and len(power) <= room:
        plain = power
    return f"{plain if len(plain) <= room else plain[: room - 1] + '…'} {permalink}"


def field_label(name: str) -> str:
    """Return the heading for a field of a row; a name we have no words for is shown as it is."""
    return FIELD_LABELS.get(name, name.replace("_", " ").capitalize())


def incident_label(kind: str) -> str:
    """Return what kind of trouble an incident is; a kind we have no words for is shown as it is."""
    return _INCIDENT_KIND_LABELS.get(kind, kind.replace("_", " ").capitalize())


def printed_row(facts: RowFacts) -> list[tuple[str, str, str | None]]:
    """Return *facts* as ICE printed them: (heading, text, link or None) in the order of ICE's columns."""
    return [
        ("State", facts.state_text, None),
        ("Agency", facts.agency, None),
        ("Agency type", facts.agency_type, None),
        ("County", facts.county, None),
        ("Support type", facts.support_type_text, None),
        ("Signed", facts.signed_text, None),
        ("Agreement (MOA)", facts.moa_text, facts.moa_url),
        ("Addendum", facts.addendum_text, facts.addendum_url),
    ]


def day_sentence(day: DaySummary, *, is_today: bool) -> str:
    """Return what happened on a day in one or two sentences; no good check means that nothing can be said."""
    total = sum(count for _, count in day.counts)
    word = "today" if is_today else "on this day"
    if not day.polls:
        checked = "No good check yet today." if is_today else "No good check on this day."
        return checked if total else f"{checked} We cannot say whether anything changed."
    times = "once" if day.polls == 1 else f"{day.polls} times"
    changed = "Nothing changed." if not total else "1 change." if total == 1 else f"{total} changes."
    return f"Checked {times} {word}. {changed}"


def day_counts(day: DaySummary) -> str:
    """Return the counts of a day by kind: "3 new, 1 corrected"."""
    return ", ".join(f"{count} {KIND_LABELS[kind].lower()}" for kind, count in day.counts if count)

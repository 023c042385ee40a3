"""What came of a step of the story, in words, and how it differs from what must come of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from domain.changes import Change, ChangeKind
from domain.subscriptions import Language
from lookout.demo.inbox import Message
from lookout.demo.story import ADDRESS_OF, STORY, Reader, Step, all_changes
from lookout.demo.workbooks import MAILBOX
from web.phrases import phrases
from web.wording import kind_counts
from workflows.reading import ChangeQuery, IncidentView, LogReader


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """What came of one step. *incidents* are those open after it; *statuses* the site's answers for workbooks.

    *releases* are the titles of those found that are about 287(g).
    """

    changes: tuple[Change, ...]
    releases: tuple[str, ...]
    messages: tuple[Message, ...]
    incidents: tuple[IncidentView, ...]
    statuses: Mapping[str, int]


def in_words(result: StepResult) -> list[str]:
    """Return what came of a step, a line each for changes, messages and incidents."""
    lines = [f"Changes: {_counted(Counter(change.kind for change in result.changes)) or 'none'}"]
    lines += [f"Release: {title}" for title in result.releases]
    lines += [f"{message.way.value} to {message.to}: {message.subject}" for message in _in_order(result.messages)]
    if not result.messages:
        lines.append("Messages: none")
    lines += [f"Incident: {incident.summary}" for incident in result.incidents]
    return lines


def faults_of(step: Step, result: StepResult) -> list[str]:
    """Return, in sentences, how *result* is not what *step* must bring."""
    faults = []
    found = Counter(change.kind for change in result.changes)
    if found != Counter(step.changes):
        faults.append(f"expected {_counted(step.changes) or 'no changes'}, found {_counted(found) or 'none'}.")
    if len(result.releases) != step.releases:
        faults.append(f"expected {step.releases} releases about 287(g), found {len(result.releases)}.")
    faults += _not_heard_rightly(step, result)
    if len(result.incidents) != step.incidents:
        faults.append(f"expected {step.incidents} open incidents, found {len(result.incidents)}.")
    served_anew = [path for path, status in result.statuses.items() if status != HTTPStatus.NOT_MODIFIED]
    if step.served_as_before and (served_anew or not result.statuses):
        faults.append("the workbooks were fetched again although nothing had changed.")
    return faults


def _not_heard_rightly(step: Step, result: StepResult) -> list[str]:
    """Compare who got a message, and how many of the step's changes it told, with who must have."""
    told: dict[str, list[int]] = {}
    for message in result.messages:
        mentioned = [change for change in result.changes if f"/changes/{change.id}" in message.text]
        told.setdefault(message.to, []).append(len(mentioned))
    return [
        f"{reader}: expected {_messages(wanted)}, got {_messages(got)}."
        for reader in Reader
        if (got := told.get(ADDRESS_OF[reader], [])) != (wanted := [step.hears[reader]] if reader in step.hears else [])
    ]


def _messages(sizes: Sequence[int]) -> str:
    return " and ".join(f"a message with {size} changes" for size in sizes) or "no message"


def _in_order(messages: Sequence[Message]) -> list[Message]:
    """Return *messages* in the order of their readers: which is sent first is of no importance."""
    return sorted(messages, key=lambda message: list(ADDRESS_OF.values()).index(message.to))


def story_faults(log: LogReader, messages: Sequence[Message]) -> list[str]:
    """Return, in sentences, what is wrong once the whole story is told: in the log, or among *messages*."""
    faults = []
    logged = Counter(entry.change.kind for entry in log.changes(ChangeQuery()))
    if logged != all_changes():
        faults.append(f"The log must hold {_counted(all_changes())}; it holds {_counted(logged)}.")
    wanted = sum(len(step.hears) for step in STORY)
    if len({message.id for message in messages}) != wanted or len(messages) != wanted:
        faults.append(f"{wanted} different messages must have arrived; {len(messages)} did.")
    if any(_shows_mailbox(message.raw) for message in messages):
        faults.append("A message shows the mailbox that a Safe Link carried.")
    return faults


def _shows_mailbox(raw: bytes) -> bool:
    return MAILBOX.encode() in raw or MAILBOX.replace("@", "%40").encode() in raw


def _counted(kinds: Mapping[ChangeKind, int] | Iterable[tuple[ChangeKind, int]]) -> str:
    counts = dict(kinds)
    in_order = [(kind, counts.get(kind, 0)) for kind in ChangeKind]
    return kind_counts(phrases(Language.ENGLISH), in_order)

"""The review desk: gathers what a reviewer needs to decide an incident. Writes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from domain.agreements import Agreement, row_facts
from domain.changes import Change
from domain.decision import Decision
from domain.guards import LastGood, judge_reading
from domain.snapshots import Snapshot
from domain.text import comparable
from workflows.casefile import (
    QUESTION_ROW,
    CaseFile,
    CaseRow,
    Choice,
    counts_of,
    differing,
    rows_of,
)
from workflows.kept import NotKeptError, read_kept, read_version
from workflows.poll import Polling
from workflows.press_ledger import NOTICES, OPENED, SUGGESTION
from workflows.reading import CaptureView, IncidentStatus, IncidentView, LogReader
from workflows.record import HELD, IMPLAUSIBLE, QUESTION, decide_on, last_good, snapshot_of

_SHORTEST_PREFIX = 6
_AGREEMENT_ID = re.compile(rf"[0-9a-f]{{{_SHORTEST_PREFIX},12}}")
_CHANGE_ID = re.compile(r"[0-9a-f]{16}")


class NotFoundError(Exception):
    """There is no such incident or agreement; the message says where to look."""


def open_case(polling: Polling, log: LogReader, incident_id: int) -> CaseFile:
    """Return everything about one incident. Raises NotFoundError."""
    with polling.ledger() as ledger:
        incident = ledger.incident(incident_id)
        related = [] if incident is None else list(ledger.open_incidents(incident.source))
    if incident is None:
        raise NotFoundError(f"There is no incident {incident_id}: `lookout incidents` lists them.")
    found = [log.capture(capture_id) for capture_id in incident.capture_ids]
    captures = tuple(capture for capture in found if capture is not None)
    findings = _look_into(polling, log, incident, captures)
    return CaseFile(
        incident=incident,
        source_title=polling.sources.get(incident.source).title,
        captures=captures,
        figures=findings.figures,
        rows=findings.rows,
        related=_related(incident, related),
        note=findings.note,
        choices=findings.choices,
    )


def messages_of(polling: Polling, changes: Sequence[Change]) -> int:
    """Return how many subscriptions are told of *changes*, in a message each; digests are written in their own time."""
    with polling.ledger() as ledger:
        told = ledger.recipients([change.id for change in changes])
    return len(frozenset[int]().union(*told.values()))


def find_agreement(polling: Polling, log: LogReader, text: str) -> Agreement:
    """Return the agreement that *text* names: by its id, a unique beginning of it, or the id of a change of it.

    Raises NotFoundError.
    """
    wanted = text.strip().lower()
    if _CHANGE_ID.fullmatch(wanted) and (logged := log.change(wanted)) is not None:
        wanted = logged.change.agreement_id
    if not _AGREEMENT_ID.fullmatch(wanted):
        raise NotFoundError(
            f'"{text}" is no agreement\'s id: write at least its first {_SHORTEST_PREFIX} digits, as `lookout agreements` '
            "prints them, or the id of a change from `lookout changes`."
        )
    fitting = _beginning_with(polling, wanted)
    if not fitting:
        raise NotFoundError(f"There is no agreement {wanted}: `lookout agreements` lists them.")
    if len(fitting) > 1:
        which = ", ".join(f"{a.id} ({a.facts.agency}, {a.facts.state})" for a in fitting[:5])
        raise NotFoundError(f"{len(fitting)} agreements begin with {wanted}: {which}. Write more digits.")
    return fitting[0]


def agreement_or_name(polling: Polling, text: str) -> str:
    """Return the full id where *text* begins one agreement's id, else *text* as an agency's name.

    Raises NotFoundError where it begins several.
    """
    wanted = text.strip().lower()
    fitting = _beginning_with(polling, wanted) if _AGREEMENT_ID.fullmatch(wanted) else []
    if len(fitting) > 1:
        raise NotFoundError(f"{len(fitting)} agreements begin with {wanted}: write more digits.")
    return fitting[0].id if fitting else text.strip()


def _beginning_with(polling: Polling, prefix: str) -> list[Agreement]:
    with polling.ledger() as ledger:
        return [
            agreement
            for config in polling.sources.all()
            if config.list_kind is not None
            for agreement in ledger.agreements(config.key)
            if agreement.id.startswith(prefix)
        ]


def _related(incident: IncidentView, others: Sequence[IncidentView]) -> tuple[int, ...]:
    """Return the other open questions about the same agreement or the same name."""
    if incident.kind != QUESTION:
        return ()
    sides = set(incident.subject.split("|", 1))
    return tuple(
        other.id
        for other in others
        if other.kind == QUESTION and other.id != incident.id and sides & set(other.subject.split("|", 1))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Findings:
    """What looking into one incident gave."""

    rows: tuple[CaseRow, ...] = ()
    figures: tuple[tuple[str, int], ...] = ()
    note: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """A kept list beside the record as it stands now."""

    snapshot: Snapshot
    good: LastGood
    decision: Decision | None
    """What the list brings, compared with the record; None where the record has no version to compare with, or where
    nothing in the list could be believed."""
    is_final: bool
    """No reviewer can release it."""

    @property
    def figures(self) -> tuple[tuple[str, int], ...]:
        sheet = self.snapshot.sheet
        unread = (("rows not understood", len(sheet.unread_rows)),) if sheet.unread_rows else ()
        return (("agreements on the record", len(self.good.listed)), ("rows on this list", len(sheet.rows)), *unread)


def _look_into(polling: Polling, log: LogReader, incident: IncidentView, captures: Sequence[CaptureView]) -> _Findings:
    look = _LOOKS.get(incident.kind)
    if incident.kind == HELD and incident.status is IncidentStatus.REJECTED:
        effect = "What was withheld is recorded and sent, as long as the last list still shows it."
        return _Findings(
            note="It was rejected. It can be let through after all.",
            choices=(Choice(action="release", incident=incident.id, effect=effect),),
        )
    if incident.status is not IncidentStatus.OPEN:
        return _Findings(note="It is over: there is nothing left to decide.")
    if incident.kind in NOTICES:
        return _Findings(
            note=_NOTES[incident.kind].format(agreement=incident.subject.rpartition(" ")[2]),
            choices=_choices(incident, reject="It is put aside. The record stays as it is."),
        )
    if look is None:
        return _Findings(note="There is nothing to decide: it ends by itself with the next good poll.")
    try:
        return look(incident, _beside(polling, log, incident, captures))
    except NotKeptError as error:
        return _Findings(note=str(error))


def _beside(polling: Polling, log: LogReader, incident: IncidentView, captures: Sequence[CaptureView]) -> _Beside:
    """Lay the list in question beside the record. Raises NotKeptError.

    A question and withheld changes are about the last good version; a held list is about its own capture.
    """
    source = incident.source
    with polling.ledger() as ledger:
        last = ledger.last_version(source)
    if incident.kind != IMPLAUSIBLE and last is not None:
        reading = read_version(polling, log, source, last)
    elif captures:
        reading = read_kept(polling, source, captures[0])
    else:
        raise NotKeptError(f"No capture is noted with incident {incident.id}: nothing can be compared.")
    if reading.sheet is None:
        raise NotKeptError(f"The kept workbook cannot be read any more: {reading.unreadable}")
    snapshot = snapshot_of(reading)
    with polling.ledger() as ledger:
        last = ledger.last_version(source)
        good = last_good(ledger, reading, last)
        is_final = any(finding.final for finding in judge_reading(snapshot, good))
        decision = None if last is None or is_final else decide_on(ledger, reading, good, last)
    return _Beside(snapshot=snapshot, good=good, decision=decision, is_final=is_final)


def _question(incident: IncidentView, beside: _Beside) -> _Findings:
    agreement_id, _, name = incident.subject.partition("|")
    agreement = next((a for a in beside.good.own if a.id == agreement_id), None)
    if agreement is None:
        return _Findings(note=f"The record has no agreement {agreement_id} any more.")
    facts, columns = agreement.facts, agreement.columns & beside.snapshot.sheet.known_columns
    printed = next(
        (
            row_facts(row)
            for row in beside.snapshot.rows
            if comparable(row.agency) == name and (row.state, row.support_type) == (facts.state, facts.support_type)
        ),
        None,
    )
    row = CaseRow(
        what=(QUESTION_ROW,),
        agreement_id=agreement.id,
        record=facts,
        printed=printed,
        differs=differing(facts, printed, columns) if printed is not None else frozenset(),
        reason="",
    )
    return _Findings(
        rows=(row,),
        note="" if printed is not None else "The newest list no longer prints this name; the next poll ends it.",
        choices=_answers(incident),
    )


def _answers(incident: IncidentView) -> tuple[Choice, ...]:
    return (
        Choice(
            action="same",
            incident=incident.id,
            effect="One agreement, printed in two ways: what reads differently is logged, and nobody is told of a "
            "departure or an arrival.",
        ),
        Choice(
            action="different",
            incident=incident.id,
            effect="Two agreements: the one on the list is told as new; the one on the record is told as missing, "
            "unless the list has a row of its own for it.",
        ),
    )


def _held(incident: IncidentView, beside: _Beside) -> _Findings:
    groups = beside.decision.withheld if beside.decision is not None else ()
    withheld = next((group for group in groups if group.subject == incident.subject), None)
    if withheld is None:
        return _Findings(
            figures=beside.figures,
            note="The doubt cannot be shown row by row: beside the record as it stands now, the list does not raise it. "
            "Read the rules above; the next poll asks anew or ends it.",
            choices=_choices(
                incident,
                release="What was withheld is recorded and sent.",
                reject="The record stays as it is, and the same doubt is not asked again.",
            ),
        )
    changes = withheld.changes
    these = "This change is" if len(changes) == 1 else f"These {len(changes)} changes are"
    return _Findings(
        rows=rows_of(changes),
        figures=(*beside.figures, *_counts("withheld", changes)),
        choices=_choices(
            incident,
            release=f"{these} true: recorded, and sent to those who asked.",
            reject=f"{these} not true: the record stays as it is, and the same doubt is not asked again.",
        ),
    )


def _implausible(incident: IncidentView, beside: _Beside) -> _Findings:
    reject = "These bytes are not looked at again; the last good list stays."
    if beside.is_final:
        return _Findings(
            figures=beside.figures,
            note="Nothing in this list could be believed, so it is not compared and cannot be released. It ends by "
            "itself with the next good poll.",
            choices=_choices(incident, reject=reject),
        )
    if beside.decision is None:
        release = "The list is believed as the first one. Nobody is told of a first list."
        return _Findings(figures=beside.figures, choices=_choices(incident, release=release, reject=reject))
    doubted = [change for group in beside.decision.withheld for change in group.changes]
    changes = (*beside.decision.comparison.changes, *doubted)
    asked = f"; {len(doubted)} of them are doubtful by themselves and are asked after that" if doubted else ""
    return _Findings(
        rows=rows_of(changes),
        figures=(*beside.figures, *_counts("would be told", changes)),
        choices=_choices(
            incident,
            release=f"The list is believed: its {len(changes)} changes are recorded and sent{asked}.",
            reject=reject,
        ),
    )


def _counts(what: str, changes: Sequence[Change]) -> tuple[tuple[str, int], ...]:
    return tuple((f"{what}: {kind}", number) for kind, number in counts_of(changes))


def _choices(incident: IncidentView, *, reject: str, release: str | None = None) -> tuple[Choice, ...]:
    rejecting = Choice(action="reject", incident=incident.id, effect=reject)
    if release is None:
        return (rejecting,)
    return (Choice(action="release", incident=incident.id, effect=release), rejecting)


_NOTES = {
    SUGGESTION: "Nothing is changed by it: a release is its publisher's word. Once the agreement is missing from ICE's "
    "list, `lookout confirm {agreement}` tells the departure without waiting for the day to be over.",
    OPENED: "Nothing is held back: what it publishes is read already, and told from the next reading on.",
}
_LOOKS: Mapping[str, Callable[[IncidentView, _Beside], _Findings]] = {
    QUESTION: _question,
    HELD: _held,
    IMPLAUSIBLE: _implausible,
}
"""The kinds of incident that a person decides. Every other kind ends by itself."""

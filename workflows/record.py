"""The commit point of a poll: believe or not, compare, and write version, changes and deliveries together.

Everything in here happens inside one transaction. It may be repeated: recording the same observation twice is
recording it once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.agency_events import tell_agency_events
from domain.agreements import Agreement
from domain.changes import Change
from domain.compare import baseline
from domain.decision import Decision, Withheld, decide
from domain.departures import confirm_departures
from domain.guards import Finding, LastGood, Verdict, judge_reading, worst
from domain.questions import Question
from domain.snapshots import Sheet, Snapshot, Totals
from domain.text import comparable
from domain.vocabulary import ListKind
from workflows.alerts import queue_alerts
from workflows.ledger import Ledger, NewIncident, NewVersion, VersionInfo
from workflows.ports import DocumentRole, Fetched, FetchProblem, Problem, SourceConfig
from workflows.reading import IncidentStatus, IncidentView, PollOutcome

SWAPPED = "swapped"
IMPLAUSIBLE = "implausible"
UNREADABLE = "unreadable"
QUESTION = "question"
HELD = "held"
"""A list was accepted, and some of its changes are withheld."""
UNREAD = "unread"
"""Rows of an accepted list could not be understood; nothing is concluded from them."""
_UNREAD_SHOWN = 5
_KEPT_OPEN = frozenset({QUESTION, HELD, UNREAD})
"""What a good poll does not end: a person's answer does, or a list without the doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReading:
    """One list of one visit, read but not yet believed.

    *sheet* is set when it could be read and *unreadable* when it could not; neither when it was served as before.
    """

    config: SourceConfig
    fetched: Fetched
    sha256: str
    sheet: Sheet | None = None
    unreadable: str = ""
    totals: Totals = field(default_factory=Totals)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListResult:
    """How the poll of one list ended."""

    source: str
    outcome: PollOutcome
    message: str
    changes: tuple[Change, ...] = ()
    version: int | None = None
    """The version that the list is now: a new one, or the last good one where it is unchanged; None where it was
    not believed. A list that is held in part has one: the rest of it is recorded."""


def record_lists(
    ledger: Ledger, readings: Sequence[ListReading], *, now: datetime, tell: bool = True
) -> list[ListResult]:
    """Record the lists of one visit. *tell* False writes no deliveries: a replay of the past alerts nobody."""
    prepared = [_prepare(ledger, reading, _keep_capture(ledger, reading), now) for reading in readings]
    swapped = all(_is_swapped(item) for item in prepared)
    results = [_record_one(ledger, item, swapped=swapped) for item in prepared]
    for result in results:
        ledger.note_poll(result.source, now, result.outcome, result.message, good=result.version is not None)
    if tell:
        queue_alerts(ledger, [change for result in results for change in result.changes], now)
    return results


def record_problems(
    ledger: Ledger, source: str, problems: Sequence[Problem], refused: Mapping[DocumentRole, int], now: datetime
) -> ListResult:
    """Record that a visit brought nothing to read for *source*; *refused* are captures of what came instead.

    Where only the links cannot be told, the page is there and kept, and a person must look: that is a hold.
    """
    for problem in problems:
        captures = (refused[problem.role],) if problem.role in refused else ()
        ledger.open_incident(
            NewIncident(
                source=source,
                kind=problem.kind,
                subject=problem.role,
                summary=problem.message,
                capture_ids=captures,
            ),
            now,
        )
    message = problems[0].message
    held = all(problem.kind is FetchProblem.LINKS for problem in problems)
    outcome = PollOutcome.HELD if held else PollOutcome.FAILED
    ledger.note_poll(source, now, outcome, message, good=False)
    return ListResult(source=source, outcome=outcome, message=message)


def record_released(ledger: Ledger, reading: ListReading, incident: IncidentView, *, now: datetime) -> ListResult:
    """Record a held reading after all, because a reviewer said so. Final findings still stand against it.

    What is doubtful about single agreements in it is still withheld: that is a decision of its own.
    """
    item = replace(_prepare(ledger, reading, incident.capture_ids[0], now), overruled=True)
    return _told(ledger, _record_one(ledger, item, swapped=False), now)


def record_again(
    ledger: Ledger,
    reading: ListReading,
    capture_id: int,
    *,
    now: datetime,
    released: frozenset[str] = frozenset(),
    kept: Sequence[Withheld] = (),
    changes: Sequence[Change] = (),
) -> ListResult:
    """Compare the last good list once more, after a reviewer's decision, and record what follows as a version.

    *released* are the subjects of withheld changes that may go out now, *kept* what the list withheld before the
    decision; *changes* are the decision's own, told with what follows from them. It is no look at the publisher: it
    confirms no departure, and ends no incident of a poll.
    """
    item = replace(
        _prepare(ledger, reading, capture_id, now, again=True),
        overruled=True,
        findings=(),
        released=released,
        kept=kept,
        is_look=False,
    )
    assert item.snapshot is not None
    assert item.good is not None
    ledger.add_changes(changes)
    result = _judge(ledger, item, replace(item.snapshot, observed_at=now), item.good)
    return _told(ledger, replace(result, changes=(*changes, *result.changes)), now)


def _told(ledger: Ledger, result: ListResult, now: datetime) -> ListResult:
    queue_alerts(ledger, result.changes, now)
    return result


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """A reading beside what the record holds, with what the first guards found."""

    reading: ListReading
    last: VersionInfo | None
    snapshot: Snapshot | None
    good: LastGood | None
    findings: tuple[Finding, ...]
    capture_id: int
    now: datetime
    overruled: bool = False
    released: frozenset[str] = frozenset()
    kept: Sequence[Withheld] = ()
    is_look: bool = True
    """The publisher was asked. A reviewer's decision about the last list tells nothing of what it shows now."""

    @property
    def source(self) -> str:
        return self.reading.config.key


def _keep_capture(ledger: Ledger, reading: ListReading) -> int:
    known = ledger.seen_unchanged(reading.fetched.url, reading.fetched.fetched_at) if not reading.fetched.body else None
    return known if known is not None else ledger.keep_capture(reading.config.key, reading.fetched, reading.sha256)


def _prepare(ledger: Ledger, reading: ListReading, capture_id: int, now: datetime, *, again: bool = False) -> _Prepared:
    source = reading.config.key
    last = ledger.last_version(source)
    unchanged = last is not None and last.sha256 == reading.sha256 and not again
    if reading.sheet is None or unchanged:
        return _Prepared(
            reading=reading, last=last, snapshot=None, good=None, findings=(), capture_id=capture_id, now=now
        )
    snapshot = snapshot_of(reading)
    good = last_good(ledger, reading, last)
    return _Prepared(
        reading=reading,
        last=last,
        snapshot=snapshot,
        good=good,
        findings=judge_reading(snapshot, good),
        capture_id=capture_id,
        now=now,
    )


def last_good(ledger: Ledger, reading: ListReading, last: VersionInfo | None) -> LastGood:
    """Return what the record holds of both lists before *reading* is compared; *last* is its source's last version."""
    source = reading.config.key
    older = ledger.version_with(source, reading.sha256)
    return LastGood(
        own=ledger.agreements(source),
        other=ledger.agreements(reading.config.polled_with or f"{source}-pending"),
        older_version=None if last is None or older == last.number else older,
        modified_at=last.modified_at if last else None,
    )


def snapshot_of(reading: ListReading) -> Snapshot:
    """Return the snapshot that a readable list makes."""
    assert reading.sheet is not None
    assert reading.config.list_kind is not None
    return Snapshot(
        source=reading.config.key,
        list_kind=reading.config.list_kind,
        sheet=reading.sheet,
        sha256=reading.sha256,
        document_url=reading.fetched.url,
        published_name=reading.fetched.published_name,
        observed_at=reading.fetched.fetched_at,
        totals=reading.totals,
        modified_at=reading.fetched.modified_at,
    )


def _is_swapped(item: _Prepared) -> bool:
    return any(finding.rule.startswith("G10 ") for finding in item.findings)


def _record_one(ledger: Ledger, item: _Prepared, *, swapped: bool) -> ListResult:
    reading, last = item.reading, item.last
    if reading.unreadable:
        return _failed(ledger, item, UNREADABLE, reading.unreadable, ())
    if last is not None and last.sha256 == reading.sha256:
        return _good_poll(ledger, item, last)
    if last is not None and (reading.sheet is None or _is_stale(item, last)):
        message = f"Version {last.number} was recorded from a later look; this one was passed over."
        return ListResult(source=item.source, outcome=PollOutcome.UNCHANGED, message=message, version=last.number)
    earlier = ledger.incident_about(item.source, reading.sha256)
    if earlier is not None and earlier.status is IncidentStatus.REJECTED:
        return ListResult(
            source=item.source,
            outcome=PollOutcome.HELD,
            message=f"A reviewer rejected this reading: {earlier.decided_why} The last good list stays.",
        )
    if swapped:
        return _failed(ledger, item, SWAPPED, _swap_message(item), item.findings)
    assert item.snapshot is not None
    assert item.good is not None
    return _judge(ledger, item, item.snapshot, item.good)


def _is_stale(item: _Prepared, last: VersionInfo) -> bool:
    """Tell whether this look is older than the record: a replay into a live record, or a clock that went back.

    What was seen before the newest version cannot follow it. A reviewer's release is not a look.
    """
    return not item.overruled and item.reading.fetched.fetched_at < last.observed_at


def _swap_message(item: _Prepared) -> str:
    own = [finding.message for finding in item.findings if finding.rule.startswith("G10 ")]
    return own[0] if own else "The other list of the same visit served the wrong list, so this one is not believed."


def _judge(ledger: Ledger, item: _Prepared, snapshot: Snapshot, good: LastGood) -> ListResult:
    """Turn a reading into a version, or into an incident that says why not."""
    if _stands_against(item, item.findings):
        return _doubted(ledger, item, item.findings)
    if item.last is None:
        return _first_version(ledger, item, snapshot)
    decision = decide_on(
        ledger, item.reading, good, item.last, at=snapshot.observed_at, released=item.released, kept=item.kept
    )
    return _accepted(ledger, item, snapshot, good, decision)


def _stands_against(item: _Prepared, findings: tuple[Finding, ...]) -> bool:
    """Tell whether *findings* keep a reading from being recorded; a reviewer can overrule all but the final ones."""
    if item.overruled:
        return any(finding.final for finding in findings)
    return worst(findings) >= Verdict.HOLD


def decide_on(
    ledger: Ledger,
    reading: ListReading,
    good: LastGood,
    last: VersionInfo,
    *,
    at: datetime | None = None,
    released: frozenset[str] = frozenset(),
    kept: Sequence[Withheld] = (),
) -> Decision:
    """Compare *reading*, seen *at* another moment than it was fetched if need be, with the record. Writes nothing."""
    snapshot = replace(snapshot_of(reading), observed_at=at or reading.fetched.fetched_at)
    home = reading.config.polled_with
    return decide(
        snapshot,
        good,
        version=last.number + 1,
        previous=last.number,
        pending=() if home else good.other,
        # Read anew and not taken from `good`: the participating list may have been recorded a moment ago.
        active=ledger.agreements(home) if home else (),
        rulings=ledger.rulings(snapshot.source),
        released=released,
        kept=kept,
    )


def _first_version(ledger: Ledger, item: _Prepared, snapshot: Snapshot) -> ListResult:
    agreements = baseline(snapshot)
    ledger.add_version(_version(item, snapshot, 1, len(agreements), item.findings))
    ledger.store_agreements(agreements, 1)
    _note_unread(ledger, item, snapshot)
    _recover(ledger, item)
    return ListResult(
        source=snapshot.source,
        outcome=PollOutcome.CHANGED,
        message=f"First list read: {len(agreements)} agreements. Nobody is told of a first list.",
        version=1,
    )


def _accepted(ledger: Ledger, item: _Prepared, snapshot: Snapshot, good: LastGood, decision: Decision) -> ListResult:
    """Write a version with everything that is beyond doubt; what is not waits in incidents of its own."""
    assert item.last is not None
    number, comparison = item.last.number + 1, decision.comparison
    doubts = [finding for group in decision.withheld for finding in group.findings]
    findings = (*item.findings, *decision.warnings, *doubts)
    ledger.add_version(_version(item, snapshot, number, comparison.listed, findings))
    ledger.store_agreements(comparison.agreements, number)
    after = {a.id: a for a in (*good.own, *comparison.agreements)}
    looked_at = after.values() if item.is_look else ()
    confirmed, settled = confirm_departures(looked_at, snapshot.observed_at, number)
    ledger.store_agreements(settled, number)
    after |= {a.id: a for a in settled}
    changes = _with_agency_events(item, (*comparison.changes, *confirmed), good.own, after.values())
    ledger.add_changes(changes)
    _ask(ledger, item, comparison.questions)
    waiting = _withhold(ledger, item, decision.withheld)
    _note_unread(ledger, item, snapshot)
    if item.is_look:
        _recover(ledger, item)
    message = f"Version {number}: {comparison.listed} agreements, changes: {len(changes)}."
    if waiting:
        held = sum(len(group.changes) for group in waiting)
        message += f" Held for a person's look: {held}. " + " ".join(group.message for group in waiting)
    return ListResult(
        source=snapshot.source,
        outcome=PollOutcome.HELD if waiting else PollOutcome.CHANGED,
        message=message,
        changes=changes,
        version=number,
    )


def _with_agency_events(
    item: _Prepared, changes: Sequence[Change], before: Iterable[Agreement], after: Iterable[Agreement]
) -> tuple[Change, ...]:
    """Say what the changes mean for their agencies; an application gives no power yet."""
    if item.reading.config.list_kind is not ListKind.PARTICIPATING:
        return tuple(changes)
    return tell_agency_events(changes, before, after)


def _withhold(ledger: Ledger, item: _Prepared, withheld: Sequence[Withheld]) -> list[Withheld]:
    """Keep open exactly the holds that this comparison makes; return those that wait for a person.

    What a reviewer has rejected stays withheld without being asked again, for as long as every list raises it.
    """
    waiting = []
    for group in withheld:
        earlier = ledger.incident_about(item.source, group.subject)
        if earlier is not None and _is_still_rejected(earlier, item):
            ledger.see_incident(earlier.id, item.now)
            continue
        waiting.append(group)
        incident = NewIncident(
            source=item.source,
            kind=HELD,
            subject=group.subject,
            summary=f"{_counted(len(group.changes))} withheld; the rest of the list went out. {group.message}",
            rules=tuple(f"{finding.rule}: {finding.message}" for finding in group.findings),
            capture_ids=(item.capture_id,),
        )
        ledger.open_incident(incident, item.now)
    subjects = {group.subject for group in waiting}
    moot = [i.id for i in ledger.open_incidents(item.source) if i.kind == HELD and i.subject not in subjects]
    ledger.close_incidents(moot, IncidentStatus.RECOVERED, item.now, "A later list no longer raises this doubt.")
    return waiting


def _is_still_rejected(earlier: IncidentView, item: _Prepared) -> bool:
    """Tell whether the last version raised the very doubt that was rejected; after a list without it, it is news."""
    if earlier.status is not IncidentStatus.REJECTED or item.last is None:
        return False
    last_raised = max(earlier.last_seen_at, earlier.decided_at or earlier.last_seen_at)
    return last_raised >= item.last.observed_at


def _note_unread(ledger: Ledger, item: _Prepared, snapshot: Snapshot) -> None:
    """Show a person the rows that could not be understood, for as long as the list has them."""
    rows = snapshot.sheet.unread_rows
    if not rows:
        over = [i.id for i in ledger.open_incidents(item.source) if i.kind == UNREAD]
        ledger.close_incidents(over, IncidentStatus.RECOVERED, item.now, "A later list has no such row.")
        return
    listed = " ".join(f"Row {row.position}: {row.reason}" for row in rows[:_UNREAD_SHOWN])
    more = f" And {len(rows) - _UNREAD_SHOWN} more." if len(rows) > _UNREAD_SHOWN else ""
    incident = NewIncident(
        source=item.source,
        kind=UNREAD,
        subject="",
        summary=f"{len(rows)} row(s) of the list could not be understood. {listed}{more} Nothing is concluded from them; "
        "it ends when ICE mends them. A word that ICE means to use must be taught to the vocabulary.",
        capture_ids=(item.capture_id,),
    )
    ledger.open_incident(incident, item.now)


def _counted(changes: int) -> str:
    return "1 change is" if changes == 1 else f"{changes or 'No'} changes are"


def _version(
    item: _Prepared, snapshot: Snapshot, number: int, listed: int, findings: tuple[Finding, ...]
) -> NewVersion:
    remarks = [f"{finding.rule}: {finding.message}" for finding in findings]
    remarks += [
        f"Row {warning.position}: {warning.message}" if warning.position else warning.message
        for warning in snapshot.sheet.warnings
    ]
    return NewVersion(
        source=snapshot.source,
        number=number,
        capture_id=item.capture_id,
        sha256=snapshot.sha256,
        observed_at=item.reading.fetched.fetched_at,
        listed=listed,
        sheet_rows=len(snapshot.rows),
        hidden_rows=snapshot.sheet.hidden_rows,
        columns=snapshot.sheet.columns,
        notes=tuple(remarks),
        totals=snapshot.totals,
    )


def _good_poll(ledger: Ledger, item: _Prepared, last: VersionInfo) -> ListResult:
    """Note that the list stands as it did: nothing is new, but an absence may have lasted long enough."""
    _recover(ledger, item)
    at = item.reading.fetched.fetched_at
    known = ledger.agreements(item.source)
    confirmed, settled = confirm_departures(known, at, last.number)
    ledger.store_agreements(settled, last.number)
    after = {a.id: a for a in (*known, *settled)}
    changes = _with_agency_events(item, confirmed, known, after.values())
    ledger.add_changes(changes)
    return ListResult(
        source=item.source,
        outcome=PollOutcome.CHANGED if changes else PollOutcome.UNCHANGED,
        message=f"Unchanged since version {last.number}."
        + (f" Departures confirmed: {len(changes)}." if changes else ""),
        changes=changes,
        version=last.number,
    )


def _doubted(ledger: Ledger, item: _Prepared, findings: tuple[Finding, ...]) -> ListResult:
    gravest = worst(findings)
    message = " ".join(finding.message for finding in findings if finding.verdict is gravest)
    result = _failed(ledger, item, IMPLAUSIBLE, message, findings)
    return replace(result, outcome=PollOutcome.HELD) if gravest is Verdict.HOLD else result


def _failed(ledger: Ledger, item: _Prepared, kind: str, message: str, findings: tuple[Finding, ...]) -> ListResult:
    """Open the incident. A swap concerns both lists and is one incident, kept with the list they are visited for."""
    config = item.reading.config
    incident = NewIncident(
        source=(config.polled_with or config.key) if kind == SWAPPED else config.key,
        kind=kind,
        subject="" if kind == SWAPPED else item.reading.sha256,
        summary=message,
        rules=tuple(f"{finding.rule}: {finding.message}" for finding in findings),
        capture_ids=(item.capture_id,),
    )
    ledger.open_incident(incident, item.now)
    return ListResult(source=config.key, outcome=PollOutcome.FAILED, message=message)


def _ask(ledger: Ledger, item: _Prepared, questions: Sequence[Question]) -> None:
    """Keep open exactly the questions that this comparison asks."""
    asked = set()
    for question in questions:
        subject = question_subject(question.agreement, question.listing.row.agency)
        asked.add(subject)
        old, new = question.agreement.facts, question.listing.row
        summary = (
            f'Is "{old.agency}" ({old.state}, {old.support_type}) now printed as "{new.agency}"? '
            f"What speaks for it: {question.how}. Nothing is told of either until this is decided."
        )
        incident = NewIncident(
            source=item.source, kind=QUESTION, subject=subject, summary=summary, capture_ids=(item.capture_id,)
        )
        ledger.open_incident(incident, item.now)
    moot = [i.id for i in ledger.open_incidents(item.source) if i.kind == QUESTION and i.subject not in asked]
    ledger.close_incidents(moot, IncidentStatus.RECOVERED, item.now, "A later list answered it.")


def question_subject(agreement: Agreement, agency: str) -> str:
    """Return what a question is about: an agreement and the name that may be its new one."""
    return f"{agreement.id}|{comparable(agency)}"


def _recover(ledger: Ledger, item: _Prepared) -> None:
    """Close what a good reading makes moot: every incident but those that wait for a person's answer."""
    moot = [i.id for i in ledger.open_incidents(item.source) if i.kind not in _KEPT_OPEN]
    ledger.close_incidents(moot, IncidentStatus.RECOVERED, item.now, "A later good poll carried on.")

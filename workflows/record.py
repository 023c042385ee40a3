"""The commit point of a poll: believe or not, compare, and write version, changes and deliveries together.

Everything in here happens inside one transaction. It may be repeated: recording the same observation twice is
recording it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.agreements import Agreement
from domain.changes import Change
from domain.compare import Comparison, baseline, compare, confirm_departures
from domain.guards import Finding, LastGood, Verdict, judge_comparison, judge_reading, links_lost, worst
from domain.identity import Question
from domain.snapshots import Sheet, Snapshot, Totals
from domain.text import comparable
from workflows.alerts import queue_alerts
from workflows.ledger import Ledger, NewIncident, NewVersion, VersionInfo
from workflows.ports import Fetched, Problem, SourceConfig
from workflows.reading import IncidentStatus, IncidentView, PollOutcome

SWAPPED = "swapped"
IMPLAUSIBLE = "implausible"
UNREADABLE = "unreadable"
QUESTION = "question"
_WAITING_FOR_A_PERSON = frozenset({QUESTION})


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


def record_lists(
    ledger: Ledger, readings: Sequence[ListReading], *, now: datetime, tell: bool = True
) -> list[ListResult]:
    """Record the lists of one visit. *tell* False writes no deliveries: a replay of the past alerts nobody."""
    prepared = [_prepare(ledger, reading, _keep_capture(ledger, reading), now) for reading in readings]
    swapped = all(_is_swapped(item) for item in prepared)
    results = [_record_one(ledger, item, swapped=swapped) for item in prepared]
    for result in results:
        ledger.note_poll(result.source, now, result.outcome, result.message)
    if tell:
        queue_alerts(ledger, [change for result in results for change in result.changes], now)
    return results


def record_problems(ledger: Ledger, source: str, problems: Sequence[Problem], now: datetime) -> ListResult:
    """Record that a visit brought nothing to read for *source*."""
    for problem in problems:
        ledger.open_incident(
            NewIncident(source=source, kind=problem.kind, subject=problem.role, summary=problem.message), now
        )
    message = problems[0].message
    ledger.note_poll(source, now, PollOutcome.FAILED, message)
    return ListResult(source=source, outcome=PollOutcome.FAILED, message=message)


def record_released(ledger: Ledger, reading: ListReading, incident: IncidentView, *, now: datetime) -> ListResult:
    """Record a held reading after all, because a reviewer said so. Final findings still stand against it."""
    item = replace(_prepare(ledger, reading, incident.capture_ids[0], now), overruled=True)
    result = _record_one(ledger, item, swapped=False)
    ledger.note_poll(result.source, now, result.outcome, result.message)
    queue_alerts(ledger, result.changes, now)
    return result


def record_again(ledger: Ledger, reading: ListReading, capture_id: int, *, now: datetime) -> ListResult:
    """Compare the last good list once more, after a reviewer's ruling, and record what follows as a version."""
    item = replace(_prepare(ledger, reading, capture_id, now, again=True), overruled=True, findings=())
    assert item.snapshot is not None
    assert item.good is not None
    result = _judge(ledger, item, replace(item.snapshot, observed_at=now), item.good)
    ledger.note_poll(result.source, now, result.outcome, result.message)
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
    good = LastGood(
        own=ledger.agreements(source),
        other=ledger.agreements(reading.config.polled_with or f"{source}-pending"),
        older_version=ledger.version_with(source, reading.sha256),
    )
    return _Prepared(
        reading=reading,
        last=last,
        snapshot=snapshot,
        good=good,
        findings=judge_reading(snapshot, good),
        capture_id=capture_id,
        now=now,
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
    comparison = _compared(ledger, item, snapshot, good)
    findings = (*item.findings, *judge_comparison(snapshot, good, comparison))
    if _stands_against(item, findings):
        return _doubted(ledger, item, findings)
    return _accepted(ledger, item, snapshot, comparison, findings)


def _stands_against(item: _Prepared, findings: tuple[Finding, ...]) -> bool:
    """Tell whether *findings* keep a reading from being recorded; a reviewer can overrule all but the final ones."""
    if item.overruled:
        return any(finding.final for finding in findings)
    return worst(findings) >= Verdict.HOLD


def _compared(ledger: Ledger, item: _Prepared, snapshot: Snapshot, good: LastGood) -> Comparison:
    last = item.last
    assert last is not None
    pending_list = snapshot.source.endswith("-pending")
    return compare(
        good.own,
        snapshot,
        version=last.number + 1,
        previous=last.number,
        pending=() if pending_list else good.other,
        active=_active(ledger, item) if pending_list else (),
        rulings=ledger.rulings(snapshot.source),
        links_lost=links_lost(snapshot, good),
    )


def _active(ledger: Ledger, item: _Prepared) -> Sequence[Agreement]:
    """Return the participating list's agreements as they stand now: it may have been recorded a moment ago."""
    home = item.reading.config.polled_with
    return ledger.agreements(home) if home else ()


def _first_version(ledger: Ledger, item: _Prepared, snapshot: Snapshot) -> ListResult:
    agreements = baseline(snapshot)
    ledger.add_version(_version(item, snapshot, 1, len(agreements), item.findings))
    ledger.store_agreements(agreements, 1)
    _recover(ledger, item)
    return ListResult(
        source=snapshot.source,
        outcome=PollOutcome.CHANGED,
        message=f"First list read: {len(agreements)} agreements. Nobody is told of a first list.",
        version=1,
    )


def _accepted(
    ledger: Ledger,
    item: _Prepared,
    snapshot: Snapshot,
    comparison: Comparison,
    findings: tuple[Finding, ...],
) -> ListResult:
    assert item.last is not None
    assert item.good is not None
    number = item.last.number + 1
    ledger.add_version(_version(item, snapshot, number, comparison.listed, findings))
    ledger.store_agreements(comparison.agreements, number)
    after = {a.id: a for a in (*item.good.own, *comparison.agreements)}
    confirmed, settled = confirm_departures(after.values(), snapshot.observed_at, number, doubtful=comparison.doubtful)
    ledger.store_agreements(settled, number)
    changes = (*comparison.changes, *confirmed)
    ledger.add_changes(changes)
    _ask(ledger, item, comparison.questions)
    _recover(ledger, item)
    return ListResult(
        source=snapshot.source,
        outcome=PollOutcome.CHANGED,
        message=f"Version {number}: {comparison.listed} agreements, changes: {len(changes)}.",
        changes=changes,
        version=number,
    )


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
    )


def _good_poll(ledger: Ledger, item: _Prepared, last: VersionInfo) -> ListResult:
    """Note that the list stands as it did: nothing is new, but an absence may have lasted long enough."""
    _recover(ledger, item)
    at = item.reading.fetched.fetched_at
    known = ledger.agreements(item.source)
    confirmed, settled = confirm_departures(known, at, last.number, doubtful=_doubtful(ledger, item.source))
    ledger.store_agreements(settled, last.number)
    ledger.add_changes(confirmed)
    return ListResult(
        source=item.source,
        outcome=PollOutcome.CHANGED if confirmed else PollOutcome.UNCHANGED,
        message=f"Unchanged since version {last.number}."
        + (f" Departures confirmed: {len(confirmed)}." if confirmed else ""),
        changes=tuple(confirmed),
        version=last.number,
    )


def _doubtful(ledger: Ledger, source: str) -> frozenset[str]:
    """Return the agreements that stand in an open question: nothing is concluded about them meanwhile."""
    return frozenset(i.subject.partition("|")[0] for i in ledger.open_incidents(source) if i.kind == QUESTION)


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
            f"Fit {question.fit:.2f}: {question.how}. Nothing is told of either until this is decided."
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
    moot = [i.id for i in ledger.open_incidents(item.source) if i.kind not in _WAITING_FOR_A_PERSON]
    ledger.close_incidents(moot, IncidentStatus.RECOVERED, item.now, "A later good poll carried on.")

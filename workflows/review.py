"""What a reviewer decides: release or reject what is held, answer a question, merge, part or confirm agreements.

Each decision is one transaction: the decision itself with its reason, what follows from it in the record, the messages
that this brings, and an entry in the audit log.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.agency_events import tell_agency_events
from domain.agreements import Agreement, Standing
from domain.changes import Change, ChangeKind
from domain.decision import Withheld
from domain.questions import Ruling
from domain.rulings import Decided, merge, split
from domain.rulings import confirm as confirm_departure
from domain.text import comparable
from domain.vocabulary import ListKind
from workflows.alerts import queue_alerts
from workflows.audit import AuditEntry
from workflows.kept import NotKeptError, read_kept, read_version
from workflows.ledger import Ledger, VersionInfo
from workflows.poll import Polling
from workflows.press_ledger import NOTICES
from workflows.reading import ChangeQuery, IncidentStatus, IncidentView, LogReader, PollOutcome
from workflows.record import (
    HELD,
    IMPLAUSIBLE,
    QUESTION,
    UNREAD,
    ListReading,
    ListResult,
    decide_on,
    last_good,
    record_again,
    record_released,
)


class DecisionError(Exception):
    """There is nothing to decide here; the message says why and what to do."""


def release(polling: Polling, log: LogReader, incident_id: int, why: str, by: str) -> ListResult:
    """Record what an incident holds after all: a whole reading, or withheld changes. Raises DecisionError.

    Withheld changes may be released even after they were rejected, while the last list still shows them.
    """
    with polling.ledger() as ledger:
        incident = _held(ledger, incident_id, even_rejected=True)
    if incident.kind == HELD:
        return _release_withheld(polling, log, incident, why, by)
    capture = log.capture(incident.capture_ids[0])
    assert capture is not None
    reading = _kept(lambda: read_kept(polling, incident.source, capture))
    now = polling.clock.now()
    with polling.ledger() as ledger:
        ledger.begin_recording()
        _held(
            ledger, incident_id, even_rejected=True
        )  # somebody may have decided, or a better list come, while the workbook was read
        ledger.close_incidents([incident.id], IncidentStatus.RELEASED, now, why)
        result = record_released(ledger, reading, incident, now=now)
        if result.outcome is PollOutcome.FAILED:
            raise DecisionError(f"Incident {incident_id} cannot be released: {result.message}")
        _audit(ledger, by, "release", _named(incident), why, result.message, now)
        return result


def _release_withheld(polling: Polling, log: LogReader, incident: IncidentView, why: str, by: str) -> ListResult:
    list_ = _LastList.of(polling, log, incident.source)
    now = polling.clock.now()
    with polling.ledger() as ledger:
        list_.take(ledger)
        incident = _held(ledger, incident.id, even_rejected=incident.status is IncidentStatus.REJECTED)
        kept = list_.withheld(ledger, now)
        ledger.close_incidents([incident.id], IncidentStatus.RELEASED, now, why)
        result = list_.compare_again(ledger, now, kept, released=frozenset({incident.subject}))
        _audit(ledger, by, "release", _named(incident), why, result.message, now)
        return result


def reject(polling: Polling, incident_id: int, why: str, by: str) -> IncidentView:
    """Turn down what an incident holds, or put aside what it suggests. Raises DecisionError.

    The same bytes again are not looked at; the same withheld changes stay withheld without being asked again.
    """
    now = polling.clock.now()
    with polling.ledger() as ledger:
        ledger.begin_recording()
        incident = _open(ledger, incident_id)
        if incident.kind not in NOTICES:
            incident = _held(ledger, incident_id)
        ledger.close_incidents([incident.id], IncidentStatus.REJECTED, now, why)
        _audit(ledger, by, "reject", _named(incident), why, "The record stays as it is.", now)
    return incident


def answer(  # noqa: PLR0917  # a decision names its matter, its reason and who answers for it
    polling: Polling, log: LogReader, incident_id: int, ruling: Ruling, why: str, by: str
) -> ListResult:
    """Answer a question: keep the ruling and compare the last good list again. Raises DecisionError."""
    with polling.ledger() as ledger:
        incident = _asked(ledger, incident_id)
    list_ = _LastList.of(polling, log, incident.source)
    now = polling.clock.now()
    with polling.ledger() as ledger:
        list_.take(ledger)
        incident = _asked(ledger, incident_id)
        kept = list_.withheld(ledger, now)
        agreement_id, _, agency = incident.subject.partition("|")
        ledger.rule(incident.source, agreement_id, agency, ruling, why, now)
        ledger.close_incidents([incident.id], IncidentStatus.RELEASED, now, f"{ruling}: {why}")
        result = list_.compare_again(ledger, now, kept)
        _audit(ledger, by, ruling, _named(incident), why, result.message, now)
        return result


def same(  # noqa: PLR0917  # a decision names its matter, its reason and who answers for it
    polling: Polling, log: LogReader, a: str, b: str, why: str, by: str
) -> ListResult:
    """Declare that agreement *a* and *b*, another agreement's id or an agency's name, are one. Raises DecisionError.

    What was told of the one that is not an agreement of its own is taken back, to exactly those who got it.
    """
    first, second = _pair(polling, a, b)
    list_ = _LastList.of(polling, log, first.source)
    if second is None:
        list_.must_print(b)
    now = polling.clock.now()
    with polling.ledger() as ledger:
        list_.take(ledger)
        kept = list_.withheld(ledger, now)
        changes: Sequence[Change] = ()
        if second is None:
            ledger.rule(first.source, first.id, comparable(b), Ruling.SAME, why, now)
        else:
            changes, agreements = merge(first, second, list_.decided(now, why))
            changes = _with_agency_events(ledger, list_, changes, agreements)
            ledger.store_agreements(agreements, list_.next_number)
            keeper, merged = agreements
            ledger.rule(first.source, keeper.id, comparable(merged.facts.agency), Ruling.SAME, why, now)
        result = list_.compare_again(ledger, now, kept, changes=changes)
        _audit(ledger, by, "same", _names(first, second, b), why, result.message, now)
        return result


def different(  # noqa: PLR0917  # a decision names its matter, its reason and who answers for it
    polling: Polling, log: LogReader, a: str, b: str, why: str, by: str
) -> ListResult:
    """Declare that agreement *a* and *b*, another agreement's id or an agency's name, are two. Raises DecisionError.

    Where the row of *b* had been taken for *a*'s, that correction is taken back and the last list compared again.
    """
    first, second = _pair(polling, a, b)
    name = second.facts.agency if second else b
    if second is not None and comparable(name) == comparable(first.facts.agency):
        raise DecisionError("Both are called that: their county and date keep them apart already.")
    wrong = None if second else _wrong_correction(log, first, b)
    list_ = _LastList.of(polling, log, first.source)
    if second is None:
        list_.must_print(b)
    now = polling.clock.now()
    with polling.ledger() as ledger:
        list_.take(ledger)
        kept = list_.withheld(ledger, now)
        ledger.rule(first.source, first.id, comparable(name), Ruling.DIFFERENT, why, now)
        if second is not None:
            ledger.rule(first.source, second.id, comparable(first.facts.agency), Ruling.DIFFERENT, why, now)
        changes: Sequence[Change] = ()
        if wrong is not None:
            changes, agreements = split(first, wrong, list_.decided(now, why))
            ledger.store_agreements(agreements, list_.next_number)
        result = list_.compare_again(ledger, now, kept, changes=changes)
        _audit(ledger, by, "different", _names(first, second, b), why, result.message, now)
        return result


def confirm(polling: Polling, agreement_id: str, why: str, by: str) -> ListResult:
    """Tell the departure of a missing agreement as fact, now. Raises DecisionError."""
    now = polling.clock.now()
    with polling.ledger() as ledger:
        ledger.begin_recording()
        agreement = _agreement(polling, ledger, agreement_id)
        _refuse_while_asked(ledger, agreement)
        last = ledger.last_version(agreement.source)
        assert last is not None
        decided = Decided(
            at=now, why=why, version_from=agreement.missing_version or last.number, version_to=last.number
        )
        try:
            changes, agreements = confirm_departure(agreement, decided)
        except ValueError as error:
            raise DecisionError(str(error)) from error
        before = ledger.agreements(agreement.source)
        after = {a.id: a for a in (*before, *agreements)}
        changes = tell_agency_events(changes, before, after.values())
        ledger.store_agreements(agreements, last.number)
        ledger.add_changes(changes)
        queue_alerts(ledger, changes, now)
        message = f"Confirmed: {agreement.facts.agency}, {agreement.facts.state}, has left the list."
        _audit(ledger, by, "confirm", _names(agreement, None, ""), why, message, now)
        return ListResult(
            source=agreement.source,
            outcome=PollOutcome.CHANGED,
            message=message,
            changes=changes,
            version=last.number,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _LastList:
    """The last good list of a source, read again before the transaction begins: a slow workbook holds up nobody."""

    version: VersionInfo
    reading: ListReading

    @classmethod
    def of(cls, polling: Polling, log: LogReader, source: str) -> _LastList:
        with polling.ledger() as ledger:
            version = ledger.last_version(source)
        if version is None:
            raise DecisionError(f"No list of {source} has been read yet: there is nothing to compare.")
        return cls(version=version, reading=_kept(lambda: read_version(polling, log, source, version)))

    @property
    def next_number(self) -> int:
        return self.version.number + 1

    def take(self, ledger: Ledger) -> None:
        """Make sure that nothing was recorded since the list was read."""
        ledger.begin_recording()
        latest = ledger.last_version(self.reading.config.key)
        if latest is None or latest.number != self.version.number:
            raise DecisionError("A newer list was recorded this very moment: look again and decide again.")

    def must_print(self, name: str) -> None:
        """Make sure that the list prints *name*: a ruling about a mistyped one would do nothing, for ever."""
        assert self.reading.sheet is not None
        if comparable(name) not in {comparable(row.agency) for row in self.reading.sheet.rows}:
            raise DecisionError(f'The last list prints no agency "{name}": write the name as it stands there.')

    def withheld(self, ledger: Ledger, now: datetime) -> tuple[Withheld, ...]:
        """Return what the list withholds before the decision: one about something else does not end that."""
        good = last_good(ledger, self.reading, self.version)
        return decide_on(ledger, self.reading, good, self.version, at=now).withheld

    def decided(self, at: datetime, why: str) -> Decided:
        return Decided(at=at, why=why, version_from=self.version.number, version_to=self.next_number)

    def compare_again(
        self,
        ledger: Ledger,
        now: datetime,
        kept: Sequence[Withheld],
        *,
        released: frozenset[str] = frozenset(),
        changes: Sequence[Change] = (),
    ) -> ListResult:
        return record_again(
            ledger, self.reading, self.version.capture_id, now=now, released=released, kept=kept, changes=changes
        )


def _with_agency_events(
    ledger: Ledger, list_: _LastList, changes: Sequence[Change], agreements: Sequence[Agreement]
) -> Sequence[Change]:
    """Say what a decision's own changes mean for the agency; an application gives no power."""
    if list_.reading.config.list_kind is not ListKind.PARTICIPATING:
        return changes
    before = ledger.agreements(list_.reading.config.key)
    after = {agreement.id: agreement for agreement in (*before, *agreements)}
    return tell_agency_events(changes, before, after.values())


def _kept(read: Callable[[], ListReading]) -> ListReading:
    try:
        return read()
    except NotKeptError as error:
        raise DecisionError(str(error)) from error


def _pair(polling: Polling, a: str, b: str) -> tuple[Agreement, Agreement | None]:
    """Return the agreement *a*, and the one that *b* names by its id or by the name that it is listed under, if any.

    Two agreements must be of one list and one power, and neither may have been merged into another already.
    """
    with polling.ledger() as ledger:
        first = _agreement(polling, ledger, a)
        second = _other(ledger.agreements(first.source), first, b)
    for agreement in (first, second):
        if agreement is not None and agreement.standing is Standing.MERGED:
            raise DecisionError(f"Agreement {agreement.id} was found to be another one already: decide about that one.")
    if second is None:
        return first, None
    if first.id == second.id:
        raise DecisionError("Both are the same agreement already.")
    if first.facts.support_type is not second.facts.support_type:
        raise DecisionError(
            f"One is a {first.facts.support_type}, the other a {second.facts.support_type} agreement: they are two "
            "whatever their names."
        )
    return first, second


def _other(agreements: Sequence[Agreement], first: Agreement, text: str) -> Agreement | None:
    """Return the agreement that *text* names beside *first*; None where it is the name of none."""
    if by_id := next((agreement for agreement in agreements if agreement.id == text), None):
        return by_id
    place = first.facts.state, first.facts.support_type
    named = [
        agreement
        for agreement in agreements
        if agreement.id != first.id
        and agreement.standing is Standing.LISTED
        and (agreement.facts.state, agreement.facts.support_type) == place
        and comparable(agreement.facts.agency) == comparable(text)
    ]
    if len(named) > 1:
        ids = ", ".join(agreement.id for agreement in named)
        raise DecisionError(f'Several agreements are listed as "{text}" ({ids}): give the id of the one you mean.')
    return named[0] if named else None


def _agreement(polling: Polling, ledger: Ledger, agreement_id: str) -> Agreement:
    for config in polling.sources.all():
        if config.list_kind is not None:
            for agreement in ledger.agreements(config.key):
                if agreement.id == agreement_id:
                    return agreement
    raise DecisionError(f"There is no agreement {agreement_id}: `lookout agreements` lists them.")


def _refuse_while_asked(ledger: Ledger, agreement: Agreement) -> None:
    """Refuse to confirm a departure while it is in doubt whether the agreement stands on the list."""
    for incident in ledger.open_incidents(agreement.source):
        if incident.kind == QUESTION and incident.subject.partition("|")[0] == agreement.id:
            raise DecisionError(f"Answer question {incident.id} first: the agreement may be on the list.")
    if agreement.in_doubt:
        raise DecisionError(
            "The agreement may be on the list, in a row that could not be understood or in a change that is held: "
            "`lookout incidents` shows it."
        )


def _wrong_correction(log: LogReader, agreement: Agreement, name: str) -> Change | None:
    """Return the change by which *agreement* came to be printed as *name*, if that is how it is printed now."""
    if comparable(agreement.facts.agency) != comparable(name):
        return None
    query = ChangeQuery(agreement_id=agreement.id, newest_first=True)
    for change in (logged.change for logged in log.changes(query)):
        if change.kind is ChangeKind.RETRACTED or change.before is None or change.after is None:
            continue
        if comparable(change.after.agency) == comparable(name) != comparable(change.before.agency):
            return change
    raise DecisionError(f'It was first listed as "{name}": there is no correction to take back.')


def _asked(ledger: Ledger, incident_id: int) -> IncidentView:
    incident = _open(ledger, incident_id)
    if incident.kind != QUESTION:
        raise DecisionError(
            f"Incident {incident_id} ({incident.kind}) asks nothing: use `lookout release` or `reject`."
        )
    return incident


def _held(ledger: Ledger, incident_id: int, *, even_rejected: bool = False) -> IncidentView:
    incident = _open(ledger, incident_id, even_rejected=even_rejected)
    if incident.kind == QUESTION:
        raise DecisionError(f"Incident {incident_id} is a question: answer it with `lookout same` or `different`.")
    if incident.kind == UNREAD:
        raise DecisionError(
            f"Incident {incident_id} holds nothing that could be decided: it ends when the list has no such row any more."
        )
    if incident.kind in NOTICES:
        raise DecisionError(f"Incident {incident_id} holds nothing back: put it aside with `lookout reject`.")
    if incident.kind not in {IMPLAUSIBLE, HELD}:
        raise DecisionError(
            f"Incident {incident_id} ({incident.kind}) holds no reading that could be decided; it ends by itself "
            "with the next good poll."
        )
    return incident


def _open(ledger: Ledger, incident_id: int, *, even_rejected: bool = False) -> IncidentView:
    incident = ledger.incident(incident_id)
    if incident is None:
        raise DecisionError(f"There is no incident {incident_id}: `lookout incidents` lists them.")
    if even_rejected and incident.kind == HELD and incident.status is IncidentStatus.REJECTED:
        return incident
    if incident.status is not IncidentStatus.OPEN:
        raise DecisionError(f"Incident {incident_id} is {incident.status} already: {incident.decided_why}")
    return incident


def _named(incident: IncidentView) -> str:
    return f"incident {incident.id} ({incident.kind}, {incident.source})"


def _names(first: Agreement, second: Agreement | None, name: str) -> str:
    facts = first.facts
    one = f"agreement {first.id} ({facts.agency}, {facts.state}, {facts.support_type})"
    if second is not None:
        return f"{one} and agreement {second.id} ({second.facts.agency}, {second.facts.state})"
    return f'{one} and "{name}"' if name else one


def _audit(  # noqa: PLR0917  # an entry has this many parts
    ledger: Ledger, by: str, action: str, subject: str, why: str, result: str, at: datetime
) -> None:
    ledger.audit(AuditEntry(reviewer=by, action=action, subject=subject, why=why, result=result), at)

"""What a reviewer decides: release or reject a held reading, answer a question; each with a reason that is kept."""

from __future__ import annotations

from domain.identity import Ruling
from workflows.ledger import Ledger
from workflows.poll import Polling
from workflows.ports import DocumentRole, Fetched, WorkbookUnreadableError
from workflows.reading import CaptureView, IncidentStatus, IncidentView, LogReader, PollOutcome
from workflows.record import IMPLAUSIBLE, QUESTION, ListReading, ListResult, record_again, record_released


class DecisionError(Exception):
    """There is nothing to decide here; the message says why and what to do."""


def release(polling: Polling, log: LogReader, incident_id: int, why: str) -> ListResult:
    """Record the held reading of an incident after all. Raises DecisionError."""
    with polling.ledger() as ledger:
        incident = _held(ledger, incident_id)
    reading = _read_again(polling, incident.source, _capture(log, incident.capture_ids[0]))
    now = polling.clock.now()
    with polling.ledger() as ledger:
        ledger.begin_recording()
        _held(ledger, incident_id)  # somebody may have decided, or a better list come, while the workbook was read
        ledger.close_incidents([incident.id], IncidentStatus.RELEASED, now, why)
        result = record_released(ledger, reading, incident, now=now)
        if result.outcome is PollOutcome.FAILED:
            raise DecisionError(f"Incident {incident_id} cannot be released: {result.message}")
        return result


def reject(polling: Polling, incident_id: int, why: str) -> IncidentView:
    """Turn the held reading of an incident down for good: the same bytes again are not looked at. Raises DecisionError."""
    with polling.ledger() as ledger:
        ledger.begin_recording()
        incident = _held(ledger, incident_id)
        ledger.close_incidents([incident.id], IncidentStatus.REJECTED, polling.clock.now(), why)
    return incident


def answer(polling: Polling, log: LogReader, incident_id: int, ruling: Ruling, why: str) -> ListResult:
    """Answer a question: keep the ruling and compare the last good list again. Raises DecisionError."""
    with polling.ledger() as ledger:
        incident = _asked(ledger, incident_id)
        version = ledger.last_version(incident.source)
    assert version is not None
    reading = _read_again(polling, incident.source, _capture(log, version.capture_id))
    now = polling.clock.now()
    with polling.ledger() as ledger:
        ledger.begin_recording()
        incident = _asked(ledger, incident_id)
        latest = ledger.last_version(incident.source)
        if latest is None or latest.number != version.number:
            raise DecisionError("A newer list was recorded this very moment: look at the question again.")
        agreement_id, _, agency = incident.subject.partition("|")
        ledger.rule(incident.source, agreement_id, agency, ruling, why, now)
        ledger.close_incidents([incident.id], IncidentStatus.RELEASED, now, f"{ruling}: {why}")
        return record_again(ledger, reading, version.capture_id, now=now)


def _asked(ledger: Ledger, incident_id: int) -> IncidentView:
    incident = _open(ledger, incident_id)
    if incident.kind != QUESTION:
        raise DecisionError(
            f"Incident {incident_id} ({incident.kind}) asks nothing: use `lookout release` or `reject`."
        )
    return incident


def _held(ledger: Ledger, incident_id: int) -> IncidentView:
    incident = _open(ledger, incident_id)
    if incident.kind == QUESTION:
        raise DecisionError(f"Incident {incident_id} is a question: answer it with `lookout same` or `different`.")
    if incident.kind != IMPLAUSIBLE:
        raise DecisionError(
            f"Incident {incident_id} ({incident.kind}) holds no reading that could be decided; it ends by itself "
            "with the next good poll."
        )
    return incident


def _open(ledger: Ledger, incident_id: int) -> IncidentView:
    incident = ledger.incident(incident_id)
    if incident is None:
        raise DecisionError(f"There is no incident {incident_id}: `lookout incidents` lists them.")
    if incident.status is not IncidentStatus.OPEN:
        raise DecisionError(f"Incident {incident_id} is {incident.status} already: {incident.decided_why}")
    return incident


def _capture(log: LogReader, capture_id: int) -> CaptureView:
    capture = log.capture(capture_id)
    assert capture is not None
    return capture


def _read_again(polling: Polling, source: str, capture: CaptureView) -> ListReading:
    """Read kept bytes again."""
    body = polling.archive.open(capture.sha256)
    fetched = Fetched(
        role=DocumentRole(capture.role),
        url=capture.url,
        final_url=capture.url,
        status=capture.status,
        headers=(),
        body=body,
        fetched_at=capture.fetched_at,
        published_name=capture.published_name,
    )
    try:
        sheet = polling.reader.read(body)
    except WorkbookUnreadableError as error:
        raise DecisionError(f"The kept workbook cannot be read any more: {error}") from error
    return ListReading(config=polling.sources.get(source), fetched=fetched, sha256=capture.sha256, sheet=sheet)

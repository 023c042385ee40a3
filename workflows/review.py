"""What a reviewer decides about a held reading: release it or reject it, with a reason that is kept."""

from __future__ import annotations

from workflows.poll import Polling
from workflows.ports import DocumentRole, Fetched, WorkbookUnreadableError
from workflows.reading import CaptureView, IncidentStatus, IncidentView, LogReader
from workflows.record import IMPLAUSIBLE, ListReading, ListResult, record_released


class DecisionError(Exception):
    """There is nothing to decide here; the message says why and what to do."""


def release(polling: Polling, log: LogReader, incident_id: int, why: str) -> ListResult:
    """Record the held reading of an incident after all. Raises DecisionError."""
    incident = _held(polling, incident_id)
    capture = log.capture(incident.capture_ids[0])
    assert capture is not None
    reading = _read_again(polling, incident, capture)
    now = polling.clock.now()
    with polling.ledger() as ledger:
        ledger.begin_recording()
        ledger.close_incidents([incident.id], IncidentStatus.RELEASED, now, why)
        return record_released(ledger, reading, incident, now=now)


def reject(polling: Polling, incident_id: int, why: str) -> IncidentView:
    """Turn the held reading of an incident down for good: the same bytes again are not looked at. Raises DecisionError."""
    incident = _held(polling, incident_id)
    with polling.ledger() as ledger:
        ledger.close_incidents([incident.id], IncidentStatus.REJECTED, polling.clock.now(), why)
    return incident


def _held(polling: Polling, incident_id: int) -> IncidentView:
    with polling.ledger() as ledger:
        incident = ledger.incident(incident_id)
    if incident is None:
        raise DecisionError(f"There is no incident {incident_id}: `lookout incidents` lists them.")
    if incident.status is not IncidentStatus.OPEN:
        raise DecisionError(f"Incident {incident_id} is {incident.status} already: {incident.decided_why}")
    if incident.kind != IMPLAUSIBLE:
        raise DecisionError(
            f"Incident {incident_id} ({incident.kind}) holds no reading that could be decided; it ends by itself "
            "with the next good poll."
        )
    return incident


def _read_again(polling: Polling, incident: IncidentView, capture: CaptureView) -> ListReading:
    """Read the kept bytes again, as they were when they were held."""
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
    return ListReading(config=polling.sources.get(incident.source), fetched=fetched, sha256=capture.sha256, sheet=sheet)

"""Reading again what is in the archive: for a reviewer's look and for a reviewer's decision."""

from __future__ import annotations

from dataclasses import replace

from workflows.ledger import VersionInfo
from workflows.poll import Polling, read_list
from workflows.ports import DocumentRole, Fetched
from workflows.reading import CaptureView, LogReader
from workflows.record import ListReading


class NotKeptError(Exception):
    """The bytes are not in the archive, or damaged there; the message says what to do."""


def read_kept(polling: Polling, source: str, capture: CaptureView) -> ListReading:
    """Read the bytes of *capture* again as the list of *source*. Raises NotKeptError.

    Bytes that are no workbook give a reading that says so in *unreadable*. The headers of that fetch and the totals of
    the page are not part of it.
    """
    try:
        body = polling.archive.open(capture.sha256)
    except KeyError as error:
        message = f"The bytes of capture {capture.id} are not in the archive: restore the data folder from a backup."
        raise NotKeptError(message) from error
    except OSError as error:
        raise NotKeptError(str(error)) from error
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
    return read_list(polling.reader, polling.sources.get(source), fetched)


def read_version(polling: Polling, log: LogReader, source: str, version: VersionInfo) -> ListReading:
    """Read the list of a version again, with what the page stated beside it. Raises NotKeptError."""
    capture = log.capture(version.capture_id)
    if capture is None:
        raise NotKeptError(f"Version {version.number} of {source} names a capture that is not in the record.")
    reading = read_kept(polling, source, capture)
    if reading.sheet is None:
        raise NotKeptError(f"The kept workbook cannot be read any more: {reading.unreadable}")
    return replace(reading, totals=version.totals)

"""What a message tells of, looked up once for everybody who is told the same: changes with their evidence, releases."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from storage.release_rows import release_from_row
from storage.rows import change_from_row
from storage.tables import CaptureRow, ChangeRow, ReleaseRow, VersionRow
from workflows.ports import AlertItem, ReleaseItem

_KEPT = 64
"""Sets kept ready: most subscriptions of one poll are told the same ones."""
NO_PUBLISHERS: Mapping[str, str] = MappingProxyType({})
_Item = TypeVar("_Item")


class KeptItems(Generic[_Item]):
    """Things to tell, by the ids they were asked for with. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, ...], tuple[_Item, ...]] = OrderedDict()

    def get(self, ids: tuple[str, ...]) -> tuple[_Item, ...] | None:
        """Return what was put for *ids*, if it is still kept."""
        with self._lock:
            if ids in self._kept:
                self._kept.move_to_end(ids)
            return self._kept.get(ids)

    def put(self, ids: tuple[str, ...], items: tuple[_Item, ...]) -> None:
        """Keep *items*; the set that was not asked for longest gives way."""
        with self._lock:
            self._kept[ids] = items
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Tellable:
    """Makes what messages tell of out of rows. What a change or a release says never changes once it is written.

    *publishers* are the publishers of sources by key; a source that is not among them is called by its host.
    """

    public_url: str
    publishers: Mapping[str, str]
    _changes: KeptItems[AlertItem] = field(default_factory=KeptItems, init=False, repr=False)
    _releases: KeptItems[ReleaseItem] = field(default_factory=KeptItems, init=False, repr=False)

    def changes(self, session: Session, ids: tuple[str, ...]) -> tuple[AlertItem, ...]:
        """Return the changes called *ids* with their evidence, in the order of the log."""
        if not ids:
            return ()
        kept = self._changes.get(ids)
        if kept is None:
            kept = self._look_up_changes(session, ids)
            self._changes.put(ids, kept)
        return kept

    def releases(self, session: Session, ids: tuple[str, ...]) -> tuple[ReleaseItem, ...]:
        """Return the releases called *ids*, in the order in which they were recorded."""
        if not ids:
            return ()
        kept = self._releases.get(ids)
        if kept is None:
            query = select(ReleaseRow).where(col(ReleaseRow.id).in_(ids)).order_by(col(ReleaseRow.seq))
            kept = tuple(self._release_item(row) for row in session.execute(query).scalars())
            self._releases.put(ids, kept)
        return kept

    def _release_item(self, row: ReleaseRow) -> ReleaseItem:
        return ReleaseItem(
            release=release_from_row(row),
            publisher=self.publishers.get(row.source) or _host(row.url) or row.source,
            permalink=f"{self.public_url}/releases/{row.id}",
        )

    def _look_up_changes(self, session: Session, ids: tuple[str, ...]) -> tuple[AlertItem, ...]:
        earlier = aliased(ChangeRow)
        query = (
            select(ChangeRow, CaptureRow, earlier)
            .join(
                VersionRow,
                (col(VersionRow.source) == col(ChangeRow.source))
                & (col(VersionRow.number) == col(ChangeRow.version_to)),
            )
            .join(CaptureRow, col(CaptureRow.id) == col(VersionRow.capture_id))
            .outerjoin(earlier, col(earlier.id) == col(ChangeRow.supersedes))
            .where(col(ChangeRow.id).in_(ids))
            .order_by(col(ChangeRow.seq))
        )
        return tuple(
            AlertItem(
                change=change_from_row(change),
                permalink=f"{self.public_url}/changes/{change.id}",
                capture_sha256=capture.sha256,
                captured_at=capture.fetched_at,
                document_url=capture.url,
                earlier=None if superseded is None else change_from_row(superseded),
            )
            for change, capture, superseded in session.execute(query)
        )


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""

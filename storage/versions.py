"""Captures, versions and agreements: what was served, what was believed, and what each row said how long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, func, insert, select, update
from sqlmodel import Session, col

from domain.agreements import Agreement, Standing
from domain.questions import Ruling, Rulings
from storage.rows import agreement_from_row, agreement_to_values, facts_to_json, totals_from_json, totals_to_json
from storage.steps import note_steps
from storage.tables import AgreementRow, CaptureRow, ListingRow, RulingRow, VersionRow
from workflows.ledger import NewVersion, VersionInfo
from workflows.ports import Fetched, Validator, last_modified


class VersionPart:
    """The part of the ledger that keeps captures, versions and agreements."""

    _session: Session
    _now: datetime

    def keep_capture(self, source: str, fetched: Fetched, sha256: str) -> int:
        """Note one fetch whose bytes are in the archive already; return the capture's id.

        The same bytes from the same address again are the same capture, seen once more.
        """
        latest = self._latest_capture(fetched.url)
        if latest is not None and latest.sha256 == sha256:
            return self._seen_again(latest, fetched.fetched_at)
        row = CaptureRow(
            source=source,
            role=fetched.role,
            url=fetched.url,
            final_url=fetched.final_url,
            published_name=fetched.published_name,
            fetched_at=fetched.fetched_at,
            last_seen_at=fetched.fetched_at,
            status=fetched.status,
            headers=[list(pair) for pair in fetched.headers],
            sha256=sha256,
            size=len(fetched.body),
        )
        self._session.add(row)
        self._session.flush()
        assert row.id is not None
        return row.id

    def seen_unchanged(self, url: str, at: datetime) -> int | None:
        """Note that *url* was served as before; return the id of its latest capture, or None when there is none."""
        latest = self._latest_capture(url)
        return None if latest is None else self._seen_again(latest, at)

    def _latest_capture(self, url: str) -> CaptureRow | None:
        query = select(CaptureRow).where(col(CaptureRow.url) == url).order_by(col(CaptureRow.id).desc()).limit(1)
        return self._session.execute(query).scalar_one_or_none()

    def _seen_again(self, row: CaptureRow, at: datetime) -> int:
        row.last_seen_at = max(row.last_seen_at, at)
        row.times_seen += 1
        assert row.id is not None
        return row.id

    def was_replayed(self, source: str, sha256: str, at: datetime) -> bool:
        """Tell whether this very observation has been recorded before."""
        query = select(col(CaptureRow.id)).where(
            col(CaptureRow.source) == source,
            col(CaptureRow.sha256) == sha256,
            col(CaptureRow.fetched_at) <= at,
            col(CaptureRow.last_seen_at) >= at,
        )
        return self._session.execute(query.limit(1)).first() is not None

    def validators(self, sources: Iterable[str]) -> Mapping[str, Validator]:
        """Return what conditional requests to the addresses of *sources* may send.

        Only for an address whose newest capture became a version: a spoilt download, or a held one, is fetched anew.
        """
        newest = (
            select(func.max(col(CaptureRow.id)))
            .where(col(CaptureRow.source).in_(list(sources)))
            .group_by(col(CaptureRow.url))
        )
        believed = select(col(VersionRow.capture_id))
        rows = self._session.execute(
            select(CaptureRow).where(col(CaptureRow.id).in_(newest), col(CaptureRow.id).in_(believed))
        ).scalars()
        validators = {}
        for row in rows:
            modified = next((value for name, value in row.headers if name.lower() == "last-modified"), "")
            if modified:
                validators[row.url] = Validator(url=row.url, last_modified=modified, sha256=row.sha256)
        return validators

    def last_version(self, source: str) -> VersionInfo | None:
        """Return the last good version of *source*, or None before the first."""
        query = (
            select(VersionRow, col(CaptureRow.headers))
            .join(CaptureRow, col(CaptureRow.id) == col(VersionRow.capture_id))
            .where(col(VersionRow.source) == source)
            .order_by(col(VersionRow.number).desc())
            .limit(1)
        )
        found = self._session.execute(query).first()
        if found is None:
            return None
        row, headers = found
        return VersionInfo(
            number=row.number,
            sha256=row.sha256,
            observed_at=row.observed_at,
            capture_id=row.capture_id,
            modified_at=last_modified(headers),
            totals=totals_from_json(row.totals),
        )

    def version_with(self, source: str, sha256: str) -> int | None:
        """Return the number of the newest version with these bytes, or None."""
        query = select(func.max(col(VersionRow.number))).where(
            col(VersionRow.source) == source, col(VersionRow.sha256) == sha256
        )
        number: int | None = self._session.execute(query).scalar_one()
        return number

    def add_version(self, version: NewVersion) -> None:
        """Write an accepted snapshot."""
        self._session.execute(
            insert(VersionRow),
            [
                {
                    "source": version.source,
                    "number": version.number,
                    "capture_id": version.capture_id,
                    "sha256": version.sha256,
                    "observed_at": version.observed_at,
                    "recorded_at": self._now,
                    "listed": version.listed,
                    "sheet_rows": version.sheet_rows,
                    "hidden_rows": version.hidden_rows,
                    "columns": list(version.columns),
                    "notes": list(version.notes),
                    "totals": totals_to_json(version.totals),
                }
            ],
        )

    def agreements(self, source: str) -> list[Agreement]:
        """Return every agreement of *source*, in any standing, in a stable order."""
        newest = select(func.max(col(ListingRow.id)).label("id")).group_by(col(ListingRow.agreement_id)).subquery()
        query = (
            select(AgreementRow.__table__, cast(col(ListingRow.facts), String).label("facts_text"))  # type: ignore[attr-defined]  # set by SQLModel
            .join(ListingRow, col(ListingRow.agreement_id) == col(AgreementRow.id))
            .join(newest, newest.c.id == col(ListingRow.id))
            .where(col(AgreementRow.source) == source)
            .order_by(col(AgreementRow.first_version), col(AgreementRow.id))
        )
        return [agreement_from_row(row) for row in self._session.execute(query)]

    def store_agreements(self, agreements: Iterable[Agreement], version: int) -> None:
        """Write agreements anew, closing and opening the intervals of what their rows say at *version*."""
        items = list(agreements)
        if not items:
            return
        self._session.flush()
        known = self._known([a.id for a in items])
        fresh = [agreement_to_values(a) for a in items if a.id not in known]
        if fresh:
            self._session.execute(insert(AgreementRow), fresh)
        for agreement in items:
            if agreement.id in known:
                values = agreement_to_values(agreement)
                del values["id"]
                self._session.execute(update(AgreementRow).where(col(AgreementRow.id) == agreement.id).values(**values))
        self._store_listings(items, version)
        note_steps(self._session, items)
        self._session.expire_all()

    def _known(self, ids: list[str]) -> set[str]:
        known: set[str] = set()
        for start in range(0, len(ids), 500):
            query = select(col(AgreementRow.id)).where(col(AgreementRow.id).in_(ids[start : start + 500]))
            known.update(self._session.execute(query).scalars())
        return known

    def _store_listings(self, agreements: list[Agreement], version: int) -> None:
        opened: list[dict[str, Any]] = []
        for agreement in agreements:
            facts = facts_to_json(agreement.facts)
            current = self._open_listing(agreement.id)
            listed = agreement.standing is Standing.LISTED
            if current is not None and (not listed or current.facts != facts):
                self._session.execute(
                    update(ListingRow).where(col(ListingRow.id) == current.id).values(valid_to=version)
                )
                current = None
            elif current is not None:
                continue
            if listed:
                opened.append({"agreement_id": agreement.id, "valid_from": version, "facts": facts})
        if opened:
            self._session.execute(insert(ListingRow), opened)

    def _open_listing(self, agreement_id: str) -> ListingRow | None:
        query = select(ListingRow).where(
            col(ListingRow.agreement_id) == agreement_id, col(ListingRow.valid_to).is_(None)
        )
        return self._session.execute(query).scalar_one_or_none()

    def rulings(self, source: str) -> Rulings:
        """Return what reviewers have decided about pairs of names."""
        rows = self._session.execute(select(RulingRow).where(col(RulingRow.source) == source)).scalars()
        return {(row.agreement_id, row.agency): Ruling(row.ruling) for row in rows}

    def rule(  # noqa: PLR0917  # one ruling has this many parts
        self, source: str, agreement_id: str, agency: str, ruling: Ruling, why: str, at: datetime
    ) -> None:
        """Keep what a reviewer decided about an agreement and a (comparable) name."""
        row = RulingRow(
            agreement_id=agreement_id, agency=agency, source=source, ruling=ruling.value, why=why, decided_at=at
        )
        self._session.merge(row)
        self._session.flush()

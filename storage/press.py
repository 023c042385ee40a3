"""Newsrooms, releases and watched pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from domain.releases import Published, Release
from domain.source_health import Condition, Sighting
from storage.change_log import kept_sources, source_row
from storage.release_rows import reading_to_json, release_from_row
from storage.tables import (
    AgreementRow,
    PageChangeRow,
    PageVersionRow,
    PressItemRow,
    ReleaseAgreementRow,
    ReleaseRow,
    SourceRow,
)
from workflows.press_ledger import (
    ItemStanding,
    NewRelease,
    PageChange,
    PageWords,
    PressMemory,
    PressNote,
    UnreadItem,
)
from workflows.press_ports import ListedItem, Validators

_AT_ONCE = 500
"""Addresses asked about in one statement: databases bound how many values it may have."""
_INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_SIGHTING = TypeAdapter(Sighting)
_VALIDATORS = TypeAdapter(dict[str, Validators])


class PressPart:
    """The part of the ledger that keeps newsrooms, releases and watched pages."""

    _session: Session

    def last_attempts(self) -> Mapping[str, datetime]:
        """Return when each source was last visited, well or not; those never visited are left out."""
        rows = self._session.execute(select(col(SourceRow.key), col(SourceRow.last_attempt_at)))
        return {key: at for key, at in rows if at is not None}

    def press_memory(self, sources: Iterable[str]) -> Mapping[str, PressMemory]:
        """Return what is known of each of *sources*."""
        keys = list(sources)
        rows = self._session.execute(select(SourceRow).where(col(SourceRow.key).in_(keys))).scalars()
        kept_sources(self._session).update({row.key: row for row in rows})
        unread = self._unread(keys)
        return {key: self._memory(key, unread.get(key, ())) for key in keys}

    def _memory(self, source: str, unread: Sequence[UnreadItem]) -> PressMemory:
        row = kept_sources(self._session).get(source) or SourceRow(key=source)
        return PressMemory(
            first_look=row.first_listed_at is None,
            first_way_failed=row.first_way_failed,
            followed_since=row.followed_since,
            unread=tuple(unread),
            validators=_VALIDATORS.validate_python(row.validators or {}),
            condition=Condition(row.condition) if row.condition else None,
            compared_at=row.compared_at,
            sighting=_SIGHTING.validate_python(row.seen_releases) if row.seen_releases else None,
        )

    def _unread(self, sources: Sequence[str]) -> Mapping[str, list[UnreadItem]]:
        query = (
            select(PressItemRow)
            .where(col(PressItemRow.source).in_(sources), col(PressItemRow.standing) == ItemStanding.UNREAD.value)
            .order_by(col(PressItemRow.id))
        )
        unread: dict[str, list[UnreadItem]] = {}
        for row in self._session.execute(query).scalars():
            unread.setdefault(row.source, []).append(_unread_item(row))
        return unread

    def known_items(self, source: str, urls: Collection[str]) -> frozenset[str]:
        """Return those of *urls* that were seen before at *source*."""
        asked = list(urls)
        known: set[str] = set()
        for start in range(0, len(asked), _AT_ONCE):
            query = select(col(PressItemRow.url)).where(
                col(PressItemRow.source) == source, col(PressItemRow.url).in_(asked[start : start + _AT_ONCE])
            )
            known.update(self._session.execute(query).scalars())
        return frozenset(known)

    def add_items(self, source: str, items: Iterable[tuple[ListedItem, ItemStanding, bool]], at: datetime) -> None:
        """Write addresses seen for the first time, and whether they were there before us.

        One that stands there already is left as it is.
        """
        # The newest stands first on a listing: written last, so that the order of ids is that of publishing.
        rows = [_item_values(source, item, standing, at) | {"past": past} for item, standing, past in items][::-1]
        if not rows:
            return
        listing = source_row(self._session, source)
        listing.first_listed_at = listing.first_listed_at or at
        insert = _INSERTS[self._session.get_bind().dialect.name]
        self._session.execute(insert(PressItemRow).on_conflict_do_nothing(), rows)

    def item_was_read(self, source: str, url: str) -> None:
        """Note that the page of a release was read."""
        self._change_item(source, url, standing=ItemStanding.READ.value, title="", lead="")

    def item_was_not_read(self, source: str, url: str, at: datetime) -> None:
        """Note that the page of a release could not be read."""
        self._change_item(source, url, tries=col(PressItemRow.tries) + 1, tried_at=at)

    def give_item_up(self, source: str, url: str) -> None:
        """Note that the page of a release is not asked for any more."""
        self._change_item(source, url, standing=ItemStanding.UNREADABLE.value, title="", lead="")

    def _change_item(self, source: str, url: str, **values: Any) -> None:
        self._session.execute(
            update(PressItemRow)
            .where(_is_item(source, url))
            .values(**values)
            .execution_options(synchronize_session=False)
        )

    def releases_since(self, on: date) -> Sequence[Release]:
        """Return the releases published, or else first seen, on *on* or later, oldest first."""
        midnight = datetime(on.year, on.month, on.day, tzinfo=UTC)
        query = (
            select(ReleaseRow)
            .where(
                or_(
                    col(ReleaseRow.published_on) >= on,
                    col(ReleaseRow.published_on).is_(None) & (col(ReleaseRow.first_seen_at) >= midnight),
                )
            )
            .order_by(col(ReleaseRow.seq))
        )
        return [release_from_row(row) for row in self._session.execute(query).scalars()]

    def add_release(self, new: NewRelease, at: datetime) -> bool:
        """Write a release with the agreements that it names; False when its address stands there already."""
        release = new.release
        if self._session.execute(select(col(ReleaseRow.seq)).where(col(ReleaseRow.id) == release.id)).first():
            return False
        published = release.published
        self._session.add(
            ReleaseRow(
                id=release.id,
                source=release.source,
                url=release.url,
                title=release.title,
                published_on=published.on if published else None,
                published_at=published.at if published else None,
                first_seen_at=release.first_seen_at,
                recorded_at=at,
                capture_id=new.capture_id,
                reading=reading_to_json(release.reading),
                same_as=release.same_as,
                told_place=self._next_place() if new.tell else None,
            )
        )
        self._session.flush()
        named = {agreement_id for agency in release.reading.agencies for agreement_id in agency.agreement_ids}
        known = self._session.execute(select(col(AgreementRow.id)).where(col(AgreementRow.id).in_(named))).scalars()
        self._session.add_all([ReleaseAgreementRow(release_id=release.id, agreement_id=each) for each in known])
        self._session.flush()
        return True

    def _next_place(self) -> int:
        """Return the next place among the releases that are told. Who records holds the lock, so nobody else takes it."""
        last: int | None = self._session.execute(select(func.max(col(ReleaseRow.told_place)))).scalar_one()
        return (last or 0) + 1

    def tell_release(self, release_id: str) -> bool:
        """Let subscribers hear of a release that was kept untold; False where they do already, or where it repeats one."""
        changed = self._session.execute(
            update(ReleaseRow)
            .where(
                col(ReleaseRow.id) == release_id,
                col(ReleaseRow.told_place).is_(None),
                col(ReleaseRow.same_as).is_(None),
            )
            .values(told_place=self._next_place())
            .execution_options(synchronize_session=False)
        )
        return bool(changed.rowcount)  # type: ignore[attr-defined]  # CursorResult for DML

    def note_press(self, source: str, note: PressNote, at: datetime) -> Condition | None:
        """Note how a newsroom or a page stands; return how it stood before, None where that was never noted."""
        row = source_row(self._session, source)
        was = Condition(row.condition) if row.condition else None
        row.followed_since = row.followed_since or at
        if row.condition != note.condition.value:
            row.condition, row.condition_since = note.condition.value, at
        if note.sighting is not None:
            row.seen_releases = _SIGHTING.dump_python(note.sighting, mode="json")
        if note.validators:
            merged = (row.validators or {}) | _VALIDATORS.dump_python(dict(note.validators), mode="json")
            row.validators = {url: known for url, known in merged.items() if any(known.values())}
        row.first_way_failed = note.first_way_failed
        if note.compared:
            row.compared_at = at
        return was

    def page_words(self, source: str) -> PageWords | None:
        """Return the words of a watched page as last seen, or None before the first look."""
        newest = select(func.max(col(PageVersionRow.number))).where(col(PageVersionRow.source) == source)
        query = select(PageVersionRow).where(
            col(PageVersionRow.source) == source, col(PageVersionRow.number) == newest.scalar_subquery()
        )
        row = self._session.execute(query).scalar_one_or_none()
        return None if row is None else PageWords(number=row.number, blocks=tuple(row.blocks))

    def add_page_words(self, source: str, words: PageWords, capture_id: int, at: datetime) -> None:
        """Write what a watched page says from now on."""
        self._session.add(
            PageVersionRow(
                source=source, number=words.number, capture_id=capture_id, observed_at=at, blocks=list(words.blocks)
            )
        )
        self._session.flush()

    def add_page_change(self, change: PageChange) -> None:
        """Write what reads differently on a watched page."""
        self._session.add(
            PageChangeRow(
                source=change.source,
                observed_at=change.observed_at,
                version_from=change.version_from,
                version_to=change.version_to,
                blocks=[list(pair) for pair in change.blocks],
                relevant=change.relevant,
            )
        )
        self._session.flush()


def _is_item(source: str, url: str) -> Any:
    return (col(PressItemRow.source) == source) & (col(PressItemRow.url) == url)


def _unread_item(row: PressItemRow) -> UnreadItem:
    item = ListedItem(
        url=row.url,
        title=row.title,
        address=row.address,
        published=Published(on=row.published_on, at=row.published_at) if row.published_on else None,
        lead=row.lead,
        language=row.language,
    )
    return UnreadItem(item=item, tries=row.tries, tried_at=row.tried_at, first_seen_at=row.first_seen_at, past=row.past)


def _item_values(source: str, item: ListedItem, standing: ItemStanding, at: datetime) -> dict[str, Any]:
    """Return an address as a row. What it is about is kept only while its page is still to be read."""
    unread = standing is ItemStanding.UNREAD
    return {
        "source": source,
        "url": item.url,
        "address": item.address if unread else "",
        "title": item.title if unread else "",
        "lead": item.lead if unread else "",
        "language": item.language,
        "published_on": item.published.on if item.published else None,
        "published_at": item.published.at if item.published else None,
        "first_seen_at": at,
        "standing": standing.value,
        "tries": 0,
    }

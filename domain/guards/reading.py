"""What the rules find about a reading before it is compared: G8 to G11, G15 to G17, G21, G22, G30."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from domain.agencies import parse_agency
from domain.agreements import Agreement, Standing
from domain.calendar_days import is_in_the_future
from domain.guards.verdicts import Finding, LastGood, Verdict
from domain.snapshots import Column, ListedRow, Snapshot
from domain.vocabulary import ListKind

ROWS_REJECT = 0.70
ROWS_HOLD_LOW = 0.90
ROWS_HOLD_HIGH = 1.50
"""Rows against the last good version. No true list of 2025 and 2026 lost a tenth of its rows; the programme's
fastest fortnight (February 2025) added 58 % in one list of 239 rows, which ROWS_GROWTH_FREE lets through."""
ROWS_GROWTH_FREE = 200
"""Additions up to this never hold by their number: the largest true update brought 135 rows."""
NAMED_DATE_OFF = timedelta(days=45)
"""How far the date in a file's name may be from the day it was fetched: the longest pause between two lists was 19 days."""
DUPLICATE_SHARE = 0.01
FEW = 5
"""Rules about shares speak only above this many rows."""
LINKS_LOST_SHARE = 0.05
LINKS_LOST_FEW = 10
"""Links gone from more rows than both of these: a workbook saved without them. ICE's of 6 August 2025 lost 77 of
about 700 and had them back two days later."""
OVERLAP_OTHER = 0.50
OVERLAP_OWN = 0.20
"""A reading that shares this much with the other list and this little with its own is the other list."""
Rule = Callable[[Snapshot, LastGood], Finding | None]


def judge_reading(snapshot: Snapshot, last: LastGood) -> tuple[Finding, ...]:
    """Return what the rules find about a reading before it is compared, in the order of their numbers."""
    found = (rule(snapshot, last) for rule in _RULES)
    return tuple(finding for finding in found if finding is not None)


def links_lost(snapshot: Snapshot, last: LastGood) -> bool:
    """Tell whether the workbook came without links that it had before, so that their absence says nothing."""
    return _links_lost(snapshot, last) is not None


def _date_in_the_name(snapshot: Snapshot, _: LastGood) -> Finding | None:
    """Notice a file whose name tells a date that it cannot be of: `090022025`, or last year's year in January."""
    digits = re.search(r"\d{5,}", snapshot.published_name)
    if digits is None:
        return None
    on, seen_on = _day_in(digits.group()), snapshot.observed_at.date()
    if on is not None and abs(on - seen_on) <= NAMED_DATE_OFF:
        return None
    says = "has no readable date" if on is None else f"says {on:%d %b %Y}, and it was fetched on {seen_on:%d %b %Y}"
    message = (
        f"The file name {snapshot.published_name} {says}. Lists are ordered by when we fetched them, so nothing depends "
        "on it."
    )
    return Finding(rule="G8 date in the file name", verdict=Verdict.WARN, message=message)


def _day_in(digits: str) -> date | None:
    """Return the day that ICE means by MMDDYYYY or MMDDYY; None where there is no such day."""
    if len(digits) not in {6, 8}:
        return None
    try:
        return date(int(digits[4:]) + (2000 if len(digits) == 6 else 0), int(digits[:2]), int(digits[2:4]))  # noqa: PLR2004  # as above
    except ValueError:
        return None


def _required_columns(snapshot: Snapshot, _: LastGood) -> Finding | None:
    required = {Column.STATE, Column.AGENCY, Column.SUPPORT_TYPE}
    if snapshot.list_kind is ListKind.PARTICIPATING:
        required.add(Column.SIGNED)
    missing = sorted(required - snapshot.sheet.known_columns)
    if not missing or snapshot.sheet.looks_like is not snapshot.list_kind:
        return None
    found = ", ".join(snapshot.sheet.columns)
    message = f"The workbook has no column {', '.join(missing)}. It has: {found}. Teach the reader the new header."
    return Finding(rule="G9 required columns", verdict=Verdict.REJECT, message=message, final=True)


def _which_list(snapshot: Snapshot, last: LastGood) -> Finding | None:
    """Recognise a swap by columns and by overlap: on 22 September 2025 each file held the other's list."""
    own, other = _overlap(snapshot.rows, last.listed), _overlap(snapshot.rows, last.other)
    by_columns = snapshot.sheet.looks_like is not snapshot.list_kind
    by_content = len(snapshot.rows) > FEW and len(last.listed) > FEW and own < OVERLAP_OWN and other >= OVERLAP_OTHER
    if not (by_columns or by_content):
        return None
    message = (
        f"The address of the {snapshot.list_kind} list served something else: its columns are those of the "
        f"{snapshot.sheet.looks_like} list, {own:.0%} of its {len(snapshot.rows)} rows are on our last "
        f"{snapshot.list_kind} list and {other:.0%} on the other. Nothing was compared; the next good list carries on."
    )
    return Finding(rule="G10 which list is this", verdict=Verdict.REJECT, message=message, final=True)


def _overlap(rows: Sequence[ListedRow], agreements: Iterable[Agreement]) -> float:
    if not rows:
        return 0.0
    known = {
        (a.facts.state, parse_agency(a.facts.agency, a.facts.state).full)
        for a in agreements
        if a.standing is Standing.LISTED
    }
    return sum((row.state, parse_agency(row.agency, row.state).full) in known for row in rows) / len(rows)


def _row_count(snapshot: Snapshot, last: LastGood) -> Finding | None:
    """Compare the number of rows with the last good version. The pending list may fall to nothing; it often does."""
    before, now = len(last.listed), len(snapshot.rows)
    if snapshot.list_kind is ListKind.PENDING:
        return None
    if not now:
        message = "The participating list has no rows: a failed upload. Nothing was compared."
        rule = "G11 rows against the last good version"
        return Finding(rule=rule, verdict=Verdict.REJECT, message=message, final=True)
    if not before:
        return None
    share = now / before
    if 0 < before - now <= FEW:
        return None  # in a short list a few rows are a large share and no sign of anything
    if share < ROWS_REJECT:
        verdict, advice = Verdict.REJECT, "It is taken for a failed upload; release it only if ICE means it."
    elif share < ROWS_HOLD_LOW or (share > ROWS_HOLD_HIGH and now - before > ROWS_GROWTH_FREE):
        verdict, advice = Verdict.HOLD, "Look at the workbook; release it if ICE means it."
    else:
        return None
    message = f"{now} rows against {before} on the last good list ({share:.0%}). {advice}"
    return Finding(rule="G11 rows against the last good version", verdict=verdict, message=message)


def _unread_rows(snapshot: Snapshot, _: LastGood) -> Finding | None:
    unread = snapshot.sheet.unread_rows
    if not unread:
        return None
    first = unread[0]
    message = (
        f"{len(unread)} row(s) could not be understood, the first in row {first.position}: {first.reason} "
        "Nothing is concluded from them."
    )
    return Finding(rule="G15 known words", verdict=Verdict.WARN, message=message)


def _future_dates(snapshot: Snapshot, _: LastGood) -> Finding | None:
    ahead = [row for row in snapshot.rows if is_in_the_future(row.signed_on, snapshot.observed_at)]
    if not ahead:
        return None
    message = (
        f"{len(ahead)} row(s) are signed in the future, the first in row {ahead[0].position} ({ahead[0].agency}). "
        "The dates are shown as printed."
    )
    return Finding(rule="G16 signing dates", verdict=Verdict.WARN, message=message)


def _doubled_rows(snapshot: Snapshot, _: LastGood) -> Finding | None:
    seen = Counter((r.state, r.agency, r.support_type, r.county, r.signed_text) for r in snapshot.rows)
    doubled = sum(count - 1 for count in seen.values())
    if doubled <= max(FEW, DUPLICATE_SHARE * len(snapshot.rows)):
        return None
    message = f"{doubled} rows stand in the list twice. Look at the workbook; release it if ICE means it."
    return Finding(rule="G17 duplicates", verdict=Verdict.HOLD, message=message)


def _older_version(_: Snapshot, last: LastGood) -> Finding | None:
    """Notice a version served again from somewhere stale: a cache, or a colleague's old file."""
    if last.older_version is None:
        return None
    message = (
        f"These are the very bytes of our version {last.older_version}, and newer ones have been seen since. "
        "An old copy is being served; release it only if ICE went back on purpose."
    )
    return Finding(rule="G21 older version served again", verdict=Verdict.HOLD, message=message)


def _older_file(snapshot: Snapshot, last: LastGood) -> Finding | None:
    """Notice a file that the server has had for longer than the one we read last: a stale copy, or ICE going back."""
    if snapshot.modified_at is None or last.modified_at is None or snapshot.modified_at >= last.modified_at:
        return None
    if last.older_version is not None:
        return None  # said already, and better
    message = (
        f"This file was put on the server on {snapshot.modified_at:%d %b %Y, %H:%M} UTC, before the one we read last "
        f"({last.modified_at:%d %b %Y, %H:%M}). An old copy is being served; release it only if ICE went back on "
        "purpose."
    )
    return Finding(rule="G21 older version served again", verdict=Verdict.HOLD, message=message)


def _links_lost(snapshot: Snapshot, last: LastGood) -> Finding | None:
    if Column.MOA not in snapshot.sheet.known_columns:
        return None
    had = sum(a.facts.moa_url is not None for a in last.listed)
    has = sum(row.moa_url is not None for row in snapshot.rows)
    if had - has <= max(LINKS_LOST_FEW, LINKS_LOST_SHARE * had):
        return None
    message = f"{had - has} of {had} links are gone at once. The old links are kept; nothing is said of their loss."
    return Finding(rule="G22 links lost in bulk", verdict=Verdict.WARN, message=message)


def _shape(snapshot: Snapshot, _: LastGood) -> Finding | None:
    if not snapshot.sheet.doubts:
        return None
    message = " ".join((*snapshot.sheet.doubts, "Look at the workbook; release it if its rows are right all the same."))
    return Finding(rule="G30 shape of the sheet", verdict=Verdict.HOLD, message=message)


_RULES: tuple[Rule, ...] = (
    _date_in_the_name,
    _required_columns,
    _which_list,
    _row_count,
    _unread_rows,
    _future_dates,
    _doubled_rows,
    _older_version,
    _older_file,
    _links_lost,
    _shape,
)

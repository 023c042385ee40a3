"""What a printed day can and cannot be."""

from __future__ import annotations

from datetime import date, datetime, timedelta


def is_in_the_future(signed_on: date | None, seen_at: datetime) -> bool:
    """Tell whether a signing date lies more than a day after the list was seen: east of us it may be tomorrow."""
    return signed_on is not None and signed_on > (seen_at + timedelta(days=1)).date()

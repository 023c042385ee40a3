"""Forgetting on time what need not be known any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from workflows.ledger import OpenLedger
from workflows.sign_up import CONFIRM_WITHIN, UNDO_WITHIN

KEEP_BROKEN = timedelta(days=90)
KEEP_ATTEMPTS = timedelta(days=90)


def tidy(ledger: OpenLedger, now: datetime) -> int:
    """Erase what its time is up for, and return how many addresses that were.

    Unconfirmed addresses after 48 hours, ended ones once the way back is closed, broken ones after 90 days; what was
    tried and when, which holds no address, after 90 days too.
    """
    with ledger() as open_ledger:
        return open_ledger.tidy(
            unconfirmed_before=now - CONFIRM_WITHIN,
            ended_before=now - UNDO_WITHIN,
            broken_before=now - KEEP_BROKEN,
            attempts_before=now - KEEP_ATTEMPTS,
        )

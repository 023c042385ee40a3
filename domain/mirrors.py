"""How an agreement stands for those who keep a copy of the lists, and whether a copy holds it at all."""

from __future__ import annotations

from enum import StrEnum

from domain.agreements import Agreement, Standing


class Shown(StrEnum):
    """How readers are shown an agreement."""

    LISTED = "listed"
    PENDING = "pending"
    MISSING = "missing"
    TERMINATED = "terminated"
    OFF_LIST = "off_list"
    """On neither list, and no departure: an application that was decided or dropped, a row that ICE printed twice."""


def shown_as(agreement: Agreement) -> Shown:
    """Return how *agreement* is shown."""
    pending = agreement.source.endswith("-pending")
    if agreement.standing is Standing.LISTED:
        return Shown.PENDING if pending else Shown.LISTED
    if agreement.standing is Standing.MERGED or pending or agreement.merged_into_row:
        return Shown.OFF_LIST
    return Shown.MISSING if agreement.standing is Standing.MISSING else Shown.TERMINATED


def is_mirrored(shown: Shown) -> bool:
    """Tell whether a copy holds it. What is missing stays: only a confirmed departure takes an agreement away."""
    return shown in {Shown.LISTED, Shown.PENDING, Shown.MISSING}

"""What only a person can answer about two readings, and the answers given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.agreements import Agreement
from domain.listings import Listing


class Ruling(StrEnum):
    """What a reviewer has decided about two names."""

    SAME = "same"
    DIFFERENT = "different"


Rulings = Mapping[tuple[str, str], Ruling]
"""(agreement id, comparable agency name of the row) → what a reviewer decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Two readings too close to call: the agreement may be this row, or may have left while another joined."""

    agreement: Agreement
    listing: Listing
    fit: float
    """The share of points earned, 0 to 1."""
    how: str

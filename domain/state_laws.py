"""What states have laid down about 287(g), as far as we have read of it: a duty, a ban, a limit or support.

It is no legal database. Each entry says how we know it; the law itself decides, and what is here may have changed since
AS_OF. The sentences that readers see are in the catalogues, under the entry's key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

AS_OF = date(2026, 10, 1)
"""The month in which all this was last looked through; only month and year are meant."""


class Effect(StrEnum):
    """What a law does about agreements."""

    MANDATE = "mandate"
    """Some agencies must ask for one, or sign."""
    BAN = "ban"
    """Agencies may not hold one."""
    LIMITS = "limits"
    """It narrows what agencies may do with ICE, or who may sign."""
    SUPPORTS = "supports"
    """It pays for agreements, or asks for cooperation, without naming who must sign."""


class Footing(StrEnum):
    """How an entry is known."""

    SEEN = "seen"
    """Stated in a source that was read."""
    INFERRED = "inferred"
    """Put together from hints: to be read in the law itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateLaw:
    """One law, order or decision. *key* names its sentences; *name* is what it is called, "" where we know no name."""

    key: str
    state: str
    effect: Effect
    name: str
    footing: Footing
    source: str
    """A web address, or in words where it was read; "" where neither is known."""
    since: date | None = None
    """The day from which it counts; its first day of the month where *day_known* is false, None where we know none."""
    day_known: bool = True
    deadline: date | None = None
    """The day by which agencies have to comply."""


LAWS: tuple[StateLaw, ...] = (
    StateLaw(
        key="california",
        state="California",
        effect=Effect.LIMITS,
        name="",
        footing=Footing.INFERRED,
        source="",
    ),
    StateLaw(
        key="connecticut",
        state="Connecticut",
        effect=Effect.LIMITS,
        name="",
        footing=Footing.INFERRED,
        source="",
    ),
    StateLaw(
        key="delaware",
        state="Delaware",
        effect=Effect.BAN,
        name="HB 182 (2025)",
        footing=Footing.INFERRED,
        source="https://news.delaware.gov/",
    ),
    StateLaw(
        key="florida",
        state="Florida",
        effect=Effect.SUPPORTS,
        name="SB 2-C, section 908.1033",
        footing=Footing.SEEN,
        source="https://flsenate.gov/Laws/Statutes/2024/0908.1033",
    ),
    StateLaw(
        key="georgia",
        state="Georgia",
        effect=Effect.MANDATE,
        name="HB 1105 (2024)",
        footing=Footing.INFERRED,
        source="",
    ),
    StateLaw(key="hawaii", state="Hawaii", effect=Effect.LIMITS, name="", footing=Footing.INFERRED, source=""),
    StateLaw(key="illinois", state="Illinois", effect=Effect.LIMITS, name="", footing=Footing.INFERRED, source=""),
    StateLaw(
        key="louisiana",
        state="Louisiana",
        effect=Effect.SUPPORTS,
        name="JML 25-060 (Project GEAUX)",
        footing=Footing.SEEN,
        source="",
        since=date(2025, 5, 1),
        day_known=False,
    ),
    StateLaw(
        key="maine",
        state="Maine",
        effect=Effect.BAN,
        name="",
        footing=Footing.SEEN,
        source="Associated Press",
        since=date(2026, 1, 1),
        day_known=False,
    ),
    StateLaw(
        key="maryland",
        state="Maryland",
        effect=Effect.BAN,
        name="",
        footing=Footing.SEEN,
        source="https://governor.maryland.gov/news/press-releases",
        since=date(2026, 2, 17),
    ),
    StateLaw(key="new_jersey", state="New Jersey", effect=Effect.LIMITS, name="", footing=Footing.INFERRED, source=""),
    StateLaw(
        key="new_mexico",
        state="New Mexico",
        effect=Effect.BAN,
        name="",
        footing=Footing.SEEN,
        source="Associated Press",
        since=date(2026, 2, 1),
        day_known=False,
    ),
    StateLaw(
        key="new_york",
        state="New York",
        effect=Effect.BAN,
        name="Local Cops, Local Crimes Act",
        footing=Footing.SEEN,
        source="https://ag.ny.gov/",
        deadline=date(2026, 8, 25),
    ),
    StateLaw(
        key="north_carolina",
        state="North Carolina",
        effect=Effect.SUPPORTS,
        name="HB 10, HB 318",
        footing=Footing.INFERRED,
        source="",
    ),
    StateLaw(key="oregon", state="Oregon", effect=Effect.LIMITS, name="", footing=Footing.INFERRED, source=""),
    StateLaw(
        key="tennessee_mandate",
        state="Tennessee",
        effect=Effect.MANDATE,
        name="HB 2219 (2026)",
        footing=Footing.SEEN,
        source="",
    ),
    StateLaw(
        key="tennessee_grants",
        state="Tennessee",
        effect=Effect.SUPPORTS,
        name="SB 6002",
        footing=Footing.SEEN,
        source="",
    ),
    StateLaw(
        key="texas",
        state="Texas",
        effect=Effect.MANDATE,
        name="SB 8",
        footing=Footing.SEEN,
        source="https://capitol.texas.gov/tlodocs/89R/billtext/html/SB00008F.htm",
        since=date(2026, 1, 1),
        deadline=date(2026, 12, 1),
    ),
    StateLaw(key="vermont", state="Vermont", effect=Effect.LIMITS, name="", footing=Footing.INFERRED, source=""),
    StateLaw(
        key="virginia",
        state="Virginia",
        effect=Effect.LIMITS,
        name="",
        footing=Footing.SEEN,
        source="https://www.governor.virginia.gov/executive-actions/",
        since=date(2026, 2, 1),
        day_known=False,
    ),
    StateLaw(
        key="washington",
        state="Washington",
        effect=Effect.LIMITS,
        name="Keep Washington Working",
        footing=Footing.INFERRED,
        source="",
    ),
)
"""By state."""


def laws_of(state: str) -> Sequence[StateLaw]:
    """Return what we have read of for *state*; nothing where we know of none."""
    return [law for law in LAWS if law.state == state]


def counts_from(law: StateLaw) -> date | None:
    """Return the day from which changes are worth looking at: that of the law, else that by which to comply."""
    return law.since or law.deadline

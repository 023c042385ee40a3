"""Slips in every other cell of a row: county, date, state, support type, links; and in two cells at once."""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from domain.snapshots import ListedRow
from domain.vocabulary import STATES, SupportType
from lookout.mutants.name_slips import renamed, typo, typos
from lookout.mutants.planting import Printed, Scene, Slip, in_state, one_after_another, others, with_support_type
from scrapers.readers.dates import read_signed
from scrapers.readers.grid import Cell

_MONTHS = 12
_WITHIN_DAYS = 300


def _county_lost(row: ListedRow, _: Scene) -> ListedRow:
    return replace(row, county="")


def _county_typo(row: ListedRow, scene: Scene) -> ListedRow | None:
    return replace(row, county=typo(row.county, scene.draw)) if row.county else None


def _county_of_the_row_above(row: ListedRow, scene: Scene) -> ListedRow | None:
    """Copy the county down from the row above: a slip of the hand in any spreadsheet."""
    above = scene.lines[scene.place - 1].row if scene.place else None
    if not isinstance(above, ListedRow) or above.state != row.state or not above.county:
        return None
    return replace(row, county=above.county)


def another_county(row: ListedRow, scene: Scene) -> ListedRow | None:
    """Return *row* with another county that the list prints for its state."""
    choice = others(scene, row)
    return replace(row, county=scene.draw.choice(choice)) if choice else None


def another_date(days: int) -> Slip:
    """Return the slip that moves the signing date by so many days."""

    def slip(row: ListedRow, _: Scene) -> ListedRow | None:
        return _signed(row, row.signed_on + timedelta(days=days)) if row.signed_on else None

    return slip


def any_other_date(row: ListedRow, scene: Scene) -> ListedRow | None:
    """Return *row* signed on an earlier day, at random within most of a year."""
    return another_date(-scene.draw.randrange(30, _WITHIN_DAYS))(row, scene)  # type: ignore[return-value]  # a date stays read


def _date_lost(row: ListedRow, _: Scene) -> ListedRow:
    return replace(row, signed_on=None, signed_text="")


def _date_printed(form: Callable[[date, Random], str]) -> Slip:
    """Return the slip that prints the date so, as the reader would take it."""

    def slip(row: ListedRow, scene: Scene) -> ListedRow | None:
        if row.signed_on is None:
            return None
        text = form(row.signed_on, scene.draw)
        return replace(row, signed_on=read_signed(Cell(text=text)).on, signed_text=text)

    return slip


def _year_mistyped(on: date, draw: Random) -> str:
    year = str(on.year)
    swapped = f"{year[:2]}{year[3]}{year[2]}"
    wrong = draw.choice(
        (swapped, f"{year[:2]}0{year[2:]}", f"{year[0]}{year[2]}{year[1]}{year[3]}", year[:3], year[2:])
    )
    return f"{on.month}/{on.day}/{wrong}"


def _slash_lost(on: date, draw: Random) -> str:
    return draw.choice((f"{on.month}/{on.day}{on.year}", f"{on.month:02}{on.day:02}/{on.year}"))


def _month_and_day_swapped(row: ListedRow, _: Scene) -> ListedRow | None:
    on = row.signed_on
    if on is None or on.day > _MONTHS or on.day == on.month:
        return None
    return _signed(row, date(on.year, on.day, on.month))


def _signed(row: ListedRow, on: date) -> ListedRow:
    return replace(row, signed_on=on, signed_text=on.isoformat())


def _state_typo(row: ListedRow, scene: Scene) -> Printed:
    return in_state(row, typo(row.state_text, scene.draw))


def _another_state(row: ListedRow, scene: Scene) -> Printed | None:
    return in_state(row, scene.draw.choice([state for state in STATES if state != row.state]))


def gibberish(draw: Random) -> str:
    """Return letters that are near to no word."""
    return "".join(draw.choices(string.ascii_uppercase, k=11))


def _state_unreadable(row: ListedRow, scene: Scene) -> Printed:
    return in_state(row, gibberish(scene.draw))


def _support_type_typo(row: ListedRow, scene: Scene) -> Printed:
    return with_support_type(row, typo(row.support_type_text, scene.draw))


def _support_type_lost(row: ListedRow, _: Scene) -> Printed:
    return with_support_type(row, "")


def another_support_type(row: ListedRow, scene: Scene) -> ListedRow:
    """Return *row* under another of the three powers: no slip, but one agreement ended and another begun."""
    other = scene.draw.choice([power for power in SupportType if power is not row.support_type])
    return replace(row, support_type=other, support_type_text=other.value)


def _type_lost(row: ListedRow, _: Scene) -> ListedRow:
    return replace(row, agency_type="")


def _link_lost(row: ListedRow, _: Scene) -> ListedRow | None:
    return replace(row, moa_url=None, moa_text="link pending") if row.moa_url else None


def _link_of_another(row: ListedRow, scene: Scene) -> ListedRow | None:
    """Paste another row's link: ICE's lists hold documents that stand under two rows."""
    if row.moa_url is None:
        return None
    linked = [other.moa_url for other in scene.rows if other.moa_url and other.moa_url != row.moa_url]
    return replace(row, moa_url=scene.draw.choice(linked)) if linked else None


def _link_renewed(row: ListedRow, scene: Scene) -> ListedRow | None:
    if row.moa_url is None:
        return None
    return replace(row, moa_url=f"https://www.ice.gov/doclib/287gMOA/{gibberish(scene.draw)}.pdf")


CELL_SLIPS: dict[str, Slip] = {
    "county: lost": _county_lost,
    "county: one letter": _county_typo,
    "county: that of the row above": _county_of_the_row_above,
    "county: another of the state": another_county,
    "type: lost": _type_lost,
    "state: one letter": _state_typo,
    "state: another": _another_state,
    "state: beyond recognition": _state_unreadable,
    "support type: one letter": _support_type_typo,
    "support type: lost": _support_type_lost,
    "signed: a day earlier": another_date(-1),
    "signed: a year earlier": another_date(-365),
    "signed: a year later": another_date(365),
    "signed: lost": _date_lost,
    "signed: year mistyped": _date_printed(_year_mistyped),
    "signed: slash lost": _date_printed(_slash_lost),
    "signed: month and day swapped": _month_and_day_swapped,
    "link: lost": _link_lost,
    "link: another row's": _link_of_another,
}
TWO_SLIPS: dict[str, Slip] = {
    "name and date": one_after_another(typos(1), another_date(1)),
    "name and county lost": one_after_another(typos(1), _county_lost),
    "name and another county": one_after_another(typos(1), another_county),
    "name and new link": one_after_another(typos(1), _link_renewed),
    "name and date lost": one_after_another(typos(1), _date_lost),
    "date and another county": one_after_another(another_date(3), another_county),
    "name and type lost": one_after_another(typos(1), _type_lost),
}
RENAMES: dict[str, Slip] = {
    "renamed, same county and date": renamed,
    "renamed, same county, other date": one_after_another(renamed, any_other_date),
}

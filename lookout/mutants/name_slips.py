"""Slips in an agency's name: letters, blanks, abbreviations, the order of its words, and renames beyond recognition."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from domain.snapshots import ListedRow
from domain.vocabulary import STATE_CODES, is_blank
from lookout.mutants.planting import Scene, Slip

_ABBREVIATIONS = (
    ("Sheriff's Office", "SO"),
    ("Police Department", "PD"),
    ("Board of County Commissioners", "BOCC"),
    ("Department", "Dept."),
    ("County", "Co."),
    ("Saint", "St."),
    ("Fort", "Ft."),
)
"""What ICE abbreviates, and how."""
_UNHEARD_OF = (
    ("Commissioners", "Commrs."),
    ("Corrections", "Corr."),
    ("Constable", "Const."),
    ("Precinct", "Pct."),
    ("Township", "Tshp."),
    ("Sheriff", "Shff."),
    ("Police", "Pol."),
    ("Department", "Dpmt."),
    ("County", "Cty."),
)
"""Abbreviations that nobody has taught the core."""
_SAINTS = (("St. ", "Saint "), ("Saint ", "St. "), ("Ft. ", "Fort "), ("Fort ", "Ft. "), ("Mt. ", "Mount "))
_POLICE_DEPARTMENT = (("Police Department", "Police Dept"),)
_APOSTROPHE = re.compile("['’‘`]")
_APOSTROPHES = ("'", "’", "‘", "`", "´", "ʼ", "′", "", " '", "' ")
_BODY = re.compile(
    r"^(?P<place>.+?),? (?P<body>Sheriff['’]?s? (?:Office|Department)|Police Dep\w+|Marshal['’]?s? Office)$"
)
_FEWEST_WORDS = 3
"""A name of two words that loses one is beyond recognition."""
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"
_LAST_PARTS = ("bluff", "crossing", "dell", "fork", "glen", "hurst", "landing", "meadow", "notch", "ridge", "wick")
_SORTS = ("Sheriff's Office", "Police Department", "Constable's Office", "Marshal's Office")
_BODIES = ("Police Department", "Department of Public Safety", "Marshal's Office")


def typo(text: str, draw: Random) -> str:
    """Return *text* with one letter left out, doubled, changed, put in, or swapped with its neighbour."""
    letters = [i for i, c in enumerate(text) if c.isalpha()]
    if not letters:
        return text
    i = draw.choice(letters)
    head, letter, tail = text[:i], text[i], text[i + 1 :]
    other = draw.choice(string.ascii_lowercase)
    forms = (head + tail, head + letter * 2 + tail, head + other + tail, head + other + letter + tail)
    return draw.choice((*forms, head + tail[:1] + letter + tail[1:]))


def typos(times: int) -> Slip:
    """Return the slip of so many letters in the name."""

    def slip(row: ListedRow, scene: Scene) -> ListedRow:
        name = row.agency
        for _ in range(times):
            name = typo(name, scene.draw)
        return replace(row, agency=name)

    return slip


def _replaced(forms: Sequence[tuple[str, str]]) -> Slip:
    def slip(row: ListedRow, _: Scene) -> ListedRow | None:
        name = row.agency.replace("’", "'")
        for old, new in forms:
            if old in name:
                return replace(row, agency=name.replace(old, new, 1))
        return None

    return slip


def _other_case(row: ListedRow, scene: Scene) -> ListedRow:
    return replace(row, agency=scene.draw.choice((row.agency.upper(), row.agency.lower(), row.agency.title())))


def _other_apostrophe(row: ListedRow, scene: Scene) -> ListedRow | None:
    if not _APOSTROPHE.search(row.agency):
        return None
    return replace(row, agency=_APOSTROPHE.sub(scene.draw.choice(_APOSTROPHES), row.agency, count=1))


def _no_hyphen(row: ListedRow, scene: Scene) -> ListedRow | None:
    return replace(row, agency=row.agency.replace("-", scene.draw.choice(("", " ")), 1)) if "-" in row.agency else None


def _blank_lost(row: ListedRow, scene: Scene) -> ListedRow | None:
    blanks = [i for i, c in enumerate(row.agency.strip()) if c == " "]
    if not blanks:
        return None
    at = scene.draw.choice(blanks)
    return replace(row, agency=row.agency[:at] + row.agency[at + 1 :])


def _blank_too_many(row: ListedRow, scene: Scene) -> ListedRow:
    at = scene.draw.randrange(1, len(row.agency))
    return replace(row, agency=f"{row.agency[:at]} {row.agency[at:]}")


def _turned_round(row: ListedRow, scene: Scene) -> ListedRow | None:
    match = _BODY.match(row.agency)
    if match is None:
        return None
    form = scene.draw.choice(("{body}, {place}", "{body} of {place}", "{place}, {body}", "{body} - {place}"))
    return replace(row, agency=form.format(**match.groupdict()))


def _state_beside(row: ListedRow, scene: Scene) -> ListedRow | None:
    if row.state.casefold() in row.agency.casefold():
        return None
    code = STATE_CODES[row.state]
    form = scene.draw.choice(
        ("{state} {name}", "{name}, {state}", "{name} ({code})", "{name}, {code}", "{code} {name}")
    )
    return replace(row, agency=form.format(state=row.state, name=row.agency.strip(), code=code))


def _city_of(row: ListedRow, _: Scene) -> ListedRow | None:
    name = row.agency
    if name.startswith("City of "):
        return replace(row, agency=name.removeprefix("City of "))
    return replace(row, agency=f"City of {name}") if name.endswith("Police Department") and " of " not in name else None


def _word_dropped(at: int) -> Slip:
    def slip(row: ListedRow, _: Scene) -> ListedRow | None:
        words = row.agency.split()
        if len(words) < _FEWEST_WORDS:
            return None
        del words[at]
        return replace(row, agency=" ".join(words))

    return slip


def invented_place(draw: Random) -> str:
    """Return a name that no place in the United States is likely to have."""
    syllables = (draw.choice(_CONSONANTS) + draw.choice(_VOWELS) for _ in range(3))
    return "".join(syllables).capitalize() + draw.choice(_LAST_PARTS)


def invented_agency(draw: Random) -> str:
    """Return the name of an agency that nobody has ever heard of."""
    return f"{invented_place(draw)} {draw.choice(_BODIES)}"


def renamed(row: ListedRow, scene: Scene) -> ListedRow | None:
    """Return *row* under a name that has nothing to do with its own but for the sort of body.

    A row without a county would keep nothing, and one whose name tells no sort of body could become another's.
    """
    sort = next((words for words in _SORTS if words in row.agency.replace("’", "'")), "")
    if is_blank(row.county) or not sort:
        return None
    return replace(row, agency=f"{invented_place(scene.draw)} {sort}")


NAME_SLIPS: dict[str, Slip] = {
    "name: one letter": typos(1),
    "name: two letters": typos(2),
    "name: abbreviated as ICE does": _replaced(_ABBREVIATIONS),
    "name: abbreviated as nobody does": _replaced(_UNHEARD_OF),
    "name: Police Dept for Department": _replaced(_POLICE_DEPARTMENT),
    "name: St. and Saint, Ft. and Fort": _replaced(_SAINTS),
    "name: another case": _other_case,
    "name: another apostrophe": _other_apostrophe,
    "name: hyphen lost": _no_hyphen,
    "name: a blank lost": _blank_lost,
    "name: a blank too many": _blank_too_many,
    "name: words turned round": _turned_round,
    "name: state beside it": _state_beside,
    "name: City of, or not": _city_of,
    "name: first word dropped": _word_dropped(0),
    "name: last word dropped": _word_dropped(-1),
}

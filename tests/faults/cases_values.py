"""Cells with odd values: characters that mislead, dates that cannot be, names that are misspelt."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, cast

from domain.changes import ChangeKind
from tests.builders.workbooks import Row, Styled, Value, build_workbook, listed, repacked
from tests.faults.edits import (
    LONG,
    NAMES,
    TEXTS_PART,
    Rows,
    every,
    inserted,
    notes,
    parts,
    plus,
    renamed,
    reworded,
    rows,
    says,
    town,
)
from tests.faults.harness import Fault, Results, Scene, Verdict
from tests.faults.lists import JEM, TFM, WSO

_OFFICE = "Goliad County Sheriff's Office"
_POLICE = "Nixon Police Department"
_DEVICE = "\u202e"
"""Turns the writing direction for what follows."""


def _text(edit: Callable[[str], str]) -> Callable[[Value], Value]:
    return lambda value: edit(value) if isinstance(value, str) else value


def _untidy(text: str) -> str:
    spread = text.replace(" ", "  ", 1).replace(" O", "\n O")
    return f" \u00a0{spread}\t\u00a0"


def _invisible(text: str) -> str:
    return "\u200b\ufeff" + text.replace("e", "e\u00ad\u2060")


def _mark(name: str, character: str) -> Callable[[Scene], None]:
    """Return an act that writes *character* into a name as XML would: the builder's library refuses some."""
    marked = inserted(f"<t>{name}</t>", f"<t>{name}{character}</t>")
    return parts({TEXTS_PART: marked})


def _not_shown(character: str) -> Callable[[Scene, Results], None]:
    def check(scene: Scene, _: Results) -> None:
        for agreement in scene.lookout.log.agreements():
            assert character not in agreement.facts.agency

    return check


def _a_year_and_a_slash(good: Rows) -> list[Row]:
    first = reworded(_OFFICE, SIGNED="3/4/20026")(good)
    return reworded(_POLICE, SIGNED="08/072025")(first)


def _odd_days(good: Rows) -> list[Row]:
    """Write four dates as day zero, as a bare number, as text, and with the day first."""
    changed = [dict(row) for row in good]
    tuesday = cast("date", changed[9]["SIGNED"])
    changed[3]["SIGNED"] = Styled(number=0, format="m/d/yyyy")
    changed[9]["SIGNED"] = (tuesday - date(1899, 12, 30)).days
    changed[14]["SIGNED"] = f"{cast('date', changed[14]['SIGNED']):%B %d, %Y}"
    changed[20]["SIGNED"] = "13/2/2025"
    return cast("list[Row]", changed)


def _next_day(value: Value) -> Value:
    return value + timedelta(days=1) if isinstance(value, date) else value


_ABBREVIATED = plus(*(town(f"{name} PD", "TEXAS", date(2025, 9, 1)) for name in NAMES[20:39]), lists=LONG)
_LAKE = listed("Flathead County Sheriff's Office", state="MONTANA", county="Flathead County", support_type=JEM)
_NEAR = plus(
    listed("Washington County Sheriff's Office", state="UTAH", county="Washington County", support_type=WSO),
    listed("Jefferson County Sheriff's Office", state="WEST VIRGINIA", county="Jefferson County", support_type=TFM),
)


def _near_misses(good: Rows) -> list[Row]:
    changed = reworded("Washington County Sheriff's Office", STATE="UTAHJ", SUPPORT_TYPE="Warrant Services Officer")(
        good
    )
    changed = reworded("Jefferson County Sheriff's Office", STATE="WEST  VIRGINIA ")(changed)
    return reworded(_POLICE, SUPPORT_TYPE="Task Force Officer")(changed)


def _a_person_is_asked(scene: Scene, _: Results) -> None:
    """Check that the row is told of, and that the agreement behind it has not left."""
    assert "“Tunnel Model” is no support type that we know" in "\n".join(scene.notes())
    assert _POLICE in {
        agreement.facts.agency for agreement in scene.lookout.log.agreements() if agreement.status == "listed"
    }


def _spelt(form: Literal["NFC", "NFD"]) -> Callable[[Rows], list[Row]]:
    return every(LAW_ENFORCEMENT_AGENCY=_text(lambda name: unicodedata.normalize(form, name)))


_ACCENTED = plus(
    listed("Doña Ana County Sheriff's Office", state="NEW MEXICO", county="Doña Ana County", support_type=WSO),
    listed("Cañon City Police Department", state="COLORADO", county="Fremont County", support_type=TFM),
)


def _link_to(target: str) -> Callable[[Scene], None]:
    """Return an act that lets a row without a document link to *target*, as no spreadsheet program would write it."""
    from tests.builders.workbooks import Link

    def act(scene: Scene) -> None:
        placeholder = "https://www.ice.gov/placeholder"
        changed = reworded(_POLICE, MOA=Link(url=placeholder, text="link pending"))(scene.good.participating)
        aimed = inserted(placeholder, target)
        scene.serve_participating(
            repacked(build_workbook(changed), change={"xl/worksheets/_rels/sheet1.xml.rels": aimed})
        )

    return act


def _no_such_link(scene: Scene, _: Results) -> None:
    links = [agreement.facts.moa_url for agreement in scene.lookout.log.agreements()]
    assert [link for link in links if link and not link.startswith("https://www.ice.gov/doclib/")] == []


_ACCEPT, _HOLD, _WARN = Verdict.ACCEPT, Verdict.HOLD, Verdict.WARN
_CORRECTED = [ChangeKind.CORRECTED]

CASES = (
    Fault(
        number=89,
        text="curly apostrophes",
        variant="everywhere",
        verdict=_ACCEPT,
        act=rows(every(LAW_ENFORCEMENT_AGENCY=_text(lambda name: name.replace("'", "’")))),
    ),
    Fault(
        number=89,
        text="curly apostrophes",
        variant="in second rows of six agencies",
        verdict=_ACCEPT,
        act=rows(
            lambda good: [*good, *every(LAW_ENFORCEMENT_AGENCY=_text(lambda name: name.replace("'", "’")))(good[:6])]
        ),
    ),
    Fault(
        number=90,
        text="blanks of every kind",
        verdict=_ACCEPT,
        act=rows(every(LAW_ENFORCEMENT_AGENCY=_text(_untidy), COUNTY=_text(_untidy), STATE=_text(_untidy))),
    ),
    Fault(
        number=91,
        text="invisible characters",
        verdict=_ACCEPT,
        act=rows(every(LAW_ENFORCEMENT_AGENCY=_text(_invisible), SUPPORT_TYPE=_text(_invisible))),
        check=_not_shown("\u200b"),
    ),
    Fault(
        number=92,
        text="a Cyrillic letter",
        verdict=_WARN,
        act=rows(renamed(_OFFICE, "G\N{CYRILLIC SMALL LETTER O}liad County Sheriff's Office")),
        changes=_CORRECTED,
        after=_CORRECTED,
        check=notes("Cyrillic"),
    ),
    Fault(
        number=93,
        text="wrongly encoded",
        variant="as UTF-8 taken for Windows-1252",
        verdict=_WARN,
        act=rows(renamed(_OFFICE, "Goliad County Sheriffâ€™s Office")),
        changes=_CORRECTED,
        after=_CORRECTED,
        check=notes("wrongly encoded"),
    ),
    Fault(
        number=93,
        text="wrongly encoded",
        variant="as Windows-1252 taken for Latin-1",
        verdict=_WARN,
        act=rows(renamed(_OFFICE, "Goliad County Sheriff\x92s Office")),
        check=notes("wrongly encoded"),
    ),
    Fault(
        number=93,
        text="wrongly encoded",
        variant="with a replacement character",
        verdict=_WARN,
        act=rows(renamed(_OFFICE, "Goliad County Sheriff\ufffds Office")),
        changes=_CORRECTED,
        after=_CORRECTED,
        check=notes("wrongly encoded"),
    ),
    Fault(
        number=94,
        text="the writing direction turned",
        verdict=_WARN,
        act=rows(renamed(_OFFICE, f"Goliad {_DEVICE}County Sheriff's Office")),
        check=_not_shown(_DEVICE),
    ),
    Fault(
        number=95, text="a lone surrogate", verdict=_WARN, act=_mark(_POLICE, "_xD83D_"), check=notes("wrongly encoded")
    ),
    Fault(number=95, text="NUL", verdict=_WARN, act=_mark(_POLICE, "_x0000_"), check=notes("control characters")),
    Fault(number=95, text="ESC", verdict=_WARN, act=_mark(_POLICE, "_x001B_"), check=_not_shown("\x1b")),
    Fault(
        number=96,
        text="the year 20026 and a missing slash",
        verdict=_WARN,
        act=rows(_a_year_and_a_slash),
        changes=_CORRECTED * 2,
        after=_CORRECTED * 2,
        check=notes("20026", "can only mean 2025-08-07"),
    ),
    Fault(
        number=97,
        text="signed in 2028",
        verdict=_WARN,
        act=rows(reworded(_OFFICE, SIGNED=date(2028, 1, 31))),
        changes=_CORRECTED,
        after=_CORRECTED,
        check=notes("signed in the future"),
    ),
    Fault(
        number=98,
        text="day zero and a bare number and a text and the day first",
        verdict=_WARN,
        act=rows(_odd_days),
        changes=_CORRECTED * 3,
        after=_CORRECTED * 3,
        check=notes("is no date", "lost its format", "day first"),
    ),
    Fault(
        number=99,
        text="every date a day later",
        verdict=_HOLD,
        act=rows(every(SIGNED=_next_day)),
        check=says("read differently in one field (signed)"),
    ),
    Fault(
        number=100,
        text="nineteen abbreviations spelt out",
        verdict=_ACCEPT,
        act=rows(every(LAW_ENFORCEMENT_AGENCY=_text(lambda name: name.replace(" PD", " Police Department")))),
        lists=_ABBREVIATED,
        changes=_CORRECTED * 19,
        after=_CORRECTED * 19,
    ),
    Fault(
        number=101,
        text="a state corrected from MT to MN",
        verdict=_ACCEPT,
        act=rows(reworded("Flathead County Sheriff's Office", STATE="MINNESOTA")),
        lists=plus(_LAKE),
        changes=_CORRECTED,
        after=_CORRECTED,
    ),
    Fault(
        number=102,
        text="near misses of states and support types",
        verdict=_ACCEPT,
        act=rows(_near_misses),
        lists=_NEAR,
        changes=_CORRECTED * 2,
        after=_CORRECTED * 2,
    ),
    Fault(
        number=103,
        text="an unknown support type",
        verdict=_WARN,
        act=rows(reworded(_POLICE, SUPPORT_TYPE="Tunnel Model")),
        check=_a_person_is_asked,
    ),
    Fault(
        number=111, text="a link to a script", verdict=_ACCEPT, act=_link_to("javascript:alert(1)"), check=_no_such_link
    ),
    Fault(
        number=111, text="a link to a file", verdict=_ACCEPT, act=_link_to("file:///etc/passwd"), check=_no_such_link
    ),
    Fault(
        number=111,
        text="a link to a share",
        verdict=_ACCEPT,
        act=_link_to(r"\\server\share\x.pdf"),
        check=_no_such_link,
    ),
    Fault(
        number=112,
        text="accents written in two characters",
        verdict=_ACCEPT,
        act=rows(_spelt("NFD")),
        lists=_ACCENTED,
    ),
    Fault(number=112, text="an emoji", verdict=_ACCEPT, act=rows(renamed(_POLICE, f"{_POLICE} \N{POLICE CAR}"))),
)

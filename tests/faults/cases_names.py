"""Names that attack whoever shows them: markup, mentions, formulas, headers, templates, sheer length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from domain.changes import ChangeKind
from domain.text import shown
from tests.builders.workbooks import Row, listed
from tests.faults.edits import NAMES, Rows, plus, rows, sheriffs
from tests.faults.harness import Fault, Results, Scene, Verdict
from tests.faults.lists import TFM
from tests.faults.outlets import Outlets, assert_harmless, look

_ROOMY = plus(*sheriffs("TEXAS", NAMES[50:80]))
"""Seventy agreements, so that six that leave again are no tenth of the list."""
_LONGEST = 32_767
"""Characters that Excel allows in one cell."""


def _agencies(names: Sequence[str]) -> list[Row]:
    return [
        listed(
            name,
            state="TEXAS",
            agency_type=name[:30],
            county=name[:60],
            support_type=TFM,
            signed=date(2025, 9, 8 + number),
        )
        for number, name in enumerate(names)
    ]


def _named(hostile: Sequence[str]) -> tuple[str, ...]:
    """Return an agency's name for each hostile beginning; the places are unlike one another."""
    return tuple(f"{text} {place} Police" for text, place in zip(hostile, NAMES[::7], strict=False))


def _joining(names: Sequence[str]) -> Callable[[Rows], list[Row]]:
    return lambda good: [*good, *_agencies(names)]


def _everybody_sees(names: Sequence[str]) -> Callable[[Scene, Results], None]:
    """Return a check that each name can be read where all changes are, letter by letter, and does harm nowhere."""

    def check(scene: Scene, _: Results) -> None:
        outlets = look(scene)
        assert_harmless(outlets)
        assert (len(outlets.mails), len(outlets.slack)) == (1, 1)
        _assert_readable(outlets, names)

    return check


def _assert_readable(outlets: Outlets, names: Sequence[str]) -> None:
    words = dict(outlets.words())
    for name in names:
        for place in (
            "/changes",
            "/agreements?state=TX",
            "/changes.csv",
            "/agreements.csv",
            "lookout changes",
            "lookout agreements",
        ):
            assert shown(name) in words[place], f"{place} does not show {name[:80]!r}"


def _hostile(number: int, text: str, hostile: Sequence[str], verdict: Verdict = Verdict.ACCEPT) -> Fault:
    names = _named(hostile)
    return Fault(
        number=number,
        text=text,
        verdict=verdict,
        act=rows(_joining(names)),
        lists=_ROOMY,
        changes=[ChangeKind.NEW] * len(names),
        after=[ChangeKind.MISSING] * len(names),
        check=_everybody_sees(names),
    )


CASES = (
    _hostile(
        104, "Slack mentions in a name", ("<!channel>", "<@U1>", "<https://evil.example|ice.gov>", "*bold* _sly_ `x`")
    ),
    _hostile(
        105,
        "markup in a name",
        (
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "javascript:alert(1)",
            '"><svg onload=alert(1)>',
            "[/b][red]",
            "]]>&amp;<!--",
        ),
    ),
    _hostile(106, "formulas in a name", ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1")),
    _hostile(107, "a header in a name", ("Ash\r\nBcc: x@evil.example", "Elm\nSubject: sly", "Oak\r\n\r\nbody")),
    _hostile(
        108, "templates in a name", ("{{7*7}}", "${7*7}", "%(x)s", "{0.__class__}", "{% include 'x' %}", "#{7*7}")
    ),
    _hostile(109, "the longest name a cell can hold", (("Ashbrook " * 4_000)[: _LONGEST - 40],), Verdict.WARN),
    _hostile(110, "SQL in a name", ("'; DROP TABLE delivery; --", "100% of_", '" OR ""="', "\\'); --")),
)

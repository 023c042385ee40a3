"""Whether a text is about 287(g) or a like partnership of local police with ICE, with the reasons for saying so.

Also what counts as naming that partnership, sentence by sentence, on which `deeds` and `figures` rely.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from domain.releases import Relevance
from domain.text import shown

THRESHOLD = 4.0
"""The score from which a text is relevant: 287(g) in the lead is enough, once in the body is not.

Releases about a single arrest name 287(g) partners in passing; those about the programme name it where they begin.
"""
_READ = 20_000
"""Characters of a text that are read: a release has a page or two, and what comes after is the site's own furniture."""
_LONGEST_SENTENCE = 1_500
"""Characters of a sentence that are read. Longer ones are lists without full stops, and cut up."""
_HEADLINE = 500
"""Characters of a title that are read."""
_OPENING = 600
"""Characters of the body that stand in for a lead where a page has none."""

# One character for one, so that a place in the plain form is the same place in the printed one.
_PLAIN = str.maketrans("’‘ʼ`´“”–—‑‐−（）［］", "'''''\"\"-----()[]")
_SENTENCE_END = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\bSt\.)(?<!\bNo\.)(?<!\bDr\.)(?<!\bLt\.)(?<!\bGov\.)(?<!\bSen\.)(?<!\bRep\.)"
    r"[\"')\]”’]*\s+(?=[\"'(“‘¿¡]?[A-ZÁÉÍÓÚÑ0-9])"
)

# "ICE" is read in capitals only, and headlines in capitals also speak of the weather.
_ICE = (
    r"(?:(?<!BLACK )(?<!Black )(?<!black )(?<!SNOW AND )(?<!\bIN )\bICE\b(?!-?\s*(?i:storm|rink|cream|skat|hockey"
    r"|fish|jam|"
    r"arena|melt|age\b|machine|rain|bucket|sheet|water|road|cover|and snow|on (?:the )?(?:road|river|lake|bridge)))"
    r"|(?i:immigration (?:and|&) customs enforcement|servicio de inmigración))"
)
_AUTHORITIES = (
    r"(?i:(?:federal )?(?:civil )?immigration (?:enforcement|authorit(?:y|ies)|officials?|agents?|officers?"
    r"|agenc(?:y|ies)|agreements?)"
    r"|control migratorio|autoridades (?:federales )?(?:de inmigración|migratorias))"
)
_AGREEMENT = (
    r"(?i:memorand(?:um|a|ums) of (?:agreement|understanding)|\bMO[AU]s?\b|\bagreements?\b|\bpartnerships?\b"
    r"|delegations? of (?:\w+ )?authority|\bpacts?\b|\bmemorandos?\b|\bacuerdos?\b|\bconvenios?\b)"
)
_LOCAL = (
    r"(?i:sheriffs?\b|\bpolice\b|trooper|highway patrol|state patrol|deput(?:y|ies)\b|guard(?:smen|\b)|local (?:law"
    r"|officers)"
    r"|state and local|law enforcement (?:partner|agenc)|constable|corrections|\bjail\b|\bcount(?:y|ies)\b|alguacil"
    r"|polic[ií]a)"
)
_JOINT = (
    r"(?i:partner\w*|cooperat\w+|collaborat\w+|work(?:s|ed|ing)?|assist\w*|help(?:s|ed|ing)?|coordinat\w+|aid(?:s|ed"
    r"|ing)?"
    r"|participat\w+|join(?:s|ed|ing)?|sign(?:s|ed|ing)?|agree(?:s|d)?|colabor\w+|cooper\w+|ayud\w+|particip\w+)"
)
_SECTION = (
    r"(?i:\b287\s*[(\[]?\s*g\b\s*[)\]]?+(?!\w)(?! of the (?!immigration|INA\b))|\b1357\s*\(g\)"
    r"|\bsection 287 of the (?:immigration|INA\b))"
)
_NAMED_LAW = (
    r"(?i:\bS\.?B\.? ?2-?C\b|\b908\.1033\b|\bJML ?25-?060\b|\b(?:project|operation) geaux\b|local cops,? local crimes"
    r"|state board of immigration enforcement|immigration (?:law )?enforcement grants?\b"
    r"|centralized immigration enforcement|chief immigration enforcement officer)"
)
# Numbers that other legislatures and other years use as well: they count beside a word about immigration only.
_NUMBERED_LAW = r"(?i:\b(?:SB|S\.B\.|senate bill) (?:8|6002)\b|\b(?:HB|H\.B\.|house bill) (?:1105|2219|182|10|318)\b)"
_MODEL = (
    r"(?i:task force (?:model|agreement|officer)s?|jail (?:enforcement )?model|warrant service officers?"
    r"|\bwarrant service (?:program|model)"
    r"|modelo de (?:fuerza|grupo|ejecución|cumplimiento|aplicación|control|cárcel)|servicio de [óo]rdenes)"
)
_IMMIGRATION = rf"(?:{_ICE}|(?i:immigration|deport|inmigra|migratori))"
_ONE_CASE = re.compile(
    r"(?:\bICE\b|\bERO\b|\bHSI\b)[^.;]{0,25}?\b(?:arrest|remove|deport)s?\b(?! (?:nearly |over |more than |about "
    r"|almost )?\d)"
    r"|(?i:\bsentenced\b|pleads? guilty|\bconvicted\b|\bindicted\b|charged with|\bfugitive|\bdetainee|\bvisas?\b"
    r"|border wall"
    r"|\bdetention (?:cent|facilit|space|bed)|\bICE arresta a\b)"
)
_FOREIGN = re.compile(
    r"(?i:(?<!new )\bmexic(?:o|an)|guatemala|honduras|el salvador|colombia|ecuador|\btaiwan|\bjapan|\bcanad|\bkorea"
    r"|embassy"
    r"|consul(?:ate|ar)|foreign (?:govern|partner|minist)|interpol|universit(?:y|ies)|universidad|\bcollege"
    r"|trade mission)"
)
_DEED = re.compile(
    r"(?i:\b(?:sign|enter|join|enrol|expand|terminat|rescind|withdr|end|cancel|ban|bar|prohibit|require|requiring|mandat"
    r"|direct|order|limit"
    r"|allow|reimburs|fund|grant|train|approv|reject|renew|leav|veto|sue|firm|termin|prohíb|oblig|orden)\w*"
    r"|\b(?:law|bill|act|policy|statute|ley)\b)"
)
_NOISE = re.compile(
    r"(?i:half[- ](?:staff|mast)|media asta|public schedule|agenda pública|(?:weekly|daily|week'?s) schedule"
    r"|schedule for (?:the )?"
    r"|\bappoint(?:s|ed|ments?)\b|\bnombra(?:mientos?)?\b|\bproclaim|\bproclama|\bjudicial (?:nomin|vacanc|select)"
    r"|\bnominat(?:es?|ed|ions?)\b"
    r"|\bnominees?\b|(?:superior|supreme|circuit|district|appeals?) court judge|\bholidays?\b|\bthanksgiving\b"
    r"|\bchristmas\b|\beaster\b"
    r"|\b(?:awareness|heritage|history|appreciation) (?:day|week|month)\b|media advisory|weekly (?:update|wrap)"
    r"|boards? and commissions?)"
)


class Signal(StrEnum):
    """A kind of evidence that a text is about the partnership, as its reason names it."""

    SECTION = "287(g)"
    LAW = "a law or office for it"
    OFFICER = "designated immigration officers"
    MODEL = "a 287(g) model"
    AGREEMENT = "an agreement on immigration enforcement"
    COOPERATION = "cooperation with ICE"
    DEPUTISED = "deputised for immigration"
    LOCAL = "local police and immigration"


class _Place(NamedTuple):
    name: str
    certain: float
    """For what can mean nothing else: the section, its own laws, its own officers."""
    partnership: float
    hint: float
    deed: float


# What stands in a title is what the release is about; the body also holds quotes, background and boilerplate.
_TITLE = _Place("title", certain=6, partnership=5, hint=2, deed=2)
_LEAD = _Place("lead", certain=4, partnership=4, hint=2, deed=1)
_BODY = _Place("body", certain=2, partnership=2, hint=1, deed=1)
_AGAINST = -THRESHOLD
"""For a title about one person's case, or a title or lead about a treaty or a university: more must speak for it."""

_SIGNALS: dict[Signal, re.Pattern[str]] = {
    Signal.SECTION: re.compile(_SECTION),
    Signal.LAW: re.compile(_NAMED_LAW),
    Signal.MODEL: re.compile(r"(?i:\bjail enforcement model|\bwarrant service officers?\b)"),
    Signal.OFFICER: re.compile(r"(?i:designated immigration officers?|oficiale?s? de inmigración designad)"),
    Signal.AGREEMENT: re.compile(
        rf"{_AGREEMENT}[^.;]{{0,90}}?(?:{_ICE}|{_AUTHORITIES})|(?:{_ICE}|{_AUTHORITIES})[^.;]{{0,60}}?{_AGREEMENT}"
        r"|(?i:\bimmigration agreements?)"
    ),
    Signal.COOPERATION: re.compile(
        rf"\b{_JOINT} (?:[\w'-]+ ){{0,4}}?(?:{_ICE}|{_AUTHORITIES})(?! (?i:detain|detention|air\b|custody|contract))"
        rf"|{_ICE}(?:'s)? (?:\w+ )?(?i:partner(?:s|ship)?|program|programa|credentials?)\b"
    ),
    Signal.DEPUTISED: re.compile(
        rf"(?i:deputi[sz](?:e[sd]?|ing|ation)\b)[^.;]{{0,60}}?{_IMMIGRATION}"
        rf"|{_IMMIGRATION}[^.;]{{0,60}}?(?i:deputi[sz](?:e[sd]?|ing)\b)"
    ),
    Signal.LOCAL: re.compile(
        rf"{_LOCAL}[^.;]{{0,90}}?{_IMMIGRATION}|{_IMMIGRATION}[^.;]{{0,90}}?{_LOCAL}",
    ),
}
_IN_CONTEXT: dict[Signal, re.Pattern[str]] = {
    Signal.LAW: re.compile(_NUMBERED_LAW),
    Signal.MODEL: re.compile(_MODEL),
}
_CERTAIN = (Signal.SECTION, Signal.LAW, Signal.OFFICER)
_NAMES = re.compile(
    "|".join(f"(?:{pattern.pattern})" for signal, pattern in _SIGNALS.items() if signal is not Signal.LOCAL)
)
_IMMIGRATION_WORD = re.compile(_IMMIGRATION)


def judge(title: str, lead: str = "", body: str = "") -> Relevance:
    """Return whether a release is about the partnership: the sum of what speaks for it, by place, and the reasons.

    Where there is no lead, the opening of the body stands in for it.
    """
    places = (
        (_TITLE, sentences(title[:_HEADLINE])),
        (_LEAD, sentences((lead or body)[:_OPENING])),
        (_BODY, sentences(body)),
    )
    in_context = any(mentions_immigration(plain(sentence)) for _, held in places for sentence in held)
    scored: list[tuple[str, float]] = []
    for place, held in places:
        scored += _scored(place, [plain(sentence) for sentence in held], in_context=in_context)
    score = sum((points for _, points in scored), start=0.0)
    return Relevance(
        score=score,
        is_relevant=score >= THRESHOLD,
        reasons=tuple(f"{reason} {points:+g}" for reason, points in scored),
    )


def is_noise(title: str) -> bool:
    """Tell whether a *title* is never worth fetching: flags, schedules, appointments, proclamations, holidays.

    These make up most of what governors publish. A title that names the partnership is never noise.
    """
    text = plain(" ".join(sentences(title[:_HEADLINE])))
    return _NOISE.search(text) is not None and not _signals(text, in_context=True)


def names_partnership(sentence: str) -> bool:
    """Tell whether a plain *sentence* names 287(g), a law or officer of it, or an agreement or cooperation with ICE."""
    return _NAMES.search(sentence) is not None


def mentions_immigration(text: str) -> bool:
    """Tell whether a plain *text* has anything to do with immigration."""
    return _IMMIGRATION_WORD.search(text) is not None


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of *text* as readers should see them; a line's end is a sentence's unless it runs on."""
    found = []
    for line in _lines(text[:_READ]):
        # Past the cache of `shown`: it is there for the cells of a list, which come back, and a release does not.
        for sentence in _SENTENCE_END.split(shown.__wrapped__(line)):
            found += [sentence[at : at + _LONGEST_SENTENCE] for at in range(0, len(sentence), _LONGEST_SENTENCE)]
    return tuple(found)


def plain(sentence: str) -> str:
    """Return *sentence* with straight quotes and hyphens only, every character in its place."""
    return sentence.translate(_PLAIN)


def _lines(text: str) -> list[str]:
    """Return the lines of *text*, those that begin with a small letter joined to the one before them."""
    lines: list[str] = []
    goes_on = False
    for line in map(str.strip, text.splitlines()):
        if goes_on and line[:1].islower():
            lines[-1] += f" {line}"
        elif line:
            lines.append(line)
        goes_on = bool(line)
    return lines


def _scored(place: _Place, held: list[str], *, in_context: bool) -> list[tuple[str, float]]:
    """Return what speaks for and against in the sentences *held* at one place, with its points."""
    found: dict[Signal, float] = {}
    does = False
    for sentence in held:
        signals = _signals(sentence, in_context=in_context)
        for signal in signals:
            found[signal] = _points(place, signal)
        does = does or (bool(signals) and _DEED.search(sentence) is not None)
    scored = [(f"{place.name}: {signal}", found[signal]) for signal in Signal if signal in found]
    if does:
        scored.append((f"{place.name}: what was done", place.deed))
    if place is not _BODY and not any(signal in found for signal in _CERTAIN):
        scored += _against(place, " ".join(held))
    return scored


def _against(place: _Place, text: str) -> list[tuple[str, float]]:
    against = []
    if place is _TITLE and _ONE_CASE.search(text):
        against.append((f"{place.name}: one case", _AGAINST))
    if _FOREIGN.search(text):
        against.append((f"{place.name}: another kind of partner", _AGAINST))
    return against


def _signals(sentence: str, *, in_context: bool) -> set[Signal]:
    found = {signal for signal, pattern in _SIGNALS.items() if pattern.search(sentence)}
    if in_context:
        found |= {signal for signal, pattern in _IN_CONTEXT.items() if pattern.search(sentence)}
    return found


def _points(place: _Place, signal: Signal) -> float:
    if signal in _CERTAIN:
        return place.certain
    return place.hint if signal is Signal.LOCAL else place.partnership

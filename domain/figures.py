"""The numbers that a release claims of the partnership: agreements, agencies, officers, arrests, states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from domain.releases import Bound, Counted, Figure
from domain.relevance import names_partnership, plain, sentences
from domain.vocabulary import STATES

_SMALL = {
    word: value
    for value, words in enumerate(
        [
            "two/dos",
            "three/tres",
            "four/cuatro",
            "five/cinco",
            "six/seis",
            "seven/siete",
            "eight/ocho",
            "nine/nueve",
            "ten/diez",
            "eleven/once",
            "twelve/doce",
        ],
        start=2,
    )
    for word in words.split("/")
    if word != "once"  # in English it is no number
}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_TIMES = {"hundred": 100, "thousand": 1_000, "mil": 1_000}
_ONES = {"one": 1, "a": 1, "un": 1, **_SMALL}
_IN_WORDS = (
    rf"(?:(?:{'|'.join(_ONES)}) (?:{'|'.join(_TIMES)})|(?:{'|'.join(_TENS)})(?:-(?:one|{'|'.join(_SMALL)}))?"
    rf"|{'|'.join(_SMALL)}|mil|cien)"
)
_NUMBER = (
    rf"(?<![\w$.,/-])(?P<number>\d{{1,3}}(?:[,.]\d{{3}})+|\d{{1,6}}|\b{_IN_WORDS}\b)(?P<plus>\+)?(?![\w/%]|[.,]\d|-\w)"
)

_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
)
# Numbers that count nothing, put out of sight before the others are read.
_NOT_COUNTS = re.compile(
    rf"287\s*[(\[]?\s*g\s*[)\]]?|\b(?:{_MONTHS})\.? \d{{1,2}}\b(?:,? \d{{4}})?(?![,\d])"
    rf"|\b(?:{_MONTHS})\.? (?:de )?\d{{4}}\b|\b\d{{1,2}} de (?:{_MONTHS})\b"
    r"|\d{1,2}/\d{1,2}/\d{2,4}|\b\d{1,2}:\d{2}\b|\$ ?[\d.,]+(?: (?:million|billion|thousand|millones|mil))?"
    r"|[\d.,]+ (?:million|billion|dollars|millones|dólares)"
    r"|\d[\d.,]*\s?(?:%|percent\b|per cent\b|por ciento\b)|\b(?:SB|HB|S\.B\.|H\.B\.|HR|bill|JML|chapter|ch\.|section"
    r"|article|title|no\.|number|precinct|district|ley|order|act) ?#?\d[\w.-]*"
    r"|\b(?:in|since|of|by|until|from|fiscal year|FY|early|late|during|through|for|en|desde|de) (?:19|20)\d\d\b",
    re.IGNORECASE,
)
_ENDS_THE_COUNT = (
    "in|from|with|by|for|at|on|to|who|that|which|have|has|had|were|was|are|is|will|days?|hours?|weeks?|months?|years?"
    "|county|counties|people|miles|condados|días|en|con|por|que"
)
"""Words behind which a noun is counted by the number no more: "the first four days of the agreements"."""
_BETWEEN = rf"(?:[ -](?!(?:{_ENDS_THE_COUNT}|of (?!its|the|our|their|\d|{_IN_WORDS}))\b)[\w'().\0]+){{0,5}}?[ -]"
_NOUNS: tuple[tuple[Counted, str], ...] = (
    (
        Counted.AGREEMENTS,
        (
            r"agreements|memorand(?:a|ums)(?: of agreement)?|MOAs|partnerships|acuerdos|convenios"
            r"|memorandos(?: de acuerdo)?"
        ),
    ),
    (
        Counted.AGENCIES,
        (
            r"agencies|departments|sheriff'?s'? offices|sheriffs(?!')|police forces|jurisdictions|partners"
            r"|(?:its|our) members|agencias|departamentos|alguaciles"
        ),
    ),
    (Counted.OFFICERS, r"officers|deputies|troopers|agents|personnel|guardsmen|soldiers|oficiales|agentes|policías"),
    (Counted.ARRESTS, r"arresto?s|detenciones"),
    (Counted.STATES, r"states|estados"),
)
_COUNT = re.compile(
    _NUMBER
    + "(?:"
    + _BETWEEN
    + "(?:"
    + "|".join(rf"(?P<{counted.name}>(?:{nouns})\b)" for counted, nouns in _NOUNS)
    + r")"
    r"|(?P<training> (?:more |others? )?in training\b)|(?P<model> (?:jail|warrant|task[- ]force)\b))",
    re.IGNORECASE,
)
_ARRESTED = re.compile(
    r"\b(?:arrest|arrested|arresting|arrestaron) (?:(?:more than|nearly|over|about|almost|some|at least) )?" + _NUMBER,
    re.IGNORECASE,
)
_REACHED = re.compile(
    "(?:" + "|".join(rf"(?P<{counted.name}>\b(?:{nouns})\b)" for counted, nouns in _NOUNS) + ")"
    r"(?: [^\d\s.;:]+){0,5}? (?:now )?(?:pass|reach|top|exceed|number|total)(?:es|ed|s)? (?:more than |nearly |about )?"
    + _NUMBER,
    re.IGNORECASE,
)
"""The noun before its number: "arrests by task forces top 40,000"."""
_TRAINED = re.compile(
    r"train|deputi[sz]|certif|credential|completes?|completed|completing|sworn"
    r"|graduat|authori[sz]|nominat|\bduties|entrenad|capacitad",
    re.IGNORECASE,
)
_BOUNDS: tuple[tuple[Bound, re.Pattern[str]], ...] = tuple(
    (bound, re.compile(rf"\b(?:{words}) $", re.IGNORECASE))
    for bound, words in (
        (Bound.MORE_THAN, "more than|over|at least|upwards of|surpass(?:es|ed)|exceed(?:s|ed)|más de|al menos"),
        (Bound.NEARLY, "nearly|almost|close to|casi"),
        (Bound.ABOUT, "about|around|some|roughly|approximately|unos|unas|alrededor de|cerca de"),
    )
)
_SPANISH_STATES = {
    "Nueva York": "New York",
    "Nueva Jersey": "New Jersey",
    "Nuevo México": "New Mexico",
    "Luisiana": "Louisiana",
    "Carolina del Norte": "North Carolina",
    "Carolina del Sur": "South Carolina",
    "Pensilvania": "Pennsylvania",
    "Misisipi": "Mississippi",
    "Misuri": "Missouri",
    "Virginia Occidental": "West Virginia",
}
_STATE_NAMES = {**{name: name for name in STATES}, **_SPANISH_STATES}
# Longest first: West Virginia is no Virginia. A county or a city so called is no state, and a dateline is none either.
_STATE = (
    r"(?P<state>\b(?:" + "|".join(sorted(map(re.escape, _STATE_NAMES), key=len, reverse=True)) + r")\b)"
    r"(?! (?:County|Parish|City|Beach|Avenue|Street)|,? D\.?C|\s*-{1,2} )"
)
_IN_STATE = re.compile(rf"^(?: (?:agencies|agreements|departments|sheriffs|of them|partners))? (?:in|en) {_STATE}")
_STATE_FIRST = re.compile(rf"{_STATE}(?:'s|,? (?:leads )?with|:| has| had| tiene| \()? ?$")
_STANDS_ALONE = re.compile(r"\s*(?:[,;.)]|(?:and|y)\b|$)")
_ANY_STATE = re.compile(_STATE)
_LOOK_BACK = 100
"""Characters before a number in which a "from" may stand."""
_NEAR = 40
"""Characters before a number in which the state that it counts may stand."""
_BARE = re.compile(_NUMBER, re.IGNORECASE)
_FROM = re.compile(
    r"\b(?:(?:up|rise|rose|increase|increased|growth|grew) from|(?:from|up from|de) [^.;:]{1,60} (?:to|a)) $",
    re.IGNORECASE,
)
_NEAR_TIME = 60
"""Characters around a figure in which the words stand that give it another time."""
_EARLIER_BEFORE = re.compile(
    rf"\b(?:up |rose |increased |grew |de |desde )?(?:from|compared (?:to|with)|desde) (?:just |only )?$"
    rf"|\b(?:in|en) (?:(?:{_MONTHS})\w*\.? )?(?:20\d\d|january|enero)\b[^.;]{{0,40}}\b(?:had|were|was|only|había|tenía)\b[^.;]{{0,12}}$",
    re.IGNORECASE,
)
_OTHER_TIME_BEHIND = re.compile(
    rf"[^.;,]{{0,20}}\b(?:in|en) (?:(?:{_MONTHS})\w*\.? )?20\d\d\b|[^.;,]{{0,30}}\bby (?:next|the end|20\d\d|(?:{_MONTHS}))",
    re.IGNORECASE,
)
_GOAL_BEFORE = re.compile(
    r"\b(?:goal|target|aims?|aiming|plans?|planned|planning|hopes?|expects?|pledge[ds]?|meta|objetivo)\b[^.;]*$",
    re.IGNORECASE,
)
_MORE_OF_THEM = re.compile(
    rf" (?:(?:in|en) {_NUMBER} (?:states|estados)|of them|have|had|(?:more|others) (?:have|had|are))\b", re.IGNORECASE
)
_NATIONWIDE = re.compile(
    r"nationwide|nationally|across the (?:country|nation|united states)|\bcountry\b|\bstates\b|\bnation's\b"
    r"|todo el país",
    re.IGNORECASE,
)


def figures_in(text: str) -> tuple[Figure, ...]:
    """Return what *text* claims of the partnership in numbers, in order of appearance, each claim once.

    Only where the sentence, or the one before it, names the partnership; for the title, the one after it will do.
    Officials call agreements agencies and agencies agreements: a figure counts what its words say, not what is true.
    """
    said = sentences(text)
    named = [names_partnership(plain(sentence)) for sentence in said]
    found: list[Figure] = []
    for at, sentence in enumerate(said):
        if named[at] or (at and named[at - 1]) or (at == 0 and any(named[1:2])):
            found += _of_sentence(sentence, found[-1].counted if found else None)
    return _once(found)


def _of_sentence(printed: str, before: Counted | None) -> list[Figure]:
    """Return the figures of one sentence; *before* is what the last one counted, which "171 in Texas" goes on with."""
    text = _NOT_COUNTS.sub(lambda match: "\0" * len(match.group()), plain(printed))
    counts = {match.start("number"): (match, counted) for match, counted in _counts(text)}
    figures: list[Figure] = []
    for number in _BARE.finditer(text):
        match, counted = counts.get(number.start("number"), (number, None))
        start, bound = _bound(text, number)
        state = _state(text, match, start)
        if counted is None and before and (state_here := _goes_on(text, number)):
            counted, state = before, state_here
        elif (
            counted is None
            and figures
            and (_FROM.search(text[max(0, start - _LOOK_BACK) : start]) or _MORE_OF_THEM.match(text, number.end()))
        ):
            counted, state = figures[-1].counted, figures[-1].state
        if counted is None:
            continue
        if counted is not Counted.STATES:
            before = counted
        figures.append(
            Figure(
                value=_value(number["number"]),
                counted=counted,
                bound=bound,
                state=None if counted is Counted.STATES else state,
                words=printed[start : match.end()],
                current=_is_current(printed, start, match.end()),
            )
        )
    return figures


def _is_current(printed: str, start: int, end: int) -> bool:
    """Tell whether a figure is said of the day: no earlier count, and no goal."""
    before, behind = printed[max(0, start - _NEAR_TIME) : start], printed[end : end + _NEAR_TIME]
    return not (_EARLIER_BEFORE.search(before) or _OTHER_TIME_BEHIND.match(behind) or _GOAL_BEFORE.search(before))


def _counts(text: str) -> Iterator[tuple[re.Match[str], Counted]]:
    trained = _TRAINED.search(text) is not None
    for number in _BARE.finditer(text):
        if match := _COUNT.match(text, number.start()):
            counted = _counted(match)
            if counted is not Counted.OFFICERS or trained:
                yield match, counted
    for match in _ARRESTED.finditer(text):
        yield match, Counted.ARRESTS
    for match in _REACHED.finditer(text):
        yield match, _counted(match)


def _counted(match: re.Match[str]) -> Counted:
    """Return what a number counts: by its noun, else those in training, else the agreements of a model."""
    if noun := next((counted for counted, _ in _NOUNS if match[counted.name]), None):
        return noun
    return Counted.OFFICERS if match["training"] else Counted.AGREEMENTS


def _goes_on(text: str, number: re.Match[str]) -> str | None:
    """Return the state of a number that counts what the last one did: "171 in Texas", "Texas 171"."""
    behind = text[number.end() :]
    found = _IN_STATE.match(behind) or (_STANDS_ALONE.match(behind) and _state_before(text, number.start()))
    return _STATE_NAMES[found["state"]] if found else None


def _state(text: str, match: re.Match[str], start: int) -> str | None:
    """Return the one state that a figure counts: within its words, next to them, or alone in the sentence."""
    here = _ANY_STATE.search(match.group()) or _IN_STATE.match(text[match.end() :]) or _state_before(text, start)
    if here:
        return _STATE_NAMES[here["state"]]
    named = {_STATE_NAMES[found["state"]] for found in _ANY_STATE.finditer(text)}
    return named.pop() if len(named) == 1 and not _NATIONWIDE.search(text) else None


def _state_before(text: str, start: int) -> re.Match[str] | None:
    return _STATE_FIRST.search(text[max(0, start - _NEAR) : start])


def _bound(text: str, number: re.Match[str]) -> tuple[int, Bound]:
    """Return where the words of the figure begin, and how it is meant."""
    for bound, words in _BOUNDS:
        if found := words.search(text, max(0, number.start() - 20), number.start()):
            return found.start(), bound
    return number.start(), Bound.MORE_THAN if number["plus"] else Bound.EXACTLY


def _value(number: str) -> int:
    """Return what *number* says, in digits or words."""
    if number[0].isdigit():
        return int(re.sub("[,.]", "", number))
    value = 0
    for word in re.split("[ -]", number.casefold()):
        if word in _TIMES:
            value = (value or 1) * _TIMES[word]
        else:
            value += 100 if word == "cien" else _TENS.get(word, 0) + _ONES.get(word, 0)
    return value


def _once(found: list[Figure]) -> tuple[Figure, ...]:
    """Return each claim once: of two that say the same, the first, with the state that either gives."""
    claims: list[Figure] = []
    for figure in found:
        twin = next((at for at, claim in enumerate(claims) if _same(claim, figure)), None)
        if twin is None:
            claims.append(figure)
        elif claims[twin].state is None:
            claims[twin] = replace(claims[twin], state=figure.state)
    return tuple(claims)


def _same(one: Figure, other: Figure) -> bool:
    return (one.value, one.counted) == (other.value, other.counted) and (
        one.state == other.state or one.state is None or other.state is None
    )

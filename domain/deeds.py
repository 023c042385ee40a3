"""What a release says was done to the partnership, and which support types it names.

Only what is done or ordered counts: not what is refused, asked, planned or voted on but not yet law.
"""

from __future__ import annotations

import re

from domain.releases import Action
from domain.relevance import mentions_immigration, names_partnership, plain, sentences
from domain.vocabulary import SupportType

_LOOK_BACK = 60
"""Characters before a verb in which a "not" or a "would" governs it."""
_REACH = 100
"""Characters behind a verb in which its object stands."""

_GOING_IN = (
    r"(?:sign|enter|join|enrol|request|seek|apply|cooperat|partner|participat|take part|assist|collaborat|work with"
    r"|honor)"
)
_GOING_OUT = "halt|stop|cease|end|terminate|leave|quit|withdraw|cancel|suspend|drop|out of|not to"
_ORDERED = r"(?:order|direct|instruct)(?:s|ed|ing)\b[^.;]{0,50}?\bto "
_VOTED = r"(?:vot(?:es?|ed) (?:\S+ )?to |(?:first|second|latest|newest|only)\b[^.;]{0,40}?\bto )"
"""What makes an infinitive a deed: "votes to join", "the first to sign"."""

_SIGNS = re.compile(
    r"\b(?:(?:counter)?sign(?:s|ed)|enters|entered|joins|joined|enroll?s|enrolled|approves|approved|agreed?s? on"
    r"|inks|inked"
    r"|(?:formali[sz]|finali[sz])e[sd]|reach(?:es|ed) an"
    rf"|(?P<bare>sign|enter|join)|{_VOTED}(?:approve|sign|enter|join)"
    r"|firman?|firm(?:ó|aron|ado)|se unen?|se uni(?:ó|eron)|suscriben?)\b",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"\b(?:agreements?|memorand\w+ of agreement|memorand\w+|MOAs?)\b[^.;,]{0,40}?\b(?:(?:was|were|has been|have been"
    r"|had been) (?:counter)?signed)",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(?:ends|ended|ending|terminates|terminated|withdraws|withdrew|withdrawn|rescinds|rescinded"
    r"|cancels|cancel(?:led|ed)"
    r"|leaves|left|quits|exits|exited|drops|dropped|revokes|revoked|voids|voided|severs|severed|suspends|suspended"
    r"|end of"
    r"|pulls out|pulled out|cuts? ties|halts|halted|scraps|scrapped|opts out|opted out|dissolves|dissolved|backs out"
    r"|backed out|gives up|gave up|no longer (?!enter|sign|join|be\b|may)"
    rf"|(?P<bare>end|terminate|leave|quit|suspend|cancel|withdraw|drop)|(?:{_VOTED}|{_ORDERED})(?:leave|end"
    rf"|terminate|withdraw|cancel|void|drop|rescind)"
    r"|ponen? fin|puso fin|terminan?|terminó|terminaron|rescinden?|rescindió|cancelan?|canceló|cancelaron"
    r"|retirarse|se retir\w+|retiran?|retiró)\b",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"\b(?:agreements?|memorand\w+ of agreement|partnership|participation)\b[^.;,]{0,40}?\b(?:is|was|were|are"
    r"|been) (?:now )?(?:ended|terminated|cancel(?:led|ed)|rescinded)\b",
    re.IGNORECASE,
)
_BANS = re.compile(
    r"\b(?:bans?|banned|banning|prohibit(?:s|ed|ing|ion)?|bars|barred|barring|outlaws?|outlawed|forbids?|forbidden"
    r"|forbade"
    r"|no more|prohíben?|prohibió|prohibieron|prohibición)\b"
    r"|\b(?:may|shall|can) ?(?:not|no longer) [^.;]{0,60}?(?:agreement|\b287|\bICE\b|immigration)"
    r"|\bforc(?:es|ed|ing) [^.;]{0,40}?(?:out of|to (?:end|terminate|leave|quit|withdraw|give up|drop))\b"
    r"|\b(?:law|act|ley) (?:that|which|que) (?:ends?|stops?|halts?|eliminates?|elimina|termina|pone fin)\b",
    re.IGNORECASE,
)
_MANDATES = re.compile(
    rf"\b(?:requires|required|requiring|mandat(?:es|ed|ing|ory)|direct(?:s|ed|ing)|instruct(?:s|ed|ing)"
    rf"|order(?:s|ed|ing)|compel(?:s|led|ling)|obliges?|must(?! not)|shall(?! not))\b"
    rf"(?:(?!\b(?:to )?(?:{_GOING_OUT})\b)[^.;]){{0,100}}?(?:\b{_GOING_IN}\w*|287)"
    rf"|\b(?:ordenan?|ordenó|obligan?|obligó|exigen?|deben|requieren?)\b[^.;]{{0,100}}?\b(?:firm|solicit|colabor"
    rf"|cooper|unirse|particip)\w*",
    re.IGNORECASE,
)
_EXPANDS = re.compile(
    r"\b(?:expand(?:s|ed|ing)?|expansion|grow(?:s|n|ing)?|grew|surpass(?:es|ed)|exceed(?:s|ed)|doubl(?:es|ed)"
    r"|tripl(?:es|ed)"
    r"|quadrupl(?:es|ed)|\w+fold|adds|added|climbs|climbed|jumps|jumped|widens|widened|broadens|broadened"
    r"|increases|increased"
    r"|rises?|rose|soars?|up from|up \d+|(?:pass|reach)(?:es|ed)? (?:\w+ )?\d+|(?:hit|top|crosse)s \d+"
    r"|amplían?|amplió|crecen?|creció|alcanzan?|superan?|duplic\w+|suman? \d+|llegan? a \d+)\b"
    r"(?! (?:(?:the|its|state) )?(?:fund|budget|grant|fine|penalt|pay|award|bonus))",
    re.IGNORECASE,
)
_PARTNERSHIP = re.compile(
    r"agreements?\b|memorand|\bMOAs?\b|\b287(?!\(g\) (?:application|request|proposal|bill|vote|talks|lawsuit))"
    r"|partnership|\bprogram(?:me|a)?\b|participation|\b(?:on |up )?with ICE"
    r"|with immigration|\bmodel\b|warrant service|cooperation|\bpact\b|immigration task force|acuerdos?\b"
    r"|convenios?\b|\bICE\b",
    re.IGNORECASE,
)
"""What the verbs must have as their object, and what must not stand before it: below."""
_BILL = re.compile(
    r"\b(?:bill|law|act|order|legislation|package|budget|letter|SB|HB|statute|ley|orden|proyecto|decreto)\b",
    re.IGNORECASE,
)
_PLAN = re.compile(
    r"\b(?:application|request|lawsuit|suit|bill|proposal|plans?|votes?|talks|negotiations|review|no choice"
    r"|solicitud)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:to|that|who|which|must|shall|should|may|can|will|could|would|cannot|not|and|or)\s$", re.IGNORECASE
)
"""What makes a bare verb no deed: "agencies sign" is one, "agencies that sign" and "must sign" are none."""
_BY_LAW = re.compile(r"\b(?:law|bill|act|ley) (?:that |which |would )?$", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:not|never|nor|without|declin\w+|refus\w+|reject\w*|would|could|might|plans? to|hopes? to|intends? to|if"
    r"|whether|no|nunca|sin|ningún"
    r"|consider\w*|propos\w+|ask\w*|urg\w+|calls? (?:on|for))\b|n't\b",
    re.IGNORECASE,
)
_NOT_LAW = re.compile(
    r"\b(?:would|could|propos\w+|weighs?|weighing|considers?|considering|vetoe[sd]|vetó|bill to|(?:governor|set"
    r"|expected|due|plans) to sign|pass(?:es|ed)? (?:a )?bill|introduc\w+"
    r"|urg(?:es|ed|ing)|calls? (?:on|for)|debates?|does not|do not|did not|has not|have not|propone|blocks?|blocked"
    r"|strikes? down)\b",
    re.IGNORECASE,
)
_LINKED = re.compile(
    r"\b(?:ICE\b|immigration|them\b|agreements?|programs?|deputi[sz]\w*|partnerships?|model|warrant service"
    r"|acuerdos?|programa|inmigración|migratori\w+)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:]|\bbut\b|\bpero\b", re.IGNORECASE)

_TYPES: dict[SupportType, re.Pattern[str]] = {
    SupportType.JAIL_ENFORCEMENT: re.compile(
        r"\bjail (?:enforcement|model)|\b287\(g\) jail\b|\bJEM\b|\d jail\b|modelo de [^.;]{0,30}cárcel", re.IGNORECASE
    ),
    SupportType.TASK_FORCE: re.compile(
        r"\btask[- ]force (?:model|agreement|officer)|\b287\(g\) task[- ]force|\bTFM\b"
        r"|modelo de (?:fuerza|grupo) (?:de )?(?:trabajo|tarea|especial)",
        re.IGNORECASE,
    ),
    SupportType.WARRANT_SERVICE: re.compile(
        r"\bwarrant services? (?:officer|model|program|agreement)|\bWSO\b|\d warrant\b|servicio de [óo]rdenes",
        re.IGNORECASE,
    ),
}


def actions_in(text: str) -> tuple[Action, ...]:
    """Return what *text* says was done or ordered, in the order of `Action`; only what is said of the partnership.

    Title and body are to stand on lines of their own: a title without a full stop else runs into the next sentence.
    """
    said = [plain(sentence) for sentence in sentences(text)]
    named = [names_partnership(sentence) for sentence in said]
    found: set[Action] = set()
    for at, sentence in enumerate(said):
        near = any(named[max(0, at - 1) : at + 2])
        if not sentence.endswith("?") and (named[at] or (near and _LINKED.search(sentence))):
            found |= _deeds(sentence)
    return tuple(action for action in Action if action in found)


def support_types_in(text: str) -> tuple[SupportType, ...]:
    """Return the support types that *text* names, in the order of `SupportType`; none where it has no immigration.

    A city's task force on homelessness and a team that serves warrants are none.
    """
    said = " ".join(plain(sentence) for sentence in sentences(text))
    if not (mentions_immigration(said) or names_partnership(said)):
        return ()
    return tuple(kind for kind in SupportType if _TYPES[kind].search(said))


def _deeds(sentence: str) -> set[Action]:
    found: set[Action] = set()
    if not _NOT_LAW.search(sentence):
        found |= {Action.BANS} if _BANS.search(sentence) else set()
        found |= {Action.MANDATES} if _MANDATES.search(sentence) else set()
    if _does(_SIGNS, sentence, other_than=_BILL) or _is_done(_SIGNED, sentence):
        found.add(Action.SIGNS)
    if _does(_ENDS, sentence, other_than=_PLAN) or _is_done(_ENDED, sentence):
        found.add(Action.ENDS)
    if _is_done(_EXPANDS, sentence):
        found.add(Action.EXPANDS)
    return found


def _does(verb: re.Pattern[str], sentence: str, *, other_than: re.Pattern[str]) -> bool:
    """Tell whether *verb* is done to the partnership: to nothing *other_than* it first, by no law, and not denied."""
    for match in verb.finditer(sentence):
        behind = sentence[match.end() : match.end() + _REACH]
        bound, instead = _PARTNERSHIP.search(behind), other_than.search(behind)
        before = sentence[max(0, match.start() - _LOOK_BACK) : match.start()]
        if bound is None or (instead and instead.start() < bound.start()) or _BY_LAW.search(before):
            continue
        if not (match["bare"] and _NOT_YET.search(before)) and not _is_denied(sentence, match.start()):
            return True
    return False


def _is_done(words: re.Pattern[str], sentence: str) -> bool:
    return any(not _is_denied(sentence, match.start()) for match in words.finditer(sentence))


def _is_denied(sentence: str, at: int) -> bool:
    """Tell whether the clause before *at* says that it is not so, or not yet."""
    clause = _CLAUSE.split(sentence[max(0, at - _LOOK_BACK) : at])[-1]
    return _NOT.search(clause) is not None

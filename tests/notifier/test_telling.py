"""What an agency's news and our own corrections read like, in both languages and on every channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.changes import AgencyEvent, Certainty, Change, ChangeKind
from domain.subscriptions import Language
from domain.vocabulary import SupportType
from notifier.phrases import phrases
from notifier.reports import SHARE_LIMIT, report
from notifier.wording import SUBJECT_LIMIT, Letter
from tests.notifier.cast import GOLIAD, PUBLIC_URL, changed, item, message
from tests.notifier.laid_out import chat_message, html_email, letter, payload, text_email

JEM, TFM, WSO = SupportType.JAIL_ENFORCEMENT, SupportType.TASK_FORCE, SupportType.WARRANT_SERVICE
JOINED, EXPANDED, REDUCED, LEFT = AgencyEvent
BAY = replace(GOLIAD, state="Florida", agency="Bay County Sheriff's Office", county="Bay County")
EARLIER = f"{PUBLIC_URL}/changes/beef0001"


def tells(
    kind: ChangeKind,
    own: SupportType,
    event: AgencyEvent | None = None,
    powers: tuple[tuple[SupportType, ...], tuple[SupportType, ...]] = ((), ()),
    **other: Any,
) -> Change:
    gone = kind in {ChangeKind.MISSING, ChangeKind.TERMINATED, ChangeKind.RETRACTED}
    facts = replace(BAY, support_type=own)
    return changed(
        kind,
        facts,
        agency_event=event,
        powers_before=powers[0],
        powers_after=powers[1],
        certainty=Certainty.UNCONFIRMED if kind is ChangeKind.MISSING else Certainty.CONFIRMED,
        after=None if gone else facts,
        **other,
    )


NEW, MISSING, TERMINATED = ChangeKind.NEW, ChangeKind.MISSING, ChangeKind.TERMINATED
WRONG = tells(ChangeKind.RETRACTED, TFM, supersedes="beef0001", reason="ICE listed it in place of Gulf County.")
WHO = "287(g): Bay County Sheriff's Office, FL"
AGENCY = "Bay County Sheriff's Office"
TOLD = [
    (tells(NEW, TFM, JOINED, ((), (TFM,))), "joined (Task Force Model)", "joined 287(g) (Task Force Model)"),
    (
        tells(NEW, TFM, EXPANDED, ((JEM,), (TFM, JEM))),
        "now also has Task Force",
        "now also has Task Force, beside Jail Enforcement",
    ),
    (
        tells(NEW, TFM, EXPANDED, ((JEM,), (TFM,))),
        "expanded: from Jail Enforcement to Task Force",
        "expanded its agreement: from Jail Enforcement to Task Force",
    ),
    (
        tells(NEW, WSO, REDUCED, ((TFM, JEM), (WSO,))),
        "reduced: from Task Force and Jail Enforcement to Warrant Service",
        "reduced its agreement: from Task Force and Jail Enforcement to Warrant Service",
    ),
    (
        tells(TERMINATED, JEM, EXPANDED, ((JEM,), (TFM,)), part_of="beef0001"),
        "no longer listed for Jail Enforcement, now for Task Force",
        "is no longer listed for Jail Enforcement: it now has Task Force",
    ),
    (
        tells(TERMINATED, TFM, REDUCED, ((TFM, JEM, WSO), (JEM, WSO))),
        "no longer listed for Task Force, keeps Jail Enforcement and Warrant Service",
        "is no longer listed for Task Force; it keeps Jail Enforcement and Warrant Service",
    ),
    (
        tells(TERMINATED, JEM, LEFT, ((JEM,), ())),
        "left ICE's list: Jail Enforcement was its last agreement",
        "left ICE's 287(g) list: Jail Enforcement was its last agreement",
    ),
]


def _letter(change: Change, language: Language = Language.ENGLISH) -> Letter:
    return letter(message(item(change), language=language))


def _facts(change: Change, language: Language = Language.ENGLISH) -> dict[str, str]:
    return {fact.label: fact.value for fact in report(item(change), phrases(language)).facts}


@pytest.mark.parametrize(("change", "subject", "headline"), TOLD)
def test_an_agency_s_news_leads_subject_headline_and_chat(change: Change, subject: str, headline: str) -> None:
    told = _letter(change)

    assert told.subject == f"{WHO} {subject}"
    assert told.groups[0].reports[0].headline == f"{AGENCY} {headline}"
    assert chat_message(message(item(change)), 2000).splitlines()[2] == f"{AGENCY} {headline}"
    slack = payload(message(item(change)))
    assert slack["blocks"][0]["text"]["text"] == told.subject
    assert slack["blocks"][2]["text"]["text"].startswith(f"{AGENCY} {headline}\n")


@pytest.mark.parametrize(
    ("change", "subject", "headline"),
    [
        (
            tells(NEW, TFM, EXPANDED, ((JEM,), (TFM,))),
            "amplió: de Jail Enforcement (cárcel) a Task Force (fuerza de tarea)",
            "amplió su acuerdo: de Jail Enforcement (cárcel) a Task Force (fuerza de tarea)",
        ),
        (
            tells(TERMINATED, WSO, LEFT, ((WSO,), ())),
            "salió de la lista de ICE: Warrant Service (órdenes) era su último acuerdo",
            "salió de la lista 287(g) de ICE: Warrant Service (órdenes) era su último acuerdo",
        ),
    ],
)
def test_in_spanish_every_power_keeps_ice_s_name_and_says_what_it_is(
    change: Change, subject: str, headline: str
) -> None:
    told = _letter(change, Language.SPANISH)

    assert told.subject == f"{WHO} {subject}"
    assert told.groups[0].reports[0].headline == f"{AGENCY} {headline}"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("change", [*(told[0] for told in TOLD), WRONG])
def test_every_such_text_keeps_its_limits_and_no_field_is_left_open(change: Change, language: Language) -> None:
    long = replace(change, facts=replace(change.facts, agency="Board of " * 40))
    for one in (change, long):
        told = _letter(one, language)
        [one_report] = told.groups[0].reports
        assert len(told.subject) <= SUBJECT_LIMIT
        assert all(len(share.value) <= SHARE_LIMIT for share in one_report.shares)
        given = message(item(one), language=language)
        assert not {"{", "}"} & set(text_email(given) + html_email(given).split("</head>")[1])


def test_an_absence_leads_with_itself_and_says_what_it_would_mean_if_confirmed() -> None:
    change = tells(MISSING, JEM, LEFT, ((JEM,), ()))
    told = _letter(change)

    assert told.subject == f"{WHO} not in ICE's newest list (Jail Enforcement Model), unconfirmed"
    assert told.groups[0].reports[0].headline.startswith("Unconfirmed: ")
    assert _facts(change)["For the agency"] == "Left, if this is confirmed: Jail Enforcement → no agreement."
    spanish = _facts(change, Language.SPANISH)["Para la agencia"]
    assert spanish == "Salió, si se confirma: Jail Enforcement (cárcel) → ningún acuerdo."


def test_a_return_after_a_told_departure_says_that_the_agency_joined_again() -> None:
    change = tells(ChangeKind.RETURNED, JEM, JOINED, ((), (JEM,)), supersedes="beef0001")

    assert _letter(change).subject == f"{WHO} back on ICE's list (Jail Enforcement Model)"
    assert _facts(change)["For the agency"] == "Joined again: no agreement → Jail Enforcement."


def test_a_switch_says_that_the_old_power_may_come_back_and_its_end_does_not() -> None:
    switch = _facts(tells(NEW, TFM, EXPANDED, ((JEM,), (TFM,))))
    end = _facts(tells(TERMINATED, JEM, EXPANDED, ((JEM,), (TFM,)), part_of="beef0001"))

    assert switch["For the agency"] == (
        "Expanded: Jail Enforcement → Task Force. "
        "Not in ICE's newest list: Jail Enforcement. If it comes back, we will tell you."
    )
    assert end["For the agency"] == "Expanded: Jail Enforcement → Task Force."


def test_a_part_links_to_the_change_that_tells_the_whole() -> None:
    end = tells(TERMINATED, JEM, EXPANDED, ((JEM,), (TFM,)), part_of="beef0001")

    assert _facts(end)["One event with"] == EARLIER
    assert "For the agency" not in _facts(tells(NEW, TFM))
    assert "One event with" not in _facts(tells(NEW, TFM))


def test_first_in_the_county_is_told_beside_the_agency_s_news() -> None:
    change = tells(NEW, TFM, JOINED, ((), (TFM,)), first_in_county=True)

    assert _facts(change)["First"] == "The first agreement we know of in Bay County (Florida)."


def test_what_never_was_is_not_called_the_first_of_its_county() -> None:
    assert "First" not in _facts(replace(WRONG, first_in_county=True, first_in_state=True))


def test_a_retraction_says_that_we_were_wrong_why_and_what_to_do() -> None:
    told = _letter(WRONG)
    [one] = told.groups[0].reports

    assert told.subject == (
        "287(g): Correction for Bay County Sheriff's Office, FL: an earlier report was wrong (Task Force Model)"
    )
    assert one.headline == "Correction: what we reported about Bay County Sheriff's Office was wrong (Task Force Model)"
    assert [fact.label for fact in one.facts][:2] == ["Why we say so", "Earlier report"]
    assert _facts(WRONG)["Why we say so"] == "ICE listed it in place of Gulf County."
    assert _facts(WRONG)["Earlier report"] == (
        f"This takes back our earlier report. If you passed it on, please correct it: {EARLIER}"
    )
    assert _facts(WRONG)["Certainty"] == "Confirmed: what we reported earlier does not stand."
    assert one.shares[0].value == (
        "Correction: an earlier report about Bay County Sheriff's Office, FL and ICE's 287(g) list was wrong "
        f"(Task Force Model). Please do not pass that report on. {PUBLIC_URL}/changes/c0ffee12"
    )


@pytest.mark.parametrize(
    ("earlier", "quoted"),
    [
        (tells(NEW, TFM, JOINED, ((), (TFM,))), "Bay County Sheriff's Office joined 287(g) (Task Force Model)"),
        (
            tells(MISSING, TFM, LEFT, ((TFM,), ())),
            "Unconfirmed: Bay County Sheriff's Office is not in ICE's newest list (Task Force Model)",
        ),
    ],
)
def test_a_retraction_quotes_what_was_wrong_and_names_its_day(earlier: Change, quoted: str) -> None:
    told = item(WRONG, earlier=replace(earlier, observed_at=datetime(2025, 3, 3, 9, 0, tzinfo=UTC)))
    said = letter(message(told))

    assert said.subject == (
        "287(g): Correction for Bay County Sheriff's Office, FL: our report of March 3, 2025 was wrong (Task Force Model)"
    )
    assert said.groups[0].reports[0].headline == f"Correction: our report of March 3, 2025 was wrong: “{quoted}”"
    assert (
        said.groups[0]
        .reports[0]
        .shares[0]
        .value.startswith(
            f"Correction: the report of March 3, 2025 about Bay County Sheriff's Office, FL and ICE's 287(g) list was wrong: "
            f"“{quoted}”. Please do not pass that"[:190]
        )
    )
    spanish = letter(message(told, language=Language.SPANISH)).groups[0].reports[0].headline
    assert spanish.startswith("Corrección: nuestro informe del 3 de marzo de 2025 era erróneo: «")


def test_what_supersedes_without_retracting_tells_its_own_news() -> None:
    told = item(tells(TERMINATED, JEM, LEFT, ((JEM,), ())), earlier=tells(MISSING, JEM))

    assert letter(message(told)).subject == f"{WHO} left ICE's list: Jail Enforcement was its last agreement"


def test_a_retraction_in_a_chat_gives_the_reason_and_no_power() -> None:
    text = chat_message(message(item(WRONG)), 2000)

    assert "Why we say so: ICE listed it in place of Gulf County." in text
    assert EARLIER in text
    assert "officers" not in text.lower()


@pytest.mark.parametrize("language", Language)
def test_a_retraction_never_says_what_officers_may_do(language: Language) -> None:
    words = phrases(language)
    text = " ".join(text_email(message(item(WRONG), language=language)).split())

    assert words.say("power.task_force") not in text
    assert words.say("power_short.task_force") not in text
    assert words.say("share.signed", date=words.day(date(2025, 3, 4))) not in text

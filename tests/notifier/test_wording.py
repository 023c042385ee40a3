"""What a message says: subjects, certainty, corrections, texts to share."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.changes import Certainty, ChangeKind, FieldChange, RowFacts
from domain.deliveries import Purpose
from domain.subscriptions import Cadence, Language
from domain.vocabulary import STATES, SupportType
from notifier.phrases import phrases
from notifier.reports import CELL_LIMIT, SHARE_LIMIT, report, share_text, web_link
from notifier.wording import FULL_REPORTS, SUBJECT_LIMIT
from tests.notifier.cast import GOLIAD, changed, item, message
from tests.notifier.laid_out import letter
from workflows.ports import AlertItem

ENGLISH = phrases(Language.ENGLISH)


def _in(state: str, agency: str) -> AlertItem:
    return item(changed(ChangeKind.NEW, replace(GOLIAD, state=state, agency=agency)))


def _facts(**given: object) -> dict[str, str]:
    change = replace(changed(ChangeKind.NEW), **given)  # type: ignore[arg-type]  # the tests name fields of Change
    return {fact.label: fact.value for fact in report(item(change), ENGLISH).facts}


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (ChangeKind.NEW, "287(g): Goliad County Sheriff's Office, TX signed (Task Force Model)"),
        (
            ChangeKind.TERMINATED,
            "287(g): Goliad County Sheriff's Office, TX no longer on ICE's list (Task Force Model)",
        ),
        (ChangeKind.RETURNED, "287(g): Goliad County Sheriff's Office, TX back on ICE's list (Task Force Model)"),
        (ChangeKind.RENEWED, "287(g): Goliad County Sheriff's Office, TX signed again (Task Force Model)"),
        (
            ChangeKind.CORRECTED,
            "287(g): ICE changed the entry of Goliad County Sheriff's Office, TX (Task Force Model)",
        ),
        (ChangeKind.PENDING, "287(g): Goliad County Sheriff's Office, TX is pending (Task Force Model)"),
    ],
)
def test_the_subject_of_one_change_names_agency_state_and_model(kind: ChangeKind, subject: str) -> None:
    assert letter(message(item(changed(kind)))).subject == subject


def test_an_unconfirmed_absence_never_sounds_like_a_departure() -> None:
    absent = item(changed(ChangeKind.MISSING, certainty=Certainty.UNCONFIRMED))

    told = letter(message(absent))
    texts = [told.subject, told.groups[0].reports[0].headline, *(f.value for f in told.groups[0].reports[0].facts)]

    assert told.subject == (
        "287(g): Goliad County Sheriff's Office, TX not in ICE's newest list (Task Force Model), unconfirmed"
    )
    assert any("we will confirm or take it back" in text for text in texts)
    assert not any(word in text.lower() for text in texts for word in ("terminated", "left", "ended", "no longer"))
    assert told.groups[0].reports[0].headline == (
        "Unconfirmed: Goliad County Sheriff's Office is not in ICE's newest list (Task Force Model)"
    )
    assert share_text(absent, ENGLISH).startswith("Unconfirmed: Goliad")


@pytest.mark.parametrize("language", Language)
def test_a_text_to_share_tells_what_officers_may_do_only_where_the_agreement_is_in_force(language: Language) -> None:
    in_force = {ChangeKind.NEW, ChangeKind.RENEWED, ChangeKind.RETURNED}
    words = phrases(language)
    power = words.say("power_short.task_force")

    assert {kind for kind in ChangeKind if power in share_text(item(changed(kind)), words)} == in_force


@pytest.mark.parametrize(
    ("language", "items", "subject"),
    [
        (Language.ENGLISH, [_in("Texas", "A"), _in("Texas", "B")], "287(g): 2 changes in Texas"),
        (Language.SPANISH, [_in("Texas", "A"), _in("Texas", "B")], "287(g): 2 cambios en Texas"),
        (Language.ENGLISH, [_in("Texas", "A"), _in("Ohio", "B"), _in("Ohio", "C")], "287(g): 3 changes in 2 states"),
        (Language.ENGLISH, [_in("Texas", "A"), _in("Guam", "B")], "287(g): 2 changes in 2 states and territories"),
        (Language.ENGLISH, [_in("Texas", "A PD"), _in("Texas", "A PD")], "287(g): 2 changes for A PD, TX"),
    ],
)
def test_the_subject_of_several_changes_holds_count_and_place(
    language: Language, items: list[AlertItem], subject: str
) -> None:
    assert letter(message(*items, language=language)).subject == subject


def test_a_long_name_gives_way_in_the_subject_so_that_what_happened_stays() -> None:
    long = replace(GOLIAD, agency="Board of " * 40, support_type=SupportType.WARRANT_SERVICE)
    absent = item(changed(ChangeKind.MISSING, long, certainty=Certainty.UNCONFIRMED))

    for language in Language:
        subject = letter(message(absent, language=language, possible_repeat=True)).subject

        assert len(subject) <= SUBJECT_LIMIT
        assert "(Warrant Service Officer)" in subject
        assert subject.endswith(("unconfirmed", "sin confirmar"))


def test_changes_are_grouped_by_state_and_keep_their_order_within_it() -> None:
    told = letter(message(_in("Texas", "B"), _in("Ohio", "X"), _in("Texas", "A")))

    assert [group.heading for group in told.groups] == ["Ohio", "Texas"]
    assert [r.headline[:1] for r in told.groups[1].reports] == ["B", "A"]


def test_a_possible_repeat_says_so_in_subject_and_text() -> None:
    told = letter(message(possible_repeat=True))

    assert told.subject == ("[possible repeat] 287(g): Goliad County Sheriff's Office, TX signed (Task Force Model)")
    assert told.opening[0].startswith("You may have received this before: ")


def test_a_digest_without_changes_says_that_nothing_changed_and_that_we_are_alive() -> None:
    empty = replace(message(cadence=Cadence.WEEKLY, purpose=Purpose.DIGEST), items=())

    assert letter(empty).subject == "287(g): nothing changed in the past week"
    assert letter(replace(empty, cadence=Cadence.DAILY)).subject == "287(g): nothing changed in the past day"
    assert " ".join(letter(empty).opening) == (
        "Nothing changed for your subscription from March 4, 2025, 14:05 UTC to March 5, 2025, 14:05 UTC. "
        "Lookout is running and will tell you when something does."
    )


def test_a_test_message_says_that_nothing_has_happened() -> None:
    told = letter(replace(message(purpose=Purpose.TEST), items=()))

    assert told.subject == "287(g): test message"
    assert told.opening == (
        "This is a test message: it works. Nothing has happened. Alerts for this subscription will arrive here.",
    )


def test_a_correction_shows_each_field_before_and_after() -> None:
    facts = _facts(
        kind=ChangeKind.CORRECTED,
        fields=(
            FieldChange(field="county", before="Golaid", after="Goliad"),
            FieldChange(field="signed", before="2025-03-03", after="2025-03-04"),
            FieldChange(field="addendum", before="", after="https://www.ice.gov/a.pdf"),
        ),
    )

    assert facts["Changed, county"] == "“Golaid” → “Goliad”"
    assert facts["Changed, signing date"] == "“March 3, 2025” → “March 4, 2025”"
    assert facts["Changed, addendum"] == "“(blank)” → “https://www.ice.gov/a.pdf”"


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (ChangeKind.RETURNED, "This takes back our earlier report that it had left the list: "),
        (ChangeKind.TERMINATED, "This confirms our earlier report: "),
        (ChangeKind.CORRECTED, "This follows our earlier report: "),
    ],
)
def test_a_change_that_supersedes_another_links_to_it(kind: ChangeKind, sentence: str) -> None:
    facts = _facts(kind=kind, supersedes="beef0001")

    assert facts["Earlier report"] == f"{sentence}https://lookout.example.org/changes/beef0001"


def test_a_signing_date_that_could_not_be_read_is_shown_as_printed() -> None:
    unread = replace(GOLIAD, signed_on=None, signed_text="3/4/20026")

    assert _facts(facts=unread)["Signed"] == 'printed as "3/4/20026"; we could not read it as a date'
    assert _facts(facts=replace(unread, signed_text=""))["Signed"] == "not stated by ICE"


def test_the_row_is_shown_as_ice_printed_it() -> None:
    printed = replace(GOLIAD, state_text="TEXSA", support_type_text="Task Force Officer")

    assert _facts(facts=printed)["As ICE printed it"] == (
        "TEXSA | Goliad County Sheriff's Office | County | Goliad County | Task Force Officer | 2025-03-04 | Link"
    )


def test_only_the_first_reports_of_a_long_digest_are_told_in_full() -> None:
    told = letter(message(*[_in("Texas", f"Agency {n}") for n in range(FULL_REPORTS + 1)]))
    *full, short = told.groups[0].reports

    assert all(r.facts and r.evidence for r in full)
    assert (short.facts, short.evidence) == ((), ())
    assert short.permalink
    assert told.opening[-1] == "The first 20 are told in full, the others in short with a link."


_cells = st.text(max_size=400)


@settings(max_examples=60, deadline=None)
@given(
    agency=_cells,
    county=_cells,
    printed=_cells,
    state=st.sampled_from(STATES),
    kind=st.sampled_from(ChangeKind),
    certainty=st.sampled_from(Certainty),
    support=st.sampled_from(SupportType),
    language=st.sampled_from(Language),
)
def test_whatever_is_printed_every_text_is_one_line_and_within_its_limit(
    agency: str,
    county: str,
    printed: str,
    state: str,
    kind: ChangeKind,
    certainty: Certainty,
    support: SupportType,
    language: Language,
) -> None:
    facts: RowFacts = replace(
        GOLIAD, agency=agency, county=county, signed_text=printed, signed_on=None, state=state, support_type=support
    )
    told = letter(message(item(changed(kind, facts, certainty=certainty)), language=language))
    [one] = told.groups[0].reports
    texts = [told.subject, one.headline, *(f.value for f in (*one.facts, *one.evidence, *one.shares)), *one.brief]

    assert len(told.subject) <= SUBJECT_LIMIT
    assert all(len(share.value) <= SHARE_LIMIT for share in one.shares)
    assert all(len(text.splitlines()) <= 1 for text in texts)


def test_a_text_to_share_drops_details_before_it_grows_too_long() -> None:
    long = replace(
        GOLIAD, agency="Department of Highway Safety and Motor Vehicles, Division of the Highway Patrol of the Gulf"
    )

    text = share_text(item(changed(ChangeKind.RETURNED, long)), phrases(Language.SPANISH))

    assert text == (
        "Corrección: Department of Highway Safety and Motor Vehicles, Division of the Highway Patrol of the Gu…, TX "
        "está de nuevo en la lista 287(g) de ICE (Task Force Model). "
        "Firmado el 4 de marzo de 2025. https://lookout.example.org/es/changes/c0ffee12"
    )
    assert len(text) <= SHARE_LIMIT


def test_a_text_to_share_goes_without_a_link_that_leaves_no_room_for_words() -> None:
    endless = item(permalink="https://lookout.example.org/" + "a" * 250)

    assert share_text(endless, ENGLISH).startswith("Goliad County Sheriff's Office, TX signed")
    assert "https" not in share_text(endless, ENGLISH)


def test_a_cell_of_32767_characters_is_cut_where_it_is_shown() -> None:
    facts = _facts(facts=replace(GOLIAD, county="x" * 32_767))

    assert len(facts["County"]) == CELL_LIMIT
    assert facts["County"].endswith("…")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "http:///path",
        "//example.org",
        "https://example.org/a b",
        "https://example.org/\u202e",
        'https://example.org/"onclick=',
        "https://example.org/|x",
        "https://example.org/\r\nX: y",
        "https://[::1",
        "https://example.org/" + "a" * 2000,
        "",
    ],
)
def test_what_is_no_plain_web_address_never_becomes_a_link(url: str) -> None:
    assert not web_link(url)

"""A letter laid out: whole texts for a terminal and a chat, and HTML that escapes all and loads nothing."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from domain.changes import ChangeKind, FieldChange
from domain.subscriptions import Language
from notifier.rendering import TEXT_WIDTH
from tests.notifier.cast import GOLIAD, changed, item, message, spiteful
from tests.notifier.laid_out import chat_message, html_email, letter, text_email

IN_ENGLISH = """\
One change on ICE's 287(g) lists matches your subscription.

TEXAS
=====

Goliad County Sheriff's Office signed a 287(g) agreement (Task Force
Model)

  Agency: Goliad County Sheriff's Office (County)
  County: Goliad County
  Support type: Task Force Model. Under this model, officers may
    question people about immigration status and detain them during
    ordinary policing, such as patrols and traffic stops.
  Signed: March 4, 2025
  First listed: March 5, 2025, 14:05 UTC
  Pending since: February 20, 2025, 09:00 UTC
  First: The first agreement we know of in Goliad County (Texas).
  Certainty: Confirmed: this is what ICE's list shows.
  Why we say so: Not on the list before, by this or any other spelling
    we know.
  As ICE printed it: TEXAS | Goliad County Sheriff's Office | County |
    Goliad County | Task Force Model | 2025-03-04 | Link
  Agreement document: https://www.ice.gov/doclib/287g/goliad.pdf

  Source document:
    https://www.ice.gov/doclib/287g/participatingAgencies03052025am.xlsx
  Captured: March 5, 2025, 14:04 UTC
  SHA-256:
    9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
  Link to this change: https://lookout.example.org/changes/c0ffee12

  To share, in English:
    Goliad County Sheriff's Office, TX signed a 287(g) agreement with
    ICE (Task Force Model). Signed March 4, 2025. Officers may ask about
    immigration status on patrol and at traffic stops.
    https://lookout.example.org/changes/c0ffee12

  To share, in Spanish:
    Goliad County Sheriff's Office, TX firmó un acuerdo 287(g) con ICE
    (Task Force Model). Firmado el 4 de marzo de 2025. Los agentes
    pueden preguntar por la situación migratoria en patrullajes y
    paradas de tráfico. https://lookout.example.org/es/changes/c0ffee12

------------------------------------------------------------------------
All changes: https://lookout.example.org/changes
Change or end this subscription:
  https://lookout.example.org/manage/secret-token

You may forward this message. Leave out the link for changing or ending
the subscription: whoever has it can use it.
Lookout is not part of ICE or any government. It reports what ICE's
public lists say and keeps the files they came from.
"""

CORRECTION_IN_SPANISH = """\
Es posible que ya haya recibido este mensaje: un intento anterior de
enviarlo quedó sin respuesta.

Un cambio en las listas 287(g) de ICE corresponde a su suscripción.

TEXAS
=====

Goliad County Sheriff's Office está de nuevo en la lista de ICE (Task
Force Model)

  Agencia: Goliad County Sheriff's Office (County)
  Condado: Goliad County
  Tipo de acuerdo: Task Force Model (modelo de fuerza de tarea). Con
    este modelo, los agentes pueden preguntar a las personas por su
    situación migratoria y detenerlas durante su trabajo policial de
    todos los días, como patrullajes y paradas de tráfico.
  Firmado: 4 de marzo de 2025
  En la lista desde: 5 de marzo de 2025, 14:05 UTC
  Certeza: Confirmado: es lo que muestra la lista de ICE.
  Por qué lo decimos (en inglés): Listed again after 2 days.
  Aviso anterior: Esto rectifica nuestro aviso anterior de que había
    salido de la lista: https://lookout.example.org/es/changes/beef0001
  Cambió: condado: «Golaid County» → «Goliad County»
  Tal como lo publicó ICE: TEXAS | Goliad County Sheriff's Office |
    County | Goliad County | Task Force Model | 2025-03-04 | Link
  Documento del acuerdo: https://www.ice.gov/doclib/287g/goliad.pdf

  Documento de origen:
    https://www.ice.gov/doclib/287g/participatingAgencies03052025am.xlsx
  Capturado: 5 de marzo de 2025, 14:04 UTC
  SHA-256:
    9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
  Enlace a este cambio: https://lookout.example.org/es/changes/c0ffee12

  Para compartir, en inglés:
    Correction: Goliad County Sheriff's Office, TX is back on ICE's
    287(g) list (Task Force Model). Signed March 4, 2025. Officers may
    ask about immigration status on patrol and at traffic stops.
    https://lookout.example.org/changes/c0ffee12

  Para compartir, en español:
    Corrección: Goliad County Sheriff's Office, TX está de nuevo en la
    lista 287(g) de ICE (Task Force Model). Firmado el 4 de marzo de
    2025. Los agentes pueden preguntar por la situación migratoria en
    patrullajes y paradas de tráfico.
    https://lookout.example.org/es/changes/c0ffee12

------------------------------------------------------------------------
Todos los cambios: https://lookout.example.org/changes

Lookout no es parte de ICE ni de ningún gobierno. Informa lo que dicen
las listas públicas de ICE y guarda los archivos de donde viene.
"""

BACK = changed(
    ChangeKind.RETURNED,
    pending_since=None,
    first_in_county=False,
    reason="Listed again after 2 days.",
    supersedes="beef0001",
    fields=(FieldChange(field="county", before="Golaid County", after="Goliad County"),),
)


def test_the_whole_text_of_a_new_agreement_in_english() -> None:
    assert text_email(message()) == IN_ENGLISH


def test_the_whole_text_of_a_correction_in_spanish_that_may_be_a_repeat() -> None:
    told = message(item(BACK), language=Language.SPANISH, possible_repeat=True, manage_url="")

    assert text_email(told) == CORRECTION_IN_SPANISH


def test_the_text_reads_at_72_columns_but_for_addresses_and_hashes() -> None:
    for language in Language:
        for line in text_email(message(language=language)).splitlines():
            assert len(line) <= TEXT_WIDTH or " " not in line.strip()


def test_the_text_shows_what_was_printed_on_lines_that_cannot_be_forged() -> None:
    text = text_email(spiteful())

    assert "{{7*7}}" in text
    assert "49" not in text
    assert "\u202e" not in text
    assert "\x00" not in text
    assert not [line for line in text.splitlines() if line.startswith(("Bcc", "=====")) and line != "=" * len(line)]


class _Tags(HTMLParser):
    """Collects the tags, links and outside resources of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        names = dict(attrs)
        assert not {"src", "srcset", "background", "onclick", "onerror"} & names.keys()
        assert "url(" not in (names.get("style") or "")
        if "href" in names:
            self.links.append(names["href"] or "")


def test_html_escapes_everything_and_loads_nothing() -> None:
    page = _Tags()
    page.feed(html_email(spiteful()))

    assert page.tags <= {"html", "head", "meta", "title", "body", "div", "p", "span", "br", "a", "h1", "h2"}
    assert page.links == []
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html_email(spiteful())


def test_html_holds_the_same_facts_and_links_as_the_text() -> None:
    told = message()
    html = html_email(told)
    page = _Tags()
    page.feed(html)

    assert page.links == [
        "https://www.ice.gov/doclib/287g/goliad.pdf",
        "https://lookout.example.org/changes/c0ffee12",
        "https://www.ice.gov/doclib/287g/participatingAgencies03052025am.xlsx",
        "https://lookout.example.org/changes",
        "https://lookout.example.org/manage/secret-token",
    ]
    [one] = letter(told).groups[0].reports
    for fact in (*one.facts, *one.evidence, *one.shares):
        assert fact.value.replace("'", "&#39;") in html


def test_a_digest_of_a_hundred_changes_stays_below_what_mail_programs_cut() -> None:
    name = "Agency of Long County Sheriff's Office"
    items = [item(changed(ChangeKind.NEW, replace(GOLIAD, agency=f"{name} {n}"))) for n in range(100)]

    for language in Language:
        assert len(html_email(message(*items, language=language)).encode()) < 102_000


def test_a_chat_message_without_room_tells_each_change_in_short_and_counts_the_rest() -> None:
    items = [item(changed(ChangeKind.NEW, replace(GOLIAD, agency=f"Agency {n}"))) for n in range(9)]
    told = message(*items)

    assert chat_message(told, 310) == (
        "9 changes on ICE's 287(g) lists match your subscription.\n"
        "\n"
        "Agency 0 signed a 287(g) agreement (Task Force Model)\n"
        "https://lookout.example.org/changes/c0ffee12\n"
        "\n"
        "Agency 1 signed a 287(g) agreement (Task Force Model)\n"
        "https://lookout.example.org/changes/c0ffee12\n"
        "\n"
        "And 7 more: https://lookout.example.org/changes"
    )
    assert all(len(chat_message(told, limit)) <= limit for limit in (1, 40, 100, 1000, 2000))


def test_a_whole_chat_message() -> None:
    assert chat_message(message(), 2000) == (
        "One change on ICE's 287(g) lists matches your subscription.\n"
        "\n"
        "Goliad County Sheriff's Office signed a 287(g) agreement (Task Force Model)\n"
        "Under this model, officers may question people about immigration status and detain them during ordinary policing, "
        "such as patrols and traffic stops.\n"
        "Signed: March 4, 2025\n"
        "Confirmed: this is what ICE's list shows.\n"
        "https://lookout.example.org/changes/c0ffee12"
    )

"""A letter as text for a terminal, as HTML for a phone, and as one short chat message."""

from __future__ import annotations

import textwrap
from functools import cache

import jinja2

from notifier.reports import Fact, Report
from notifier.wording import Letter, more

TEXT_WIDTH = 72
"""Columns of a text email: it still fits 80 after two rounds of quoting."""


def text_email(letter: Letter) -> str:
    """Return *letter* as plain text of TEXT_WIDTH columns; only web addresses and hashes may be longer."""
    return _render("email.txt.j2", letter=letter)


def html_email(letter: Letter) -> str:
    """Return *letter* as HTML: everything escaped, inline style, nothing loaded from anywhere."""
    return _render("email.html.j2", letter=letter)


def chat_message(letter: Letter, limit: int) -> str:
    """Return *letter* as plain text of at most *limit* characters.

    Where it would be longer, each change is told by its headline and its link alone; what still has no room is counted.
    """
    reports = [report for group in letter.groups for report in group.reports]
    text = _chat(letter, reports, brief=True)
    for told in range(len(reports), -1, -1):
        if len(text) <= limit:
            return text
        text = _chat(letter, reports[:told], brief=False)
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"


def _chat(letter: Letter, reports: list[Report], *, brief: bool) -> str:
    left_out = letter.count - len(reports)
    note = more(left_out, letter.change_log_url, letter.language) if left_out else ""
    return _render("chat.txt.j2", letter=letter, reports=reports, brief=brief, more=note).strip()


def _wrapped(text: str, first: str = "", then: str = "") -> str:
    return textwrap.fill(
        text,
        TEXT_WIDTH,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _fact_line(fact: Fact) -> str:
    return _wrapped(f"{fact.label}: {fact.value}", "  ", "    ")


def _permalink_line(report: Report, letter: Letter) -> str:
    return _fact_line(Fact(letter.permalink_label, report.permalink))


def _block(fact: Fact) -> str:
    return f"  {fact.label}:\n{_wrapped(fact.value, '    ', '    ')}"


def _link_line(fact: Fact) -> str:
    return _wrapped(f"{fact.label}: {fact.value}", "", "  ")


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("notifier", "templates"),
        autoescape=jinja2.select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        wrapped=_wrapped, fact_line=_fact_line, permalink_line=_permalink_line, block=_block, link_line=_link_line
    )
    return environment


def _render(template: str, **values: object) -> str:
    return _templates().get_template(template).render(**values)

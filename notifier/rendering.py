"""A letter as text for a terminal, as HTML for a phone, and as one short chat message."""

from __future__ import annotations

import textwrap
from functools import cache, lru_cache
from html import escape

import jinja2

from notifier.personal import Personal
from notifier.reports import Fact, Report
from notifier.wording import Letter, more

TEXT_WIDTH = 72
"""Columns of a text email: it still fits 80 after two rounds of quoting."""

_LINK = '<p style="margin:0 0 8px"><a href="{link}">{label}</a></p>\n'
_BUTTON = (
    '<p style="margin:20px 0"><a href="{link}" style="display:inline-block;padding:10px 18px;border:2px solid #808080;'
    'border-radius:6px;font-weight:bold">{label}</a></p>\n'
)
_CODE = (
    '<p style="margin:20px 0"><span style="opacity:.75;font-size:14px">{label}</span><br>\n'
    '<span style="font-size:22px;font-weight:bold">{code}</span></p>\n'
)


def text_email(letter: Letter) -> tuple[str, str]:
    """Return *letter* as plain text: what stands above its recipient's own part, and what stands below it.

    Its lines have TEXT_WIDTH columns; only web addresses and hashes may be longer.
    """
    return _render("email.txt.j2", letter=letter), _render("end.txt.j2", letter=letter)


def text_own(own: Personal) -> str:
    """Return its recipient's part of a text email, in whole lines."""
    asked = "".join(f"{_link_line(fact)}\n\n" for fact in own.asked)
    return asked + (f"{_link_line(own.manage)}\n" if own.manage else "")


def html_email(letter: Letter) -> tuple[str, str]:
    """Return *letter* as HTML: what stands above its recipient's own part, and what stands below it.

    Everything is escaped, the style is inline, and nothing is loaded from anywhere.
    """
    return _render("email.html.j2", letter=letter), _render("end.html.j2", letter=letter)


def html_own(own: Personal) -> str:
    """Return its recipient's part of an HTML email, in whole lines.

    Made without a template, which would cost more than all else that is done for one recipient.
    """
    pieces = [_BUTTON.format(link=escape(own.action.link), label=escape(own.action.label))] if own.action else []
    if own.code:
        pieces.append(_CODE.format(label=escape(own.code.label), code=escape(own.code.value)))
    if own.manage:
        pieces.append(_LINK.format(link=escape(own.manage.link), label=escape(own.manage.label)))
    return "".join(pieces)


def chat_message(letter: Letter, own: Personal, limit: int) -> str:
    """Return a message as plain text of at most *limit* characters.

    Where it would be longer, each change or release is told by its headline and its link alone; what still has no room is counted.
    """
    reports = [report for group in letter.groups for report in group.reports]
    text = _chat(letter, own, reports, brief=True)
    for told in range(len(reports), -1, -1):
        if len(text) <= limit:
            return text
        text = _chat(letter, own, reports[:told], brief=False)
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"


def _chat(letter: Letter, own: Personal, reports: list[Report], *, brief: bool) -> str:
    left_out = letter.count - len(reports)
    note = more(left_out, letter.change_log_url, letter.language) if left_out else ""
    return _render("chat.txt.j2", letter=letter, own=own, reports=reports, brief=brief, more=note).strip()


@lru_cache(maxsize=256)
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


def _permalink_line(report: Report) -> str:
    return _fact_line(Fact(report.permalink_label, report.permalink))


def _block(fact: Fact) -> str:
    return f"  {fact.label}:\n{_wrapped(fact.value, '    ', '    ')}"


def _link_line(fact: Fact) -> str:
    """Return a label and an address, or a code, that belong to one recipient: nothing of them is kept."""
    line = f"{fact.label}: {fact.value}"
    return line if len(line) <= TEXT_WIDTH else f"{fact.label}:\n  {fact.value}"


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("notifier", "templates"),
        autoescape=jinja2.select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters.update(
        wrapped=_wrapped, fact_line=_fact_line, permalink_line=_permalink_line, block=_block, link_line=_link_line
    )
    return environment


def _render(template: str, **values: object) -> str:
    return _templates().get_template(template).render(**values)

"""How text reaches a terminal: nothing that somebody else wrote may steer it."""

from __future__ import annotations

import unicodedata

from rich.console import Console


def plain_console() -> Console:
    """Return a console that takes no markup; it writes no colour codes where the output is no terminal."""
    return Console(highlight=False, markup=False, emoji=False)


def harmless(text: str) -> str:
    r"""Return *text* with control, direction-turning and invisible characters written out, such as "\x1b"."""
    return "".join(c if _is_harmless(c) else c.encode("unicode_escape").decode() for c in text)


def _is_harmless(character: str) -> bool:
    """Tell whether a character only shows itself. Zl and Zp are line breaks; C* are control, format and the like."""
    category = unicodedata.category(character)
    return not category.startswith("C") and category not in {"Zl", "Zp"}

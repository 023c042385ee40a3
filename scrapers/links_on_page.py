"""Finds which link on ICE's page leads to which list, by what the links mean rather than by how they are written."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from lxml import html
from rapidfuzz.distance import DamerauLevenshtein

from domain.text import comparable, shown
from workflows.ports import DocumentRole, FetchProblem, Problem

LIST_ROLES = (DocumentRole.PARTICIPATING, DocumentRole.PENDING)

# The names that ICE's own workbooks have had: "participatingAgencies…", "ParticipatingAgency…", "ParticipatingEntities…".
_NAME_BEGINNINGS = {
    role: tuple(f"{role}{noun}" for noun in ("agencies", "agency", "entities", "entity")) for role in LIST_ROLES
}
_NAME_SLIPS = 2
"""Edits allowed in the name's beginning: ICE has dropped letters in agency names and doubled digits in file names."""
_TEXT_WORDS = {role: re.compile(rf"\b{role}\b(?: \w+){{0,3}}? (?:agenc|entit)") for role in LIST_ROLES}
_WORKBOOK_ENDINGS = (".xlsx", ".xls", ".xlsm", ".xlsb")
_DOWNLOAD_PATH = re.compile(r"/file-download/(?:download/)?(?:public/)?\d+/?$", re.IGNORECASE)
"""ICE's second way to link a file: the path holds only a number, the name comes with the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookLink:
    """The one address that the page gives for a list, and the text of the link."""

    role: DocumentRole
    url: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookLinks:
    """At most one link per list, and what is wrong with the page's links."""

    links: tuple[WorkbookLink, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    url: str
    text: str
    by_name: DocumentRole | None
    by_text: DocumentRole | None

    @property
    def role(self) -> DocumentRole | None:
        return self.by_name or self.by_text

    @property
    def contradicts_itself(self) -> bool:
        return None not in {self.by_name, self.by_text} and self.by_name is not self.by_text

    @property
    def is_workbook(self) -> bool:
        path = urlsplit(self.url).path.lower()
        return path.endswith(_WORKBOOK_ENDINGS) or _DOWNLOAD_PATH.search(path) is not None


def find_workbook_links(page: html.HtmlElement, *, page_url: str, allowed_hosts: Collection[str]) -> WorkbookLinks:
    """Return the list links on *page*. *allowed_hosts* are `host` or `host:port` in lower case.

    No link for the participating list is a problem, never an empty list. The pending list may be absent: ICE has
    published none since 27 February 2026.
    """
    candidates = [candidate for candidate in _candidates(page, page_url) if candidate.role is not None]
    links: list[WorkbookLink] = []
    problems: list[Problem] = []
    for role in LIST_ROLES:
        found = _distinct([c for c in candidates if c.role is role and c.is_workbook])
        if problem := _problem(role, found, candidates, page_url, allowed_hosts):
            problems.append(problem)
        elif found:
            links.append(WorkbookLink(role=role, url=found[0].url, text=found[0].text))
    return WorkbookLinks(links=tuple(links), problems=tuple(problems))


def role_by_name(name: str) -> DocumentRole | None:
    """Return which list a workbook's file name says it is, or None where it says neither."""
    letters = re.sub(r"[^a-z]", "", unquote(name).lower().replace("287g", "").replace("287(g)", ""))
    for role, beginnings in _NAME_BEGINNINGS.items():
        if any(beginning in letters for beginning in beginnings):
            return role
    for role, beginnings in _NAME_BEGINNINGS.items():
        if any(DamerauLevenshtein.distance(letters[: len(b)], b) <= _NAME_SLIPS for b in beginnings):
            return role
    return None


def role_by_text(text: str) -> DocumentRole | None:
    """Return which list a link's text speaks of, or None where it speaks of neither or of both."""
    words = comparable(text)
    spoken_of = [role for role, pattern in _TEXT_WORDS.items() if pattern.search(words)]
    return spoken_of[0] if len(spoken_of) == 1 else None


def file_name(url: str) -> str:
    """Return the last part of an address, percent-decoded."""
    return unquote(posixpath.basename(urlsplit(url).path.rstrip("/")))


def host_of(url: str) -> str:
    """Return `host` or `host:port` of an address in lower case, "" where it has none."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def _candidates(page: html.HtmlElement, page_url: str) -> list[_Candidate]:
    base = page.find(".//base[@href]")
    base_url = urljoin(page_url, base.get("href", "").strip()) if base is not None else page_url
    found = []
    for anchor in page.iter("a"):
        url = _absolute(base_url, anchor.get("href", ""), page_url)
        if url is None:
            continue
        text = shown(" ".join((anchor.text_content(), anchor.get("title", ""), anchor.get("aria-label", ""))))
        by_text = role_by_text(text)
        found.append(_Candidate(url=url, text=text, by_name=role_by_name(file_name(url)), by_text=by_text))
    return found


def _absolute(base_url: str, href: str, page_url: str) -> str | None:
    """Return the full address with blanks escaped; a plain http link on a secure page is raised to https."""
    try:
        parts = urlsplit(urljoin(base_url, "".join(href.strip().splitlines()).replace(" ", "%20")))
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    scheme = "https" if urlsplit(page_url).scheme == "https" else parts.scheme
    return urlunsplit((scheme, parts.netloc, parts.path, parts.query, ""))


def _distinct(candidates: list[_Candidate]) -> list[_Candidate]:
    by_target: dict[tuple[str, str, str], _Candidate] = {}
    for candidate in candidates:
        parts = urlsplit(candidate.url)
        key = (host_of(candidate.url), unquote(parts.path).rstrip("/ ").casefold(), parts.query)
        by_target.setdefault(key, candidate)
    return list(by_target.values())


def _problem(
    role: DocumentRole,
    found: list[_Candidate],
    candidates: list[_Candidate],
    page_url: str,
    allowed_hosts: Collection[str],
) -> Problem | None:
    def problem(message: str) -> Problem:
        return Problem(kind=FetchProblem.LINKS, role=role, url=page_url, message=message)

    if mixed := [c for c in found if c.contradicts_itself]:
        return problem(
            f"A link says “{mixed[0].text[:80]}” but leads to {file_name(mixed[0].url)[:80]}, the other list. Nothing was "
            f"read from it; check the page."
        )
    if len(found) > 1:
        named = " and ".join(c.url[:200] for c in found[:4])
        return problem(
            f"The page links {len(found)} different workbooks as the {role} list: {named}. Check which counts."
        )
    if found and host_of(found[0].url) not in allowed_hosts:
        return problem(
            f"The {role} list is now linked on another host, {host_of(found[0].url)[:100]}. Nothing was fetched; check the "
            f"page and allow the host if it is the publisher's."
        )
    if not found and (documents := [c for c in candidates if c.role is role and _is_document(c.url)]):
        return problem(
            f"The page links the {role} list as {file_name(documents[0].url)[:80]}, which is no Excel workbook. Look at it "
            f"by hand."
        )
    if not found and role is DocumentRole.PARTICIPATING:
        return problem(
            "The page has no link to the participating list. This never means that all agencies left: check the page, "
            "which may have been redesigned."
        )
    return None


def _is_document(url: str) -> bool:
    return urlsplit(url).path.lower().endswith((".pdf", ".csv", ".ods", ".doc", ".docx", ".zip"))

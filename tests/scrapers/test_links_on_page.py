"""Finding the workbooks on the page, whatever they are called and however they are linked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scrapers.links_on_page import WorkbookLinks, find_workbook_links, role_by_name
from scrapers.readers.page_text import parse_page
from tests.builders.site import list_page
from workflows.ports import DocumentRole, FetchProblem

PAGE = "https://www.ice.gov/identify-and-arrest/287g"
FOLDER = "/doclib/about/offices/ero/287g/"
HOSTS = frozenset({"www.ice.gov", "ice.gov"})
CAPTURES = Path(os.environ.get("LOOKOUT_CAPTURES", "../shared/captures"))

NAMES = [
    "participatingAgencies05162025am.xlsx",
    "participatingAgencies08132026.xlsx",
    "participatingAgencies07032025pm2.xlsx",
    "participatingAgencies07242025pm_b.xlsx",
    "participatingAgencies05122025amB.xlsx",
    "participatingAgencies10012025mid.xlsx",
    "ParticipatingAgencies08282026pm.xlsx",
    "ParticipatingAgency091826am.xlsx",
    "287gParticipatingAgencies091526pm.xlsx",
    "participatingAgencies04212026am 12.15.07 AM.xlsx",
    "participatingAgencies090022025am.xlsx",
    "participatingAgencies01052025pm.xlsx",
    "ParticipatingEntities-20240111222101.xlsx",
    "particpatingAgencies05162025am.xlsx",
]


def find(*links: tuple[str, str], page_url: str = PAGE) -> WorkbookLinks:
    page = parse_page(list_page(*links))
    assert page is not None
    return find_workbook_links(page, page_url=page_url, allowed_hosts=HOSTS)


def urls(found: WorkbookLinks) -> dict[DocumentRole, str]:
    assert found.problems == ()
    return {link.role: link.url for link in found.links}


@pytest.mark.parametrize("name", NAMES)
def test_every_shape_of_name_is_found_for_both_lists(name: str) -> None:
    pending = (
        name.replace("particpating", "pending").replace("participating", "pending").replace("Participating", "Pending")
    )

    found = urls(find((FOLDER + name, ""), (FOLDER + pending, "")))

    assert found == {
        DocumentRole.PARTICIPATING: f"https://www.ice.gov{FOLDER}{name}".replace(" ", "%20"),
        DocumentRole.PENDING: f"https://www.ice.gov{FOLDER}{pending}".replace(" ", "%20"),
    }


@pytest.mark.parametrize(
    "href",
    [
        "https://www.ice.gov/doclib/participatingAgencies1.xlsx",
        "HTTPS://WWW.ICE.GOV/doclib/participatingAgencies1.xlsx",
        "//www.ice.gov/doclib/participatingAgencies1.xlsx",
        "http://www.ice.gov/doclib/participatingAgencies1.xlsx",
        "/doclib/participatingAgencies1.xlsx",
        "../doclib/participatingAgencies1.xlsx",
        " /doclib/participatingAgencies1.xlsx \n",
        "/doclib/participatingAgencies1.xlsx#top",
        "/doclib/participating%41gencies1.xlsx",
    ],
)
def test_every_form_of_address_leads_to_the_file_over_https(href: str) -> None:
    [url] = urls(find((href, "View"))).values()

    assert url.replace("%41", "A").lower() == "https://www.ice.gov/doclib/participatingagencies1.xlsx"


def test_an_escaped_ampersand_is_one() -> None:
    assert urls(find(("/doclib/participatingAgencies1.xlsx?a=1&amp;b=2", ""))) == {
        DocumentRole.PARTICIPATING: "https://www.ice.gov/doclib/participatingAgencies1.xlsx?a=1&b=2"
    }


@pytest.mark.parametrize("path", ["/file-download/download/public/208496", "/file-download/public/208496"])
def test_a_numbered_download_is_told_by_its_text(path: str) -> None:
    found = urls(find((path, "View 287(g) Participating Agencies"), (path + "1", "View Pending\u00a0Agencies")))

    assert found == {
        DocumentRole.PARTICIPATING: f"https://www.ice.gov{path}",
        DocumentRole.PENDING: f"https://www.ice.gov{path}1",
    }


def test_a_page_without_a_pending_list_is_normal() -> None:
    assert list(urls(find((FOLDER + NAMES[0], "Participating agencies")))) == [DocumentRole.PARTICIPATING]


def test_the_same_target_twice_is_one_link() -> None:
    upper = FOLDER + NAMES[0].replace("am.xlsx", "am.XLSX")

    assert len(urls(find((FOLDER + NAMES[0], "a"), (f"https://www.ice.gov{FOLDER}{NAMES[0]}", "b"), (upper, "c")))) == 1


@pytest.mark.parametrize(
    ("links", "role", "message"),
    [
        ([], DocumentRole.PARTICIPATING, "never means that all agencies left"),
        ([("/agencies", "Participating agencies explained")], DocumentRole.PARTICIPATING, "never means that all"),
        (
            [(FOLDER + NAMES[0], ""), (FOLDER + NAMES[1], "")],
            DocumentRole.PARTICIPATING,
            f"2 different workbooks as the participating list: https://www.ice.gov{FOLDER}{NAMES[0]} and ",
        ),
        (
            [("https://evil.example/participatingAgencies1.xlsx", "")],
            DocumentRole.PARTICIPATING,
            "on another host, evil.example",
        ),
        (
            [("https://www.ice.gov@evil.example/participatingAgencies1.xlsx", "")],
            DocumentRole.PARTICIPATING,
            "on another host, evil.example",
        ),
        (
            [("/doclib/participatingAgencies1.pdf", "Participating Agencies")],
            DocumentRole.PARTICIPATING,
            "participatingAgencies1.pdf, which is no Excel workbook",
        ),
        (
            [("/doclib/pendingAgencies1.xlsx", "View participating agencies")],
            DocumentRole.PENDING,
            "says “View participating agencies” but leads to pendingAgencies1.xlsx",
        ),
    ],
)
def test_a_link_that_cannot_be_told_is_a_problem_and_is_not_followed(
    links: list[tuple[str, str]], role: DocumentRole, message: str
) -> None:
    found = find(*links)

    [problem] = [problem for problem in found.problems if problem.role is role]
    assert problem.kind is FetchProblem.LINKS
    assert message in problem.message
    assert role not in {link.role for link in found.links}


def test_scripts_and_other_links_are_not_mistaken_for_the_list() -> None:
    found = find(
        ("/news/participating-agencies", "More on participating agencies"),
        ("javascript:void(0)", "Participating agencies"),
        ("http://[broken/participatingAgencies.xlsx", "Participating agencies"),
        (FOLDER + NAMES[0], "View"),
    )

    assert [link.url for link in found.links] == [f"https://www.ice.gov{FOLDER}{NAMES[0]}"]
    assert found.problems == ()


def test_a_page_on_this_machine_keeps_its_scheme_and_port() -> None:
    page = parse_page(list_page(("/participatingAgencies1.xlsx", "")))
    assert page is not None

    found = find_workbook_links(page, page_url="http://127.0.0.1:8001/287g", allowed_hosts={"127.0.0.1:8001"})

    assert [link.url for link in found.links] == ["http://127.0.0.1:8001/participatingAgencies1.xlsx"]


def test_every_name_ever_archived_is_recognised() -> None:
    lists = sorted((CAPTURES / "wayback_index").glob("workbook_filenames_*.txt"))
    if not lists:
        pytest.skip(f"The lists of archived names are not in {CAPTURES}; set LOOKOUT_CAPTURES to have them checked.")
    names = [
        line.strip().rpartition("/")[2] for path in lists for line in path.read_text(encoding="utf-8").splitlines()
    ]

    unrecognised = [name for name in names if name and str(role_by_name(name))[:4] != name.lstrip("~$").lower()[:4]]

    assert unrecognised == []
    assert len(names) > 1_000

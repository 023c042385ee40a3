"""Answers that are no answer: told apart from real ones, with the right kind of problem."""

from __future__ import annotations

import pytest

from scrapers.readers.soft_errors import Answer, Wanted, find_soft_error
from tests.builders.site import list_page
from tests.builders.workbooks import build_workbook, listed
from workflows.ports import FetchProblem

URL = "https://www.ice.gov/identify-and-arrest/287g"
AKAMAI = (
    b"<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don't have permission to access "
    b"this server.<P>Reference #18.3dfd1602.1756.48b2</BODY></HTML>"
)


def answer(
    body: bytes, *, status: int = 200, final_url: str = URL, is_page: bool = True, **headers: str
) -> tuple[FetchProblem, str] | None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return find_soft_error(
        Answer(
            status=status,
            headers=named,
            body=body,
            asked_url=URL,
            final_url=final_url,
            wanted=Wanted.PAGE if is_page else Wanted.WORKBOOK,
        )
    )


def titled(title: str, text: str = "") -> bytes:
    return f"<html><head><title>{title}</title></head><body>{text}</body></html>".encode()


def test_a_real_page_and_a_real_workbook_are_let_through() -> None:
    assert answer(list_page(("/x.xlsx", "x"), prose="Access to a page not found is denied, some say. " * 60)) is None
    assert answer(build_workbook([listed()]), is_page=False) is None
    assert answer(b"", status=304) is None


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        (answer(AKAMAI, status=403, server="AkamaiGHost"), FetchProblem.BLOCKED),
        (answer(AKAMAI), FetchProblem.BLOCKED),
        (answer(AKAMAI, is_page=False), FetchProblem.BLOCKED),
        (answer(titled("", "Reference #18.3dfd1602.1756")), FetchProblem.BLOCKED),
        (answer(b"", status=202, x_amzn_waf_action="challenge"), FetchProblem.BLOCKED),
        (answer(titled("Just a moment..."), status=403, cf_mitigated="challenge"), FetchProblem.BLOCKED),
        (answer(titled("Just a moment...")), FetchProblem.BLOCKED),
        (answer(titled("Sign in to continue")), FetchProblem.BLOCKED),
        (answer(titled("ICE", "Please complete the CAPTCHA to go on.")), FetchProblem.BLOCKED),
        (answer(b"", status=429, retry_after="120"), FetchProblem.BLOCKED),
        (answer(b" \n "), FetchProblem.UNREADABLE),
        (answer(titled("Page Not Found | ICE")), FetchProblem.GONE),
        (answer(titled("ICE", "The page you requested could not be found.")), FetchProblem.GONE),
        (answer(titled("x"), status=404), FetchProblem.GONE),
        (answer(titled("x"), status=410), FetchProblem.GONE),
        (answer(list_page(), final_url="https://www.ice.gov/"), FetchProblem.GONE),
        (answer(titled("Site under maintenance")), FetchProblem.UNREACHABLE),
        (answer(titled("ICE", "This site is currently undergoing maintenance.")), FetchProblem.UNREACHABLE),
        (answer(titled("x"), status=503, retry_after="30"), FetchProblem.UNREACHABLE),
        (answer(list_page(), status=206), FetchProblem.UNREADABLE),
        (answer(b"", status=204), FetchProblem.UNREADABLE),
        (answer(b"", status=302), FetchProblem.UNREADABLE),
        (answer(list_page(), is_page=False), FetchProblem.UNREADABLE),
        (answer(b"PK\x03\x04"), FetchProblem.UNREADABLE),
    ],
)
def test_every_kind_of_detour_is_told(problem: tuple[FetchProblem, str] | None, kind: FetchProblem) -> None:
    assert problem is not None
    assert problem[0] is kind
    assert problem[1].endswith("the next poll tries again.")


def test_the_sentence_says_how_long_to_wait_only_where_the_wish_makes_sense() -> None:
    patient, absurd = answer(b"", status=429, retry_after="120"), answer(b"", status=429, retry_after="9" * 12)

    assert patient is not None
    assert "wait 120 seconds" in patient[1]
    assert absurd is not None
    assert "wait" not in absurd[1]

"""Where a hyperlink of ICE's workbook leads, once wrappers and slips are taken off, and what is no public page."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.links import document_key, same_document, unwrap

DOCUMENT = "https://www.ice.gov/doclib/287gMOA/GoliadTFM.pdf"
MAILBOX = "staff.member@example.gov"


def wrapped(url: str, *, host: str = "gcc02.safelinks.protection.outlook.com", mailbox: str = MAILBOX) -> str:
    data = quote(f"05|02|{mailbox}|6f1c", safe="")
    return f"https://{host}/?url={quote(url, safe='')}&data={data}&sdata=x%3D&reserved=0"


@pytest.mark.parametrize(
    "printed",
    [
        DOCUMENT,
        f"  {DOCUMENT}\n",
        DOCUMENT + "#page=2",
        DOCUMENT.replace("www.ice.gov", "WWW.ICE.gov"),
        DOCUMENT.replace("https", "HTTPS"),
        DOCUMENT.replace("https://", "https:/"),
        DOCUMENT.replace("https://", "https:///"),
        DOCUMENT.replace("https://", "ttps://"),
        DOCUMENT.replace("https://", "hhttps://"),
        f"chrome-extension://efaidnbmnnnibpcajpcglclefindmkaj/{DOCUMENT}",
        DOCUMENT.replace("/287g", "\n/287g"),
        wrapped(DOCUMENT),
        wrapped(DOCUMENT, host="usg01.safelinks.protection.office365.us"),
        wrapped(wrapped(DOCUMENT)),
        wrapped(f"chrome-extension://abcdef/{DOCUMENT}"),
        f"chrome-extension://abcdef/{wrapped(DOCUMENT)}",
    ],
)
def test_wrappers_and_slips_are_taken_off(printed: str) -> None:
    assert unwrap(printed) == DOCUMENT


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "link pending",
        "javascript:alert(1)",
        "JavaScript:alert(document.cookie)//https://www.ice.gov",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///C:/Users/someone/Goliad.pdf",
        r"\\fileserver\share\Goliad.pdf",
        "//www.ice.gov/doclib/Goliad.pdf",
        f"mailto:{MAILBOX}",
        "ftp://www.ice.gov/Goliad.pdf",
        "chrome-extension://efaidnbmnnnibpcajpcglclefindmkaj/options.html",
        "https://intranet/Goliad.pdf",
        "https://someone:secret@www.ice.gov/Goliad.pdf",
        f"https://{MAILBOX}/Goliad.pdf",
        "https://[::1/Goliad.pdf",
        "https:///",
        wrapped("javascript:alert(1)"),
        wrapped("file:///C:/Goliad.pdf"),
        "https://gcc02.safelinks.protection.outlook.com/?data=only",
        wrapped(wrapped(wrapped(wrapped(DOCUMENT)))),
    ],
)
def test_what_is_no_public_web_page_leads_nowhere(printed: str) -> None:
    assert unwrap(printed) is None


def test_a_host_that_only_looks_like_the_wrapper_stays_as_it_is() -> None:
    lookalike = "https://safelinks.protection.outlook.com.example.org/?url=https%3A%2F%2Fwww.ice.gov"

    assert unwrap(lookalike) == lookalike


@given(mailbox=st.emails(), depth=st.integers(1, 5))
@settings(derandomize=True, max_examples=60)
def test_the_mailbox_in_a_wrapper_is_never_in_what_comes_out(mailbox: str, depth: int) -> None:
    url = DOCUMENT
    for _ in range(depth):
        url = wrapped(url, mailbox=mailbox)

    assert unwrap(url) in {DOCUMENT, None}


@given(st.text(max_size=60) | st.text(max_size=40).map(lambda tail: f"https://www.ice.gov/{tail}"))
@settings(derandomize=True, max_examples=300)
def test_whatever_stands_in_a_cell_gives_a_web_address_or_nothing(text: str) -> None:
    url = unwrap(text)

    if url is not None:
        assert urlsplit(url).scheme in {"http", "https"}
        assert "." in (urlsplit(url).hostname or "")
        assert unwrap(url) == url


@pytest.mark.parametrize(
    "other",
    [
        DOCUMENT.lower(),
        DOCUMENT.replace("https", "http"),
        DOCUMENT.replace("www.", ""),
        DOCUMENT.replace("287g", "287%67"),
        wrapped(DOCUMENT),
        DOCUMENT + "#page=1",
    ],
)
def test_two_ways_to_one_document_are_the_same(other: str) -> None:
    assert same_document(DOCUMENT, other)


@pytest.mark.parametrize("other", [DOCUMENT.replace("Goliad", "Kinney"), DOCUMENT + "?v=2", None, "link pending"])
def test_another_address_is_another_document(other: str | None) -> None:
    assert not same_document(DOCUMENT, other)


def test_no_link_has_an_empty_key_and_is_like_no_other_document() -> None:
    assert document_key(None) == document_key("") == document_key("link pending") == ""

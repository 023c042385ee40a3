"""One canonical address and one id for every way to write a page's address; nothing raises, and no mailbox survives."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.web_addresses import canonical_url, host_of, release_id, slug_root

PAGE = "https://www.dhs.gov/news/2025/09/02/partners-reimbursed"


@pytest.mark.parametrize(
    "printed",
    [
        PAGE,
        f"  {PAGE}\n",
        f"{PAGE}/",
        f"{PAGE}#main",
        f"{PAGE}?utm_source=govdelivery&utm_medium=email",
        f"{PAGE}?fbclid=abc&gclid=1&mc_cid=2&mc_eid=3&UTM_Campaign=x",
        PAGE.replace("https", "http"),
        PAGE.replace("www.dhs.gov", "WWW.DHS.GOV"),
        PAGE.replace("www.dhs.gov", "www.dhs.gov:443"),
        PAGE.replace("https://www.dhs.gov", "http://www.dhs.gov:80"),
        PAGE.replace("https://", "https://reader:secret@"),
        PAGE.replace("dhs.gov", "dhs.gov."),
        f"https://gcc02.safelinks.protection.outlook.com/?url={quote(PAGE, safe='')}&data=05%7Cstaff%40example.gov",
    ],
)
def test_every_way_to_write_an_address_is_one_address_and_one_id(printed: str) -> None:
    assert canonical_url(printed) == PAGE
    assert release_id(printed) == release_id(PAGE)


def test_an_id_is_twelve_hex_digits_and_tells_pages_apart() -> None:
    assert len(release_id(PAGE)) == 12
    assert set(release_id(PAGE)) <= set("0123456789abcdef")
    assert release_id(PAGE) != release_id(f"{PAGE}-0")


def test_a_parameter_that_chooses_the_page_stays_in_its_place() -> None:
    url = "https://kentucky.gov/Pages/Activity-stream.aspx?n=GovernorBeshear&prId=2101"
    assert canonical_url(f"{url}&utm_source=x") == url
    assert canonical_url("https://x.gov/?a=1&a=2&utm_term=y") == "https://x.gov/?a=1&a=2"


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8000/news",
        "http://127.0.0.1/x",
        "http://[::1]:8080/x",
        "http://demo.localhost/x",
        "http://desk/x",
        "http://x.gov:8080/y",
    ],
)
def test_a_local_host_or_an_odd_port_keeps_its_scheme(url: str) -> None:
    assert canonical_url(url) == url


def test_the_root_keeps_its_slash() -> None:
    assert canonical_url("https://www.ice.gov") == canonical_url("https://www.ice.gov/") == "https://www.ice.gov/"


def test_a_wrapper_that_leads_nowhere_does_not_show_its_mailbox() -> None:
    wrapper = "https://gcc02.safelinks.protection.outlook.com/?url=javascript%3A1&data=staff%40example.gov"
    assert "staff" not in canonical_url(wrapper)


def test_a_user_and_password_are_never_kept() -> None:
    for url in (
        "https://me:pw@x.gov/y",
        "ftp://me:pw@x.gov/y",
        "//me:pw@x.gov/y",
        "http://me:pw@[bad/y",
        "http://me:pw@x.gov:99999/",
    ):
        assert "pw" not in canonical_url(url)


@pytest.mark.parametrize(
    ("url", "root"),
    [
        ("https://governor.nebraska.gov/governor-announces-agreement-0", "/governor-announces-agreement"),
        ("https://governor.utah.gov/2026/03/04/news-2/", "/2026/03/04/news"),
        ("https://x.gov/News/Agreement", "/news/agreement"),
        ("https://x.gov/news/agreements-2025", "/news/agreements-2025"),
        ("https://x.gov/", "/"),
        ("not an address", ""),
    ],
)
def test_the_root_of_a_slug_leaves_out_the_twins_figure(url: str, root: str) -> None:
    assert slug_root(url) == root


def test_a_host_is_told_without_www() -> None:
    assert host_of("https://WWW.ICE.gov/x") == "ice.gov"
    assert host_of("mailto:x") == ""


@given(
    st.one_of(
        st.text(),
        st.text(alphabet="/ab\ud800\udfff").map(lambda path: f"http://x.gov/{path}"),
        st.text(alphabet="htps:/@[]%#?&=.:ab1\n ", max_size=60),
        st.text(max_size=40).map(lambda tail: f"https://www.ice.gov/{tail}"),
        st.text(alphabet="[]:@%.\\/a1", max_size=20).map(lambda host: f"http://{host}/x"),
    )
)
def test_nothing_breaks_it_and_twice_is_once(text: str) -> None:
    once = canonical_url(text)
    assert canonical_url(once) == once
    assert "#" not in once
    assert len(release_id(text)) == 12
    slug_root(text)

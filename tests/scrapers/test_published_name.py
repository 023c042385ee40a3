"""The name of a file, from its answer or its address."""

from __future__ import annotations

import pytest

from scrapers.published_name import published_name

URL = "https://www.ice.gov/doclib/participatingAgencies04212026am%2012.15.07%20AM.xlsx?x=1"


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("", "participatingAgencies04212026am 12.15.07 AM.xlsx"),
        ("attachment", "participatingAgencies04212026am 12.15.07 AM.xlsx"),
        ('attachment; filename="a b.xlsx"', "a b.xlsx"),
        ("attachment; filename=a.xlsx; size=1", "a.xlsx"),
        ("attachment; filename=a.xlsx", "a.xlsx"),
        ('attachment; filename="a.xlsx', "a.xlsx"),
        ("attachment; filename=\"old.xlsx\"; filename*=UTF-8''n%C3%A9w%20one.xlsx", "néw one.xlsx"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="C:\\\\x\\\\a.xlsx"', "a.xlsx"),
        ('attachment; filename="a\u202e\x00.xlsx"', "a.xlsx"),
        ('attachment; filename=""', "participatingAgencies04212026am 12.15.07 AM.xlsx"),
    ],
)
def test_the_name_is_clean_and_has_no_stray_quote_or_folder(disposition: str, name: str) -> None:
    assert published_name(disposition, URL) == name

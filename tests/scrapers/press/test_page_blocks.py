"""Reading the words of a watched page block by block, without what changes by itself."""

from __future__ import annotations

import pytest

from scrapers.readers.page_blocks import blocks_of
from tests.builders import newsroom_pages as pages


def blocks(main: str, *, content: str = "main", ignore: tuple[str, ...] = ()) -> tuple[str, ...]:
    return blocks_of(pages.page(main, title="Grants"), content=content, ignore=ignore)


@pytest.mark.parametrize(
    ("main", "read_as"),
    [
        ("<h1>Grants</h1><p>First.</p>\n<p>Second.</p>", ("Grants", "First.", "Second.")),
        ("<p>The <b>b</b>oard <a href='/x'>met</a>.</p>", ("The board met.",)),
        ("<p>One<br>two</p>", ("One two",)),
        ("<ul><li>One<ul><li>Two</li></ul>Three</li></ul>", ("One", "Two", "Three")),
        ("<dl><dt>Due</dt><dd>Friday</dd></dl>", ("Due", "Friday")),
        ("<blockquote>Said</blockquote><figure><img><figcaption>Shown</figcaption></figure>", ("Said", "Shown")),
        ("<div>Before<div>inside</div>after</div>", ("Before", "inside", "after")),
        ("Bare<!-- not seen --> words", ("Bare words",)),
        ("<p>  \u00a0 </p><p>\u200b</p><div></div>", ()),
    ],
)
def test_each_element_that_says_something_is_a_block(main: str, read_as: tuple[str, ...]) -> None:
    assert blocks(main) == read_as


def test_a_row_of_a_table_is_one_block_and_a_table_for_the_layout_is_none() -> None:
    row = "<tr><th>County</th><th>Paid</th></tr><tr><td><p>Polk</p></td><td>$5</td></tr><tr><td>Lee</td><td></td></tr>"
    layout = "<tr><td><h2>News</h2><p>One</p></td><td><ul><li>Two</li></ul></td></tr>"

    assert blocks(f"<table>{row}</table>") == ("County | Paid", "Polk | $5", "Lee")
    assert blocks(f"<table>{layout}</table>") == ("News", "One", "Two")


def test_what_no_reader_sees_and_what_moves_by_itself_is_left_out() -> None:
    main = (
        "<script>var a</script><style>p{}</style><noscript>Turn on</noscript><svg><text>x</text></svg>"
        '<form><input value="token"><select><option>2026</option></select><button>Send</button></form>'
        '<p hidden>csrf</p><p>Posted 3 hours ago by the Board</p><p>just now</p><span class="timeago">Monday</span><p>Kept</p>'
    )

    assert blocks(main) == ("Posted by the Board", "Kept")


def test_words_around_what_is_left_out_stay() -> None:
    assert blocks("<p>Due<script>x</script> Friday</p>after") == ("Due Friday", "after")


def test_parts_to_ignore_are_left_out_and_the_words_behind_them_stay() -> None:
    main = '<p>Kept</p><div class="related">Other <p>news</p></div>behind<p class="today">Friday</p>'

    assert blocks(main, ignore=(".related", ".today")) == ("Kept", "behind")


def test_only_the_content_is_read_and_the_whole_body_where_there_is_none() -> None:
    main = '<div class="a">One</div><div class="b">Two<div class="a">Three</div></div><nav>Here</nav>'

    assert blocks(main, content=".a") == ("One", "Three")
    assert blocks(main, content=".b, .a") == ("One", "Two", "Three")
    assert blocks(main) == ("One", "Two", "Three", "Here")
    assert blocks(main, content=".gone") == ("Office of the Governor", "One", "Two", "Three")


def test_the_order_is_the_pages() -> None:
    assert blocks_of(pages.watched_page(["One", "Two <i>x</i>", "Three"]), content="main", ignore=()) == (
        "One",
        "Two x",
        "Three",
    )


def test_a_long_block_goes_on_in_the_next_and_there_are_two_thousand_at_most() -> None:
    long = blocks(f"<p>{'word ' * 1_000}end</p>")

    assert [len(block) <= 2_000 for block in long] == [True] * 3
    assert " ".join(long) == "word " * 1_000 + "end"
    assert [len(block) for block in blocks(f"<p>{'x' * 4_500}</p>")] == [2_000, 2_000, 500]
    assert len(blocks("<p>a</p>" * 3_000)) == 2_000
    assert len(blocks("<p>a</p>" * 1_999 + f"<p>{'x' * 6_000}</p>")) == 2_000


def test_a_selector_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ValueError, match=r"div\["):
        blocks("<p>a</p>", content="div[")


def test_a_page_that_is_none_has_no_blocks() -> None:
    assert blocks_of(b"", content="main", ignore=()) == ()

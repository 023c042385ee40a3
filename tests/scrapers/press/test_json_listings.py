"""Reading listings that come as JSON: WordPress, Drupal's commands, AEM, Localist, any list, and what is none."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.releases import Published
from scrapers.listings import ListingError
from scrapers.strategies import form_of
from scrapers.ways import DrupalAjaxWay, JsonWay, Pager, WordPressWay
from tests.builders import newsroom_pages as pages
from tests.scrapers.press.newsrooms import (
    FLAGS,
    HOME,
    ITEMS,
    LISTING,
    ROWS,
    SIGNING,
    dates,
    days,
    moments,
    read,
    titles,
    urls,
)

POSTS = WordPressWay(strategy="wordpress", url=f"{HOME}/wp-json/wp/v2/posts?per_page=20")
AJAX = DrupalAjaxWay(
    strategy="drupal-ajax", url=f"{HOME}/views/ajax", view_name="news", view_display_id="block_1", select=ROWS
)


def json_way(items: str, *, link: str = "url", title: str = "title", **more: Any) -> JsonWay:
    return JsonWay(strategy="json", url=LISTING, items=items, link=link, title=title, **more)


def told(value: Any) -> bytes:
    return json.dumps(value).encode()


# ---- WordPress


def test_wordpress_tells_words_moments_and_bodies() -> None:
    listing = read(POSTS, pages.wordpress_json(ITEMS), url=POSTS.url)

    assert titles(listing) == [item.title.replace("'", "’") for item in ITEMS]
    assert urls(listing) == [item.url for item in ITEMS]
    assert dates(listing) == moments()
    assert listing.releases[0].lead == SIGNING.lead
    assert listing.releases[0].text == SIGNING.text


def test_the_hour_that_wordpress_gives_without_an_offset_is_never_this_machines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        read_elsewhere = dates(read(POSTS, pages.wordpress_json(ITEMS)))
    time.tzset()

    assert read_elsewhere == moments()


def test_wordpress_is_asked_for_the_next_page_until_one_is_empty() -> None:
    body = pages.wordpress_json(ITEMS)

    assert read(POSTS, body, url=POSTS.url).next_url == f"{POSTS.url}&page=2"
    assert read(POSTS, body, url=f"{POSTS.url}&page=2", page=1).next_url == f"{POSTS.url}&page=3"
    assert read(POSTS, b"[]", url=POSTS.url).next_url is None
    past = told({"code": "rest_post_invalid_page_number", "message": "The page number is larger.", "data": {}})
    assert read(POSTS, past, url=POSTS.url, page=9).releases == ()


def test_a_post_planned_for_midnight_in_utc_came_out_the_evening_before() -> None:
    item = replace(SIGNING, published=datetime(2026, 9, 18, 0, 0, tzinfo=UTC))

    assert dates(read(POSTS, pages.wordpress_json([item]))) == [
        Published(on=date(2026, 9, 17), at=datetime(2026, 9, 18, tzinfo=UTC))
    ]


def test_the_sites_own_hour_counts_where_wordpress_leaves_the_other_out() -> None:
    post = {"title": {"rendered": "Signs"}, "link": "/a", "date": "2026-09-17T08:15:30", "date_gmt": None, "lang": "es"}
    listing = read(POSTS, told([post]))

    assert dates(listing) == [Published(on=date(2026, 9, 17), at=datetime(2026, 9, 17, 13, 15, 30, tzinfo=UTC))]
    assert listing.releases[0].language == "es"


def test_an_error_of_wordpress_is_passed_on() -> None:
    with pytest.raises(ListingError, match="WordPress answered: Sorry, you are not allowed"):
        read(POSTS, told({"code": "rest_forbidden", "message": "Sorry, <b>you</b> are not allowed to do that."}))
    with pytest.raises(ListingError, match="no list of posts"):
        read(POSTS, told({"posts": []}))
    with pytest.raises(ListingError, match="None of the 1 posts"):
        read(POSTS, told([{"id": 5}]))


# ---- Drupal's commands


def test_the_list_is_read_out_of_what_the_commands_insert() -> None:
    listing = read(AJAX, pages.drupal_ajax(ITEMS), url=AJAX.url)

    assert urls(listing) == [item.url for item in ITEMS]
    assert dates(listing) == moments()
    assert listing.next_url == AJAX.url


def test_all_insertions_count_together() -> None:
    commands = [
        {"command": "insert", "data": pages.drupal_rows([SIGNING])},
        {"command": "insert", "data": None},
        {"command": "insert", "data": pages.drupal_rows([FLAGS])},
        "noise",
    ]

    assert urls(read(AJAX, told(commands), url=AJAX.url)) == [SIGNING.url, FLAGS.url]


def test_the_form_asks_for_a_view_and_a_page() -> None:
    assert form_of(AJAX, 3) == {"view_name": "news", "view_display_id": "block_1", "page": "3"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (told({"message": "no view"}), "no list of commands"),
        (told([{"command": "settings"}]), "None of the answer's commands inserts anything"),
        (pages.drupal_ajax([], rows=" "), "no element that matches"),
        (pages.drupal_ajax([], rows="<p>rebuilt</p>"), "no element that matches"),
        (pages.drupal_list(ITEMS), "a web page, not JSON"),
        (b"oops", "no JSON"),
    ],
)
def test_commands_without_a_list_are_told_in_a_sentence(body: bytes, said: str) -> None:
    with pytest.raises(ListingError, match=said):
        read(AJAX, body, url=AJAX.url)


def test_commands_for_a_page_after_the_last_hold_nothing() -> None:
    listing = read(AJAX, pages.drupal_ajax([]), url=AJAX.url, page=40)

    assert (listing.releases, listing.next_url) == ((), None)


# ---- Any other list


def test_aem_is_read_by_paths_and_html_in_it_becomes_words() -> None:
    way = json_way("data.items", link="pagePath", date="publishDate", lead="summary")
    listing = read(way, pages.aem_json([replace(SIGNING, url="/news/one.html"), FLAGS]))

    assert titles(listing) == [SIGNING.title, FLAGS.title]
    assert urls(listing) == [f"{HOME}/news/one.html", FLAGS.url]
    assert dates(listing) == moments()[:2]
    assert listing.releases[0].lead == SIGNING.lead


def test_localist_wraps_each_event() -> None:
    way = json_way("events", link="event.localist_url", title="event.title", date="event.first_date")
    listing = read(way, pages.localist_json(ITEMS))

    assert titles(listing) == [item.title for item in ITEMS]
    assert dates(listing) == days()


def test_a_path_may_go_through_a_list_and_a_value_may_be_wrapped() -> None:
    way = json_way(
        "events", link="event.localist_url", title="event", date="event.event_instances.0.event_instance.start"
    )

    assert dates(read(way, pages.localist_json(ITEMS))) == moments()
    assert titles(read(way, pages.localist_json(ITEMS))) == [item.title for item in ITEMS]


def test_a_list_at_the_root_may_count_seconds_and_carry_bodies() -> None:
    listing = read(json_way("", date="date", lead="teaser", text="body"), pages.plain_json(ITEMS))

    assert dates(listing) == moments()
    assert listing.releases[0].text == SIGNING.text


def test_a_mapping_from_ids_to_items_is_a_list_too() -> None:
    items = {"17": {"url": "/a", "title": ["", {"value": "A"}]}, "18": {"url": [{"href": "/b"}], "title": "B"}}
    listing = read(json_way("nodes"), told({"nodes": items}))

    assert urls(listing) == [f"{HOME}/a", f"{HOME}/b"]
    assert titles(listing) == ["A", "B"]


def test_markup_in_values_is_no_page_and_hides_no_day() -> None:
    items = [
        {"body": "<!DOCTYPE html><html><p>One</p></html>", "title": "A", "url": "/a", "date": "September&nbsp;17, 2026"}
    ]
    timed = [{"title": "A", "url": "/a", "date": '<time datetime="2026-09-17">Thursday</time>'}]

    listing = read(json_way("", date="date", text="body"), told(items))

    assert listing.releases[0].text == "One"
    assert dates(listing) == [days()[2]]
    assert dates(read(json_way("", date="date"), told(timed))) == [days()[2]]


def test_a_json_list_is_paged_by_its_number() -> None:
    way = json_way("", pager=Pager(url=f"{HOME}/list.json?page={{n}}", first=1))

    assert read(way, pages.plain_json(ITEMS)).next_url == f"{HOME}/list.json?page=2"
    assert read(way, b"[]").next_url is None


@pytest.mark.parametrize(
    "body", [told({"data": {"items": []}}), told({"data": {"items": None}}), told({"data": {"items": {}}})]
)
def test_an_empty_list_is_an_empty_listing(body: bytes) -> None:
    assert read(json_way("data.items"), body).releases == ()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (told({"results": []}), "nothing at “data.items”"),
        (told([]), "nothing at “data.items”"),
        (told({"data": {"items": "none"}}), "no list at “data.items”, but text"),
        (told({"data": {"items": 5}}), "but a number"),
        (told({"data": {"items": {"error": "no"}}}), "but a mapping"),
        (told({"data": {"items": [{"name": "A"}, 5, None]}}), "None of the 3 items has a title at “title”"),
        (b"", "no JSON"),
        (b"<html><body>403</body></html>", "a web page, not JSON"),
        (b"[" * 100_000, "JSON"),
        (b'{"data": ' + b"9" * 5_000 + b"}", "JSON"),
    ],
)
def test_an_answer_without_the_list_is_told_in_a_sentence(body: bytes, said: str) -> None:
    with pytest.raises(ListingError, match=said):
        read(json_way("data.items"), body)


def test_halves_of_letters_and_endless_numbers_do_no_harm() -> None:
    items = [{"url": "/a\ud800", "title": "Half \udfff letter &#" + "9" * 5_000 + ";"}]
    release = read(json_way(""), told(items)).releases[0]

    assert release.title.encode().startswith(b"Half")
    assert release.url.encode()

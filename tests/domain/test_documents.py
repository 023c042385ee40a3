"""What is told of an agreement's documents: published once, changed when they lead elsewhere, never lost by a re-save."""

from __future__ import annotations

from dataclasses import replace

from domain.changes import ChangeKind
from tests.domain.cast import DOCUMENTS, GOLIAD, KINNEY, LAVERNIA, Story, fields, kinds

PUBLISHED = replace(LAVERNIA, moa_url=DOCUMENTS + "LaVerniaTFM.pdf", moa_text="Link")
ELSEWHERE = replace(LAVERNIA, moa_url=DOCUMENTS + "LaVernia-signed.pdf", moa_text="Link")
WITH_ADDENDUM = replace(PUBLISHED, addendum_url=DOCUMENTS + "LaVerniaAddendum.pdf", addendum_text="Addendum")


def test_a_first_link_is_a_publication() -> None:
    story = Story.of(KINNEY, LAVERNIA)

    [change] = story.sees(KINNEY, PUBLISHED)

    assert (change.kind, change.facts.moa_url) == (ChangeKind.MOA_PUBLISHED, PUBLISHED.moa_url)


def test_a_link_lost_and_found_again_is_published_only_once() -> None:
    story = Story.of(KINNEY, LAVERNIA)
    story.sees(KINNEY, PUBLISHED)

    [lost] = story.sees(KINNEY, LAVERNIA)
    [found] = story.sees(KINNEY, PUBLISHED)

    assert (lost.kind, found.kind) == (ChangeKind.MOA_CHANGED, ChangeKind.MOA_CHANGED)
    assert fields(lost) == {"moa": (PUBLISHED.moa_url, "")}
    assert "taken off" in lost.reason
    assert "is back" in found.reason


def test_a_link_that_leads_elsewhere_is_a_changed_document() -> None:
    story = Story.of(KINNEY, PUBLISHED)

    [change] = story.sees(KINNEY, ELSEWHERE)

    assert (change.kind, fields(change)) == (ChangeKind.MOA_CHANGED, {"moa": (PUBLISHED.moa_url, ELSEWHERE.moa_url)})


def test_an_agreement_that_arrives_with_its_link_is_one_piece_of_news() -> None:
    story = Story.of(KINNEY)

    assert kinds(story.sees(KINNEY, WITH_ADDENDUM)) == [ChangeKind.NEW]


def test_the_word_link_without_a_link_counts_as_published_before() -> None:
    story = Story.of(KINNEY, replace(LAVERNIA, moa_text="Link"))

    [change] = story.sees(KINNEY, PUBLISHED)

    assert change.kind is ChangeKind.MOA_CHANGED


def test_link_pending_without_a_link_is_nothing_and_not_a_publication() -> None:
    story = Story.of(KINNEY, replace(LAVERNIA, moa_text=""))

    assert story.sees(KINNEY, replace(LAVERNIA, moa_text="link pending")) == ()
    assert story.sees(KINNEY, replace(LAVERNIA, moa_text="Link")) == ()


def test_a_workbook_saved_without_its_links_says_nothing_about_them() -> None:
    story = Story.of(GOLIAD, KINNEY, WITH_ADDENDUM)
    bare = [replace(one, moa_url=None, addendum_url=None) for one in (GOLIAD, KINNEY, WITH_ADDENDUM)]

    assert story.sees(*bare, links_lost=True) == ()
    assert story.agreement(LAVERNIA).facts.moa_url == PUBLISHED.moa_url
    assert story.agreement(LAVERNIA).facts.addendum_url == WITH_ADDENDUM.addendum_url
    assert story.sees(GOLIAD, KINNEY, WITH_ADDENDUM) == ()


def test_a_new_link_among_lost_ones_is_still_told() -> None:
    story = Story.of(GOLIAD, KINNEY, LAVERNIA)

    told = story.sees(*[replace(one, moa_url=None) for one in (GOLIAD, KINNEY)], PUBLISHED, links_lost=True)

    assert kinds(told) == [ChangeKind.MOA_PUBLISHED]


def test_a_first_addendum_is_a_publication_of_its_own_and_told_once() -> None:
    story = Story.of(KINNEY, PUBLISHED)

    assert kinds(story.sees(KINNEY, WITH_ADDENDUM)) == [ChangeKind.ADDENDUM_PUBLISHED]
    assert story.sees(KINNEY, PUBLISHED) == ()
    assert story.sees(KINNEY, WITH_ADDENDUM) == ()


def test_an_addendum_that_leads_elsewhere_is_a_changed_document() -> None:
    story = Story.of(KINNEY, WITH_ADDENDUM)
    second = replace(WITH_ADDENDUM, addendum_url=DOCUMENTS + "LaVerniaAddendum2.pdf")

    [change] = story.sees(KINNEY, second)

    assert (change.kind, list(fields(change))) == (ChangeKind.MOA_CHANGED, ["addendum"])


def test_both_documents_changed_at_once_are_two_changes_with_ids_of_their_own() -> None:
    story = Story.of(KINNEY, WITH_ADDENDUM)
    both = replace(ELSEWHERE, addendum_url=DOCUMENTS + "LaVerniaAddendum2.pdf", addendum_text="Addendum")

    first, second = story.sees(KINNEY, both)

    assert (first.kind, second.kind) == (ChangeKind.MOA_CHANGED, ChangeKind.MOA_CHANGED)
    assert first.id != second.id


def test_a_name_and_a_document_changed_at_once_are_told_apart() -> None:
    story = Story.of(KINNEY, LAVERNIA)

    told = story.sees(KINNEY, replace(PUBLISHED, agency="LaVernia Police Dept"))

    assert kinds(told) == [ChangeKind.CORRECTED, ChangeKind.MOA_PUBLISHED]
    [corrected] = [change for change in told if change.kind is ChangeKind.CORRECTED]
    assert list(fields(corrected)) == ["agency"]

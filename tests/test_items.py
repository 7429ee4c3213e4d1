"""The rule that finds items, told in the words of the architecture's section 3."""

from __future__ import annotations

import pytest

from sphinx_newsdigest.items import Block, Kind, Span, ends_in_colon, spans

PARAGRAPH = Block(Kind.PARAGRAPH)
LEAD = Block(Kind.PARAGRAPH, ends_in_colon=True)
LINKS = Block(Kind.LINKS)
OTHER = Block(Kind.OTHER)
ITEM = Block(Kind.ITEM)
PROSE = Block(Kind.PROSE)
BREAK = Block(Kind.BREAK)
ASIDE = Block(Kind.ASIDE)


def test_a_section_without_blocks_has_no_items() -> None:
    assert spans([]) == []


def test_each_paragraph_opens_an_item() -> None:
    assert spans([PARAGRAPH, PARAGRAPH]) == [Span(0, 1), Span(1, 2)]


def test_other_blocks_belong_to_the_open_item() -> None:
    assert spans([PARAGRAPH, OTHER, OTHER, PARAGRAPH]) == [Span(0, 3), Span(3, 4)]


def test_other_blocks_belong_to_the_section_where_no_item_is_open() -> None:
    assert spans([OTHER, PARAGRAPH]) == [Span(1, 2)]


def test_a_list_of_links_is_one_item_per_entry() -> None:
    assert spans([LINKS]) == [Span(0, 1, per_entry=True)]


def test_a_list_of_links_closes_the_item_before_it() -> None:
    assert spans([PARAGRAPH, LINKS]) == [Span(0, 1), Span(1, 2, per_entry=True)]


def test_a_list_of_links_belongs_to_a_paragraph_that_ends_in_a_colon() -> None:
    assert spans([LEAD, LINKS]) == [Span(0, 2)]


def test_only_the_paragraph_directly_before_leads_over_to_a_list_of_links() -> None:
    assert spans([LEAD, OTHER, LINKS]) == [Span(0, 2), Span(2, 3, per_entry=True)]
    assert spans([LEAD, LINKS, LINKS]) == [Span(0, 2), Span(2, 3, per_entry=True)]


def test_what_readers_do_not_see_stands_between_nothing() -> None:
    assert spans([LEAD, ASIDE, LINKS]) == [Span(0, 3)]
    assert spans([PARAGRAPH, ASIDE, OTHER]) == [Span(0, 3)]


def test_an_aside_at_the_end_is_no_part_of_the_item() -> None:
    assert spans([PARAGRAPH, ASIDE]) == [Span(0, 1)]
    assert spans([ASIDE]) == []


def test_blocks_after_a_list_of_links_belong_to_the_section() -> None:
    assert spans([LINKS, OTHER]) == [Span(0, 1, per_entry=True)]


def test_an_item_that_says_where_it_ends_takes_nothing_beside_it() -> None:
    assert spans([PARAGRAPH, ITEM, OTHER, PARAGRAPH]) == [Span(0, 1), Span(1, 2), Span(3, 4)]


def test_prose_is_no_item_and_closes_the_open_one() -> None:
    assert spans([PROSE]) == []
    assert spans([PARAGRAPH, PROSE, OTHER]) == [Span(0, 1)]


def test_a_session_closes_the_open_item() -> None:
    assert spans([PARAGRAPH, BREAK, OTHER, PARAGRAPH]) == [Span(0, 1), Span(3, 4)]


def test_every_block_is_in_one_item_at_most() -> None:
    blocks = [OTHER, LEAD, ASIDE, LINKS, OTHER, LINKS, PARAGRAPH, ITEM, PROSE, OTHER, LEAD, OTHER]
    indexes = [i for span in spans(blocks) for i in range(span.start, span.stop)]
    assert indexes == sorted(set(indexes))


@pytest.mark.parametrize("text", ["See:", "参见：", "See:  \n", "参见： "])
def test_a_colon_of_either_width_leads_over(text: str) -> None:
    assert ends_in_colon(text)


@pytest.mark.parametrize("text", ["", "See", "a: b", "See;", "参见。"])
def test_a_text_without_a_colon_at_its_end_does_not_lead_over(text: str) -> None:
    assert not ends_in_colon(text)

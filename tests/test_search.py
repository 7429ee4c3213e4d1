"""Search: what is cut, what is written beside the pages, and what stays as Sphinx has it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.search import languages
from sphinx.search.en import SearchEnglish

from sphinx_newsdigest.search.characters import cut, has_letters, plain
from sphinx_newsdigest.search.texts import dump, load, only_characters

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Book, MakeBook

ISSUE = """
    ---
    digest: {issue: 7, date: 2014-07-01}
    ---

    # 第七期

    写在前面。

    ## Nova

    2014-06-25，虚拟机支持**热**迁移，见[讨论](https://example.org/migration)。

    关于消息队列的说明：

    - [入门](https://example.org/queue-1)
    - [进阶](https://example.org/queue-2)

    * [单独的一条](https://example.org/alone)
    """
INDEX = """
    # 文库

    ```{toctree}
    issues/7
    about
    ```

    ```{digest:listing}
    :of: items
    ```
    """
SOURCES: dict[str, str | bytes] = {
    "index.md": INDEX,
    "issues/7.md": ISSUE,
    "about.md": "# 关于\n\n一段说明。\n",
}
ENGLISH: dict[str, str | bytes] = {
    "index.md": "# The archive\n\n```{toctree}\nissue\nabout\n```\n",
    "issue.md": """
        ---
        digest: {issue: 7, date: 2014-07-01}
        ---

        # Issue 7

        ## Nova

        Migrating servers, see the [thread](https://example.org/thread).
        """,
    "about.md": "# About\n\nSome words.\n",
}


def texts(made: Book) -> dict[str, Any]:
    """Return the texts that the last build wrote."""
    found = load(made.out / "searchtexts.js")
    assert found is not None
    return found


def terms(folder: Path) -> dict[str, list[str]]:
    """Return the words of Sphinx's index, and the documents with each.

    After an incremental build Sphinx also keeps words that no document has any more.
    """
    text = (folder / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    found: dict[str, list[str]] = {}
    for kind in ("terms", "titleterms"):
        for word, where in index[kind].items():
            numbers = [where] if isinstance(where, int) else where
            names = {index["docnames"][number] for number in numbers}
            if names:
                found[word] = sorted(names.union(found.get(word, ())))
    return found


def files(folder: Path) -> dict[str, Any]:
    """Return what the search is made of."""
    names = ("searchtexts.js", "_static/language_data.js", "search.html")
    there = {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}
    return {**there, "terms": terms(folder)}


# -- the cut ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("虚拟机", ["虚", "拟", "机"]),
        ("Nova快照 v2", ["Nova", "快", "照", "v2"]),
        ("snake_case, naïve", ["snake_case", "naïve"]),
        ("ＮＯＶＡ　１２", ["NOVA", "12"]),
        ("サーバー、ｻｰﾊﾞｰ", ["サ", "ー", "バ", "ー"] * 2),
        ("서울에서", ["서", "울", "에", "서"]),
        ("𠮷野家 〇 々", ["𠮷", "野", "家", "〇", "々"]),
        ("，。！「」・…", []),
        ("\u5973 = \uf981", ["女", "女"]),
        ("e\u0301te", ["éte"]),
        ("葛\U000e0100城", ["葛", "城"]),
        ("", []),
    ],
)
def test_a_character_is_a_word_and_all_else_is_cut_as_sphinx_does(
    text: str, words: list[str]
) -> None:
    assert cut(text) == words


def test_what_is_plain_stays_so() -> None:
    assert plain(plain("Ａ\u030a")) == plain("Ａ\u030a") == "Å"


def test_width_does_not_count_and_punctuation_stays() -> None:
    assert plain("Ｎｏｖａ，快照！½ ™") == "Nova，快照！½ ™"


@pytest.mark.parametrize("text", ["汉", "か", "カ", "ｶ", "한", "ㄅ", "𠮷", "a 々"])
def test_letters_of_all_these_scripts_are_known(text: str) -> None:
    assert has_letters(text)


@pytest.mark.parametrize("text", ["", "Nova 12", "naïve Ω я", "，。！・", "🎉", "①"])
def test_other_letters_and_punctuation_are_none_of_them(text: str) -> None:
    assert not has_letters(text)


# -- what a build writes ---------------------------------------------------------


def test_each_item_is_a_passage_at_its_anchor_and_each_heading_too(book: MakeBook) -> None:
    made = book(SOURCES, language="zh_CN")
    first, queue, alone = made.catalogue.items
    assert texts(made)["issues/7"] == [
        "第七期",
        "2014-07-01",
        [
            ["issue-7", "第七期", "写在前面。"],
            ["nova", "Nova", ""],
            [first.anchor, "", "2014-06-25，虚拟机支持热迁移，见讨论。", "2014-06-25"],
            [queue.anchor, "", "关于消息队列的说明：\n入门\n进阶"],
            [alone.anchor, "", "单独的一条"],
        ],
    ]


def test_navigation_and_listings_are_not_searched(book: MakeBook) -> None:
    made = book(SOURCES, language="zh_CN")
    assert texts(made)["index"] == ["文库", "", [["id1", "文库", ""]]]
    assert terms(made.out)["迁"] == ["issues/7"]
    assert "引" not in terms(made.out)  # of "cite as", at the foot of an issue


def test_sessions_captions_tables_and_raw_html_are_searched(book: MakeBook) -> None:
    made = book(
        {
            "day.md": """
                ---
                digest: {event: summit, day: 1, date: 2016-10-25}
                ---

                # 峰会第一天

                ## 主题演讲

                ::::{digest:session}
                :title: 上云之路
                :organizations: 红帽
                :speakers: 王某

                我们怎样迁移。

                | 列 | 值 |
                |---|---|
                | 规模 | 千台 |

                :::{figure} lost.png
                :class: missing

                会场的照片
                :::
                ::::

                <p>原样的<b>文字</b></p>

                云<i>计</i>算
                """,
            "b.rst": """
                第二天
                ======

                .. role:: html(raw)
                   :format: html

                句中的 _`锚点` 和 :html:`<b>生肉</b>`。
                """,
        },
        language="zh_CN",
    )
    (session,) = made.catalogue.sessions
    _, day, passages = texts(made)["day"]
    assert day == "2016-10-25"
    (talk,) = (found for found in passages if found[0] == session.anchor)
    assert talk[1] == "上云之路"
    for words in ("红帽", "王某", "我们怎样迁移", "千台", "会场的照片"):
        assert words in talk[2]
    everything = "\n".join(found[2] for found in passages)
    assert "原样的文字" in everything
    assert "云计算" in everything
    _, _, ((_, _, text),) = texts(made)["b"]
    assert "锚点" in text
    assert "生肉" in text


def test_a_page_that_is_not_to_be_searched_has_no_texts(book: MakeBook) -> None:
    made = book({"a.md": "---\nnosearch: true\n---\n\n# 秘密\n\n文字\n"}, language="zh_CN")
    assert "a" not in texts(made)
    made.edit("a.md", "# 秘密\n\n文字\n")
    assert "a" in texts(made.build())
    made.edit("a.md", "---\nnosearch: true\n---\n\n# 秘密\n\n文字\n")
    assert "a" not in texts(made.build())


@pytest.mark.parametrize("builder", ["singlehtml", "epub", "latex", "text", "digest-data"])
def test_editions_without_a_search_have_no_texts(book: MakeBook, builder: str) -> None:
    made = book(SOURCES, builder=builder, language="zh_CN")
    assert not list(made.out.rglob("*searchtexts*"))


def test_a_second_build_with_another_cut_leaves_no_language_behind(book: MakeBook) -> None:
    before = dict(languages)
    book(SOURCES, language="zh_CN")
    assert languages == before


# -- books that do not need it ---------------------------------------------------


@pytest.mark.parametrize("language", ["en", "de", "pt_BR", "tlh"])
def test_the_search_of_a_book_of_words_is_sphinxs_own(book: MakeBook, language: str) -> None:
    made = book(ENGLISH, language=language)
    ours = files(made.out)
    index = (made.out / "searchindex.js").read_bytes()
    plain_sphinx = book(ENGLISH, name="plain", language=language, newsdigest_search=False)
    assert ours == files(plain_sphinx.out)
    assert index == (plain_sphinx.out / "searchindex.js").read_bytes()
    assert "searchtexts.js" not in ours


@pytest.mark.parametrize("other", ["", "书"])
def test_a_word_is_stemmed_once_in_however_many_documents_it_stands(
    book: MakeBook, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    stemmed: list[str] = []
    stem = SearchEnglish.stem

    def see(self: SearchEnglish, word: str) -> str:
        stemmed.append(word)
        return stem(self, word)

    monkeypatch.setattr(SearchEnglish, "stem", see)
    book({f"{name}.md": f"# {name}{other}\n\nMigrating servers.\n" for name in "abc"})
    assert [word for word in stemmed if word in {"Migrating", "servers"}] == [
        "Migrating",
        "servers",
    ]


def test_a_language_may_ask_for_stems_when_it_begins(
    book: MakeBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Early(SearchEnglish):
        def __init__(self, options: dict[str, str]) -> None:
            super().__init__(options)
            self.first = self.stem("Servers")

    monkeypatch.setitem(languages, "en", Early)
    builder: Any = book(ENGLISH).app.builder
    assert builder.indexer.lang.first == "server"


def test_it_can_be_switched_off_and_on(book: MakeBook) -> None:
    made = book({"index.md": "# 上云之路\n\nWords.\n"})
    ours = files(made.out)
    assert "云" in ours["terms"]
    made.build(newsdigest_search=False)
    assert set(files(made.out)["terms"]) == {"上云之路", "word"}
    assert "searchtexts.js" not in files(made.out)
    assert files(made.build().out) == ours


def test_an_english_book_with_some_chinese_has_the_texts_of_that_alone(book: MakeBook) -> None:
    issue = str(ENGLISH["issue.md"]).replace("Migrating", "上云之路: migrating")
    made = book({**ENGLISH, "issue.md": issue})
    (item,) = made.catalogue.items
    words = "上云之路: migrating servers, see the thread."
    assert texts(made) == {
        "issue": ["Issue 7", "2014-07-01", [["nova", "Nova", ""], [item.anchor, "", words]]]
    }
    for word in ("路", "migrat", "server", "thread"):
        assert terms(made.out)[word] == ["issue"]


def test_the_english_words_of_a_book_with_some_chinese_are_sphinxs(book: MakeBook) -> None:
    listing = "\n```{digest:listing}\n:of: items\n```\n"
    sources = {
        **ENGLISH,
        "index.md": f"{ENGLISH['index.md']!s}{listing}",
        "about.md": "# About 书\n\nSome words: ½, ﬁle, 12.\n",
    }
    ours, stock = (
        {word: names for word, names in terms(made.out).items() if not has_letters(word)}
        for made in (book(sources), book(sources, name="stock", newsdigest_search=False))
    )
    assert ours == stock
    assert ours["migrat"] == ["index", "issue"]


def test_a_heading_stays_above_the_passages_that_are_kept() -> None:
    found = [
        "Book",
        "",
        [
            ["", "Book", "words"],
            ["a", "One", "words"],
            ["a-1", "", "汉字"],
            ["a-2", "", "汉字"],
            ["b", "二", "words"],
            ["b-1", "", "words"],
            ["b-2", "", "汉字"],
        ],
    ]
    assert only_characters(found) == [
        "Book",
        "",
        [
            ["a", "One", ""],
            ["a-1", "", "汉字"],
            ["a-2", "", "汉字"],
            ["b", "二", "words"],
            ["b-2", "", "汉字"],
        ],
    ]


def test_a_title_made_of_characters_counts_too(book: MakeBook) -> None:
    made = book({"index.md": "# 书\n\nWords.\n"})
    assert texts(made) == {"index": ["书", "", [["id1", "书", "Words."]]]}


# -- again -----------------------------------------------------------------------


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_build_after_a_change_equals_a_clean_one(book: MakeBook, builder: str) -> None:
    made = book(SOURCES, builder=builder, language="zh_CN")
    before = files(made.out)
    made.replace("issues/7.md", "热", "冷")
    assert made.build(builder).written != []
    assert "虚拟机支持冷迁移" in made.text("searchtexts.js")
    clean = made.build(builder, out="clean", fresh=True)
    assert files(clean.out)["searchtexts.js"] == files(made.root / builder)["searchtexts.js"]
    made.replace("issues/7.md", "冷", "热")
    assert files(made.build(builder).out)["searchtexts.js"] == before["searchtexts.js"]


def test_a_removed_document_leaves_the_texts(book: MakeBook) -> None:
    made = book(SOURCES, language="zh_CN")
    made.remove("about.md")
    made.replace("index.md", "about\n", "")
    assert set(texts(made.build())) == {"index", "issues/7"}


def test_a_build_without_a_change_leaves_the_texts_alone(book: MakeBook) -> None:
    made = book(SOURCES, language="zh_CN")
    path = made.out / "searchtexts.js"
    before = path.stat().st_mtime_ns
    made.build()
    assert made.written == []
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize("damage", [None, "", "Search.setTexts(", 'Search.setTexts({"a":'])
def test_texts_that_are_lost_are_written_again(book: MakeBook, damage: str | None) -> None:
    made = book(SOURCES, language="zh_CN")
    before = files(made.out)
    path = made.out / "searchtexts.js"
    path.unlink() if damage is None else path.write_text(damage, encoding="utf-8")
    assert files(made.build().out) == before


@pytest.mark.parametrize("damage", ["[]", '{"a":[]}', "[" * 100_000, '{"a"'])
def test_texts_that_nobody_can_read_are_written_again_after_the_next_change(
    book: MakeBook, damage: str
) -> None:
    made = book(SOURCES, language="zh_CN")
    before = files(made.out)
    made.edit("about.md", "# 关于\n\n另一段。\n")
    (made.out / "searchtexts.js").write_text(f"Search.setTexts({damage})\n", encoding="utf-8")
    made.build()
    assert "searchtexts.js" not in files(made.out)
    made.edit("about.md", SOURCES["about.md"])
    assert files(made.build().out) == before


def test_the_first_chinese_word_of_an_english_book_switches_the_search(book: MakeBook) -> None:
    made = book(ENGLISH)
    before = files(made.out)
    made.edit("about.md", "# About\n\nSome words, 几个字。\n")
    made.build()
    assert set(texts(made)) == {"about"}
    clean = files(made.build(out="clean", fresh=True).out)
    assert files(made.root / "html") == clean
    made.edit("about.md", "# About\n\nSome words.\n")
    assert files(made.build().out) == before


def test_two_processes_write_the_same_texts(book: MakeBook) -> None:
    serial = book(SOURCES, language="zh_CN")
    parallel = book(SOURCES, name="parallel", parallel=2, language="zh_CN")
    assert files(parallel.out) == files(serial.out)


def test_what_is_no_texts_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "searchtexts.js"
    assert load(path) is None
    for text in ("", "Search.setTexts({)", "Search.setTexts({}", "\udcff"):
        path.write_text(text, encoding="utf-8", errors="surrogateescape")
        assert load(path) is None
    path.write_text(dump({"a": ["A", "", [["", "A", "\u2028"]]]}), encoding="utf-8")
    assert load(path) == {"a": ["A", "", [["", "A", "\u2028"]]]}

"""What an import must not do: publish what nobody published, or let through what was text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sphinx_newsdigest.cli import main

if TYPE_CHECKING:
    from pathlib import Path


def imported(tmp_path: Path, text: str, config: str = "") -> str:
    """Return the document of a Jekyll post, without its front matter."""
    site = tmp_path / "site"
    (site / "_posts").mkdir(parents=True)
    (site / "_config.yml").write_text(config or "title: 周报\n", "utf-8")
    (site / "_posts/2014-07-01-a.md").write_text(f"---\ntitle: 甲\n---\n{text}", "utf-8")
    assert main(["import", str(site), str(tmp_path / "book"), "--quiet"]) == 0
    (made,) = (tmp_path / "book/issues/2014").glob("2014-*.md")
    return made.read_text("utf-8").split("\n# 甲\n", 1)[1].strip()


@pytest.mark.parametrize("tag", ["img src=x onerror=alert(1)", "script", "b"])
def test_a_tag_that_html_shows_as_text_stays_text(tmp_path: Path, tag: str) -> None:
    assert imported(tmp_path, f"<p>&lt;{tag}&gt;</p>\n").startswith("\\<")


def test_a_table_with_cells_over_several_rows_is_shown_as_it_stands(tmp_path: Path) -> None:
    table = '<table><tr><td rowspan="2">船</td><td>一</td></tr><tr><td>二</td></tr></table>'
    assert imported(tmp_path, f"{table}\n") == f"```html\n{table}\n```"


def test_a_picture_in_a_cell_of_html_is_kept(tmp_path: Path) -> None:
    html = '<table><tr><td><img src="http://p.example/a.png" alt="图"></td></tr></table>'
    assert "![图](http://p.example/a.png)" in imported(tmp_path, f"{html}\n")


def test_a_film_in_a_line_becomes_a_link(tmp_path: Path) -> None:
    html = '看<video controls><source src="http://v.example/a.mp4"></video>。'
    assert "(http://v.example/a.mp4)" in imported(tmp_path, f"{html}\n")


def test_what_the_readers_write_stays_a_directive(tmp_path: Path) -> None:
    made = imported(tmp_path, "* 目录\n{:toc}\n\n文字。\n\n$$\nx^2\n$$\n")
    assert "```{contents}\n:local:" in made
    assert "```{math}\nx^2\n```" in made


def test_a_tag_that_writes_an_address_into_the_text_is_shown(tmp_path: Path) -> None:
    made = imported(
        tmp_path, "见 {% post_url 2014-07-01-a %} 与[这里]({% post_url 2014-07-01-a %})\n"
    )
    assert made == "见 `{% post_url 2014-07-01-a %}` 与[这里](/issues/2014/2014-07-01-a.md)"


@pytest.mark.parametrize("secret", [".env", ".git/config", "id_rsa", "notes.rst"])
def test_files_that_were_never_published_are_not_copied(tmp_path: Path, secret: str) -> None:
    (tmp_path / "site" / secret).parent.mkdir(parents=True)
    (tmp_path / "site" / secret).write_text("x", "utf-8")
    assert f"`/{secret}`" in imported(tmp_path, f"[文件](/{secret})\n")
    assert not (tmp_path / "book/files").exists()


def test_nothing_is_written_through_links_that_leave_the_book(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/2014-07-01-a.md").write_text("# 甲\n", "utf-8")
    (tmp_path / "book").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "book/issues").symlink_to(tmp_path / "elsewhere")
    assert main(["import", str(tmp_path / "site"), str(tmp_path / "book")]) == 2
    assert "in their way" in capsys.readouterr().err
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_picture_is_no_post(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    assert main(["import", str(tmp_path / "a.png"), str(tmp_path / "book")]) == 2
    assert "is no Markdown" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["<p>甲</p>\n<![乙]>\n", "<div>\n<![](q.png)\n"])
def test_html_that_pythons_parser_gives_up_on_is_imported(tmp_path: Path, text: str) -> None:
    assert imported(tmp_path, text)

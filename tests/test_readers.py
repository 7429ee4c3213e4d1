"""What differs between generators: their configs, their marks, their own syntax."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING

import pytest

from sphinx_newsdigest.importers.readers import READERS, detect
from sphinx_newsdigest.importers.text.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BY_NAME = {reader.name: reader for reader in READERS}


def nowhere(offset: int) -> bool:
    return False


def plain(name: str, text: str, is_code: Callable[[int], bool] = nowhere) -> str:
    """Return *text* with the edits of a reader, which must not overlap."""
    written = []
    position = 0
    for edit in BY_NAME[name].plain(text, is_code):
        assert position <= edit.start <= edit.stop
        written += [text[position : edit.start], edit.text]
        position = edit.stop
    return "".join([*written, text[position:]])


def write(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_md", ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("[上期]({% post_url 2014-07-01-a %})", "[上期](newsdigest-post:2014-07-01-a)"),
        ("[x]({{ site.baseurl }}{% link a b.md %})", "[x](/a%20b.md)"),
        ("![图]({{ site.url }}{{ site.baseurl }}/a.png)", "![图](/a.png)"),
        ("[首页]({{ site.baseurl }})", "[首页](/)"),
        ("[x]({{ '/a/' | relative_url }})", "[x](/a/)"),
        ('[x]({{ "a" | prepend: site.baseurl | prepend: site.url }})', "[x](/a)"),
        ("访问 {{ site.url }} 即可", "访问 `{{ site.url }}` 即可"),
        ("{{ page.title }}", "`{{ page.title }}`"),
        ("{% youtube abc %}", "`{% youtube abc %}`"),
        ("{% if x\n  == 1 %}", "`{% if x == 1 %}`"),
        ("{% highlight ruby %}\n一\n{% endhighlight %}\n", "```ruby\n一\n```\n"),
        ("{% highlight md %}\n```\n{% endhighlight %}\n", "````md\n```\n````\n"),
        ("用 {% highlight sh %}ls{% endhighlight %} 列出", "用 `ls` 列出"),
        ("  {% highlight c %}\na\n  {% endhighlight %}\n", "  ```c\n  a\n  ```\n"),
        ("{% highlight c %}\n没有结尾", "`{% highlight c %}`\n没有结尾"),
        ("{% raw %}\n{{ 原样 }}\n{% endraw %}\n", "{{ 原样 }}\n"),
        ("{% comment %}\n一 -- 二\n{% endcomment %}", "<!-- 一 - - 二 -->"),
        ("文{% comment %}一\n\n二{% endcomment %}", "文<!-- 一 二 -->"),
        (
            '{% include figure.html src="/a b.png" alt="图" caption="说明" %}',
            "![图](</a b.png>)\\\n说明",
        ),
        ("{% include footer.html %}", "`{% include footer.html %}`"),
        ("* 目录\n{:toc}\n", "```{contents}\n:local:\n```\n"),
        ("## 题 {#ti}\n", "(ti)=\n## 题\n"),
        ("文\n\n题 {#ti}\n---\n", "文\n\n(ti)=\n题\n---\n"),
        ("一\n二\n{: .red #x}\n", "{#x .red}\n一\n二\n"),
        ("## 题\n{:.red}\n", "{.red}\n## 题\n"),
        ('3. 三\n4. 四\n{: start="3" .red}\n', "{.red}\n3. 三\n4. 四\n"),
        ('- 外\n\n  1. 三\n{: start="3"}\n', '{start="3"}\n- 外\n\n  1. 三\n'),
        ('1. 三\n{: start="3"}\n', "3. 三\n"),
        ('![x](a.png){: width="auto" height="9px"}', '![x](a.png){height="9px"}'),
        ('![x](a.png){: height="auto"}', "![x](a.png)"),
        ("文\n{:}\n", "文\n{:}\n"),
        ('{: start="3"}\n1. 三\n', "\n3. 三\n"),
        ("```\na\n\nb\n```\n{: .red}\n", "{.red}\n```\na\n\nb\n```\n"),
        ("- 一\n\n- 二\n{: .red}\n", "{.red}\n- 一\n\n- 二\n"),
        ('{: .red k="v"}\n> 引\n', '{.red k="v"}\n> 引\n'),
        ("`码`{: .red} *强*{: .red}", "`码`{.red} [*强*]{.red}"),
        ("{::comment}一{:/comment}{::nomarkdown}<b>{:/}", "<!-- 一 --><b>"),
        ("设 $$a$$ 为", "设 {math}`a` 为"),
        ("文\n\n$$\na\n$$\n\n文", "文\n\n```{math}\na\n```\n\n文"),
        ("*[HTML]: 超文本 {:?} {: 不是}", "*[HTML]: 超文本 {:?} {: 不是}"),
    ],
)
def test_jekylls_syntax_becomes_markdown(typed: str, expected: str) -> None:
    assert plain("jekyll", typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ('[x]({{< ref "a/b.md#c" >}})', "[x](newsdigest-file:a/b.md#c)"),
        ('[x]({{% relref "a" %}})', "[x](newsdigest-file:a)"),
        ('{{< figure src="/a.png" alt="图" caption="说明" >}}', "![图](/a.png)\\\n说明"),
        ('{{< figure src="/a.png" title="题" >}}', "![题](/a.png)\\\n题"),
        ("{{< highlight go >}}\nx\n{{< /highlight >}}", "```go\nx\n```"),
        ("{{< youtube abc >}}", "<https://www.youtube.com/watch?v=abc>"),
        ("{{< gist u 12 >}}", "<https://gist.github.com/u/12>"),
        ('{{< tweet user="u" id="12" >}}', "<https://twitter.com/u/status/12>"),
        ("{{% note %}}文{{% /note %}}", "`{{% note %}}`文`{{% /note %}}`"),
        ('{{< x "a >}} b" >}}', '`{{< x "a >}} b" >}}`'),
        ("{{</* youtube abc */>}}", "`{{< youtube abc >}}`"),
        ("| 一 |\n|---|\n{.wide}\n", "{.wide}\n| 一 |\n|---|\n"),
        ("## 题 {#ti .red}\n", "(ti)=\n{.red}\n## 题\n"),
        ("{{ .Title }} {不是}", "{{ .Title }} {不是}"),
    ],
)
def test_hugos_syntax_becomes_markdown(typed: str, expected: str) -> None:
    assert plain("hugo", typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("[x]({filename}/a.md)", "[x](newsdigest-file:/a.md)"),
        ("[x](|static|a.pdf)", "[x](newsdigest-file:a.pdf)"),
        ("[x]: {attach}a.pdf", "[x]: newsdigest-file:a.pdf"),
        ("[x]({tag}云)", "[x](newsdigest-none:云)"),
        ("[TOC]\n", "```{contents}\n:local:\n```\n"),
        ("一\n{: .red}\n", "{.red}\n一\n"),
        ("print({slice}) | filename | [TOC] 里", "print({slice}) | filename | [TOC] 里"),
    ],
)
def test_pelicans_syntax_becomes_markdown(typed: str, expected: str) -> None:
    assert plain("pelican", typed) == expected


def test_ids_of_headings_become_targets_in_plain_markdown() -> None:
    assert plain("markdown", "## 题 {#ti}\n文 {#x}\n{.y}\n") == "(ti)=\n## 题\n文 {#x}\n{.y}\n"
    assert plain("markdown", "文\n\n# 一 {#a}\n\n# 二 {#b}") == "文\n\n(a)=\n# 一\n\n(b)=\n# 二"


@pytest.mark.parametrize(
    "text", ["- 一\n\n  ## 题 {#x}\n", "<div>\n## 题 {#x}\n</div>\n", "## 题 \\{#x}\n", "文 {#x}\n"]
)
def test_what_may_be_no_id_of_a_heading_stays(text: str) -> None:
    assert plain("markdown", text) == text


def test_an_id_that_two_headings_bear_is_the_firsts() -> None:
    assert plain("markdown", "# 一 {#a}\n\n# 二 {#a}\n") == "(a)=\n# 一\n\n# 二 {#a}\n"


def test_hugo_shows_a_shortcode_in_code_as_it_is_meant() -> None:
    found = BY_NAME["hugo"].plain("{{</* ref a */>}} {{< ref a >}}", lambda _offset: True)
    assert [edit.text for edit in found] == ["{{< ref a >}}"]


def test_unknown_syntax_is_told_apart() -> None:
    known, unknown = BY_NAME["jekyll"].plain("{% link a %} {{ page.title }}", nowhere)
    assert (known.reason, unknown.reason) == (Reason.TEMPLATE, Reason.TEMPLATE_UNKNOWN)


@pytest.mark.parametrize("name", BY_NAME)
def test_code_is_left_alone(name: str) -> None:
    text = "{% link a %} {{< ref a >}} ({filename}a) $$a$$ `x`{: .a}\n{: .b}\n"
    assert BY_NAME[name].plain(text, lambda _offset: True) == []


@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize(
    "piece",
    [
        *("{%", "{{", "{{<", '{{<"', "{{<``", "$$", "$$ \\", "{: ", "{#a} ", "{::comment}"),
        *(
            "**a：",
            "*a：*b",
            "# a {#a} ",
            "{:.x}\n",
            "- x\n\n",
            "- x\n{:.a}\n\n",
            "*x*{:.a}",
            "```\n{:.x}\n",
            "{% raw %}",
            " ",
        ),
    ],
)
def test_hostile_text_takes_no_longer_than_it_is_long(name: str, piece: str) -> None:
    start = process_time()
    plain(name, "{" + piece * (100_000 // len(piece)))
    assert process_time() - start < 5


def test_the_config_of_jekyll_is_read(tmp_path: Path) -> None:
    config = (
        "url: https://example.org\nbaseurl: /blog/\npermalink: pretty\nexclude: [旧文, a/b]\n"
        "defaults:\n- scope: {type: posts}\n  values: {permalink: '/:title/'}\n"
    )
    (tmp_path / "_config.yml").write_text(config, "utf-8")
    reader, root = detect(tmp_path)
    site = reader.site(root)
    assert (reader.name, site.url, site.permalink) == (
        "jekyll",
        "https://example.org/blog",
        "/:title/",
    )
    assert site.page_permalink == "/:path/:basename/"
    assert "旧文" in site.left_out


def test_the_config_of_pelican_is_read_and_not_run(tmp_path: Path) -> None:
    config = (
        "import nowhere\nraise SystemExit\nSITEURL = ''\nPATH = 'text'\n"
        "ARTICLE_URL = 'blog/{date:%Y}/{slug}/'\nSLUGIFY_SOURCE = 'base' + 'name'\n"
        "SLUGIFY_SOURCE: str = 'basename'\nARTICLE_PATHS = ['posts']\n"
    )
    (tmp_path / "pelicanconf.py").write_text(config, "utf-8")
    (tmp_path / "publishconf.py").write_text("SITEURL = 'https://example.org/'\n", "utf-8")
    reader, root = detect(tmp_path)
    site = reader.site(root)
    assert (reader.name, site.url) == ("pelican", "https://example.org")
    assert site.permalink == "blog/{date:%Y}/{slug}/"
    assert (site.posts, site.statics, site.slug_from_title) == (("posts",), ("text", ""), False)


def test_the_config_of_hugo_is_read(tmp_path: Path) -> None:
    write(tmp_path, content__weekly__a_md="正文")
    (tmp_path / "config.toml").write_text(
        'baseURL = "https://example.org/"\n[permalinks]\nweekly = "/:year/:sections/:slug/"\n',
        "utf-8",
    )
    reader, root = detect(tmp_path / "content" / "weekly")
    site = reader.site(root)
    assert (reader.name, root, site.url) == ("hugo", tmp_path, "https://example.org")
    assert site.permalink == "/:year/:sections[1:]/:slugortitle/"
    assert site.page_permalink == "/:sections[1:]/:slugorcontentbasename/"
    assert site.posts[0] == "weekly"
    assert site.statics == ("static", "content")


@pytest.mark.parametrize("name", ["_config.yml", "pelicanconf.py", "hugo.toml", "hugo.json"])
@pytest.mark.parametrize("text", ["[" * 5000, "a: b: c\n\0", "= = =", "- a", "permalink: [1]"])
def test_a_broken_config_is_as_good_as_none(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    reader, root = detect(tmp_path)
    assert reader.site(root).permalink


def test_a_folder_of_posts_belongs_to_the_site_above_it(tmp_path: Path) -> None:
    write(tmp_path, blog___posts__2014__a_md="正文")
    assert detect(tmp_path / "blog" / "_posts" / "2014") == (BY_NAME["jekyll"], tmp_path / "blog")
    (tmp_path / "_config.yml").touch()
    assert detect(tmp_path / "blog" / "_posts" / "2014" / "a.md") == (BY_NAME["jekyll"], tmp_path)


def test_headers_tell_the_generator_where_no_config_does(tmp_path: Path) -> None:
    write(tmp_path, a__content__x__a_md="Title: 一\n\n正文", b__a_md="+++\n+++\n", c__a_md="# 一\n")
    assert detect(tmp_path / "a" / "content" / "x") == (BY_NAME["pelican"], tmp_path / "a")
    assert detect(tmp_path / "b") == (BY_NAME["hugo"], tmp_path / "b")
    assert detect(tmp_path / "c" / "a.md") == (BY_NAME["markdown"], tmp_path / "c")
    assert detect(tmp_path / "nowhere") == (BY_NAME["markdown"], tmp_path)

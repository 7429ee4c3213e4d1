"""Pages of the PDF look as they did when somebody last looked at them.

``NEWSDIGEST_PAGES=write`` renders the references in ``tests/pages`` anew. Look at them then.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pdfs import pages
from PIL import Image, ImageChops, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Book

pytestmark = pytest.mark.poppler

TESTS = Path(__file__).parent
REFERENCES = TESTS / "pages"

#: Pages by the words that they begin with, behind a running head if they have one.
GALLERY = {
    "cover": "云端周报文库周报编者",
    "contents": "目录",
    "part": "附",
    "issue": "云端周报第十五期",
    "event": "大会第一天",
    "project": "Neutron",
    "index": "索引",
    "code-and-table": "样张",
}
SAMPLES = """
# 样张

一段文字, 有**粗体**、*强调*、`code` 和公式 $a^2 + b^2$, 也有注脚[^n]。Chinese and English words
stand beside one another: 中文与 English 之间有空隙。

[^n]: 注脚在页底。

```{code-block} python
:caption: 一段程序
:linenos:
:emphasize-lines: 2

def add(a: int, b: int) -> int:
    return a + b  # 和
```

| 名称 | 数量 | 备注 |
|------|-----:|:----:|
| 计算 | 12 | nova |
| 网络 | 3 | neutron 与 octavia |

```{list-table}
:header-rows: 1
:stub-columns: 1
:widths: 20 80

* - 项
  - 说明
* - 一
  - 长一些的说明, 要占两行才写得下: 这里继续写, 一直写到这一行的末尾, 再到下一行, 才算够了。
```

```{note}
一个提示。
```

$$
\\sum_{i=0}^n x_i = \\frac{1}{2}
$$

> 引文。

术语
: 解释。

1. 第一
2. 第二
   - 里面
"""

#: Which part of a page may look otherwise: typefaces are drawn a little differently elsewhere.
TOLERANCE = 0.004


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return which part of two pages differs to the eye."""
    if one.size != other.size:
        return 1.0
    blurred = (image.convert("L").filter(ImageFilter.GaussianBlur(2)) for image in (one, other))
    seen = ImageChops.difference(*blurred).point(lambda value: 255 if value > 24 else 0)
    return seen.histogram()[255] / (seen.width * seen.height)


@pytest.fixture(scope="module")
def pdf(copy_of: Callable[..., Book]) -> Path:
    made = copy_of(TESTS / "books" / "complete")
    made.edit("samples.md", SAMPLES)
    index = (made.src / "index.md").read_text(encoding="utf-8")
    made.edit("index.md", f"{index}\n```{{toctree}}\n:caption: 附\n\nsamples\n```\n")
    extensions = ["attrs_block", "attrs_inline", "colon_fence", "dollarmath", "deflist"]
    made.build("typstpdf", myst_enable_extensions=extensions)
    (found,) = made.out.glob("*.pdf")
    return found


def rendered(pdf: Path, name: str) -> Image.Image:
    """Return the page of the gallery with this *name*."""
    wanted = GALLERY[name]
    starts = ["".join(word.text for word in page.words[:60]) for page in pages(pdf)]
    number = next(number for number, start in enumerate(starts, 1) if start.startswith(wanted))
    target = pdf.with_name(f"page-{name}")
    options = ["-r", "40", "-gray", "-png", "-singlefile", "-f", str(number)]
    subprocess.run(["pdftoppm", *options, str(pdf), str(target)], check=True)
    return Image.open(f"{target}.png")


@pytest.mark.parametrize("name", GALLERY)
def test_a_page_looks_as_it_did(pdf: Path, name: str) -> None:
    reference = REFERENCES / f"{name}.png"
    found = rendered(pdf, name)
    if os.environ.get("NEWSDIGEST_PAGES") == "write":
        found.quantize(16).save(reference, optimize=True)
    with Image.open(reference) as looked_at:
        assert difference(found, looked_at) <= TOLERANCE


@pytest.fixture(scope="module")
def page() -> Image.Image:
    with Image.open(REFERENCES / "code-and-table.png") as looked_at:
        return looked_at.convert("L")


def test_text_that_stands_a_little_lower_is_noticed(page: Image.Image) -> None:
    assert difference(page, ImageChops.offset(page, 0, 4)) > TOLERANCE


def test_text_over_text_is_noticed(page: Image.Image) -> None:
    lower = ImageChops.offset(page, 0, 60)
    assert difference(page, ImageChops.darker(page, lower)) > TOLERANCE


def test_a_table_that_is_not_there_is_noticed(page: Image.Image) -> None:
    without = page.copy()
    without.paste(255, (0, page.height * 2 // 5, page.width, page.height * 3 // 5))
    assert difference(page, without) > TOLERANCE


def test_typefaces_that_are_drawn_a_little_bolder_are_not(page: Image.Image) -> None:
    assert difference(page, page.point(lambda value: max(0, value - 12))) <= TOLERANCE

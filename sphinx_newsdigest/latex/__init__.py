"""PDF by LaTeX, the classical path: for Chinese, Japanese and Korean, and with all pictures.

Only defaults: what ``conf.py`` says of ``latex_…`` wins, key by key. Books of other languages get
nothing of it but the pictures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import characters, defaults, spaces
from .pictures import FitPictures

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the defaults and the converter of pictures."""
    defaults.soften(app.config)
    # After other extensions, which may have wishes, too; before Sphinx checks the keys, at 800.
    app.connect("config-inited", defaults.fill_in, priority=790)
    app.connect("builder-inited", defaults.add_package)
    app.connect("builder-inited", spaces.keep_in_titles)
    app.add_post_transform(FitPictures)
    app.add_post_transform(spaces.KeepSpaces)
    app.connect("build-finished", characters.write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

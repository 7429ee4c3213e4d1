"""Build the manual of sphinx-newsdigest."""

from __future__ import annotations

import sys
from pathlib import Path

import sphinx_newsdigest

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

# -- The book ---------------------------------------------------------------

project = "sphinx-newsdigest manual"
author = "The sphinx-newsdigest contributors"
# No year: Sphinx would replace it under SOURCE_DATE_EPOCH, but only in that year.
project_copyright = f"{author}, CC BY 4.0"
version = release = sphinx_newsdigest.__version__
language = "en"

# -- Sources ----------------------------------------------------------------

extensions = ["myst_parser", "sphinx_newsdigest", "from_code"]
# Of the examples, which are books of their own, one is shown built.
include_patterns = ["*.md", "howto/*", "reference/*", "examples/harbour/*"]
nitpicky = True

myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist"]
newsdigest_sections = {"Industry": "industry", "Community": "community"}

# -- Web site ---------------------------------------------------------------

html_theme = "sphinx_book_theme"
html_title = "sphinx-newsdigest"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
html_theme_options = {
    "home_page_in_toc": True,
    "max_navbar_depth": 3,
    "navbar_persistent": [],  # the sidebar has the search
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "use_fullscreen_button": False,
}

# -- Other formats ----------------------------------------------------------

epub_basename = "sphinx-newsdigest-manual"
epub_author = epub_publisher = author
epub_description = "How to turn a newsletter archive into a book"
epub_identifier = epub_uid = "sphinx-newsdigest-manual"
epub_exclude_files = ["search.html"]
epub_show_urls = "no"
latex_engine = "xelatex"
latex_use_xindy = False
latex_documents = [("index", "sphinx-newsdigest.tex", project, author, "manual")]
man_pages = [("index", "sphinx-newsdigest", project, author, 7)]
texinfo_documents = [
    ("index", "sphinx-newsdigest", project, author, "SphinxNewsdigest", project, "Miscellaneous"),
]

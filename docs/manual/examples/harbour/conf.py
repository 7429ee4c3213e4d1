"""Build the Harbour Digest."""

import os

project = "Harbour Digest"
author = "The Harbour Digest editors"
project_copyright = f"{author}, CC BY 4.0"
version = release = "2026"  # an ePub must name one

extensions = ["myst_parser", "sphinx_newsdigest"]
myst_enable_extensions = ["attrs_block", "colon_fence"]
exclude_patterns = ["_build", ".venv"]

newsdigest_downloads = ["_build/pdf/*.pdf", "_build/epub/*.epub"]

html_theme = "sphinx_book_theme"
html_title = project
# Both hosts say the address in a variable; without one, links stay relative.
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL") or os.environ.get("HTML_BASEURL", "")

newsdigest_sections = {"Industry": "industry", "Community": "community"}

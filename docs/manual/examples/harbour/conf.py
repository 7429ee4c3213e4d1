"""Build the Harbour Digest."""

project = "Harbour Digest"
author = "The Harbour Digest editors"
project_copyright = "The Harbour Digest editors, CC BY 4.0"
version = release = "2026"  # an ePub must name one

extensions = ["myst_parser", "sphinx_newsdigest"]
myst_enable_extensions = ["attrs_block", "colon_fence"]
exclude_patterns = ["_build", ".venv"]

html_theme = "sphinx_book_theme"
html_title = project

newsdigest_sections = {"Industry": "industry", "Community": "community"}

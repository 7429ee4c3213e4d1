"""Build an issue with three mistakes."""

project = "Mistakes"
author = "The editors of Mistakes"
project_copyright = f"{author}, CC BY 4.0"
version = release = "2026"  # an ePub must name one

extensions = ["myst_parser", "sphinx_newsdigest"]
myst_enable_extensions = ["attrs_block", "colon_fence"]
exclude_patterns = ["_build", ".venv"]

html_theme = "sphinx_book_theme"

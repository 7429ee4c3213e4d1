"""Build an issue with pictures, one of them lost."""

project = "Pictures"
author = "The editors of Pictures"
project_copyright = f"{author}, CC BY 4.0"
version = release = "2026"  # an ePub must name one

extensions = ["myst_parser", "sphinx_newsdigest"]
myst_enable_extensions = ["attrs_block", "colon_fence"]
exclude_patterns = ["_build", ".venv"]

html_theme = "sphinx_book_theme"

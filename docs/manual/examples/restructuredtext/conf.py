"""Build an archive written in reStructuredText."""

project = "Harbour Digest"
author = "The Harbour Digest editors"
project_copyright = f"{author}, CC BY 4.0"
version = release = "2026"  # an ePub must name one

extensions = ["sphinx_newsdigest"]
exclude_patterns = ["_build", ".venv"]

html_theme = "sphinx_book_theme"

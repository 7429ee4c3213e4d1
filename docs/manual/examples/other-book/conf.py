"""Build a handbook that refers to the Harbour Digest."""

project = "Harbour handbook"
author = "The editors of the handbook"
project_copyright = f"{author}, CC BY 4.0"
version = release = "2026"  # an ePub must name one

extensions = ["myst_parser", "sphinx.ext.intersphinx", "sphinx_newsdigest"]
exclude_patterns = ["_build", ".venv"]

intersphinx_mapping = {
    "harbour": ("https://digest.example.org/", "../harbour/_build/html/objects.inv"),
}

html_theme = "sphinx_book_theme"

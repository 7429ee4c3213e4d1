"""Build an archive that cites and is cited."""

project = "Harbour Digest"
author = "The Harbour Digest editors"
project_copyright = f"{author}, CC BY 4.0"
version = release = "2026"  # an ePub must name one

extensions = [
    "myst_parser",
    "sphinx_newsdigest",
    "sphinxcontrib.bibtex",
]
myst_enable_extensions = ["attrs_block", "colon_fence"]
exclude_patterns = ["_build", ".venv"]

bibtex_bibfiles = ["references.bib"]
html_baseurl = "https://digest.example.org/"

html_theme = "sphinx_book_theme"

"""Build an English newsletter in Chinese."""

project = "港口动态"
author = "港口动态编者"
project_copyright = f"{author}, CC BY 4.0"
version = release = "2026"  # an ePub must name one
language = "zh_CN"
locale_dirs = ["locale"]
gettext_compact = False

extensions = ["myst_parser", "sphinx_newsdigest"]
myst_enable_extensions = ["attrs_block", "colon_fence"]
exclude_patterns = ["_build", ".venv", "locale"]

html_theme = "sphinx_book_theme"

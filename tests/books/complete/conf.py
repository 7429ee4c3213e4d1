"""A small book in which everything that an archive can say stands once."""

project = "云端周报文库"
author = "周报编者"
project_copyright = "周报编者"
version = release = "1"
language = "zh_CN"

extensions = ["myst_parser", "sphinx_newsdigest", "sphinxcontrib.bibtex"]
nitpicky = True
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence"]
bibtex_bibfiles = ["references.bib"]
newsdigest_sections = {"业界动态": "industry", "社区跟踪": "community"}

html_theme = "alabaster"
html_static_path = ["_static"]

epub_basename = "book"
epub_identifier = epub_uid = "book-of-clouds"
epub_cover = ("_static/cover.png", "epub-cover.html")
epub_show_urls = "no"
epub_tocdup = False

latex_engine = "xelatex"
latex_use_xindy = False
latex_documents = [("index", "book.tex", project, author, "manual")]
man_pages = [("index", "book", project, author, 7)]
texinfo_documents = [("index", "book", project, author, "Book", project, "Miscellaneous")]

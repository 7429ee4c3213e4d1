"""Build the publication: a digest of the OpenStack community, in Chinese."""

from __future__ import annotations

import os

# -- The book ---------------------------------------------------------------

project = "OpenStack 社区动态文库"
author = "OpenStack 社区动态文库编者"
# No year: Sphinx would replace it under SOURCE_DATE_EPOCH, but only in that year.
project_copyright = f"{author}, CC BY 4.0"
version = release = "0.1"  # an ePub must name one
language = "zh_CN"

# -- Sources ----------------------------------------------------------------

extensions = ["myst_parser", "sphinx_newsdigest", "sphinxcontrib.bibtex"]
exclude_patterns = ["_build", "manual", ".venv", ".tox", "README*"]
nitpicky = True

myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence"]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "unsrt"

newsdigest_sections = {
    "业界动态": "industry",
    "社区跟踪": "community",
    "综合": "general",
}

# -- Web site ---------------------------------------------------------------

# What build.py has made before the site; nothing is offered that is not there.
newsdigest_downloads = ["_build/pdf/*.pdf", "_build/epub/*.epub"]
html_theme = "sphinx_book_theme"
html_title = project
# The address the site is served from; empty keeps every link relative.
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL") or os.environ.get("HTML_BASEURL", "")
html_static_path = ["_static"]
html_theme_options = {
    "logo": {"text": "社区动态文库"},
    "max_navbar_depth": 3,
    "navbar_persistent": [],  # the side bar has the search field already
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "toc_title": "本页内容",
    "use_fullscreen_button": False,
}

# -- ePub -------------------------------------------------------------------

epub_basename = "openstack-digest"
epub_title = project
epub_author = author
epub_publisher = author
epub_description = "OpenStack 社区期刊与峰会见闻, 附项目、组织与人物索引"
epub_cover = ("_static/cover.png", "epub-cover.html")
# One name for both: toc.ncx repeats the uid as the identifier.
epub_identifier = epub_uid = "openstack-community-digest-zh"
epub_exclude_files = ["search.html"]
epub_show_urls = "no"
epub_tocdup = False
epub_tocscope = "includehidden"  # the home page hides its tables of contents

# -- PDF --------------------------------------------------------------------

typst_documents = [("index", "openstack-digest", project, author)]
typst_pdf_standards = ["ua-1"]  # readable by all, by machines too
latex_documents = [("index", "openstack-digest.tex", project, author, "manual")]
latex_elements = {"extraclassoptions": "openany,oneside"}
man_pages = [("index", "openstack-digest", project, author, 7)]
texinfo_documents = [
    ("index", "openstack-digest", project, author, "OpenStackDigest", project, "Miscellaneous"),
]

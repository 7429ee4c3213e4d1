"""Search in scripts that put no spaces between words: Chinese, Japanese, Korean.

Sphinx looks for words. Here each character is one, in its index as in a query, so every
page that holds the characters of a query is found. Which of them hold its words, and
where, the texts of the site tell, which a browser loads with the first query.
"""

"""Importers: posts of other generators become documents of a book."""

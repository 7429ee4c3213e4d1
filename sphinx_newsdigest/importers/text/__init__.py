"""Markdown whose places are known, and edits, the only way in which it changes."""

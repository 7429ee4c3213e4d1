"""Passes over a post, one idea each: what they find becomes edits. Converting holds their order."""

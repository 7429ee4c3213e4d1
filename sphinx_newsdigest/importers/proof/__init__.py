"""The proof that nothing was lost, and the report that tells it."""

"""Finding customers, cases and actions while one types."""

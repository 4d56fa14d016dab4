"""Contact history: who had which contact, what was said, and what a colleague may learn from it."""

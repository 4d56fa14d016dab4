"""The customer file: everything about one customer in one view."""

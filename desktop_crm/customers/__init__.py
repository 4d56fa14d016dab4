"""Customers: who they are, how to reach them, what was said, bought and agreed."""

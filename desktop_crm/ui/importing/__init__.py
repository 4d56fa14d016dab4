"""Bringing a file of customers in: looked at, mapped, tried, imported, and taken back."""

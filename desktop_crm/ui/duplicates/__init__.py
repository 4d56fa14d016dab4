"""Customers who may be here twice: looked for, side by side, merged or told apart."""

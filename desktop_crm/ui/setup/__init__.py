"""Set-up: one's own password, and for administrators the employees and their roles."""

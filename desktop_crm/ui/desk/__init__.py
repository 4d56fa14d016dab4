"""The desk: a new event, my work, and what waits for my role."""

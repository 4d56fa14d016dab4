"""One customer across all rooms, read only: the customer file."""

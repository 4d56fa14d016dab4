"""What is held on a person: told to them, erased, kept for so long; each on the record."""

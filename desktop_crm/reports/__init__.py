"""Paper: PDF sheets of what the screens show."""

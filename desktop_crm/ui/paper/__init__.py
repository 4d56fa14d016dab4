"""Paper: a preview of the pages themselves, a printer, and a file."""

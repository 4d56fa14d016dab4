"""Files of other programs: vCard and CSV, read into and written from the rooms' own types."""

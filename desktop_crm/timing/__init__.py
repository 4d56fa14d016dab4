"""Working calendars, clocks and the times of work: pure rules over stored events."""

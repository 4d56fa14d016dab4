"""What happened, in figures: event logs of any origin, shares with their certainty, and times of teams."""

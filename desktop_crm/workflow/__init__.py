"""Cases: work items and their states, the engine that moves them, values and ask-once."""

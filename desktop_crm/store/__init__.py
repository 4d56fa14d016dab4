"""The store: engine and dialects, unit of work, change log and its triggers, upgrade and backup."""

"""The process model: what a company promises, does, answers for and needs to know."""

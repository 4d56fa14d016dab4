"""The record of what was told of people and erased."""

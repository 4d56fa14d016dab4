"""What every room may use: time, ids, errors, changes, money, words, paths and settings."""

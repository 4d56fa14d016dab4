"""A desktop front-office contact manager: customer processes as a sequence of windows."""

__version__ = "0.1.0"

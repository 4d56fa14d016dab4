"""The windows: the only room that knows Qt.

PySide6 puts a function of its own in the place of Python's `__import__`. It serves ``from __feature__ import``,
which is not used here, and reads the source of every module that is imported from then on: a fifth of the time
to the desk, and 34 MB of source text that stays in memory. So Python's own is put back.
"""

import builtins

_pythons_own = builtins.__import__
import PySide6.QtCore  # noqa: E402, F401  # the first import of PySide6 in the program

builtins.__import__ = _pythons_own

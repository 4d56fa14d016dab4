"""Run the command line: `python -m desktop_crm`."""

import sys

from desktop_crm.cli.main import main

if __name__ == "__main__":
    if getattr(
        sys, "frozen", False
    ):  # of the packaged program, what works in a process of its own begins here too
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(main())

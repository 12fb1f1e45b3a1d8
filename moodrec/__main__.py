"""Entry point of `python -m moodrec`."""

import sys

from moodrec.cli import main

if __name__ == "__main__":
    sys.exit(main())

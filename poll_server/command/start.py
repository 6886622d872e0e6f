"""The command line's entrance: collects no garbage while the program is read in.

What Python makes of the program's lines stays for as long as the process does. To look through it
for garbage again and again, as Python does by itself, takes a quarter of the start, and somebody
waits for that.
"""

import gc
import sys


def main() -> int:
    """Run what was typed.

    Returns:
        The exit code (see `cli.main`).
    """
    gc.disable()
    from .cli import main as run

    gc.freeze()
    gc.enable()
    return run()


if __name__ == "__main__":
    sys.exit(main())

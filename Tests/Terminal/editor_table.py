"""What a person does at the editor, and what the screen must show: a table of small stories.

    editor_table.py STAGE [--only WORDS] [--verbose]

Each function is one row, named by its first line. Prints each failing row and `N passed, N failed`.
"""
import argparse
import os
import subprocess
import sys
import time

import rows_editing  # noqa: F401  (each adds its rows to the table)
import rows_input  # noqa: F401
import rows_processes  # noqa: F401
import rows_window  # noqa: F401
import stage


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage")
    parser.add_argument("--only", default="")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    program = os.path.abspath(options.stage)
    passed = failed = 0
    for test in stage.ROWS:
        if options.only not in test.__name__ + " " + test.__doc__:
            continue
        start = time.monotonic()
        try:
            test(program)
            passed += 1
        except (stage.Failed, subprocess.SubprocessError, OSError) as problem:
            failed += 1
            print(f"{test.__name__}: {test.__doc__}\n  {problem}", flush=True)
        if options.verbose:
            print(f"{time.monotonic() - start:6.2f} s  {test.__name__}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Runs the rows of a table of small stories: prints each that fails and `N passed, N failed`."""
import argparse
import os
import subprocess
import time

import stage


def main(description):
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--only", default="", help="rows with these words in name or first line")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    program = os.path.abspath(options.program)
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

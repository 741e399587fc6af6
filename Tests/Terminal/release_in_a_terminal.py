"""A release at the keyboard, the transcript that it leaves, and the shell in odd terminals.

    release_in_a_terminal.py RELSH [--only WORDS] [--verbose]
"""
import sys

import rows_release  # noqa: F401  (each adds its rows to the table)
import rows_saved  # noqa: F401
import rows_shell  # noqa: F401
import table

if __name__ == "__main__":
    sys.exit(table.main(__doc__))

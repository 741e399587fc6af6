"""What a person does at the editor, and what the screen must show: a table of small stories.

    editor_table.py STAGE [--only WORDS] [--verbose]

Each function is one row, named by its first line.
"""
import sys

import rows_editing  # noqa: F401  (each adds its rows to the table)
import rows_input  # noqa: F401
import rows_processes  # noqa: F401
import rows_window  # noqa: F401
import table

if __name__ == "__main__":
    sys.exit(table.main(__doc__))

"""What a plain redraw of a line looks like, and how the screen differs from it."""
import unicodedata

import pyte
from wcwidth import wcwidth

from terminal import Screen, row_text


def normalized(text):
    return unicodedata.normalize("NFC", text)


def plain_redraw(prompt, line, cursor, columns, style_of=None):
    """Rows of (text, style) cells of a prompt and a line written plainly, and the cursor's place."""
    rows = [[]]

    def cell(character, width, style):
        if width == 0:
            row = rows[-1] or (rows[-2] if len(rows) > 1 else [])
            last = len(row) - 1
            while last > 0 and row[last][0] == "":
                last -= 1
            if last >= 0:
                row[last] = (row[last][0] + character, row[last][1])
            return
        if len(rows[-1]) + width > columns:
            rows.append([])
        rows[-1].append((character, style))
        if width == 2:
            rows[-1].append(("", style))
        if len(rows[-1]) >= columns:
            rows.append([])

    def put(character, style):
        code = ord(character)
        if character == "\n":
            rows.append([])
        elif character == "\t":
            cell(" ", 1, style)
            while len(rows[-1]) % 8:
                cell(" ", 1, style)
        elif code < 32 or code == 127:
            cell("^", 1, style)
            cell(chr(code ^ 64), 1, style)
        else:
            width = wcwidth(character)
            cell(character if width >= 0 else "\ufffd", max(width, 1 if width < 0 else 0), style)

    for character in prompt:
        put(character, "prompt")
    place = None
    for offset, character in enumerate(line):
        if offset == cursor:
            place = (len(rows) - 1, len(rows[-1]))
            if wcwidth(character) == 2 and place[1] + 2 > columns:
                place = (place[0] + 1, 0)
        put(character, style_of(line, offset) if style_of else None)
    if place is None:
        place = (len(rows) - 1, len(rows[-1]))
    return rows, place


def shown_by_emulator(row, columns):
    """What the emulator itself shows for the text of one row."""
    screen = Screen(columns, 2)
    pyte.Stream(screen).feed("".join(text for text, _ in row))
    return [screen.buffer[0][x].data for x in range(columns)]


def difference(program, prompt, line, cursor, above=None, styles=None, style_of=None, below=()):
    """The first difference between the screen and a plain redraw, None if there is none.

    `above` is the row above the prompt, `below` the rows that may follow the line; all others below
    must be blank.
    """
    screen = program.screen
    columns, lines = screen.columns, screen.lines
    rows, place = plain_redraw(prompt, line, cursor, columns, style_of)
    top = screen.cursor.y - place[0]
    column = min(screen.cursor.x, columns)
    if column != place[1]:
        return f"cursor in column {column}, wanted {place[1]}"
    is_tall = len(rows) > lines
    for index, row in enumerate(rows):
        y = top + index
        if y < 0:
            if not is_tall:
                return f"row {index} lies above the screen"
            continue
        if y >= lines:
            if is_tall or (not row and index == len(rows) - 1 and place[0] < index):
                continue
            return f"row {index} lies below the screen"
        wanted = shown_by_emulator(row, columns)
        for x in range(columns):
            shown = screen.buffer[y][x]
            if normalized(shown.data) != normalized(wanted[x]):
                return f"row {index} column {x} shows {shown.data!r}, wanted {wanted[x]!r}"
            if styles and x < len(row) and wanted[x].strip() and row[x][1] in styles:
                look = (shown.fg, shown.bold, shown.underscore)
                if look != styles[row[x][1]]:
                    return f"row {index} column {x} ({shown.data!r}) is {look}, wanted {row[x][1]}"
    if above is not None and top > 0:
        shown = row_text(screen, top - 1)
        if shown != above[:columns].rstrip():
            return f"above the prompt: {shown!r}, wanted {above!r}"
    for offset, y in enumerate(range(top + len(rows), lines)):
        wanted = below[offset] if offset < len(below) else ""
        if y >= 0 and row_text(screen, y) != wanted:
            return f"row {offset} below the line shows {row_text(screen, y)!r}, wanted {wanted!r}"
    return None

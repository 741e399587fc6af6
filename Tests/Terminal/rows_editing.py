"""What keys do to a line, and how the line looks."""
from stage import PROMPT, Failed, Stage, expect, row


@row
def insert_in_a_wrapped_line(stage):
    """`bump` and more over three rows at the bottom of the window; ^A, right, right, X"""
    with Stage(stage, rows=5) as editor:
        line = "bump " + "llmcc-core 0.2.0 " * 5
        editor.send(line)
        editor.line(line)
        editor.send("\x01\x1b[C\x1b[CX")
        editor.line("buX" + line[2:], 3)


@row
def row_above_stays(stage):
    """what stands above the prompt stays while a line grows at the bottom"""
    with Stage(stage, rows=6) as editor:
        editor.runs("tag")
        line = "bump " + "v1.2.3 " * 12
        editor.send(line)
        editor.line(line, above="ran 1")
        editor.send("\x15")
        editor.line("", above="ran 1")


@row
def wide_and_combining(stage):
    """`é漢字😀` and a combining accent inserted at start, middle and row edge; BackSpace over each"""
    texts = ["é漢字😀", "e\u0301"]
    base = "tag " + "x" * 40
    for text in texts:
        for place in (0, 10, 30, 31, len(base)):
            with Stage(stage) as editor:
                editor.send(base + "\x01" + "\x1b[C" * place)
                editor.line(base, place)
                line = base[:place] + text + base[place:]
                cursor = place + len(text)
                editor.send(text)
                editor.line(line, cursor)
                for _ in text:
                    editor.send("\x7f")
                    line = line[:cursor - 1] + line[cursor:]
                    cursor -= 1
                    editor.line(line, cursor)


@row
def control_characters(stage):
    """quoted control characters show as ^X, a tab as spaces"""
    with Stage(stage) as editor:
        editor.send("a\x16\x01b\x16\tc\x01\x1b[C")
        editor.line("a\x01b\tc", 1)
        editor.accepts("a\\u{1}b\\u{9}c")


@row
def tab_lists_and_leaves(stage):
    """Tab: the common part; Tab: the list below; a letter: the list is gone, rows below blank"""
    with Stage(stage) as editor:
        editor.send("t\t")
        menu = ["tag     name the commit", "target  choose the next version",
                "token   say where tokens are"]
        editor.line("t", below=menu)
        editor.send("a\t")
        editor.line("ta", below=menu[:2])
        editor.send("\t")
        editor.line("ta", below=menu[:2])
        editor.send("r")
        editor.line("tar")
        editor.send("\t")
        editor.line("target ")
        editor.send("c\t")
        editor.line("target crate-")
        editor.send("\t")
        editor.line("target crate-", below=[
            f"crate-{number}  0.1.{number}" for number in range(7)] + ["... 993 more: Tab"])
        editor.send("\t")
        editor.line("target crate-", below=[
            f"{f'crate-{number}':8}  0.1.{number}" for number in range(7, 14)] + ["... 986 more: Tab"])
        editor.send("99\t")
        editor.shows("... 4 more: Tab")
        editor.send("\t")
        editor.shows("... the first again: Tab")
        editor.send("\t")
        editor.shows("... 4 more: Tab")
        editor.send("9\t")
        editor.line("target crate-999 ")


@row
def tab_without_candidates(stage):
    """Tab where nothing fits changes no cell"""
    with Stage(stage) as editor:
        editor.send("zz\t")
        editor.sentinel()
        editor.line("zz")


@row
def unknown_sequences(stage):
    """F5, focus events, unknown sequences insert nothing; Ctrl-arrows move by words"""
    with Stage(stage) as editor:
        editor.send("bump one-two three")
        editor.send("\x1b[15~\x1b[I\x1b[O\x1b[<0;1;2M\x1b[1;7P\x1b[Z")
        editor.sentinel()
        editor.line("bump one-two three")
        editor.send("\x1b[1;5D")
        editor.line("bump one-two three", 13)
        editor.send("\x1b[1;5D\x1b[1;5D\x1b[1;5C")
        editor.line("bump one-two three", 4)


@row
def invalid_bytes(stage):
    """`\\xff` and a cut character become U+FFFD, as does a control character of Latin-1"""
    with Stage(stage) as editor:
        editor.send(b"a\xffb\xe6\xbcc\xc2\x9bd\xed\xa0\x80")
        editor.shows("d")
        editor.accepts("a\\u{fffd}b\\u{fffd}c\\u{fffd}d\\u{fffd}")


@row
def escape_split(stage):
    """an arrow key is one, also where its bytes come in two writes; ESC alone harms nothing"""
    with Stage(stage) as editor:
        editor.send("abc")
        editor.line("abc")
        # The second write has to come within 25 ms; on a busy machine one of some tries does.
        for _ in range(20):
            editor.send("\x1b")
            editor.send("[D")
            editor.sentinel()
            cursor = editor.screen.cursor.x - len(PROMPT)
            if cursor == 2 and "[D" not in editor.text():
                break
            editor.send("\x15\x0babc")
            editor.line("abc")
        editor.line("abc", 2)


@row
def undo(stage):
    """^_ takes back a word, a kill and a history line, one after the other"""
    with Stage(stage) as editor:
        editor.runs("tag")
        editor.send("bump one\x17\x15\x1b[A")
        editor.line("tag")
        for line in ("", "bump ", "bump one", "bump", "", ""):
            editor.send("\x1f")
            editor.line(line)


@row
def counts_do_nothing(stage):
    """Alt with digits does not repeat: a count can make a line that nothing survives"""
    with Stage(stage) as editor:
        editor.send("\x1b9\x1b9\x1b9\x1b9\x1b9\x1b9x")
        editor.line("x")


@row
def long_line(stage):
    """a line of 2,000 characters in 4x20 can be typed, edited and accepted; more is not taken"""
    with Stage(stage, rows=4, columns=20) as editor:
        text = "bump " + "0123456789" * 199
        editor.send(text + "12345" + "67890")
        editor.line(text + "12345")
        editor.send("\x01")
        editor.line(text + "12345", 0)
        editor.send("\x05\x7f\x7f")
        editor.line(text + "123")
        editor.accepts(text + "123")


@row
def nothing_changes(stage):
    """a key that changes nothing (^E at the end): no byte is written"""
    with Stage(stage) as editor:
        editor.send("bump a")
        editor.line("bump a")
        start = len(editor.raw)
        editor.send("\x05")
        editor.pump(0.2)
        editor.send("\x05\x1b[F\x1b[C\x1b[15~")
        editor.pump(0.2)
        editor.send("x")
        editor.line("bump ax")
        expect(editor.raw[start:] == b"x", f"more than an x was written: {editor.raw[start:]}")


@row
def redraw_changes_no_cell(stage):
    """^L of a line in the first row changes no cell"""
    with Stage(stage) as editor:
        editor.send("\x0c")
        editor.line("")
        editor.send("bump 漢 1\x1b[D")
        editor.line("bump 漢 1", 7)
        before = editor.rows(), (editor.screen.cursor.y, editor.screen.cursor.x)
        count = editor.raw.count(b"\x1b[2J")
        editor.send("\x0c")
        if not editor.until(lambda: editor.raw.count(b"\x1b[2J") > count):
            raise Failed("no redraw")
        editor.line("bump 漢 1", 7)
        expect(before == (editor.rows(), (editor.screen.cursor.y, editor.screen.cursor.x)), "moved")

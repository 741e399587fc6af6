"""What a person does at the editor, and what the screen must show: a table of small stories.

    editor_table.py STAGE [--only WORDS] [--verbose]

Each function is one row, named by its first line. Prints each failing row and `N passed, N failed`.
"""
import argparse
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import termios
import time

import model
from terminal import LIMIT, Program, difference, plain_redraw

PROMPT = "rel 0.1> "
ROWS = []


class Failed(Exception):
    pass


def row(test):
    ROWS.append(test)
    return test


class Stage(Program):
    """The stage at its first prompt, with words for what rows expect."""

    def __init__(self, path, rows=10, columns=40, history=None, **options):
        arguments = [path] + (["--history", history] if history else [])
        super().__init__(arguments, rows, columns, **options)
        self.shows(PROMPT.rstrip())

    def shows(self, text):
        if not self.until(lambda: text in self.text()):
            raise Failed(f"{text!r} does not appear:\n{self.text()}")

    def line(self, line, cursor=None, above=None, below=(), prompt=PROMPT):
        """The screen becomes a plain redraw of this line."""
        cursor = len(line) if cursor is None else cursor

        def problem():
            return difference(
                self, prompt, line, cursor, above, model.STYLES, model.style_of, below)
        if not self.until(lambda: problem() is None):
            raise Failed(f"{problem()}, for {line!r} at {cursor}:\n{self.text()}")

    def accepts(self, line, keys="\r"):
        """The stage reports this line; the next prompt may not be there yet."""
        count = len(self.reports)
        self.send(keys)
        self.reported(line, count)

    def runs(self, line, keys=None):
        """The line is accepted and counted, and the next prompt is there."""
        self.accepts(line, (keys or line) + "\r")
        self.line("", above=f"ran {len(self.reports)}")

    def reported(self, line, count):
        if not self.until(lambda: len(self.reports) > count):
            raise Failed(f"nothing was accepted:\n{self.text()}")
        if self.reports[-1] != line:
            raise Failed(f"accepted {self.reports[-1]!r}, wanted {line!r}")

    def sentinel(self):
        """A key press that shows on the screen, after which all earlier keys are done."""
        self.send("~")
        if not self.until(lambda: "~" in self.text()):
            raise Failed("no answer:\n" + self.text())
        self.send("\x7f")
        if not self.until(lambda: "~" not in self.text()):
            raise Failed("no answer:\n" + self.text())

    def ends(self, status=0):
        got = self.wait()
        if got != status:
            raise Failed(f"ended with {got}, wanted {status}")
        expect(self.modes()[3] & termios.ICANON and self.modes()[3] & termios.ECHO, "still raw")
        expect(self.raw.rfind(b"\x1b[?2004l") > self.raw.rfind(b"\x1b[?2004h"), "pastes marked")


def expect(holds, text):
    if not holds:
        raise Failed(text)


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
            f"crate-{number}  0.1.{number}" for number in range(7)] + ["... 993 more"])
        editor.send("99\t")
        editor.shows("... 4 more")
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
def paste_runs_nothing(stage):
    """a paste of two lines runs nothing; Enter accepts both at once"""
    with Stage(stage) as editor:
        editor.send("\x1b[200~tag v1\npush\n\x1b[201~")
        editor.line("tag v1\npush")
        expect(not editor.reports, "something was accepted")
        editor.accepts("tag v1\\u{a}push")
        editor.shows("ran 2")
        editor.send("\x1b[200~tag v2\r\npush\r\x1b[201~")
        editor.line("tag v2\npush")
        editor.accepts("tag v2\\u{a}push")


@row
def paste_with_interrupts(stage):
    """^C, ^Z and ^D inside a paste are text"""
    with Stage(stage) as editor:
        editor.send("\x1b[200~a\x03b\x1ac\x04\x1b[201~")
        editor.line("a\x03b\x1ac\x04")
        expect(not editor.reports, "something was accepted")


@row
def paste_in_search(stage):
    """the same inside ^R: nothing runs"""
    with Stage(stage) as editor:
        editor.runs("bump")
        editor.send("\x12bu")
        editor.shows("bck:bu")
        editor.send("\x1b[200~tag v1\npush\n\x1b[201~")
        editor.shows("push")
        editor.sentinel()
        expect(len(editor.reports) == 1, "something was accepted")
        expect("bck" not in editor.text(), "the search still shows")
        editor.send("\x15\x0b")
        editor.line("")


@row
def arrows_search_prefix(stage):
    """`bu` Up Up Down: entries that begin with it, and `bu` again"""
    with Stage(stage) as editor:
        for line in ("bump 1", "abump", "build", "tag bu", "bump 2"):
            editor.runs(line)
        editor.send("bu\x1b[A")
        editor.line("bump 2")
        editor.send("\x1b[A")
        editor.line("build")
        editor.send("\x1b[A")
        editor.line("bump 1")
        editor.send("\x1b[A\x1b[B")
        editor.line("build")
        editor.send("\x1bOB\x1bOB")
        editor.line("bu")
        editor.send("\x15\x10\x10")
        editor.line("tag bu")


@row
def search_backwards(stage):
    """^R `bu` ESC: `bck:bu` below, then gone; ^R `zzz` ^G: the line is as before"""
    with Stage(stage) as editor:
        editor.runs("bump 1")
        editor.send("\x12bu")
        editor.shows("bck:bu")
        editor.shows(PROMPT + "bump 1")
        editor.send("\x1b")
        editor.line("bump 1", 0)
        editor.send("\x05x")
        editor.line("bump 1x")
        editor.send("\x12zzz")
        editor.shows("zzz")
        editor.send("\x07")
        editor.line("bump 1x")
        editor.send("\x03")
        editor.line("")
        editor.send("\x12bu")
        editor.shows("bck:bu")
        editor.accepts("bump 1")


@row
def search_with_wide_characters(stage):
    """^R finds `é漢字`"""
    with Stage(stage) as editor:
        editor.runs("tag \\u{e9}\\u{6f22}\\u{5b57}", "tag é漢字")
        editor.send("\x12漢")
        editor.shows("bck:漢")
        editor.accepts("tag \\u{e9}\\u{6f22}\\u{5b57}")


@row
def interrupt_clears(stage):
    """text, ^C: a new prompt below; ^R, ^C: the same; the next line is whole"""
    with Stage(stage) as editor:
        editor.runs("build")
        editor.send("bump\x03")
        editor.line("", above=PROMPT + "bump")
        editor.send("\x12b")
        editor.shows("bck:b")
        editor.send("\x03")
        editor.line("")
        editor.accepts("tag", "tag\r")


@row
def end_of_input(stage):
    """^D on text deletes; on an empty line it leaves, exit 0, the terminal cooked"""
    with Stage(stage) as editor:
        editor.send("ab\x01\x04")
        editor.line("b", 0)
        editor.send("\x04")
        editor.line("", 0)
        editor.send("\x1b[3~")
        editor.sentinel()
        editor.send("\x04")
        editor.ends(0)


@row
def suspend_and_go_on(stage):
    """^Z in a shell with jobs, then `fg`: text and cursor are back"""
    bash = shutil.which("bash")
    environment = {"PS1": "$ ", "HISTFILE": None}
    with Program([bash, "--norc", "--noprofile", "-i"], 12, 40, environment, pipes=False) as shell:
        def shows(text):
            if not shell.until(lambda: text in shell.text()):
                raise Failed(f"{text!r} does not appear:\n{shell.text()}")
        shows("$")
        shell.send(stage + "\n")
        shows(PROMPT.rstrip())
        shell.send("bump x漢\x1b[D\x1a")
        shows("Stopped")
        expect(shell.raw.rfind(b"2004l") > 0, "pastes are still marked")
        shell.send("fg\n")
        if not shell.until(lambda: difference(shell, PROMPT, "bump x漢", 6) is None):
            raise Failed("not back:\n" + shell.text())
        shell.send("\x15\x0bchild sleep 60\n")
        shows("child sleep")
        wait_for_child(shell, "sleep")
        shell.send("\x1a")
        if not shell.until(lambda: shell.text().count("Stopped") > 1):
            raise Failed("child and shell do not stop:\n" + shell.text())
        shell.send("fg\n")
        wait_for_child(shell, "sleep", running=True)
        shell.send("\x03")
        shows("ended 130 interrupted\n" + PROMPT.rstrip())
        shell.send("\x04")
        if not shell.until(lambda: shell.text().rstrip().endswith("$")):
            raise Failed("does not leave:\n" + shell.text())


def wait_for_child(program, name, running=False):
    """Until a descendant of that name lives (and runs)."""
    def lives():
        listing = subprocess.run(
            ["ps", "-o", "pid=,ppid=,stat=,comm=", "-t", X
             if "pts" not in os.ttyname(program.tty) else os.ttyname(program.tty)[5:]],
            capture_output=True, text=True).stdout
        found = [line.split() for line in listing.splitlines() if line.split()[-1] == name]
        return found and (not running or not found[0][2].startswith("T"))
    if not program.until(lives):
        raise Failed(f"{name} does not run:\n{program.text()}")


@row
def interrupt_a_child(stage):
    """a child and ^C: its end is told, the shell lives"""
    with Stage(stage) as editor:
        editor.send("child sleep 60\r")
        wait_for_child(editor, "sleep")
        editor.send("\x03")
        editor.shows("ended 130 interrupted")
        editor.line("")
        editor.accepts("tag", "tag\r")


@row
def child_reads(stage):
    """a child that reads a line gets it"""
    with Stage(stage) as editor:
        editor.send("child echo asks; read x; echo got-$x\r")
        editor.shows("asks\n")
        editor.send("hello\n")
        editor.shows("got-hello")
        editor.shows("ended 0")
        editor.line("")


@row
def resize_wrapped(stage):
    """40 -> 30 -> 57 columns with a wrapped line, the cursor in its middle"""
    with Stage(stage, rows=12) as editor:
        line = "bump " + "llmcc-core 0.2.0 " * 5
        editor.send(line + "\x1b[D" * 45)
        editor.line(line, len(line) - 45, above="ready")
        for columns in (30, 57, 40):
            editor.resize(12, columns)
            editor.line(line, len(line) - 45)
            expect("ready" in editor.text(), "output was erased")


@row
def resize_in_tmux(stage):
    """the same in tmux, which wraps its rows anew"""
    tmux = shutil.which("tmux")
    if not tmux:
        raise Failed("tmux is not installed")
    with tempfile.TemporaryDirectory() as directory:
        def run(*arguments):
            return subprocess.run(
                [tmux, "-S", directory + "/socket", "-f", "/dev/null", *arguments],
                capture_output=True, text=True, check=True,
                env=dict(os.environ, LC_ALL="C.UTF-8")).stdout
        run("new-session", "-d", "-x", "40", "-y", "12", stage)
        try:
            line = "bump " + "llmcc-core 0.2.0 " * 5

            def screen():
                return run("capture-pane", "-p").rstrip("\n").split("\n")

            def settles(columns):
                rows, place = plain_redraw(PROMPT, line, len(line) - 45, columns)
                wanted = ["".join(text for text, _ in cells).rstrip() for cells in rows]
                end = time.monotonic() + LIMIT
                while time.monotonic() < end:
                    shown = screen()
                    cursor = run("display-message", "-p", "#{cursor_x} #{cursor_y}").split()
                    top = int(cursor[1]) - place[0]
                    # tmux moves rows to its scroll-back as it wraps them: there an old copy may stay.
                    if top >= 0 and int(cursor[0]) == place[1] and shown[top:] == wanted \
                            and run("capture-pane", "-p", "-S", "-").startswith("ready\n"):
                        return
                    time.sleep(0.02)
                raise Failed(f"at {columns} columns:\n" + "\n".join(screen()))
            while not any(PROMPT.rstrip() in text for text in screen()):
                time.sleep(0.02)
            run("send-keys", "-l", line)
            for _ in range(45):
                run("send-keys", "Left")
            settles(40)
            for columns in (30, 57, 40):
                run("resize-window", "-x", str(columns), "-y", "12")
                settles(columns)
        finally:
            run("kill-server")


@row
def notices_between_keys(stage):
    """a notice between two keys, 40 times, over a wrapped line"""
    with Stage(stage, rows=8) as editor:
        line = "bump " + "v1.2.3 " * 6
        editor.send(line)
        editor.line(line)
        for number in range(40):
            line += "x"
            editor.send("x")
            editor.notice(f"notice {number}")
            editor.line(line, above=f"notice {number}")


@row
def prompt_changes_without_a_key(stage):
    """a notice without text has the prompt asked for again and repainted"""
    with Stage(stage) as editor:
        editor.send("bump 1\x1b[D")
        editor.line("bump 1", 5)
        editor.notice("prompt core 0.1.0 -> 0.2.0 main* > ")
        editor.line("bump 1", 5, above="ready", prompt="core 0.1.0 -> 0.2.0 main* > ")


@row
def notice_during_a_command(stage):
    """a notice that comes while a command runs shows above the next prompt"""
    with Stage(stage) as editor:
        editor.send("child echo on; read x\r")
        editor.shows("on\n")
        editor.notice("news")
        time.sleep(0.1)  # only makes it likelier that the notice comes first
        editor.send("\n")
        editor.shows("news")
        editor.line("")


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
def locale_unset(stage):
    """without a locale wide characters work"""
    environment = {"LANG": None, "LC_ALL": None, "LC_CTYPE": None}
    with Stage(stage, environment=environment) as editor:
        editor.send("é漢字\x1b[Dx")
        editor.line("é漢x字", 3)
        editor.accepts("\\u{e9}\\u{6f22}x\\u{5b57}")


@row
def dumb_terminal(stage):
    """TERM=dumb or unset: a plain prompt, the terminal's own editing, no escapes"""
    for name in ("dumb", None, ""):
        with Stage(stage, environment={"TERM": name}) as editor:
            editor.accepts("tag", "tog\x7f\x7fag\n")
            editor.shows("ran 1\n" + PROMPT.rstrip())
            editor.send("half\x03")
            if not editor.until(lambda: editor.text().count(PROMPT.rstrip()) == 3):
                raise Failed("no prompt after ^C:\n" + editor.text())
            editor.accepts("question", "question\n")
            editor.shows("[y/N]")
            editor.send("y\n")
            editor.shows("answer y")
            editor.send("\x04")
            expect(editor.wait() == 0, "does not leave")
            expect(b"\x1b" not in editor.raw, f"escapes: {editor.raw}")


@row
def unknown_terminal(stage):
    """an unknown TERM works, and nothing complains"""
    with Stage(stage, environment={"TERM": "no-such-terminal"}) as editor:
        editor.send("bump x\x01")
        editor.line("bump x", 0, above="ready")
        expect("terminal" not in editor.text(), editor.text())


@row
def no_colour(stage):
    """NO_COLOR: no colours, all else the same"""
    with Stage(stage, environment={"NO_COLOR": "1"}) as editor:
        editor.send("bump 1 !x\t\x01")
        editor.shows("bump 1 !x")
        expect(b"m" not in [part[-1:] for part in csi_parts(editor.raw)], f"{editor.raw}")
        editor.accepts("bump 1 !x")


def csi_parts(raw):
    parts, place = [], raw.find(b"\x1b[")
    while place >= 0:
        end = place + 2
        while end < len(raw) and not 0x40 <= raw[end] <= 0x7e:
            end += 1
        parts.append(raw[place:end + 1])
        place = raw.find(b"\x1b[", end)
    return parts


@row
def pipes(stage):
    """stdin a pipe: no prompt, no escapes; stdout a pipe: no escapes"""
    got = subprocess.run([stage], input=b"tag\nbump\n", capture_output=True, timeout=LIMIT)
    expect(got.stdout == b"ready\nran 1\nran 2\n", f"{got.stdout}")
    with Program(["/bin/sh", "-c", stage + " | cat"], 10, 40, pipes=False) as shell:
        if not shell.until(lambda: "ready" in shell.text()):
            raise Failed("does not start")
        shell.send("tag\n")
        if not shell.until(lambda: "ran 1" in shell.text()):
            raise Failed("does not read:\n" + shell.text())
        expect(b"\x1b" not in shell.raw and b"rel" not in shell.raw, f"{shell.raw}")


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


@row
def two_shells_one_history(stage):
    """two shells, 500 lines each: all in the file, mode 0600, none that began with a space"""
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "state", "relsh", "history")
        editors = [Stage(stage, history=path) for _ in range(2)]
        try:
            for part in range(50):
                for number, editor in enumerate(editors):
                    for index in range(part * 10, part * 10 + 10):
                        editor.send(f"tag {number}-{index}\r")
                    editor.send(" hidden\r")
                for editor in editors:
                    done = (part + 1) * 11
                    if not editor.until(lambda: len(editor.reports) == done):
                        raise Failed(f"{len(editor.reports)} of {done} lines:\n{editor.text()}")
            for editor in editors:
                editor.shows("ran 550")
            with open(path) as file:
                lines = file.read().split("\n")
            wanted = {f"tag {number}-{index}" for number in range(2) for index in range(500)}
            expect(set(lines) - {""} == wanted, "lines are missing or too many")
            expect(stat.S_IMODE(os.stat(path).st_mode) == 0o600, "mode of the file")
            expect(stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700, "mode of the folder")
            editors[0].send("tag 1-\x1b[A")
            editors[0].line("tag 1-499")
        finally:
            for editor in editors:
                editor.close()


@row
def questions_are_not_kept(stage):
    """a question's answer and a secret are in no history, and the secret on no screen"""
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "history")
        with Stage(stage, history=path) as editor:
            editor.send("question\r")
            editor.shows("sure? [y/N]")
            editor.send("\x1b[A\x12maybe\tx")
            editor.shows("maybex")
            editor.send("\r")
            editor.shows("answer maybex")
            editor.send("question\r")
            if not editor.until(lambda: editor.text().count("sure?") == 2):
                raise Failed("no question")
            editor.send("\x03")
            editor.shows("answer none")
            editor.send("secret\r")
            editor.shows("token:")
            silent(editor)
            editor.send("hidXx\x7f\x7fden\r")
            editor.shows("secret of 6")
            editor.send("secret\r")
            if not editor.until(lambda: editor.text().count("token:") == 2):
                raise Failed("no question")
            silent(editor)
            editor.send("hid\x03")
            editor.shows("secret of -1")
            expect(b"hid" not in editor.raw, "the secret was shown")
            editor.line("")
            editor.send("\x1b[A")
            editor.line("secret")
            with open(path) as file:
                expect(file.read() == "question\nquestion\nsecret\nsecret\n", "what is kept")


def silent(editor):
    """Until the terminal no longer shows what is typed."""
    if not editor.until(lambda: not editor.modes()[3] & termios.ECHO
                        and not editor.modes()[3] & termios.ICANON):
        raise Failed("what is typed would be shown")


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
def signals_restore(stage):
    """TERM, HUP, QUIT and an abort at the prompt: the terminal is as it was"""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGABRT, signal.SIGSEGV):
        with Stage(stage, environment={"SWIFT_BACKTRACE": "enable=no"}) as editor:
            editor.send("bump")
            editor.line("bump")
            before = editor.modes()[3] & termios.ICANON
            expect(not before, "not raw at the prompt")
            os.kill(editor.pid, number)
            status = editor.wait()
            expect(status is not None and os.WTERMSIG(status) == number, f"ended with {status}")
            expect(editor.modes()[3] & termios.ICANON, f"raw after signal {number}")
            expect(editor.modes()[3] & termios.ECHO, f"no echo after signal {number}")
            expect(editor.raw.rfind(b"\x1b[?2004l") > editor.raw.rfind(b"\x1b[?2004h"), "marks")
    with Stage(stage) as editor:
        editor.send("exit\r")
        editor.ends(0)


@row
def signals_from_elsewhere(stage):
    """SIGINT at the prompt is ^C; after SIGSTOP and SIGCONT the line is there, and so are its keys"""
    with Stage(stage) as editor:
        editor.send("bump 1")
        editor.line("bump 1")
        os.kill(editor.pid, signal.SIGINT)
        editor.line("", above=PROMPT + "bump 1")
        editor.send("tag 1\x1b[D")
        editor.line("tag 1", 4)
        os.kill(editor.pid, signal.SIGSTOP)
        os.waitpid(editor.pid, os.WUNTRACED)
        modes = editor.modes()
        modes[3] |= termios.ICANON | termios.ECHO | termios.ISIG
        termios.tcsetattr(editor.tty, termios.TCSANOW, modes)
        os.kill(editor.pid, signal.SIGCONT)
        if not editor.until(lambda: not editor.modes()[3] & termios.ICANON):
            raise Failed("not raw again")
        editor.send("x")
        editor.line("tag x1", 5)


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
def shrinking_window(stage):
    """typing after the window has shrunk below the line, and at the end of a line taller than it"""
    with Stage(stage, rows=10, columns=60) as editor:
        line = "bump " + "v1.2.3 " * 20
        editor.send(line)
        editor.line(line)
        editor.resize(3, 12)
        editor.line(line)
        editor.send("abc")
        editor.line(line + "abc")
        editor.resize(10, 60)
        editor.send("d")
        editor.line(line + "abcd")
        editor.accepts(line + "abcd")


@row
def counts_do_nothing(stage):
    """Alt with digits does not repeat: a count can make a line that nothing survives"""
    with Stage(stage) as editor:
        editor.send("\x1b9\x1b9\x1b9\x1b9\x1b9\x1b9x")
        editor.line("x")


@row
def typed_ahead(stage):
    """what is typed while a command runs is there at the next prompt, and Enter in it counts"""
    with Stage(stage) as editor:
        editor.send("child echo on; read x\r")
        editor.shows("on\n")
        editor.send("\ntag\rbu")
        editor.shows("ran 2")
        editor.reported("tag", 1)
        editor.line("bu")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage")
    parser.add_argument("--only", default="")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    stage = os.path.abspath(options.stage)
    passed = failed = 0
    for test in ROWS:
        if options.only not in test.__name__ + " " + test.__doc__:
            continue
        start = time.monotonic()
        try:
            test(stage)
            passed += 1
        except (Failed, subprocess.SubprocessError) as problem:
            failed += 1
            print(f"{test.__name__}: {test.__doc__}\n  {problem}", flush=True)
        if options.verbose:
            print(f"{time.monotonic() - start:6.2f} s  {test.__name__}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

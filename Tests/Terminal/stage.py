"""The stage in a terminal, with words for what a row of the table expects."""
import termios

import model
from redraw import difference
from terminal import Program

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

"""A program in a real pty, seen through an emulator.

Needs pyte and wcwidth (PyPI). Everything here waits for what the screen shows, never for a time.
"""
import errno
import fcntl
import os
import select
import signal
import struct
import termios
import time
import unicodedata

import pyte
from wcwidth import wcwidth

LIMIT = float(os.environ.get("TERMINAL_LIMIT", "30"))  # seconds until what does not come is a failure


class Screen(pyte.Screen):
    """pyte, taught what terminals do with a smaller window and with marks in the last column."""

    def draw(self, data):
        for character in data:
            at_margin = self.cursor.x == self.columns
            if at_margin and wcwidth(character) == 0 and unicodedata.combining(character):
                line = self.buffer[self.cursor.y]
                last = line[self.columns - 1]
                text = unicodedata.normalize("NFC", last.data + character)
                line[self.columns - 1] = last._replace(data=text)
            else:
                super().draw(character)

    def resize(self, lines=None, columns=None):
        if lines < self.lines:
            drop = max(0, self.cursor.y - lines + 1)
            if drop:
                for y in range(self.lines):
                    if y + drop in self.buffer:
                        self.buffer[y] = self.buffer[y + drop]
                    else:
                        self.buffer.pop(y, None)
                self.cursor.y -= drop
            for y in range(lines, self.lines):
                self.buffer.pop(y, None)
        if columns < self.columns:
            for line in self.buffer.values():
                for x in range(columns, self.columns):
                    line.pop(x, None)
        self.lines, self.columns = lines, columns
        self.margins = None
        self.cursor.x = min(self.cursor.x, columns - 1)
        self.dirty.update(range(lines))


class Program:
    """A program on a pty of its own, with pipes for reports (from it) and notices (to it)."""

    def __init__(self, arguments, rows=24, columns=80, environment=None, pipes=True):
        self.screen = Screen(columns, rows)
        self.screen.write_process_input = lambda text: os.write(self.fd, text.encode())
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.reports = []
        self.ended = False
        self._report_bytes = b""
        self.fd, tty = os.openpty()
        fcntl.ioctl(tty, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.report, report_end = os.pipe()
        notice_end, self.notices = os.pipe()
        variables = dict(os.environ, TERM="xterm-256color", LC_ALL="C.UTF-8")
        for name in ("COLUMNS", "LINES", "NO_COLOR"):
            variables.pop(name, None)
        for name, value in (environment or {}).items():
            if value is None:
                variables.pop(name, None)
            else:
                variables[name] = value
        if pipes:
            arguments = arguments + ["--report", str(report_end), "--notices", str(notice_end)]
        name = os.ttyname(tty)
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.setsid()
                # Whoever runs the tests may ignore them, as nohup and `&` do; a terminal's own child does not.
                for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
                    signal.signal(number, signal.SIG_DFL)
                terminal = os.open(name, os.O_RDWR)
                fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
                for number in (0, 1, 2):
                    os.dup2(terminal, number)
                for number in (report_end, notice_end):
                    os.set_inheritable(number, True)
                os.execvpe(arguments[0], arguments, variables)
            finally:
                os._exit(127)
        self.tty = tty  # kept open, so that the terminal's modes can be looked at after the end
        os.close(report_end)
        os.close(notice_end)
        self.status = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.status is None:
            try:
                os.kill(self.pid, signal.SIGKILL)
                os.kill(self.pid, signal.SIGCONT)
                os.waitpid(self.pid, 0)
            except (ProcessLookupError, ChildProcessError):
                pass
        for descriptor in (self.fd, self.tty, self.report, self.notices):
            try:
                os.close(descriptor)
            except OSError:
                pass

    def pump(self, timeout):
        """Takes in what there is; whether there was something."""
        ready, _, _ = select.select([self.fd, self.report], [], [], timeout)
        if self.report in ready:
            data = os.read(self.report, 65536)
            self._report_bytes += data
            *lines, self._report_bytes = self._report_bytes.split(b"\n")
            self.reports += [line.decode() for line in lines]
            if not data:
                self.ended = True
        if self.fd in ready:
            try:
                data = os.read(self.fd, 65536)
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                data = b""
            if not data:
                self.ended = True
            self.raw += data
            self.stream.feed(data)
            return bool(data)
        return False

    def until(self, holds, limit=LIMIT):
        """Waits until `holds()`, or until the program has ended; whether it holds."""
        end = time.monotonic() + limit
        while True:
            while self.pump(0):
                pass
            if holds():
                return True
            left = end - time.monotonic()
            if left <= 0:
                return False
            if self.ended:
                time.sleep(0.01)
                while self.pump(0):
                    pass
                return holds()
            self.pump(min(left, 0.5))

    def send(self, text):
        data = text if isinstance(text, bytes) else text.encode()
        while data:
            data = data[os.write(self.fd, data):]

    def notice(self, text):
        os.write(self.notices, text.encode() + b"\n")

    def resize(self, rows, columns):
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def rows(self):
        return [row_text(self.screen, y) for y in range(self.screen.lines)]

    def text(self):
        return "\n".join(self.rows())

    def wait(self, limit=LIMIT):
        """The exit status as waitpid tells it, None if the program does not end."""
        end = time.monotonic() + limit
        while self.status is None and time.monotonic() < end:
            self.pump(0.01)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = status
        while self.pump(0):
            pass
        return self.status

    def modes(self):
        return termios.tcgetattr(self.tty)


def row_text(screen, y):
    return "".join(screen.buffer[y][x].data for x in range(screen.columns)).rstrip()

"""The release shell in a terminal: types as a person does, waits for what the screen shows."""
import os
import shutil
import subprocess
import tempfile
import termios

from stage import Failed, expect
from terminal import Program

SECRETS = ("CARGO_REGISTRY_TOKEN", "PYPI_API_TOKEN", "TWINE_PASSWORD", "UV_PUBLISH_TOKEN",
           "GITHUB_TOKEN", "GH_TOKEN", "GITHUB_ACTIONS")


class Home:
    """A folder of its own to be in, with a home, a state directory and git's settings beside it."""

    def __enter__(self):
        self.root = os.path.realpath(tempfile.mkdtemp(prefix="relsh-"))
        self.folder = os.path.join(self.root, "work")
        for name in ("work", "home"):
            os.mkdir(os.path.join(self.root, name))
        self.state = os.path.join(self.root, "state")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.root, ignore_errors=True)

    def environment(self, **changes):
        variables = {name: None for name in SECRETS} | {
            "HOME": os.path.join(self.root, "home"), "XDG_STATE_HOME": self.state,
            "XDG_CONFIG_HOME": None, "CARGO_HOME": None, "SHELL": "/bin/sh",
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
        return variables | changes

    def run(self, arguments, folder="", stdin="", **changes):
        """A program without a terminal: exit code, standard output, standard error."""
        variables = dict(os.environ)
        for name, value in self.environment(**changes).items():
            variables.pop(name, None)
            if value is not None:
                variables[name] = value
        end = subprocess.run(
            arguments, cwd=os.path.join(self.folder, folder), env=variables, input=stdin,
            capture_output=True, text=True, timeout=60)
        return end.returncode, end.stdout, end.stderr

    def git(self, *arguments, folder="llmcc-demo"):
        code, text, problem = self.run(["git", *arguments], folder)
        expect(code == 0, f"git {' '.join(arguments)}: {problem}")
        return text.strip()

    def demo(self, program, name="llmcc-demo"):
        code, _, problem = self.run([program, "demo", name])
        expect(code == 0, f"demo: {problem}")

    def path(self, *parts):
        return os.path.join(self.folder, *parts)


class Shell(Program):
    """relsh at its prompt. A prompt is written without the `> ` that each ends in."""

    def __init__(self, path, home, arguments=(), folder="", rows=24, columns=80, **changes):
        command = ["/bin/sh", "-c", 'cd "$0" && exec "$@"', home.path(folder), path, *arguments]
        super().__init__(command, rows, columns, home.environment(**changes), pipes=False)

    def shows(self, *texts):
        for text in texts:
            if not self.until(lambda: text in self.text()):
                raise Failed(f"{text!r} does not appear:\n{self.text()}")

    def lacks(self, *texts):
        for text in texts:
            if not self.until(lambda: text not in self.text()):
                raise Failed(f"{text!r} does not go:\n{self.text()}")

    def last_row(self):
        return next((row for row in reversed(self.rows()) if row), "")

    def at(self, prompt, line=""):
        """The cursor is behind the prompt and this line."""
        wanted = f"{prompt} > {line}"

        def holds():
            cursor = self.screen.cursor
            before = self.rows()[cursor.y].ljust(self.screen.columns)[:cursor.x]
            return before == wanted and not self.rows()[cursor.y][cursor.x:].strip()
        if not self.until(holds):
            raise Failed(f"not at {wanted!r}:\n{self.text()}")

    def types(self, line):
        """Types a line and accepts it once it stands there; what follows is yet to come."""
        self.send(line)
        if not self.until(lambda: self.line_ends_in(line)):
            raise Failed(f"{line!r} is not echoed:\n{self.text()}")
        self.send("\r")
        if not self.until(lambda: self.screen.cursor.x == 0 or not self.line_ends_in(line)):
            raise Failed(f"{line!r} is not accepted:\n{self.text()}")

    def line_ends_in(self, line):
        cursor = self.screen.cursor
        rows = [self.screen.buffer[y] for y in range(cursor.y + 1)]
        cells = [row[x].data for row in rows for x in range(self.screen.columns)]
        before = "".join(cells[:len(cells) - self.screen.columns + cursor.x])
        return before.endswith("> " + line) or before.endswith("[y/N] " + line)

    def runs(self, line, *texts, prompt, next=None):
        """Types a line; then these texts are there, the `next:` line and the prompt below it."""
        self.types(line)
        self.at(prompt)
        self.shows(*texts)
        if next is not None:
            row = self.rows()[self.screen.cursor.y - 1]
            expect(row == (f"next: {next}" if next else row), f"{row!r} is no `next: {next}`")

    def answers(self, question, answer):
        """The question is the last text on the screen; answers it."""
        if not self.until(lambda: self.last_row().endswith(question)):
            raise Failed(f"{question!r} is not asked:\n{self.text()}")
        self.types(answer)

    def child_runs(self, name):
        """A program of that name runs in this terminal."""
        terminal = os.ttyname(self.tty).removeprefix("/dev/")

        def lives():
            listing = subprocess.run(
                ["ps", "-o", "comm=", "-t", terminal], capture_output=True, text=True).stdout
            return name in listing.split()
        if not self.until(lives):
            raise Failed(f"{name} does not run:\n{self.text()}")

    def ends(self, status=0):
        got = self.wait()
        expect(got == status, f"ended with {got}, wanted {status}:\n{self.text()}")
        self.is_cooked()

    def is_cooked(self):
        modes = self.modes()[3]
        expect(modes & termios.ICANON and modes & termios.ECHO, "the terminal is still raw")
        expect(self.raw.rfind(b"\x1b[?2004l") >= self.raw.rfind(b"\x1b[?2004h"), "pastes marked")

"""A repository in which `build` runs, and what it said."""
import json
import os
import pathlib
import re
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).parents[1] / "Registry"))

from served import Checks, Registry, environment  # noqa: E402,F401

relsh = pathlib.Path(sys.argv[1]).resolve() / "relsh"


class Building:
    """A work tree in a folder of its own: the demo, or these files in one commit."""

    def __init__(self, folder, files=None, **variables):
        self.work, self.home = folder / "work", folder / "home"
        self.home.mkdir(parents=True)
        # The Pythons of the person's own pyenv are used; nothing else of the home is.
        pyenv = os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv"))
        self.variables = environment(
            self.home, PYENV_ROOT=pyenv, UV_CACHE_DIR=str(folder / "cache"), GIT_AUTHOR_NAME="Ann",
            GIT_AUTHOR_EMAIL="ann@example.com", GIT_COMMITTER_NAME="Ann", GIT_COMMITTER_EMAIL="ann@example.com",
            **{name: value for name, value in os.environ.items() if name in ("PIP_INDEX_URL", "UV_INDEX_URL",
               "UV_DEFAULT_INDEX", "SSL_CERT_FILE", "PIP_CERT", "HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy")},
            **variables)
        # Where packages come from is the machine's own business.
        for name in ("PIP_CONFIG_FILE", "UV_NO_CONFIG"):
            self.variables.pop(name, None)
        config = pathlib.Path(os.path.expanduser("~/.config"))
        if config.exists():
            (self.home / ".config").symlink_to(config)
        if files is None:
            self.run(relsh, "demo", self.work, where=folder)
        else:
            self.work.mkdir()
            self.write(files)
            self.sh("git init --quiet --initial-branch main && git add . && git commit --quiet --message first")

    def write(self, files):
        for name, text in files.items():
            path = self.work / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def run(self, *words, where=None, **more):
        return subprocess.run([str(word) for word in words], cwd=where or self.work, text=True,
                              env={**self.variables, **more}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=600)

    def sh(self, line):
        done = self.run("sh", "-euc", line)
        if done.returncode:
            sys.exit(f"{line}: {done.stderr}")
        return done.stdout.strip()

    def __call__(self, line, **more):
        """Exit code and all that it said."""
        done = self.run(relsh, *line.split(), **more)
        return done.returncode, done.stdout + done.stderr

    def cells(self, line="build matrix --json", **more):
        """The cells by their names, the exit code, and what was said on standard error."""
        done = self.run(relsh, *line.split(), **more)
        objects = [json.loads(text) for text in done.stdout.splitlines()]
        return {o["cell"]: o for o in objects if "cell" in o}, done.returncode, done.stderr

    @property
    def trees(self):
        """What is left of temporary work trees."""
        folder = self.work / ".git" / "relsh" / "trees"
        return list(folder.iterdir()) if folder.exists() else []

    @property
    def kept(self):
        return {path.name: path for path in (self.work / ".git" / "relsh").glob("artifacts/*/*")}


class Screen:
    """What a terminal shows of a line, at every moment that it changed, and at the end."""

    def __init__(self, demo, *words):
        # Only what runs in a terminal needs these.
        import pexpect
        import pyte

        screen = pyte.Screen(80, 40)
        stream = pyte.Stream(screen)
        variables = {**demo.variables, "TERM": "xterm-256color"}
        child = pexpect.spawn(str(relsh), list(words), cwd=str(demo.work), env=variables, encoding="utf-8",
                              dimensions=(40, 80), timeout=300)
        self.moments = []
        while True:
            try:
                stream.feed(child.read_nonblocking(1 << 16, 300))
            except pexpect.EOF:
                break
            self.moments.append([line.rstrip() for line in screen.display])
        child.close()
        self.code = child.exitstatus
        self.lines = [line for line in self.moments[-1] if line]

    def showed(self, pattern):
        return any(re.search(pattern, line) for moment in self.moments for line in moment)

"""Canary tokens where a release finds tokens, and a search for them in every byte that relsh writes.

    canaries.py BINARIES [--verbose]

Screens, errors, logs, the journal, the history, saved files and the arguments of children are searched.
What is searched for is planted first, and the search must find it there. Prints each place where a
canary is found and `N passed, N failed`.
"""
import argparse
import os
import random
import re
import shlex
import shutil
import string
import subprocess
import sys
import tempfile

import pexpect

from practice import RELEASE, Failed, Shell, check

ESCAPES = r"(?:\x1b\[[0-9;?]*[A-Za-z])*"
ALPHANUMERIC = string.ascii_letters + string.digits


def made(prefix, length):
    return prefix + "".join(random.choices(ALPHANUMERIC, k=length))


class Canaries:
    """The tokens, in shapes that the services hand out, and some in none."""

    def __init__(self):
        pypi = "pypi-" + "AgEIcHlwaS5vcmc"
        self.environment = {
            "CARGO_REGISTRY_TOKEN": made("cio", 32), "PYPI_API_TOKEN": made(pypi, 120),
            "TWINE_PASSWORD": made("", 24), "UV_PUBLISH_TOKEN": made(pypi, 120),
            "GITHUB_TOKEN": made("ghp_", 36), "PRIVATE_INDEX_PASSWORD": made("", 20),
        }
        self.cargo, self.other_registry = made("cio", 32), made("", 40)
        self.pypirc, self.other_index = made(pypi, 120), made("", 20)
        self.gh = made("gho_", 36)
        self.origin, self.remote = made("ghs_", 36), made("", 20)
        self.typed = made("github_pat_", 82)

    def all(self):
        own = {name: value for name, value in vars(self).items() if isinstance(value, str)}
        return {**self.environment, **own}

    def found_in(self, data):
        return [name for name, value in self.all().items() if value.encode() in data]


class Stage:
    """A person's home with tokens in it, the demo repository, and what was written so far."""

    def __init__(self, binaries, folder):
        self.folder = folder
        self.canaries = Canaries()
        self.planted = []
        self.written = {}
        self.failures = []
        self.home = os.path.join(folder, "home")
        os.makedirs(self.home)
        self.shell = Shell(binaries, self.home)
        self.repository = self.shell.demo(folder)
        self.plant_files()
        self.plant_programs()
        self.plant_addresses()
        self.shell.environment = {**self.shell.environment, **self.canaries.environment}

    def plant(self, path, text, mode=0o600):
        path = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        self.planted.append(path)
        return path

    def plant_files(self):
        self.plant(
            "home/cargo/credentials.toml", f'[registry]\ntoken = "{self.canaries.cargo}"\n\n'
            f'[registries.other]\ntoken = "{self.canaries.other_registry}"\n')
        self.plant(
            "home/.pypirc", f"[pypi]\nusername = __token__\npassword = {self.canaries.pypirc}\n\n"
            "[private]\nrepository = https://private.example/\nusername = me\n"
            f"password = {self.canaries.other_index}\n")

    def plant_programs(self):
        """A git that notes its arguments, and a gh that is signed in."""
        self.arguments = os.path.join(self.folder, "arguments")
        git = shutil.which("git")
        self.plant("bin/git", "#!/bin/sh\n"
                   f"printf '%s\\n' \"$*\" >>{shlex.quote(self.arguments)}\nexec {git} \"$@\"\n", 0o700)
        self.plant("bin/gh", f"#!/bin/sh\necho {self.canaries.gh}\n", 0o700)
        self.shell.environment = {**self.shell.environment, "CARGO_HOME": f"{self.home}/cargo"}
        self.shell.environment["PATH"] = f"{self.folder}/bin:{os.environ['PATH']}"

    def plant_addresses(self):
        """origin's address holds a token and leads to the bare repository; another remote is nowhere."""
        address = f"https://x-access-token:{self.canaries.origin}@github.com/llmcc/llmcc.git"
        bare = self.repository + ".origin.git"
        git = self.shell.git
        git(["config", f"url.{bare}.insteadOf", address], self.repository)
        git(["remote", "set-url", "origin", address], self.repository)
        git(["remote", "add", "nowhere", f"http://me:{self.canaries.remote}@127.0.0.1:9/x.git"],
            self.repository)
        self.planted.append(os.path.join(self.repository, ".git/config"))

    def one(self, *words, code=None, stdin=None, folder=None):
        """A one-shot, whose output is searched."""
        end = subprocess.run(
            [self.shell.product, *words], cwd=folder or self.repository, input=stdin,
            env=self.shell.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True, timeout=120)
        name = " ".join(words)
        for canary, value in self.canaries.all().items():
            name = name.replace(value, f"<{canary}>")
        self.written[f"relsh {name} ({len(self.written)})"] = end.stdout
        if code is not None and (end.returncode != 0) != (code != 0):
            self.failures.append(f"relsh {name} ended with {end.returncode}:\n{end.stdout.decode()}")
        return end.stdout.decode("utf-8", "replace")

    def search(self):
        """Every place where a canary is, and none should be."""
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(folder, name)
                if path in self.planted:
                    continue
                with open(path, "rb") as file:
                    self.written[os.path.relpath(path, self.folder)] = file.read()
        arguments = self.written["arguments"].decode()
        for typed in self.typed():
            # What a person types as a path or tag git has to hear.
            arguments = arguments.replace(typed, "")
        self.written["arguments"] = arguments.encode()
        history = self.shell.git(["log", "--all", "--patch"], self.repository)
        self.written["git log"] = history.encode()
        return [f"{', '.join(found)} in {place}"
                for place, data in self.written.items() if (found := self.canaries.found_in(data))]

    def typed(self):
        """The secrets that are typed in lines."""
        return [self.canaries.typed, self.canaries.environment["TWINE_PASSWORD"],
                self.canaries.other_registry, self.canaries.remote]

    def check_planted(self):
        data = b"".join(open(path, "rb").read() for path in self.planted)
        data += "\n".join(self.shell.environment.values()).encode() + self.canaries.typed.encode()
        missing = set(self.canaries.all()) - set(self.canaries.found_in(data))
        check(not missing, f"not planted, or the search is blind: {missing}")
        said = self.one("token", code=0)
        for source in ("CARGO_REGISTRY_TOKEN", "PYPI_API_TOKEN", "TWINE_PASSWORD", "UV_PUBLISH_TOKEN",
                       "GITHUB_TOKEN", "CARGO_HOME/credentials.toml", "~/.pypirc", "gh auth token"):
            check(source in said, f"token does not find {source}:\n{said}")
        check("its shape is right" in said, "no canary has the shape of a token")


def type_release(stage):
    """A release at a prompt, with secrets typed on the way."""
    child = pexpect.spawn(
        stage.shell.product, [], cwd=stage.repository, timeout=30, dimensions=(24, 200),
        env={**stage.shell.environment, "TERM": "xterm-256color"})
    typed, password = stage.canaries.typed, stage.canaries.environment["TWINE_PASSWORD"]
    prompt = f"> {ESCAPES}$"
    child.expect(prompt)
    lines = [
        "token", "status", f"use {typed}", f"!true {typed}", f"!false {password}", f"bump {typed}",
        f"set {typed}", f"explain {typed}", typed, *RELEASE, "history", "transcript",
        "transcript save saved.relsh", "status --json", f"!echo {typed} >/dev/null", "history 99",
    ]
    for line in lines:
        child.send(line)
        child.expect(ESCAPES.join(map(re.escape, line[-4:])))
        child.send("\r")
        # What a person types is shown to that person; what comes after it is relsh's own.
        child.expect(r"\r?\n")
        child.expect(prompt)
        stage.written[f"at the prompt: {line.split()[0]} ({len(stage.written)})"] = child.before
    # None of the lines with a secret can be called back.
    child.send("!true\x1b[A")
    child.send("\x15exit\r")
    child.expect(pexpect.EOF)
    stage.written["at the prompt: what is called back"] = child.before


def fail_everywhere(stage):
    """One-shots and scripts that fail with a secret in their words."""
    for secret in stage.typed()[:3]:
        for words in ([secret], ["use", secret], ["bump", secret], ["target", secret], ["run", secret],
                      ["commit", secret], ["tag", secret], ["undo-tag", secret], ["explain", secret],
                      ["help", secret], ["set", secret], [f"--{secret}"], ["-C", secret, "status"],
                      ["push", "--confirm", secret, secret], ["open", secret],
                      ["-c", f"!false {secret}"], ["transcript", "save", f"{secret}/x"]):
            stage.one(*words, code=1)
        stage.one("-c", f"!true {secret}", code=0)
        stage.one(stdin=f"use llmcc-core\n!false {secret}\n".encode(), code=1)
        script = stage.plant(
            "scripts/secret.relsh", f"# {secret}\n!true {secret}\nuse llmcc-core\n#= {secret}\n")
        stage.one("run", script, "--verify", code=1)
        stage.one("run", script, "--set", f"x={secret}", code=1)
        stage.plant("scripts/wrong.relsh", f"use llmcc-core\nnonsense {secret}\n")
        stage.one("run", os.path.join(stage.folder, "scripts/wrong.relsh"), code=1)


def fail_in_git(stage):
    """What git and hooks say is handed on."""
    password = stage.canaries.environment["TWINE_PASSWORD"]
    hook = stage.plant(
        "llmcc-demo/.git/hooks/pre-commit", f"#!/bin/sh\necho {password} >&2\nexit 1\n", 0o700)
    stage.one("use", "llmcc-core", code=0)
    stage.one("bump", "minor", code=0)
    stage.one("commit", code=1)
    os.remove(hook)
    stage.planted.remove(hook)
    stage.one("commit", code=0)
    stage.shell.git(["config", "branch.main.remote", "nowhere"], stage.repository)
    stage.one("tag")
    stage.one("plan")
    stage.one("plan", "--commands")
    stage.one("status")
    stage.one("push", "--confirm", "llmcc-core-v0.3.0", code=1)
    stage.one("undo-tag", "llmcc-core-v0.2.0")
    for value in (f"https://me:{stage.canaries.remote}@127.0.0.1:9/x.git",):
        stage.shell.git(["config", "branch.main.remote", value], stage.repository)
        stage.one("status")
        stage.one("push", "--confirm", "llmcc-core-v0.3.0", code=1)
    stage.shell.git(["config", "branch.main.remote", "origin"], stage.repository)
    stage.one("push", "--confirm", "llmcc-core-v0.3.0", code=0)


def look_around(stage):
    for words in ("status", "status --json", "packages --json", "token --json", "history", "plan",
                  "transcript", "transcript list", "set", "help tokens", "explain"):
        stage.one(*words.split())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binaries")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    folder = os.path.realpath(tempfile.mkdtemp(prefix="canaries-"))
    passed = 0
    try:
        stage = Stage(options.binaries, folder)
        stage.check_planted()
        passed += 1
        for part in (type_release, fail_everywhere, fail_in_git, look_around):
            part(stage)
            passed += 1
    except (Failed, pexpect.ExceptionPexpect, OSError, subprocess.SubprocessError) as problem:
        print(f"canaries: {problem}\n{passed} passed, 1 failed")
        return 1
    problems = stage.failures + stage.search()
    redacted = sum(b"[redacted]" in data for data in stage.written.values())
    if redacted < 50:
        problems.append(f"only {redacted} outputs had anything to redact: the secrets were not met")
    for problem in problems:
        print(problem)
    if options.verbose:
        for place, data in stage.written.items():
            print(f"--- {place}: {len(data)} bytes")
    if not problems:
        shutil.rmtree(folder)
    clean = len(stage.written) - len(problems)
    print(f"searched {len(stage.written)} outputs and files, {sum(map(len, stage.written.values()))} bytes")
    print(f"{passed + clean} passed, {len(problems)} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

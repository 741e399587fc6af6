"""The demo repository as the kill tests use it: made once, copied for each run, and looked at by git.

Nothing here trusts the release shell: what a run left is read from git and from the file system.
"""
import fcntl
import json
import os
import shutil
import subprocess
import time

RELEASE = [
    "use llmcc-core", "bump minor", "commit", "tag", "push --confirm llmcc-core-v0.2.0",
    "use py:llmcc", "bump patch", "commit", "tag", "push --confirm v0.1.1",
]


class Failed(Exception):
    """What was found is not what has to be."""


def check(condition, text):
    if not condition:
        raise Failed(text)


class Shell:
    """The programs under test, in an environment with nothing of the person's."""

    def __init__(self, binaries, home):
        self.product = os.path.join(os.path.abspath(binaries), "relsh")
        self.killed = os.path.join(os.path.abspath(binaries), "KilledShell")
        self.environment = self.own = {
            "PATH": os.environ["PATH"], "HOME": home, "LC_ALL": "C.UTF-8", "TERM": "dumb",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
        }

    def run(self, words, repository, program=None, **extra):
        """Runs to the end, as the leader of a session of its own."""
        return subprocess.run(
            [program or self.product, *words], cwd=repository, env={**self.environment, **extra},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", errors="replace", start_new_session=True, timeout=120)

    def must(self, words, repository, program=None, **extra):
        end = self.run(words, repository, program, **extra)
        check(end.returncode == 0, f"relsh {' '.join(words)}: {end.returncode}\n{end.stdout}")
        return end.stdout

    def git(self, words, repository, **extra):
        end = subprocess.run(
            ["git", *words], cwd=repository, env={**self.own, **extra},
            capture_output=True, encoding="utf-8", errors="replace")
        check(end.returncode == 0, f"git {' '.join(words)}: {end.stdout}{end.stderr}")
        return end.stdout

    def demo(self, folder):
        """A fresh demo repository in a folder; its work tree."""
        self.must(["demo", "llmcc-demo"], folder)
        return os.path.join(folder, "llmcc-demo")

    def copy(self, template, folder):
        """A copy of a demo repository and of its origin; the copy's work tree."""
        shutil.copytree(os.path.dirname(template), folder, symlinks=True)
        repository = os.path.join(folder, os.path.basename(template))
        self.git(["remote", "set-url", "origin", repository + ".origin.git"], repository)
        # A clock of the file system's own would have git read every file again.
        self.git(["update-index", "-q", "--refresh"], repository)
        return repository

    def end_state(self, repository):
        """What a release led to, without what differs between two runs (times and so commit ids)."""
        def references(place, pattern):
            text = self.git(
                ["for-each-ref", "--format=%(refname) %(objecttype) %(tree)%(*tree) %(contents)%00",
                 pattern], place)
            return sorted(entry.strip() for entry in text.split("\0") if entry.strip())

        return {
            "commits": self.git(["log", "--format=%T %s"], repository).splitlines(),
            "tags": references(repository, "refs/tags"),
            "branches": references(repository, "refs/heads"),
            "origin": references(repository + ".origin.git", "refs"),
            "changes": self.git(["status", "--porcelain"], repository),
        }

    def work_tree(self, repository, folder):
        """The tree id of the files as they lie there; nothing is written into the repository."""
        objects = os.path.join(folder, "objects")
        os.makedirs(objects, exist_ok=True)
        extra = {
            "GIT_INDEX_FILE": os.path.join(folder, "index"), "GIT_OBJECT_DIRECTORY": objects,
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": os.path.join(repository, ".git/objects"),
        }
        self.git(["add", "--all"], repository, **extra)
        return self.git(["write-tree"], repository, **extra).strip()


class Release:
    """A demo repository to copy, a release of it by hand, and the transcript that was saved of that."""

    def __init__(self, binaries, folder):
        self.folder = folder
        self.shell = Shell(binaries, os.path.join(folder, "home"))
        os.makedirs(os.path.join(folder, "home"))
        os.makedirs(os.path.join(folder, "template"))
        self.template = self.shell.demo(os.path.join(folder, "template"))
        self.script = os.path.join(folder, "saved.relsh")
        by_hand = self.copy("by-hand")
        for line in RELEASE:
            self.shell.must(line.split(), by_hand)
        self.shell.must(["transcript", "save", self.script], by_hand)
        self.end = self.shell.end_state(by_hand)
        self.trees = set(self.shell.git(["log", "--format=%T"], by_hand).split()[:3])
        check(len(self.trees) == 3, "the release by hand made two commits")

    def copy(self, name):
        """A fresh repository to release from."""
        return self.shell.copy(self.template, os.path.join(self.folder, name))

    def check_end(self, repository):
        """Whether a run ended where the release by hand did."""
        state = self.shell.end_state(repository)
        check(state == self.end, f"another end:\n{state}\ninstead of\n{self.end}")


def records(repository):
    """The journal's records, read without the release shell; a line that was cut off is none."""
    path = os.path.join(repository, ".git/relsh/journal.jsonl")
    found = []
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            for line in file:
                try:
                    found.append(json.loads(line))
                except ValueError:
                    continue
    return found


def open_effects(repository):
    """The intents without a result."""
    found = {}
    for record in records(repository):
        if record["kind"] in ("edit", "git"):
            found[record["id"]] = record
        elif record["kind"] == "result":
            found.pop(record["id"], None)
    return list(found.values())


def name_of(record, repository):
    """Words by which a person knows the effect of an intent."""
    if record["kind"] == "edit":
        return f"the edit of {os.path.relpath(record['files'][0]['path'], repository)}"
    return f"git {record['arguments'][0]}"


def leftovers(repository):
    """Lock files and temporary files that nobody will clear away."""
    found = []
    for folder, _, names in os.walk(repository):
        for name in names:
            if "tmp_" in name or name.endswith(".lock") and "/.git" in folder or ".relsh-" in name:
                found.append(os.path.relpath(os.path.join(folder, name), repository))
    return found


def wait_for_group(group):
    """Waits until all of a killed process group has died: each on its own time."""
    for _ in range(400):
        lines = subprocess.run(
            ["ps", "-A", "-o", "pgid=,stat="], capture_output=True, encoding="utf-8").stdout
        alive = [line for line in lines.splitlines()
                 if line.split()[0] == str(group) and not line.split()[1].startswith("Z")]
        if not alive:
            return
        time.sleep(0.01)
    raise Failed(f"the process group {group} outlives its SIGKILL")


def check_lock_is_free(repository):
    with open(os.path.join(repository, ".git/relsh/lock"), "a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed("relsh/lock is still held") from None

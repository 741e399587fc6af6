"""A release that is killed with SIGKILL, everywhere, and then run again.

    kill_points.py BINARIES [--full] [--only WORDS] [--verbose]

At each record of the journal, before and after it is written; in the middle of each write to a file and
before each rename and removal; and after times from a seed. The whole process group dies. Each time the
next start must name the step that was under way, git must find nothing wrong, no file may be half
changed and nothing may lie about; and the same `run` must end where an undisturbed one ends. Prints each
failing kill and `N passed, N failed`.
"""
import argparse
import concurrent.futures
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from practice import (
    RELEASE, Failed, Release, check, check_lock_is_free, leftovers, name_of, open_effects, records,
    wait_for_group)


class Stage(Release):
    """What all kills have in common: the scripts, and where an undisturbed run of each can be killed."""

    def __init__(self, binaries, folder):
        super().__init__(binaries, folder)
        self.shell.git(["config", "remote.origin.receivepack", self.far()], self.template)
        self.scripts = {"saved": self.script, "levels": os.path.join(folder, "levels.relsh")}
        # The same release with levels, which a run resolves once and remembers.
        self.scripts["levels"] = os.path.join(folder, "levels.relsh")
        with open(self.scripts["levels"], "w", encoding="utf-8") as file:
            file.write("\n".join(RELEASE) + "\n")
        self.counted = {name: self.count(name) for name in self.scripts}

    def far(self):
        """A program that receives a push as another machine would: out of the reach of our signals."""
        path = os.path.join(self.folder, "far-receive-pack")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"#!{sys.executable}\nimport os, sys\nos.setsid()\n"
                       "os.chdir('/')\nos.execvp('git', ['git', 'receive-pack', *sys.argv[1:]])\n")
        os.chmod(path, 0o700)
        return path

    def count(self, name):
        """What an undisturbed run does at which one can be killed, and how long it takes in seconds."""
        repository = self.copy(f"undisturbed-{name}")
        counted = os.path.join(os.path.dirname(repository), "counted")
        start = time.monotonic()
        self.shell.must(
            ["run", self.scripts[name]], repository, self.shell.killed, KILL_COUNT=counted)
        seconds = time.monotonic() - start
        self.check_end(repository)
        with open(counted, encoding="utf-8") as file:
            words = file.read().split()
        records = words.count("record")
        check(records >= 16, f"{name}: only {records} records, so what would be killed?")
        check("rename" in words and "write" in words, f"{name}: no call was seen")
        return records, len(words) - records, seconds

    def kill_there(self, script, number, when):
        """Killed at one record or call."""
        def play(repository):
            child = self.start(
                self.shell.killed, script, repository, KILL_AT=str(number), KILL_WHEN=when)
            code = child.wait(timeout=60)
            check(code == -signal.SIGKILL, f"not killed: {code}")
            wait_for_group(child.pid)

        self.kill(f"{script}-{when}-{number}", script, play)

    def kill_after_time(self, script, seed):
        """Killed after a time, wherever that is; a run that was faster must be right all the same."""
        delay = random.Random(seed).random() * self.counted[script][2]

        def play(repository):
            child = self.start(self.shell.product, script, repository)
            time.sleep(delay)
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            wait_for_group(child.pid)

        self.kill(f"{script}-seed-{seed}", script, play)

    def start(self, program, script, repository, **extra):
        """A run that is the leader of a process group of its own."""
        return subprocess.Popen(
            [program, "run", self.scripts[script]], cwd=repository,
            env={**self.shell.environment, **extra}, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def kill(self, name, script, play):
        repository = self.copy(name)
        folder = os.path.dirname(repository)
        play(repository)
        opened = open_effects(repository)
        is_at_end = any(record["kind"] == "end" for record in records(repository))
        said = self.shell.must(["status"], repository)
        if opened:
            for record in opened:
                words = name_of(record, repository)
                check(f"cut off during {words}" in said, f"no word of {words} in\n{said}")
        else:
            check("cut off" not in said, f"nothing was under way, but\n{said}")
        check(not open_effects(repository), "an effect stays open after the next start")
        fsck = self.shell.git(["fsck", "--strict", "--no-dangling", "--no-progress"], repository)
        check(not fsck.strip(), f"git fsck: {fsck}")
        check(not leftovers(repository), f"left behind: {leftovers(repository)}")
        check_lock_is_free(repository)
        tree = self.shell.work_tree(repository, os.path.join(folder, "looked"))
        check(tree in self.trees, "the files are those of no step of the release:\n"
              + self.shell.git(["status", "--porcelain"], repository))
        if not is_at_end:  # Levels of a run that is done would mean the next release.
            self.shell.must(["run", self.scripts[script], "--verify"], repository)
        self.check_end(repository)
        check(not leftovers(repository), f"left behind: {leftovers(repository)}")
        shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binaries")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    folder = os.path.realpath(tempfile.mkdtemp(prefix="kills-"))
    stage = Stage(options.binaries, folder)
    kills = []
    for script, (records_written, calls, seconds) in stage.counted.items():
        print(f"{script}: {records_written} records, {calls} calls, {seconds:.2f} s", flush=True)
        first = 1 if options.full or script == "saved" else records_written - 1
        for number in [1, *range(max(2, first), records_written + 1)]:
            for when in ("before", "after"):
                kills.append((f"{script} {when} record {number}", stage.kill_there,
                              (script, number, when)))
        for number in range(1, calls + 1 if options.full or script == "saved" else 1):
            kills.append((f"{script} call {number}", stage.kill_there, (script, number, "call")))
    for seed in range(1, 301 if options.full else 13):
        script = sorted(stage.scripts)[seed % len(stage.scripts)]
        kills.append((f"{script} seed {seed}", stage.kill_after_time, (script, seed)))
    kills = [kill for kill in kills if options.only in kill[0]]

    def one(kill):
        name, function, arguments = kill
        try:
            function(*arguments)
        except (Failed, subprocess.SubprocessError, OSError) as problem:
            print(f"killed, {name}:\n  {problem}", flush=True)
            return False
        if options.verbose:
            print(f"ok  {name}", flush=True)
        return True

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        failures = list(pool.map(one, kills)).count(False)
    if not failures:
        shutil.rmtree(folder)
    else:
        print(f"the repositories of failed kills are in {folder}")
    print(f"{len(kills) - failures} passed, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

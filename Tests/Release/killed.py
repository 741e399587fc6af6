#!/usr/bin/env python3
"""Publishing that is killed, the whole process group at once: `go all` finishes, each version is published
exactly once, and no temporary work tree, lock or file stays.

    killed.py BINARIES [--full] [--seed N]

At 5 moments; with `--full` at 100.
"""
import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from place import CRATE_UPLOAD, CRATES, FILE_UPLOAD, Checks, Workshop, leftovers, must, run

check = Checks()


class Kills:
    """A repository in which all but the uploads is done, copied for each kill."""

    def __init__(self, workshop, crates):
        self.workshop, self.crates = workshop, crates
        self.objects = [f"crate:{name}@0.2.0" for name in crates] + ["py:llmcc@0.2.0"]
        tags = [f"{name}-v0.2.0" for name in crates] + ["v0.2.0"]
        self.ready = workshop.demo("ready")
        selected = ",".join([f"crate:{name}" for name in crates] + ["python"])
        must([workshop.relsh, "-c", f"use {selected}; target 0.2.0; bump; commit; tag; push --here"
              f" --confirm {','.join(tags)}"], self.ready, workshop.own)
        # The session of a person, which `go` goes on with.
        for words in (["use", selected], ["target", "0.2.0"]):
            must([workshop.relsh, *words], self.ready, workshop.own)
        self.home = workshop.home("uv")
        self.line = [str(workshop.relsh), "go", "all", "--here", "--confirm", ",".join(self.objects)]

    def copy(self, name):
        folder = self.workshop.folder / name
        shutil.copytree(self.ready.parent, folder, symlinks=True)
        repository = folder / "llmcc-demo"
        self.workshop.git(repository, "remote", "set-url", "origin", f"{repository}.origin.git")
        self.workshop.git(repository, "update-index", "-q", "--refresh")
        return repository

    def length(self):
        """Seconds that it takes when nobody kills it."""
        repository = self.copy("whole")
        with self.workshop.registry() as registry:
            start = time.monotonic()
            code, said = run(self.line, repository, self.home.variables(registry))
            check(code == 0, "without a kill it publishes", said)
            self.check_once(registry, "without a kill")
            return time.monotonic() - start

    def kill(self, number, moment):
        """Killed at a moment, and finished."""
        what, repository = f"kill {number} after {moment:.2f} s", self.copy(f"killed-{number}")
        with self.workshop.registry() as registry:
            variables = self.home.variables(registry)
            process = subprocess.Popen(self.line, cwd=repository, env=variables, start_new_session=True,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            try:
                process.wait(moment)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
            was_killed = process.wait() == -signal.SIGKILL
            # What the registry has of a cut upload it takes or drops on its own time.
            sent = sum(registry.sent(upload) for upload in (CRATE_UPLOAD, FILE_UPLOAD))
            code, said = run(self.line, repository, variables)
            check(code == 0, f"{what}: `go all` finishes", said)
            self.check_once(registry, what)
            code, said = run(self.line, repository, variables)
            check(code == 0, f"{what}: and again", said)
            self.check_once(registry, what)
        left = leftovers(self.workshop, repository)
        check(not left, f"{what}: nothing is left behind", left)
        status = self.workshop.git(repository, "status", "--porcelain")
        check(not status, f"{what}: the work tree is clean", status)
        shutil.rmtree(repository.parent)
        return was_killed, sent

    def kill_release(self, again):
        """A release that chose its packages and versions itself, killed behind its second upload, goes on by
        another line."""
        what = f"a killed release, then `{again[0]}`"
        repository = self.workshop.demo(f"release-{again[0]}")
        tags = [f"{name}-v0.2.0" for name in CRATES]
        objects = ",".join(tags + [f"crate:{name}@0.2.0" for name in CRATES])
        line = [str(self.workshop.relsh), "release", "crates", "minor", "--here", "--confirm", objects]
        with self.workshop.registry() as registry:
            variables = self.home.variables(registry)
            process = subprocess.Popen(line, cwd=repository, env=variables, start_new_session=True,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            while process.poll() is None and registry.sent(CRATE_UPLOAD) < 2:
                time.sleep(0.01)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            code, said = run([line[0], *again, "--confirm", objects], repository, variables)
            check(code == 0, f"{what}: finishes", said)
            held = [(name, version) for name, version, _ in registry.crates()]
            check(sorted(held) == sorted((name, "0.2.0") for name in CRATES), f"{what}: each once", held)
            check(registry.sent(CRATE_UPLOAD, "200") == len(CRATES), f"{what}: sent once", registry.lines)

    def check_once(self, registry, what):
        """Each version is there once, and was sent once."""
        held = [(name, version) for name, version, _ in registry.crates()]
        check(held == [(name, "0.2.0") for name in self.crates], f"{what}: each crate once", held)
        check(len(registry.files()) == 2, f"{what}: each file once", registry.files())
        taken = registry.sent(CRATE_UPLOAD, "200"), registry.sent(FILE_UPLOAD, "200")
        check(taken == (len(self.crates), 2), f"{what}: each was sent once", registry.lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binaries")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--seed", type=int, default=10)
    options = parser.parse_args()
    count = 100 if options.full else 5
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="relsh-") as folder:
        workshop = Workshop(options.binaries, os.path.realpath(folder))
        kills = Kills(workshop, CRATES)
        length = kills.length()
        kills.kill_release(["go", "all"])
        kills.kill_release(["release", "crates", "minor", "--here"])
        killed, moments = 0, set()
        for number in range(count):
            # Spread over the whole: one somewhere in each part.
            was_killed, sent = kills.kill(number, length * (number + chance.random()) / count)
            killed += was_killed
            moments.add(sent)
        print(f"seed {options.seed}: {killed} of {count} were killed, with {sorted(moments)} uploads behind them")
        check(killed >= count * 3 // 5, "most were killed while publishing", killed)
    check.end()


if __name__ == "__main__":
    main()

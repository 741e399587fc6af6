"""Two shells at once in one repository, and ^C while a push waits for its remote.

    at_once.py BINARIES [--only WORDS]

The remote holds a push back by a hook until a file is there, so that nothing depends on how fast the
machine is. Prints each failing row and `N passed, N failed`.
"""
import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import pexpect

from practice import Failed, Release, check, check_lock_is_free, leftovers, open_effects

LIMIT = 30  # seconds until what does not come is a failure
PUSH = ["push", "--confirm", "llmcc-core-v0.2.0"]
HOOK = """#!/bin/sh
echo >"$0.began"
until [ -e "$0.go" ]; do sleep 0.05; done
"""


def wait_for(path):
    end = time.monotonic() + LIMIT
    while not os.path.exists(path):
        check(time.monotonic() < end, f"{os.path.basename(path)} did not come")
        time.sleep(0.02)


class Row:
    """One row: a repository of its own, in which all is done up to the push."""

    def __init__(self, release, name):
        self.release, self.shell = release, release.shell
        self.repository = release.copy(name)
        self.hook = os.path.join(self.repository + ".origin.git", "hooks/pre-receive")
        os.makedirs(os.path.dirname(self.hook), exist_ok=True)
        with open(self.hook, "w", encoding="utf-8") as file:
            file.write(HOOK)
        os.chmod(self.hook, 0o700)

    def tag(self):
        for line in ("use llmcc-core", "bump minor", "commit", "tag"):
            self.shell.must(line.split(), self.repository)

    @contextlib.contextmanager
    def start(self, words):
        """A shell that runs beside the test, as the leader of a session of its own."""
        child = subprocess.Popen(
            [self.shell.product, *words], cwd=self.repository, env=self.shell.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", start_new_session=True)
        try:
            yield child
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()

    def let_go(self):
        with open(self.hook + ".go", "w", encoding="utf-8"):
            pass

    def held(self):
        wait_for(self.hook + ".began")

    def interrupt(self, words):
        """^C, to the whole group as a terminal sends it, while the push waits."""
        with self.start(words) as child:
            self.held()
            os.killpg(child.pid, signal.SIGINT)
            said = child.communicate(timeout=LIMIT)[0]
            check(child.returncode == 130, f"ended with {child.returncode}:\n{said}")
            check("interrupted" in said, f"does not say that it was interrupted:\n{said}")
        self.check_clean()

    def check_clean(self):
        check_lock_is_free(self.repository)
        check(not open_effects(self.repository), "an effect stays open")
        for place in (self.repository, self.repository + ".origin.git"):
            check(not leftovers(place), f"left behind: {leftovers(place)}")
        self.let_go()

    def go_on(self):
        self.shell.must(["run", self.release.script, "--verify"], self.repository)
        self.release.check_end(self.repository)


def a_second_shell(row):
    """a second shell says who is at work, and waits, stops or is interrupted"""
    row.tag()
    with row.start(PUSH) as first:
        row.held()
        words = f"another relsh (process {first.pid}, push) is at work here; waiting for it"
        row.shell.must(["status"], row.repository)
        with row.start(["bump", "minor"]) as second:
            check(words in second.stdout.readline(), f"does not say: {words}")
            os.killpg(second.pid, signal.SIGINT)
            second.communicate(timeout=LIMIT)
            check(second.returncode == 130, f"^C while it waits: {second.returncode}")
        end = row.shell.run(["bump", "minor"], row.repository)
        check(end.returncode == 1 and "[locked]" in end.stdout, f"did not stop:\n{end.stdout}")
        check(f"process {first.pid}, which runs push" in end.stdout, f"not by whom:\n{end.stdout}")
        with row.start(["bump", "minor"]) as third:
            check(words in third.stdout.readline(), f"does not say: {words}")
            row.let_go()
            said = first.communicate(timeout=LIMIT)[0]
            check(first.returncode == 0, f"the first one: {first.returncode}\n{said}")
            said = third.communicate(timeout=LIMIT)[0]
            check(third.returncode == 0, f"the one that waited: {third.returncode}\n{said}")
    row.go_on()


def a_level_that_waited(row):
    """a level means what it meant when it was typed, also behind the relsh that released that version"""
    hook = os.path.join(row.repository, ".git/hooks/pre-commit")
    os.makedirs(os.path.dirname(hook), exist_ok=True)
    shutil.copy(row.hook, hook)
    row.let_go()
    words = ["release", "llmcc-core", "minor", "--confirm", "llmcc-core-v0.2.0"]
    with row.start(words) as first:
        wait_for(hook + ".began")
        with row.start(words) as second:
            check("waiting for it" in second.stdout.readline(), "does not wait")
            with open(hook + ".go", "w", encoding="utf-8"):
                pass
            said = first.communicate(timeout=LIMIT)[0]
            check(first.returncode == 0, f"the first one: {first.returncode}\n{said}")
            said = second.communicate(timeout=LIMIT)[0]
            check(second.returncode == 0 and "`minor` is 0.2.0" in said and "already tagged" in said,
                  f"the one that waited: {second.returncode}\n{said}")
    check("0.3.0" not in said, f"begins another release:\n{said}")


def interrupted_push(row):
    """^C while `push` waits ends it with 130, and a run goes on"""
    row.tag()
    row.interrupt(PUSH)
    row.go_on()


def interrupted_run(row):
    """^C while a run waits in its push ends it with 130, and the same run goes on"""
    row.interrupt(["run", row.release.script])
    row.go_on()


def interrupted_at_the_prompt(row):
    """^C while a push waits gives the prompt back, and the push can be typed again"""
    row.tag()
    child = pexpect.spawn(
        row.shell.product, [], cwd=row.repository, timeout=LIMIT, dimensions=(24, 120),
        env={**row.shell.environment, "TERM": "xterm-256color", "NO_COLOR": "1"})
    child.expect("> ")
    line = " ".join(PUSH) + "\r"
    child.send(line)
    row.held()
    child.sendintr()
    child.expect("interrupted")
    child.expect("> ")
    row.check_clean()
    child.send(line)
    child.expect("pushed main llmcc-core-v0.2.0 to origin")
    child.send("exit\r")
    child.expect(pexpect.EOF)
    child.wait()
    check(child.exitstatus == 0, f"the shell ended with {child.exitstatus}")
    row.go_on()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binaries")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    folder = os.path.realpath(tempfile.mkdtemp(prefix="at-once-"))
    release = Release(options.binaries, folder)
    passed = failed = 0
    for test in (a_second_shell, a_level_that_waited, interrupted_push, interrupted_run, interrupted_at_the_prompt):
        if options.only not in test.__name__ + " " + test.__doc__:
            continue
        try:
            test(Row(release, test.__name__))
            passed += 1
        except (Failed, subprocess.SubprocessError, pexpect.ExceptionPexpect, OSError) as problem:
            failed += 1
            print(f"{test.__name__}: {test.__doc__}\n  {problem}", flush=True)
    if not failed:
        shutil.rmtree(folder)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

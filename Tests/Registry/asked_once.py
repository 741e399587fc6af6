#!/usr/bin/env python3
"""A release that failed is confirmed already: `go all` asks nothing twice in the same shell, one question for all
that is left in another, and waits for the rest of what a registry said before ^C.

    asked_once.py BINARIES [--full]
"""
import io
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import pexpect

from practice_release import CRATES, Practice, confirmations
from served import Checks, Registry

binaries = pathlib.Path(sys.argv[1]).resolve()
relsh, faulty = binaries / "relsh", binaries / "FaultyRegistry"
check = Checks()
SURE = r"\[y/N\] "


def uploads(lines):
    return [line.split()[0] for line in lines if " PUT /api/v1/crates/new" in line]


class Prompt:
    """relsh at a terminal, until the block ends."""

    def __init__(self, demo):
        self.screen = io.StringIO()
        self.child = pexpect.spawn(
            str(relsh), cwd=str(demo.work), dimensions=(50, 200), timeout=60, encoding="utf-8",
            env={**demo.environment, "TERM": "xterm", "NO_COLOR": "1"}, codec_errors="replace")
        self.child.logfile_read = self.screen

    def __enter__(self):
        self.ready()
        return self

    def __exit__(self, *_):
        self.child.send("\x04")
        self.child.expect(pexpect.EOF)
        self.child.close()

    def ready(self):
        self.child.expect("2004h")

    def types(self, line, *answers):
        """Types a line, answers its questions, and gives what stood on the screen until the next prompt, or until
        a further question, which is one too many."""
        self.screen.seek(0)
        self.screen.truncate()
        self.child.send(line + "\r")
        self.child.expect("2004l")
        for answer in answers:
            self.child.expect(SURE)
            self.child.send(answer + "\r")
        self.ready()
        return self.screen.getvalue()


def in_one_shell(root):
    """A server's error at the first crate; then `go all` finishes without a question."""
    with Registry(faulty, root / "data", "crates:500*1") as registry:
        demo = Practice(relsh, root / "practice", registry)
        with Prompt(demo) as prompt:
            said = prompt.types("release crates minor --here", "y")
            check("[upload-unknown]" in said, "the release fails, asked once", said)
            said = prompt.types("go all")
            check("[y/N]" not in said and "confirmed for the release that failed" in said
                  and "verified crate:llmcc-bindings@0.2.0" in said, "`go all` asks nothing again", said)
        check(uploads(registry.stop()[1]) == ["500"] + ["200"] * len(CRATES), "each crate is sent once")


def changed_meanwhile(root):
    """Another commit is another thing: what is left is asked for again, once."""
    with Registry(faulty, root / "data", "crates:500*1") as registry:
        demo = Practice(relsh, root / "practice", registry)
        with Prompt(demo) as prompt:
            prompt.types("release crates minor --here", "y")
            prompt.types("!git commit --quiet --allow-empty --message more")
            said = prompt.types("go all", "n")
            check("go on: push " in said and "cannot be taken back?" in said and "[unconfirmed]" in said
                  and all(f"crate:{name}@0.2.0" in said for name in CRATES),
                  "one question names all that is left", said)
        check(uploads(registry.stop()[1]) == ["500"], "and nothing is sent")


def in_another_shell(root):
    """One question for all that is left."""
    with Registry(faulty, root / "data", "crates:500*1") as registry:
        demo = Practice(relsh, root / "practice", registry)
        with Prompt(demo) as prompt:
            prompt.types("release crates minor --here", "y")
        with Prompt(demo) as prompt:
            said = prompt.types("go all", "y")
            check("verified crate:llmcc-bindings@0.2.0" in said, "another shell asks once", said)
        check(uploads(registry.stop()[1]) == ["500"] + ["200"] * len(CRATES), "each crate is sent once")


def taken_back(root):
    """^C in the wait for a registry: asked again, once, and the rest of the time is waited."""
    start = time.time()
    with Registry(faulty, root / "data", "crates:429=14*1") as registry:
        demo = Practice(relsh, root / "practice", registry)
        with Prompt(demo) as prompt:
            prompt.child.send("release crates minor --here\r")
            prompt.child.expect(SURE)
            prompt.child.send("y\r")
            prompt.child.expect("takes no more for now")
            time.sleep(0.5)
            prompt.child.send("\x03")
            prompt.ready()
            said = prompt.types("go all", "y")
            check("takes no more for now" in said and "verified crate:llmcc-bindings@0.2.0" in said,
                  "after ^C `go` asks and waits", said)
        check(time.time() - start >= 13, "it waits for the rest", time.time() - start)
        sent = uploads(registry.stop()[1])
        check(sent == ["429"] + ["200"] * len(CRATES), "one refused, then each crate once", sent)


def across_processes(root):
    """The date is kept with the session."""
    start = time.time()
    confirm = ["--confirm", confirmations()]
    with Registry(faulty, root / "data", "crates:429=14*1") as registry:
        demo = Practice(relsh, root / "practice", registry)
        process = subprocess.Popen(
            [relsh, "release", "crates", "minor", "--here", *confirm], cwd=demo.work, env=demo.environment,
            text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for line in process.stdout:
            if "takes no more for now" in line:
                break
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        check(process.wait(20) == 130, "^C ends the wait")
        code, said = demo.run([relsh, "go", "all", *confirm])
        check(code == 0 and "takes no more for now" in said, "another process goes on", said)
        check(time.time() - start >= 13, "and waits for the rest", time.time() - start)
        sent = uploads(registry.stop()[1])
        check(sent == ["429"] + ["200"] * len(CRATES), "one refused, then each crate once", sent)


def far_away(root):
    """A moment that is too far away is said, and nothing is sent before it."""
    confirm = ["--confirm", confirmations()]
    with Registry(faulty, root / "data", "crates:429=9000") as registry:
        demo = Practice(relsh, root / "practice", registry)
        code, said = demo.run([relsh, "release", "crates", "minor", "--here", *confirm])
        check(code == 1 and "[rate-limited]" in said, "it is refused", said)
        code, said = demo.run([relsh, "go", "all", *confirm])
        check(code == 1 and "reh takes crate:llmcc-core@0.2.0 not before 20" in said and "nothing was sent" in said,
              "the moment is known", said)
        sent = uploads(registry.stop()[1])
        check(sent == ["429"], "it was tried once", sent)


with tempfile.TemporaryDirectory() as folder:
    for test in (in_one_shell, changed_meanwhile, in_another_shell, taken_back, across_processes, far_away):
        start = time.time()
        test(pathlib.Path(folder) / test.__name__)
        if "--verbose" in sys.argv:
            print(f"{time.time() - start:5.1f} s  {test.__name__}", flush=True)
check.end()

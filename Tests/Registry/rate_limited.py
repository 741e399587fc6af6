#!/usr/bin/env python3
"""A registry that takes no more for now is waited for, and nothing is sent twice.

    rate_limited.py BINARIES [--full]
"""
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

from practice_release import CRATES, Practice, release
from served import Checks, Registry

binaries = pathlib.Path(sys.argv[1]).resolve()
relsh, faulty = binaries / "relsh", binaries / "FaultyRegistry"
check = Checks()


def uploads(lines):
    return [line.split()[0] for line in lines if " PUT /api/v1/crates/new" in line]


def waited(root):
    """Refused once with a date near by: waited for, and sent again."""
    start = time.time()
    with Registry(faulty, root / "data", "crates:429=12*1") as registry:
        demo = Practice(relsh, root / "practice", registry)
        code, said = demo(release())
        check(code == 0, "a release is finished in spite of 429", said)
        check("the registry takes no more for now; it is tried again in" in said, "the wait is told", said)
        check("for at most 1 h in all" in said, "so is its limit", said)
        check(time.time() - start >= 11, "it is not tried before its date", time.time() - start)
        sent = uploads(registry.stop()[1])
        check(sent == ["429"] + ["200"] * len(CRATES), "one refused, then each crate once", sent)


def too_long(root):
    """A date that is too far away ends the line, which says so; later it goes on."""
    with Registry(faulty, root / "data", "crates:429=9000") as registry:
        demo = Practice(relsh, root / "practice", registry)
        code, said = demo(release())
        check(code == 1 and "it is waited for at most 1 h" in said, "what would last too long is not waited for",
              said)
        check(uploads(registry.stop()[1]) == ["429"], "it was tried once")
    with Registry(relsh, "registry", "--data", root / "data", "--port", str(registry.port)) as registry:
        code, said = demo(release("0.2.0"))
        check(code == 0, "later it goes on", said)
        check(uploads(registry.stop()[1]) == ["200"] * len(CRATES), "and sends each crate once")


def interrupted(root):
    """^C in the wait leaves all as it is."""
    with Registry(faulty, root / "data", "crates:429=600") as registry:
        demo = Practice(relsh, root / "practice", registry)
        process = subprocess.Popen([relsh, "-c", release()], cwd=demo.work, env=demo.environment, text=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT)
        said = ""
        while "takes no more for now" not in said:
            line = process.stdout.readline()
            if not line:
                break
            said += line
        process.send_signal(signal.SIGINT)
        said += process.stdout.read()
        code = process.wait(20)
        check(code == 130 and "[interrupted]" in said, "^C ends the wait", said)
        registry.stop()
    with Registry(relsh, "registry", "--data", root / "data", "--port", str(registry.port)) as registry:
        code, said = demo(release("0.2.0"))
        check(code == 0, "after ^C it goes on", said)
        check(uploads(registry.stop()[1]) == ["200"] * len(CRATES), "and sends each crate once")


with tempfile.TemporaryDirectory() as folder:
    for test in (waited, too_long, interrupted):
        test(pathlib.Path(folder) / test.__name__)
check.end()

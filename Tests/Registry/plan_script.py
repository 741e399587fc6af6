#!/usr/bin/env python3
"""What `plan --commands` prints comes to the same end without relsh.

    plan_script.py BINARIES [--full]
"""
import pathlib
import sys
import tempfile

from practice_release import CRATES, Practice, release
from served import Checks, Registry

relsh = pathlib.Path(sys.argv[1]).resolve() / "relsh"
check = Checks()


def end(demo, registry):
    """How a release ended: the tree, the messages, the tags, and what the registry serves of each crate."""
    said = demo.sh(
        "git status --short; git rev-parse 'HEAD^{tree}'; git log --format=%s;"
        " git -C ../llmcc.origin.git for-each-ref --format='%(refname) %(contents:subject) %(*tree)'")
    served = sorted(file.name for file in (registry / "crates/files").rglob("*.crate"))
    folders = sorted(file.parent.name for file in (registry / "crates/files").rglob("*.crate"))
    return said, served, folders


def scripted(root, is_silent):
    """The script of a plan, made where the registry answers or not, beside relsh's own release."""
    ends = []
    for by_relsh in (True, False):
        folder = root / ("relsh" if by_relsh else "script")
        with Registry(relsh, "registry", "--data", folder / "data") as registry:
            demo = Practice(relsh, folder / "practice", registry, GIT_AUTHOR_DATE="1795534200 +0000",
                            GIT_COMMITTER_DATE="1795534200 +0000")
            if by_relsh:
                code, said = demo(release())
                check(code == 0, "relsh releases", said)
            else:
                demo("use crates; target minor")
                config = folder / "practice/home/config.toml"
                answering = config.read_text()
                if is_silent:
                    config.write_text(answering.replace(str(registry.port), "1"))
                code, script = demo("use crates; target minor; plan --commands --here")
                config.write_text(answering)
                check(code == 0, "a script is printed", script)
                commands = [line for line in script.splitlines() if "cargo publish" in line]
                check(len(commands) == len(CRATES) and not any(line.startswith("#") for line in commands),
                      "each upload is a command", script)
                check(script.count("# publish is not known: ") == (len(CRATES) if is_silent else 0),
                      "a line before it says what is not known", script)
                (folder / "rest.sh").write_text(script[script.index("#!/bin/sh"):])
                code, said = demo.run(["sh", "-eu", folder / "rest.sh"])
                check(code == 0, "the script runs", said)
            ends.append(end(demo, folder / "data"))
    check(ends[0] == ends[1], "both come to the same end", ends)


with tempfile.TemporaryDirectory() as folder:
    scripted(pathlib.Path(folder) / "asked", is_silent=False)
    scripted(pathlib.Path(folder) / "silent", is_silent=True)
check.end()

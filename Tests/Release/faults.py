#!/usr/bin/env python3
"""Each fault of a registry, met by a release: it converges or names the cause, sends nothing twice, and
after the fault is gone the same line finishes.

    faults.py BINARIES [--full]

`--full` adds an index that is 70 s late, past cargo's own patience, and the minute that an index wants
which does not say until when.
"""
import concurrent.futures
import itertools
import os
import shutil
import sys
import tempfile
import time

from place import (CRATE_UPLOAD, FILE_UPLOAD, Checks, Workshop, leftovers, must, run)

check = Checks()
full = "--full" in sys.argv
CRATE = ["release", "crate:llmcc-core", "0.2.0", "--here",
         "--confirm", "crate:llmcc-core@0.2.0,llmcc-core-v0.2.0"]
DISTRIBUTION = ["release", "python", "0.2.0", "--here", "--confirm", "py:llmcc@0.2.0,v0.2.0"]

# The fault, the error it ends with (none: it converges), words of it, how many uploads are taken meanwhile.
# At an index the first hit is the trial of the token, so that two reach the upload.
CRATE_FAULTS = [
    ("crates:401", "token-wrong", "The given API token does not match the format", 0),
    ("crates:403", "token-refused", "authentication failed", 0),
    ("crates:404", "upload-refused", "answers 404 to the upload of llmcc-core 0.2.0", 0),
    ("crates:409", "upload-refused", "answers 409 to the upload of llmcc-core 0.2.0", 0),
    ("crates:429=3*1", "", "takes no more for now", 1),
    ("crates:500*1", "upload-unknown", "status 500 Internal Server Error", 0),
    ("crates:cut*1", "upload-unknown", "the upload [upload-unknown]", 0),
    ("crates:lost*1", "", "", 1),
    ("crates:late=3", "", "", 1),
    ("crates:checksum", "wrong-checksum", "with another checksum than it says", 1),
    ("crates:html*1", "upload-unknown", "something that is no registry's answer", 0),
]
# uv sends again what was cut off or lost, twine what met an error of the server.
FILE_FAULTS = {
    "uv": [
        ("packages:500*2", "upload-unknown", "500 Internal Server Error", 0),
        ("packages:cut*2", "", "", 2),
        ("packages:lost*2", "", "", 3),
    ],
    "twine": [
        ("packages:500*2", "", "", 2),
        ("packages:cut*2", "upload-unknown", "the upload [upload-unknown]", 0),
        ("packages:lost*2", "upload-unknown", "gave no answer to the upload", 1),
    ],
}
for rows in FILE_FAULTS.values():
    rows += [
        ("packages:401", "token-refused", "does not match the format", 0),
        ("packages:403", "token-refused", "Invalid or non-existent authentication", 0),
        ("packages:404*2", "no-registry", "no package index at that address", 0),
        ("packages:409*2", "upload-refused", "answers 409 to the upload of", 0),
        ("packages:late=3", "", "", 2),
        ("packages:checksum", "wrong-checksum", "with another checksum than it says", 2),
        ("packages:html", "server-silent", "answered with a page for people", 0),
    ]
if full:
    CRATE_FAULTS.append(("crates:late=70", "", "", 1))
    for rows in FILE_FAULTS.values():
        rows.append(("packages:429*2", "", "takes no more for now", 2))


class Faults:
    """A repository in which all but the upload is done, copied for each fault."""

    def __init__(self, workshop):
        self.workshop = workshop
        self.ready = workshop.demo("ready")
        line = "use llmcc-core,python; target 0.2.0; bump; commit; tag; push"
        variables = dict(workshop.own)
        must([workshop.relsh, "-c", f"{line} --confirm llmcc-core-v0.2.0,v0.2.0"], self.ready, variables)
        self.numbers = itertools.count(1)

    def copy(self):
        folder = self.workshop.folder / f"faulty-{next(self.numbers)}"
        shutil.copytree(self.ready.parent, folder, symlinks=True)
        repository = folder / "llmcc-demo"
        self.workshop.git(repository, "remote", "set-url", "origin", f"{repository}.origin.git")
        self.workshop.git(repository, "update-index", "-q", "--refresh")
        return repository

    def meet(self, line, upload, uploader, fault, error, words, taken):
        """One fault: the line under it, then without it."""
        name = f"{fault} with {uploader}"
        repository, home, start = self.copy(), self.workshop.home(uploader), time.time()
        with self.workshop.registry(faults=[fault]) as registry:
            code, said = run([self.workshop.relsh, *line], repository, home.variables(registry))
            if error:
                check(code == 1 and f"[{error}]" in said and words in said, f"{name} is named", said)
                check("\n  fix  " in said, f"{name}: a line goes on", said)
            else:
                check(code == 0 and words in said, f"{name} converges", said)
            _, lines = registry.stop()
        # A page with status 200 took nothing.
        first = 0 if ":html" in fault else sum(
            line.startswith("200") and line.endswith(upload) for line in lines)
        check(first == taken, f"{name}: {taken} uploads are taken", lines)
        with self.workshop.registry(registry.data) as registry:
            code, said = run([self.workshop.relsh, *line], repository, home.variables(registry))
            check(code == 0, f"{name}: after it is gone the line finishes", said)
            self.check_once(registry, upload, name, first)
            code, said = run([self.workshop.relsh, *line], repository, home.variables(registry))
            check(code == 0, f"{name}: and again", said)
            self.check_once(registry, upload, name, first)
        left = leftovers(self.workshop, repository)
        check(not left, f"{name}: nothing is left behind", left)
        if "--verbose" in sys.argv:
            print(f"{time.time() - start:5.1f} s  {name}", flush=True)

    @staticmethod
    def check_once(registry, upload, name, first):
        if upload == CRATE_UPLOAD:
            held = [entry["vers"] for entry in registry.entries("llmcc-core")]
            check(held == ["0.2.0"], f"{name}: the version is there once", held)
            check(first + registry.sent(upload, "200") == 1, f"{name}: and was sent once", registry.lines)
        else:
            check(len(registry.files()) == 2, f"{name}: each file is there", registry.files())
            # What is sent again after a lost answer is the same file, which an index takes for done.
            check(first + registry.sent(upload, "200") == max(2, first), f"{name}: and was sent once",
                  registry.lines)


def main():
    only = os.environ.get("ONLY", "")
    with tempfile.TemporaryDirectory(prefix="relsh-") as folder:
        faults = Faults(Workshop(sys.argv[1], os.path.realpath(folder)))
        meetings = [(CRATE, CRATE_UPLOAD, "uv", *row) for row in CRATE_FAULTS]
        for uploader, rows in FILE_FAULTS.items():
            meetings += [(DISTRIBUTION, FILE_UPLOAD, uploader, *row) for row in rows]
        # Much of it is waiting.
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            for end in [pool.submit(faults.meet, *meeting) for meeting in meetings if only in meeting[3]]:
                end.result()
    check.end()


if __name__ == "__main__":
    main()

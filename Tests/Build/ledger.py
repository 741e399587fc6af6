#!/usr/bin/env python3
"""The files that a matrix must give: `publish` wants all of them before the first upload, or a reason.

    ledger.py BINARIES
"""
import base64
import datetime
import hashlib
import json
import pathlib
import platform
import shlex
import tempfile
import zipfile

from building import Building, Checks, Registry, relsh

check = Checks()
OBJECT = "py:llmcc@0.2.0"
here = f"linux-{platform.machine()}"
SETTINGS = f'[matrix]\npython = ["3.11"]\nplatforms = ["{here}", "windows-x86_64"]\n'
WINDOWS = "llmcc-0.2.0-cp311-cp311-win_amd64.whl"


def wheel(path, module="_native.{}-{}.pyd", more=()):
    """A wheel as another machine would have built it: this machine's, with its module and tags in their names."""
    own = next(file for file in path.parent.iterdir() if "-manylinux" in file.name)
    python, _, system = path.stem.split("-")[2:]
    entries = dict(more)
    with zipfile.ZipFile(own) as archive:
        for name in archive.namelist():
            if name.endswith("/"):
                continue
            contents = archive.read(name)
            if name.endswith("/WHEEL"):
                kept = [line for line in contents.decode().splitlines() if line and not line.startswith("Tag: ")]
                contents = "\n".join([*kept, f"Tag: {python}-{python}-{system}", ""]).encode()
            if name.endswith(".so"):
                name = f"llmcc/{module.format(python, system)}"
            entries[name] = contents
    listing = next(name for name in entries if name.endswith("/RECORD"))
    del entries[listing]

    def line(name):
        digest = base64.urlsafe_b64encode(hashlib.sha256(entries[name]).digest()).decode().rstrip("=")
        return f"{name},sha256={digest},{len(entries[name])}\n"

    entries[listing] = ("".join(map(line, entries)) + f"{listing},,\n").encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, contents in entries.items():
            archive.writestr(name, contents)


class Stage:
    """The demo with the tag v0.2.0 built by `build matrix`, and a registry."""

    def __init__(self, folder):
        self.demo = Building(folder)
        (self.demo.work / "relsh.toml").write_text(SETTINGS)
        self.dist = self.demo.work / "dist"
        self.data = folder / "data"
        self.registry = Registry(relsh, "registry", "--data", self.data)
        code, said = self("-c", "use python; target 0.2.0; bump; commit; tag; build matrix")
        check(code == 0, "the tag's commit is built", said)

    def __call__(self, *words):
        done = self.demo.run(relsh, *words, UV_PUBLISH_TOKEN=self.registry.password)
        return done.returncode, " ".join((done.stdout + done.stderr).split())

    def publish(self, *more):
        return self("-c", f"use python; target 0.2.0; {self.line} {shlex.join(more)}")

    @property
    def line(self):
        return (f"publish --here --upload-url {self.registry.upload} --index-url {self.registry.simple}"
                f" --confirm {OBJECT}")

    @property
    def served(self):
        return sorted(json.loads(path.read_text())["filename"]
                      for path in self.data.glob("packages/records/llmcc/*.json"))

    def date(self, days):
        """Lets the index have taken all its files so many days ago."""
        moment = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days)
        for path in self.data.glob("packages/records/llmcc/*.json"):
            record = json.loads(path.read_text())
            path.write_text(json.dumps({**record, "time": moment.strftime("%Y-%m-%dT%H:%M:%SZ")}))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.registry.stop()


def complete(folder):
    with Stage(folder) as stage:
        code, said = stage.publish()
        check(code == 1 and "[matrix-incomplete]" in said, "what is incomplete is not published", said)
        check(f"{OBJECT} has 2 of 3 files of its matrix" in said and "missing: 3.11 for windows-x86_64" in said,
              "what is missing is named", said)
        check(not stage.served, "nothing was sent")
        wheel(stage.dist / "llmcc-0.2.0-cp312-cp312-win_amd64.whl")
        code, said = stage.publish()
        check(code == 1 and "[matrix-incomplete]" in said, "a wheel of another cell does not count", said)
        (stage.dist / "llmcc-0.2.0-cp312-cp312-win_amd64.whl").write_bytes(b"PK damaged")
        code, said = stage.publish("--partial", "a test")
        check(code == 1 and "[bad-archive]" in said and not stage.served, "nor is it sent where it is broken", said)
        (stage.dist / "llmcc-0.2.0-cp312-cp312-win_amd64.whl").unlink()
        wheel(stage.dist / WINDOWS)
        code, said = stage("build", "matrix", "--json")
        check(f'"file":"{WINDOWS}"' in said and '"state":"laid"' in said, "what lies in dist/ is in the grid", said)

        # It is proven as this machine's own are: one whose module is for another Python is refused.
        wheel(stage.dist / WINDOWS, module="_native.cp312-win_amd64.pyd")
        for line in (["build", "matrix"], None):
            code, said = stage.publish() if line is None else stage(*line)
            check(code == 1 and "[artifact-refused]" in said and "[module-of-another]" in said and WINDOWS in said,
                  "a wheel that was laid there and is broken is refused", said)
        check(not stage.served, "and nothing was sent")
        wheel(stage.dist / WINDOWS)
        kept = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in stage.demo.kept.items()
                if not name.endswith(".matrix")}

        # dist/ is a copy: one that is another file is refused, one that is gone is none of the release's.
        own = next(path for path in stage.dist.iterdir() if "-manylinux" in path.name)
        own.write_bytes(own.read_bytes() + b" ")
        code, said = stage.publish()
        check(code == 1 and "[dist-changed]" in said and "fix build matrix -p py:llmcc" in said,
              "another file of the same name is refused", said)
        code, said = stage("build", "matrix", "-p", "py:llmcc")
        check(code == 0 and hashlib.sha256(own.read_bytes()).hexdigest() == kept[own.name], "the fix mends it", said)
        own.unlink()
        code, said = stage.publish()
        check(code == 0 and f"published {OBJECT} to index" in said, "a whole matrix is published", said)
        check(stage.served == sorted([*kept, WINDOWS]), "each of its files is there", stage.served)
        code, said = stage("verify", OBJECT, "--index-url", stage.registry.simple)
        check(all(f"sha256 {sha256[:10]} right" in said for sha256 in kept.values()),
              "the checksum of each is compared afterwards", said)


def partial(folder):
    with Stage(folder) as stage:
        code, said = stage.publish("--partial", " ")
        check(code == 2 and "--partial wants a reason" in said, "a reason is something", said)
        code, said = stage.publish()
        fix = said.split(" fix ")[1]
        check(fix.startswith("publish ") and "--partial 'this machine only'" in fix, "the fix says a reason", said)
        code, said = stage("-c", f"use python; target 0.2.0; {fix}; transcript save ../partial.relsh")
        check(code == 0 and "1 of 3 files of the matrix are missing (this machine only)" in said,
              "the fix goes on without them", said)
        check("they can be added for 14 days after the first file" in said, "how long they can come is told", said)
        check(len(stage.served) == 2, "what is here was sent", stage.served)
        saved = (stage.demo.work.parent / "partial.relsh").read_text()
        line = next(line for line in saved.splitlines() if line.startswith("publish "))
        check("--partial 'this machine only'" in line, "the transcript holds the reason", saved)
        code, said = stage("run", "../partial.relsh", "--verify")
        check(code == 0, "and runs again", said)

        # The countdown.
        stage.date(3)
        code, said = stage.publish()
        check(code == 0 and "already published" in said and "1 of 3 files of the matrix are missing" in said
              and "10 days are left to add files" in said, "the days that are left are counted", said)
        stage.date(15)
        wheel(stage.dist / WINDOWS)
        code, said = stage.publish()
        check(code == 1 and "[release-closed]" in said and WINDOWS in said and "for 15 days" in said,
              "after 14 days nothing is sent any more", said)
        check(len(stage.served) == 2, "nothing was sent")
        done = stage.demo.run("uv", "publish", "--trusted-publishing", "never", stage.dist / WINDOWS,
                              UV_PUBLISH_URL=stage.registry.upload, UV_PUBLISH_TOKEN=stage.registry.password)
        check(done.returncode != 0 and "releases older than 14 days is not allowed" in done.stderr,
              "and the index takes nothing from others either", done.stderr)
        stage.date(13.5)
        code, said = stage.publish()
        check(code == 0 and WINDOWS in stage.served, "on the last day it still is", said)


def released(folder):
    """`release` and `go` go on with the same reason, which stands in the line that published."""
    with Stage(folder) as stage:
        registries = f"--here --upload-url {stage.registry.upload} --index-url {stage.registry.simple}"
        asked = f"--confirm v0.2.0,{OBJECT}"
        code, said = stage("-c", f"release python 0.2.0 {registries} {asked}")
        check(code == 1 and "[matrix-incomplete]" in said, "release wants the whole matrix", said)
        check(not stage.served and "v0.2.0" not in stage.demo.sh("git ls-remote origin"), "nothing has left")
        fix = said.split(" fix ")[1]
        check(fix.startswith("release python 0.2.0 ") and "--partial 'this machine only'" in fix, "its fix", said)
        code, said = stage("-c", f"{fix}; transcript save ../released.relsh")
        check(code == 0 and f"published {OBJECT} to index" in said and f"verified {OBJECT}" in said,
              "the fix releases it", said)
        saved = (stage.demo.work.parent / "released.relsh").read_text()
        lines = [line for line in saved.splitlines() if "--partial" in line]
        check(len(lines) == 1 and lines[0].startswith("publish -p py:llmcc ")
              and "--partial 'this machine only'" in lines[0], "the publish line alone holds the reason", saved)
        code, said = stage("run", "../released.relsh", "--verify")
        check(code == 0, "and runs again", said)
        # What is under way keeps its reason; the next release has none.
        done = [stage(*line.split()) for line in ("use python", "target 0.2.0")]
        code, said = stage("go", "all", *registries.split(), "--partial", "again", "--confirm", f"v0.2.0,{OBJECT}")
        session = (stage.demo.work / ".git/relsh/session.json").read_text()
        check(all(code == 0 for code, _ in [*done, (code, said)]) and '"partial":"again"' in session,
              "the session keeps the reason", (said, session))
        stage("target", "0.3.0")
        session = (stage.demo.work / ".git/relsh/session.json").read_text()
        check("again" not in session, "another target forgets it", session)


def begun(folder):
    """A release with nothing in `dist/` names the lines that make its files, and goes on behind them."""
    demo = Building(folder)
    (demo.work / "relsh.toml").write_text(f'[matrix]\npython = ["3.11"]\nplatforms = ["{here}"]\n')
    registry = Registry(relsh, "registry", "--data", folder / "data")
    demo.variables["UV_PUBLISH_TOKEN"] = registry.password
    line = ["release", "python", "minor", "--here", "--upload-url", registry.upload, "--index-url", registry.simple,
            "--confirm", f"v0.2.0,{OBJECT}"]
    done = demo.run(relsh, *line)
    fixes = [text.removeprefix("  fix  ") for text in done.stderr.splitlines() if text.startswith("  fix  ")]
    check(done.returncode == 1 and len(fixes) == 4, "without files the lines that make them are told", done.stderr)
    for fix in fixes:
        code, said = demo(fix)
        check(code == 0, f"`{fix}` works", said)
    done = demo.run(relsh, *line)
    check(done.returncode == 0 and f"verified {OBJECT}" in done.stdout, "and the same line goes on", done.stderr)
    registry.stop()


with tempfile.TemporaryDirectory() as folder:
    begun(pathlib.Path(folder) / "begun")
    released(pathlib.Path(folder) / "released")
    complete(pathlib.Path(folder) / "complete")
    partial(pathlib.Path(folder) / "partial")
check.end()

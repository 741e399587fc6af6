#!/usr/bin/env python3
"""`verify`, `yank`, `unyank` and `token set` with real cargo and twine against `relsh registry`.

    verified.py BINARIES

Prints what did not hold and `N passed, N failed`.
"""
import hashlib
import io
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import zipfile

import pexpect

from served import Checks, Registry, environment

binaries = pathlib.Path(sys.argv[1]).absolute()
relsh = binaries / "relsh"
check = Checks()
CORE = "crate:llmcc-core@0.2.0"
CONFIRMED = f"llmcc-core-v0.2.0,{CORE}"


class Bench:
    """A demo repository, and a registry named `reh` in cargo's environment."""

    def __init__(self, root, registry):
        self.home, self.registry = root / "home", registry
        self.home.mkdir()
        self.run("demo", "work", at=root)
        self.work = root / "work"

    def variables(self, **more):
        return environment(self.home, CARGO_REGISTRIES_REH_INDEX=self.registry.index, TERM="xterm",
                           NO_COLOR="1", **more)

    def run(self, *words, at=None, **more):
        done = subprocess.run([relsh, *words], cwd=at or self.work, env=self.variables(**more), text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=300)
        return done.returncode, done.stdout

    def token(self):
        return {"CARGO_REGISTRIES_REH_TOKEN": self.registry.token}

    def release(self):
        code, said = self.run("release", "llmcc-core", "0.2.0", "--here", "--registry", "reh", "--confirm",
                              CONFIRMED, **self.token())
        check(code == 0, "the crate is released", said)

    def verify(self, *words, code, says=(), **more):
        found, said = self.run("verify", *words, **more)
        check(found == code and all(word in said for word in says), f"verify {' '.join(words)}: {code} {says}",
              f"{found}\n{said}")
        return said


def crates(root):
    with Registry(relsh, "registry", "--data", root / "data") as registry:
        bench = Bench(root, registry)
        there = ["verify", CORE, "--registry", "reh"]
        bench.verify(CORE, "--registry", "reh", code=3, says=["not on reh", "not here", "[not-verified]"])
        bench.release()
        said = bench.verify(CORE, "--registry", "reh", code=0, says=[f"verified {CORE}", "here, at", "origin, at"])
        check(said.count("  right\n") == 3, "every row is right", said)
        check(all(len(line) <= 80 for line in said.splitlines()), "80 columns are enough", said)

        code, said = bench.run(*there, "--json")
        rows = [json.loads(line) for line in said.splitlines()]
        crate = next(row for row in rows if row.get("what") == "llmcc-core-0.2.0.crate")
        kept = list(bench.work.glob(".git/relsh/artifacts/*/llmcc-core-0.2.0.crate"))
        check(len(kept) == 1 and hashlib.sha256(kept[0].read_bytes()).hexdigest() == crate["sha256"],
              "the checksum is that of the file made here", said)

        # Without what was kept, the commit itself says whether it is its crate.
        kept[0].unlink()
        bench.verify(CORE, "--registry", "reh", code=0, says=["right"])
        subprocess.run("git tag -f -m other llmcc-core-v0.2.0 && echo '// more' >> crates/llmcc-core/src/lib.rs"
                       " && git commit -qam more && git tag -f -m other llmcc-core-v0.2.0"
                       " && git push -qf origin main llmcc-core-v0.2.0", shell=True, cwd=bench.work, check=True,
                       env=bench.variables(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        bench.verify(CORE, "--registry", "reh", code=3, says=["differs", "is not of llmcc-core-v0.2.0: src/lib.rs"])
        subprocess.run("git reset -q --hard HEAD~1 && git tag -f -m again llmcc-core-v0.2.0"
                       " && git push -qf origin main llmcc-core-v0.2.0", shell=True, cwd=bench.work, check=True,
                       env=bench.variables(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        yanks(bench)
        at_the_prompt(bench)
        _, lines = registry.stop()
    sent = [line.split()[1] for line in lines if "yank" in line]
    check(sent == ["DELETE", "PUT", "DELETE", "PUT"], "each yank was sent once", lines)


def yanks(bench):
    yank = ["yank", CORE, "--registry", "reh"]
    code, said = bench.run(*yank)
    check(code == 1 and "[token-missing]" in said and "token set reh" in said, "no token, no yank", said)
    code, said = bench.run(*yank, **bench.token())
    check(code == 4 and "[unconfirmed]" in said, "a yank is confirmed by name", said)
    code, said = bench.run(*yank, "--dry-run", **bench.token())
    check(code == 0 and f"would yank {CORE}" in said, "a dry run says it", said)
    bench.verify(CORE, "--registry", "reh", code=0)
    code, said = bench.run(*yank, "--confirm", CORE, **bench.token())
    check(code == 0 and f"yanked {CORE}" in said and "$ cargo yank" in said, "it is yanked", said)
    code, said = bench.run(*yank)
    check(code == 0 and f"already yanked {CORE}" in said, "and stays so without a token", said)
    bench.verify(CORE, "--registry", "reh", code=3,
                 says=["yanked", "is yanked on reh", f"  fix  unyank {CORE} --registry reh\n"])
    code, said = bench.run("unyank", CORE, "--registry", "reh", "--confirm", CORE, **bench.token())
    check(code == 0 and f"unyanked {CORE}" in said, "it is given out again", said)
    bench.verify(CORE, "--registry", "reh", code=0)
    code, said = bench.run("yank", "llmcc-core@9.9.9", "--registry", "reh", **bench.token())
    check(code == 1 and "[not-published]" in said, "what is not there is not yanked", said)


def at_the_prompt(bench):
    """A token typed at `token set` goes to cargo, and nowhere else."""
    token = bench.registry.token
    child = pexpect.spawn(str(relsh), cwd=bench.work, env=bench.variables(), timeout=60, encoding="utf-8",
                          dimensions=(24, 80))
    screen = child.logfile_read = io.StringIO()

    def prompted():
        # The next prompt: the terminal's marks for pastes are switched on again.
        child.expect("2004h")

    def types(line, *awaited):
        child.send(line + "\r")
        child.expect("2004l")
        for text in awaited:
            child.expect(text)
        prompted()

    def asks(line, question, answer, then):
        child.send(line + "\r")
        child.expect(question)
        child.send(answer + "\r")
        child.expect(then)
        prompted()

    prompted()
    asks("token set reh", "not shown\\): ", "ghp_" + "a" * 36, "token-wrong")
    types(f"yank {CORE} --registry reh", "token-missing")
    asks("token set reh", "not shown\\): ", token, "set here until")
    types("token", "reh +set here")
    types("!env | grep -c REH_TOKEN", "0\r\n")
    asks(f"yank {CORE} --registry reh", r"\[y/N\] ", "n", "unconfirmed")
    asks(f"yank {CORE} --registry reh", r"\[y/N\] ", "y", f"yanked {CORE}")
    types("verify --registry reh " + CORE, "is yanked")
    asks(f"unyank {CORE} --registry reh", r"\[y/N\] ", "y", f"unyanked {CORE}")
    types(f"!echo {token} >/dev/null", "next|> ")
    types("transcript save ../saved.relsh --force")
    child.send("\x04")
    child.expect(pexpect.EOF)
    child.close()
    check(child.exitstatus == 0, "the prompt ends", child.before)
    typed = screen.getvalue()
    check(typed.count(token) <= 1, "the screen shows it where it was typed as a line alone", typed)
    found = [str(path) for path in bench.work.parent.rglob("*")
             if path.is_file() and "data" not in path.parts and token.encode() in path.read_bytes()]
    check(not found, "the token is in no file", found)


def wheel(folder, name, contents):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"llmcc-0.1.0-{name}.whl"
    information = "llmcc-0.1.0.dist-info"
    entries = {"llmcc/__init__.py": contents,
               f"{information}/METADATA": "Metadata-Version: 2.1\nName: llmcc\nVersion: 0.1.0\n",
               f"{information}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\n"
                                       f"Tag: {name}\n"}
    record = "".join(f"{entry},,\n" for entry in [*entries, f"{information}/RECORD"])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, text in {**entries, f"{information}/RECORD": record}.items():
            archive.writestr(zipfile.ZipInfo(entry, (2020, 1, int(time.time()) % 27 + 1, 0, 0, 0)), text)
    return path


def sdist(folder):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "llmcc-0.1.0.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in (("PKG-INFO", "Metadata-Version: 2.1\nName: llmcc\nVersion: 0.1.0\n"),
                           ("pyproject.toml", '[project]\nname = "llmcc"\nversion = "0.1.0"\n')):
            entry = tarfile.TarInfo(f"llmcc-0.1.0/{name}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return path


def upload(bench, *files):
    done = subprocess.run(["twine", "upload", "--non-interactive", "--disable-progress-bar", *map(str, files)],
                          env=bench.variables(TWINE_REPOSITORY_URL=bench.registry.upload,
                                              TWINE_USERNAME="__token__",
                                              TWINE_PASSWORD=bench.registry.password),
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, check=False)
    check(done.returncode == 0, "twine uploads", done.stdout)


def distributions(root):
    with Registry(relsh, "registry", "--data", root / "data") as registry:
        bench = Bench(root, registry)
        index = ["py:llmcc@0.1.0", "--index-url", registry.simple]
        dist = bench.work / "dist"
        first, source = wheel(dist, "cp311-cp311-manylinux_2_17_x86_64", "ONE = 1\n"), sdist(dist)
        bench.verify(*index, code=3, says=["missing", "not on index"])
        upload(bench, first)
        said = bench.verify(*index, code=3, says=["right", "missing", f"index does not serve {source.name}"])
        check(all(len(line) <= 80 for line in said.splitlines() if "  why  " not in line and "error:" not in line),
              "80 columns are enough", said)

        late = threading.Timer(3, upload, [bench, source])
        late.start()
        start = time.monotonic()
        bench.verify(*index, "--wait", "--limit", "60", code=0, says=["verified py:llmcc@0.1.0", "waiting until"])
        check(2 < time.monotonic() - start < 30, "it waited for the second file", time.monotonic() - start)
        late.join()

        upload(bench, wheel(root / "elsewhere", "cp311-cp311-win_amd64", "ONE = 1\n"))
        bench.verify(*index, code=0, says=["only there"])
        bench.verify("py:llmcc@0.1.0", "--wait", "--limit", "1", code=0,
                     UV_DEFAULT_INDEX=registry.simple, says=["verified"])

        # The same contents, zipped another day; then others.
        with zipfile.ZipFile(first) as archive:
            entries = {entry.filename: archive.read(entry) for entry in archive.infolist()}
        with zipfile.ZipFile(first, "w") as archive:
            for entry, contents in entries.items():
                archive.writestr(entry, contents)
        bench.verify(*index, code=0, says=["other build"])
        wheel(dist, "cp311-cp311-manylinux_2_17_x86_64", "ONE = 2\n")
        bench.verify(*index, code=3, says=["differs", "llmcc/__init__.py"])
        for file in dist.iterdir():
            file.unlink()
        bench.verify(*index, code=0, says=["there"])

        code, said = bench.run("yank", "py:llmcc@0.1.0", "--index-url", registry.simple)
        check(code == 1 and "[web-only]" in said, "only a page yanks a distribution", said)
        code, said = bench.run("explain", "web-only")
        check(code == 0 and "Options, Yank" in said, "explain says how", said)


def wrong_checksum(root):
    with Registry(binaries / "FaultyRegistry", root / "data", "crates:checksum") as registry:
        bench = Bench(root, registry)
        bench.run("release", "llmcc-core", "0.2.0", "--here", "--registry", "reh", "--confirm", CONFIRMED,
                  **bench.token())
        bench.verify(CORE, "--registry", "reh", code=3, says=["differs", "and its index says"])


with tempfile.TemporaryDirectory(prefix="relsh-verify-") as folder:
    for part in (crates, distributions, wrong_checksum):
        place = pathlib.Path(folder).resolve() / part.__name__
        place.mkdir()
        part(place)
check.end()

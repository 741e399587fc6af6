"""How long `build matrix` of the demo takes beside the bare commands in sequence, its second time, and the proof
of a large wheel beside `twine check`.
"""
import base64
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import time
import zipfile

SCRIPT = """
set -eu
git worktree add --quiet --detach ../tree HEAD
(
  cd ../tree
  SOURCE_DATE_EPOCH=$(git show -s --format=%ct HEAD)
  export SOURCE_DATE_EPOCH
  uv build --sdist --out-dir ../bare .
  for python in $PYTHONS; do uv build --wheel --python "$python" --out-dir ../raw .; done
  # The demo needs nothing of libc: without a platform auditwheel would not know which one it is.
  auditwheel repair --plat "manylinux_2_17_$(uname -m)" --wheel-dir ../bare ../raw/*.whl
  tar -xzf ../bare/*.tar.gz -C ..
  uv build --wheel --python "$PYTHON" --out-dir ../again ../llmcc-0.1.0
  twine check ../bare/*
)
git worktree remove --force ../tree
"""


class Matrix:
    """the demo, and what is built of it"""

    def __init__(self, relsh, work, environment):
        self.relsh, self.work = os.path.abspath(relsh), os.path.join(work, "matrix")
        home = os.path.expanduser("~")
        # Where packages come from, and the person's own Pythons.
        self.environment = dict(
            environment, UV_CACHE_DIR=self.work + "/cache", UV_PYTHON_DOWNLOADS="never",
            XDG_CONFIG_HOME=os.environ.get("XDG_CONFIG_HOME", home + "/.config"),
            PYENV_ROOT=os.environ.get("PYENV_ROOT", home + "/.pyenv"))
        os.makedirs(self.work)
        self.demo = self.work + "/demo"
        self.run([self.relsh, "demo", self.demo], self.work)

    def run(self, command, folder=None, **more):
        done = subprocess.run(command, cwd=folder or self.demo, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env=dict(self.environment, **more))
        if done.returncode:
            raise SystemExit(f"{command[0]} failed with {done.returncode}:\n{(done.stdout + done.stderr)[-3000:]}")
        return done.stdout

    def timed(self, command, **more):
        begin = time.monotonic()
        self.run(command, **more)
        return time.monotonic() - begin

    def by_relsh(self):
        self.run([self.relsh, "build", "--clean"])
        shutil.rmtree(self.demo + "/dist", ignore_errors=True)
        return self.timed([self.relsh, "build", "matrix"])

    def prepare(self):
        """builds once, which warms what both read, and names the interpreters to the script"""
        self.run([self.relsh, "build", "matrix"])
        objects = [json.loads(line) for line in self.run([self.relsh, "build", "matrix", "--json"]).splitlines()]
        versions = [o["python"] for o in objects if o.get("state") == "done" and "python" in o]
        self.pythons = [self.interpreter(version) for version in versions]
        return len(versions)

    def interpreter(self, version):
        known = self.environment["PYENV_ROOT"] + "/versions"
        names = sorted(os.listdir(known)) if os.path.isdir(known) else []
        candidates = [f"{known}/{name}/bin/python3" for name in names if name.startswith(version + ".")]
        for name in candidates + [shutil.which("python" + version)]:
            if name and subprocess.run([name, "-c", ""], capture_output=True).returncode == 0:
                return name
        raise SystemExit(f"no Python {version} for the bare commands")

    def by_script(self):
        for name in ("bare", "raw", "again", "tree", "llmcc-0.1.0"):
            shutil.rmtree(f"{self.work}/{name}", ignore_errors=True)
        self.run(["git", "worktree", "prune"])
        return self.timed(["sh", "-c", SCRIPT], PYTHONS=" ".join(self.pythons), PYTHON=self.pythons[-1])


def large_wheel(folder, size=20 << 20):
    """a wheel that is as large when it is packed"""
    path, information = f"{folder}/dm_large-0.1.0-py3-none-any.whl", "dm_large-0.1.0.dist-info"
    entries = {"dm_large/__init__.py": b"", "dm_large/data.bin": os.urandom(size),
               f"{information}/METADATA": b"Metadata-Version: 2.1\nName: dm-large\nVersion: 0.1.0\nSummary: large\n",
               f"{information}/WHEEL": b"Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    record = ""
    for name, contents in entries.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(contents).digest()).decode().rstrip("=")
        record += f"{name},sha256={digest},{len(contents)}\n"
    entries[f"{information}/RECORD"] = f"{record}{information}/RECORD,,\n".encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, contents in entries.items():
            archive.writestr(name, contents)
    return path


def pairs(one, other, count):
    """the seconds of both, the first in turn"""
    found = []
    for turn in range(count):
        first, second = (one, other)[::1 if turn % 2 == 0 else -1]
        times = first(), second()
        found.append(times[::1 if turn % 2 == 0 else -1])
    return [ours for ours, _ in found], [theirs for _, theirs in found]


def matrix(relsh, proof, work, environment, count):
    """what was measured: how many wheels, and the seconds of each side"""
    bench = Matrix(relsh, work, environment)
    found = dict(wheels=bench.prepare())
    found["relsh"], found["script"] = pairs(bench.by_relsh, bench.by_script, count)
    bench.run([bench.relsh, "build", "matrix"])
    found["again"] = statistics.median(bench.timed([bench.relsh, "build", "matrix"]) for _ in range(4 * count))
    wheel = large_wheel(bench.work)
    answer = bench.run([proof, wheel])
    if answer.split() != [wheel, "ok"]:
        raise SystemExit(f"the large wheel is not proven: {answer}")
    found["proof"], found["twine"] = pairs(
        lambda: bench.timed([proof, wheel]), lambda: bench.timed(["twine", "check", wheel]), count)
    return found

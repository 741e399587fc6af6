"""A place to release from: the demo repository, registries on loopback, and the tools that upload.

Nothing here trusts the release shell: what a registry took is read from its own log and its index.
"""
import hashlib
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "Registry"))
from served import Checks, Registry, environment  # noqa: E402,F401

CRATES = ["llmcc-core", "llmcc-python", "llmcc-rust", "llmcc", "llmcc-bindings"]
OBJECTS = [f"crate:{name}@0.2.0" for name in CRATES] + ["py:llmcc@0.2.0"]
TAGS = [f"{name}-v0.2.0" for name in CRATES] + ["v0.2.0"]
# What each crate needs of the others.
NEEDS = {"llmcc-python": ["llmcc-core"], "llmcc-rust": ["llmcc-core"],
         "llmcc": ["llmcc-core", "llmcc-python", "llmcc-rust"],
         "llmcc-bindings": ["llmcc-core", "llmcc-python", "llmcc-rust"]}
CRATE_UPLOAD, FILE_UPLOAD = "PUT /api/v1/crates/new", "POST /legacy/"
TOOLS = ["git", "cargo", "rustc", "rustdoc", "cc", "ld", "sh", "ps", "env", "cat", "sleep"]


class Watched(Registry):
    """A registry whose lines, one a request, are read as they come."""

    def __init__(self, data, *command):
        super().__init__(*command)
        self.data = pathlib.Path(data)
        self.lines = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def stop(self, by=None):
        import signal
        self.process.send_signal(by or signal.SIGINT)
        code = self.process.wait(20)
        self.reader.join(20)
        return code, self.lines

    def sent(self, what, status=""):
        """How many uploads came, or how many of them were answered so."""
        return sum(line.endswith(what) and line.startswith(status) for line in self.lines)

    def crates(self):
        """The versions that the index holds, each as often as it is there."""
        found = []
        for name in CRATES:
            found += [(name, entry["vers"], entry["cksum"]) for entry in self.entries(name)]
        return found

    def entries(self, name):
        """The lines of a crate in the index."""
        folder = f"{name[:2]}/{name[2:4]}"
        return [json.loads(line) for line in self.get(f"/index/{folder}/{name}").splitlines()]

    def order(self):
        """The crates in the order in which they were stored."""
        paths = self.data.glob("crates/files/*/*.crate")
        return [path.parent.name for path in sorted(paths, key=lambda path: path.stat().st_mtime_ns)]

    def files(self):
        """The files of the distribution, as the simple index lists them."""
        text = self.get("/simple/llmcc/", "application/vnd.pypi.simple.v1+json")
        return [file["filename"] for file in json.loads(text)["files"]] if text else []

    def get(self, path, accept="*/*"):
        request = urllib.request.Request(self.address + path, headers={"Accept": accept})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return ""
            raise


def tools(folder, uploader):
    """A PATH that holds what a release needs, and of the programs that upload only this one.

    An empty word for `uploader` is none of them.
    """
    own = pathlib.Path(folder) / f"tools-{uploader or 'none'}"
    own.mkdir(parents=True)
    for name in TOOLS + ([uploader] if uploader else []):
        found = shutil.which(name)
        if found:
            (own / name).symlink_to(found)
    kept = [place for place in os.environ["PATH"].split(":")
            if not any(os.path.exists(os.path.join(place, name)) for name in ("uv", "twine"))]
    return ":".join([str(own), *kept])


class Home:
    """A person's home on this machine: cargo's settings name the registry `own`."""

    def __init__(self, folder, uploader="uv"):
        self.folder = pathlib.Path(folder)
        self.home = self.folder / "home"
        self.cargo = self.folder / "cargo"
        for place in (self.home, self.cargo):
            place.mkdir(parents=True)
        self.uploader = uploader
        self.path = tools(self.folder, uploader)

    def variables(self, registry, **more):
        """The environment for a registry, with its tokens; its address stands in cargo's settings."""
        (self.cargo / "config.toml").write_text(
            f'[registries.own]\nindex = "{registry.index}"\n'
            '[source.crates-io]\nreplace-with = "own"\n')
        return environment(
            self.home, PATH=self.path, CARGO_HOME=str(self.cargo), CARGO_REGISTRY_DEFAULT="own",
            CARGO_REGISTRIES_OWN_TOKEN=registry.token, UV_PUBLISH_URL=registry.upload,
            TWINE_REPOSITORY_URL=registry.upload, UV_DEFAULT_INDEX=registry.simple,
            UV_PUBLISH_TOKEN=registry.password, TWINE_USERNAME="__token__",
            TWINE_PASSWORD=registry.password, XDG_STATE_HOME=str(self.folder / "state"), **more)


def run(words, where, variables, limit=180, **options):
    """A program without a terminal: its exit code, and what it said on both outputs."""
    done = subprocess.run([str(word) for word in words], cwd=where, env=variables, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          errors="replace", timeout=limit, **options)
    return done.returncode, done.stdout


def must(words, where, variables):
    code, said = run(words, where, variables)
    if code != 0:
        sys.exit(f"{' '.join(map(str, words))} ended with {code}:\n{said}")
    return said


class Workshop:
    """The built programs, a demo repository to copy, and a distribution of 0.2.0, built once."""

    def __init__(self, binaries, folder):
        self.binaries, self.folder = pathlib.Path(binaries).resolve(), pathlib.Path(folder).resolve()
        self.relsh, self.faulty = self.binaries / "relsh", self.binaries / "FaultyRegistry"
        self.own = environment(self.folder)
        self.template = self.folder / "template"
        self.template.mkdir(parents=True)
        must([self.relsh, "demo", "llmcc-demo"], self.template, self.own)
        self.distribution = self._distribution()
        self.copies = itertools.count(1)

    def demo(self, name=None, distribution=True):
        """A fresh demo repository with its origin; in `dist/` lies the distribution."""
        folder = self.folder / (name or f"repository-{next(self.copies)}")
        shutil.copytree(self.template, folder, symlinks=True)
        repository = folder / "llmcc-demo"
        self.git(repository, "remote", "set-url", "origin", f"{repository}.origin.git")
        # A clock of the file system's own would have git read every file again.
        self.git(repository, "update-index", "-q", "--refresh")
        if distribution:
            shutil.copytree(self.distribution, repository / "dist")
        return repository

    def registry(self, data=None, faults=()):
        """A fresh registry, or one over the data of another."""
        data = data or self.folder / f"registry-{next(self.copies)}"
        command = ([self.faulty, data, *faults] if faults else [self.relsh, "registry", "--data", data])
        return Watched(data, *command)

    def home(self, uploader="uv"):
        return Home(self.folder / f"person-{next(self.copies)}", uploader)

    def git(self, repository, *words):
        return must(["git", *words], repository, self.own).strip()

    def _distribution(self):
        """Wheel and sdist of 0.2.0, from a copy of the demo at that version.

        What was built is kept beside the programs, by what it was built from.
        """
        copy = self.folder / "at-0.2.0"
        shutil.copytree(self.template / "llmcc-demo", copy, ignore=shutil.ignore_patterns(".git"))
        sources = [copy / name for name in ("pyproject.toml", "setup.py", "python/llmcc/__init__.py")]
        for path in sources:
            path.write_text(path.read_text().replace("0.1.0", "0.2.0"))
        sources += sorted(copy.glob("python/**/*.c")) + [copy / "MANIFEST.in", copy / "README.md"]
        digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources))
        digest.update(sys.version.encode())
        kept = self.binaries / "release-tests" / digest.hexdigest()[:16]
        if kept.exists():
            return kept
        built, ready = self.folder / "built", self.folder / "repaired"
        # Addresses of an index and its certificates are this machine's business.
        here = dict(os.environ, UV_NO_CONFIG="1")
        must(["uv", "build", "--python", sys.executable, "--out-dir", built, "."], copy, here)
        ready.mkdir()
        for path in built.glob("*.tar.gz"):
            shutil.copy(path, ready)
        for path in built.glob("*.whl"):
            # PyPI takes no wheel for `linux_x86_64`.
            if sys.platform == "linux":
                must(["auditwheel", "repair", "--wheel-dir", ready, path], copy, here)
            else:
                shutil.copy(path, ready)
        kept.parent.mkdir(exist_ok=True)
        staged = kept.with_name(f"{kept.name}.{os.getpid()}")
        shutil.copytree(ready, staged)
        try:
            staged.rename(kept)
        except OSError:
            shutil.rmtree(staged)
        return kept


def confirmations():
    """The words that confirm the whole release where nothing can be asked."""
    return [word for name in OBJECTS + TAGS for word in ("--confirm", name)]


def check_published(check, registry, what):
    """All of 0.2.0 is there, and each version and file once."""
    crates = [(name, version) for name, version, _ in registry.crates()]
    check(sorted(crates) == sorted((name, "0.2.0") for name in CRATES), f"{what}: each crate once", crates)
    files = registry.files()
    check(len(files) == 2 and any(name.endswith(".whl") for name in files)
          and "llmcc-0.2.0.tar.gz" in files, f"{what}: each file once", files)


def leftovers(workshop, repository):
    """Work trees, locks and temporary files that nobody will clear away."""
    trees = workshop.git(repository, "worktree", "list", "--porcelain").count("worktree ")
    found = [f"{trees} work trees"] if trees != 1 else []
    place = repository / ".git/relsh/trees"
    if place.exists():
        found += [str(path) for path in place.iterdir()]
    for folder, _, names in os.walk(repository):
        for name in names:
            if "tmp_" in name or name.endswith(".lock") and "/.git" in folder or ".relsh-" in name:
                if "/target/" not in folder:
                    found.append(os.path.relpath(os.path.join(folder, name), repository))
    return found

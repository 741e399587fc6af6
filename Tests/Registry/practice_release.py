"""A demo repository whose crates.io is a registry on this machine, and a relsh that releases it."""
import pathlib
import shutil
import subprocess

from served import environment


class Practice:
    """The demo and a home of its own, in a folder."""

    def __init__(self, relsh, root, registry, **variables):
        self.relsh, self.root = relsh, root
        self.work, home = root / "llmcc", root / "home"
        home.mkdir(parents=True)
        (home / "config.toml").write_text(
            f'[registries.reh]\nindex = "{registry.index}"\n[source.crates-io]\nreplace-with = "reh"\n')
        self.environment = environment(
            home, CARGO_HOME=str(home), CARGO_REGISTRIES_REH_TOKEN=registry.token,
            CARGO_REGISTRY_DEFAULT="reh", CARGO_TARGET_DIR=str(root / "target"), **variables)
        for name in [name for name, value in self.environment.items() if value is None]:
            del self.environment[name]
        code, said = self(f"demo {self.work}", where=root)
        if code != 0:
            raise SystemExit(said)
        self.sh("git config user.name Ann && git config user.email ann@example.invalid")

    def __call__(self, line, where=None, **variables):
        """One line of relsh: its exit code, and all that it said."""
        return self.run([self.relsh, "-c", line], where, **variables)

    def run(self, command, where=None, limit=300, **variables):
        """A program in the work tree."""
        settings = {**self.environment, **variables}
        done = subprocess.run([str(word) for word in command], cwd=where or self.work, text=True,
                              env={name: value for name, value in settings.items() if value is not None},
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=limit)
        return done.returncode, done.stdout

    def sh(self, line):
        """A line of the shell, which must succeed."""
        code, said = self.run(["sh", "-euc", line])
        if code != 0:
            raise SystemExit(f"{line}: {said}")
        return said

    def edit(self, path, old, new, message="by hand"):
        """Changes a text in a file and commits it."""
        file = self.work / path
        text = file.read_text()
        assert old in text, (path, old)
        file.write_text(text.replace(old, new, 1))
        self.sh(f"git commit --quiet --all --message '{message}'")

    def remote_tags(self):
        return set(self.sh("git ls-remote --tags origin | sed 's,.*refs/tags/,,'").split())

    def remove(self):
        shutil.rmtree(self.root, ignore_errors=True)


CRATES = ["llmcc-core", "llmcc-python", "llmcc-rust", "llmcc", "llmcc-bindings"]


def confirmations(version="0.2.0", crates=None):
    """What a whole release of crates asks to confirm where this machine publishes them."""
    names = crates or CRATES
    return ",".join([f"{name}-v{version}" for name in names] + [f"crate:{name}@{version}" for name in names])


def release(version="minor", crates=None):
    chosen = ",".join(f"crate:{name}" for name in crates) if crates else "crates"
    number = {"minor": "0.2.0", "patch": "0.1.1"}.get(version, version)
    return f"release {chosen} {version} --here --confirm {confirmations(number, crates)}"


def foreign(practice, name, version, repository, **more):
    """Publishes a crate of somebody else under a name, by cargo itself."""
    folder = practice.root / f"foreign-{name}"
    (folder / "src").mkdir(parents=True)
    (folder / "src/lib.rs").write_text("")
    about = {"name": name, "version": version, "edition": "2021", "description": "another one",
             "license": "MIT", "repository": repository, **more}
    (folder / "Cargo.toml").write_text(
        "[package]\n" + "".join(f'{key} = "{value}"\n' for key, value in about.items()))
    code, said = practice.run(["cargo", "publish", "--no-verify"], folder)
    if code != 0:
        raise SystemExit(said)

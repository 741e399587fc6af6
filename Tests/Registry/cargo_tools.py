#!/usr/bin/env python3
"""Real cargo against `relsh registry`, with nothing but its address and token.

    cargo_tools.py BINARIES [--full]
"""
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

from served import Checks, Registry, environment

binaries = pathlib.Path(sys.argv[1])
full = "--full" in sys.argv
relsh, faulty = binaries / "relsh", binaries / "FaultyRegistry"
check = Checks()


class Cargo:
    """cargo with a home of its own, whose crates.io is a registry."""

    def __init__(self, root, registry, name):
        self.home = root / f"home-{name}"
        self.home.mkdir()
        (self.home / "config.toml").write_text(
            f'[registries.reh]\nindex = "{registry.index}"\n'
            '[source.crates-io]\nreplace-with = "reh"\n')
        self.environment = environment(
            self.home, CARGO_HOME=str(self.home), CARGO_REGISTRIES_REH_TOKEN=registry.token,
            CARGO_REGISTRY_DEFAULT="reh", CARGO_TARGET_DIR=str(self.home / "target"))

    def __call__(self, where, *words, token=None):
        variables = dict(self.environment)
        if token is not None:
            variables["CARGO_REGISTRIES_REH_TOKEN"] = token
        done = subprocess.run(["cargo", *words], cwd=where, env=variables, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        return done.returncode, done.stdout


def crate(root, name, version="0.1.0", needs="", **more):
    """A crate in a folder of its own."""
    folder = root / f"{name}-{version}"
    (folder / "src").mkdir(parents=True)
    about = {"name": name, "version": version, "edition": "2021", "description": f"crate {name}",
             "license": "MIT", **more}
    lines = [f'{key} = "{value}"' for key, value in about.items()]
    (folder / "Cargo.toml").write_text("[package]\n" + "\n".join(lines) + f"\n[dependencies]\n{needs}\n")
    calls = f"{needs.split()[0].replace('-', '_')}::name()" if needs else f'"{name}"'
    (folder / "src/lib.rs").write_text(f"pub fn name() -> &'static str {{ {calls} }}\n")
    return folder


def ordinary(root):
    """Publish in dependency order, use, search, yank; then another process on the same data."""
    third = root / "third"
    with Registry(relsh, "registry", "--data", third) as upstream:
        cargo = Cargo(root, upstream, "third")
        code, said = cargo(crate(root, "third-party"), "publish", "--no-verify")
        check(code == 0, "the upstream takes a crate", said)
        first = Registry(relsh, "registry", "--data", root / "data", "--upstream", upstream.index)
        cargo = Cargo(root, first, "own")
        core = crate(root, "dm-core", needs='third-party = "0.1"')
        for folder in (core, crate(root, "dm", needs='dm-core = "0.1"')):
            code, said = cargo(folder, "publish")
            check(code == 0 and "Published" in said, "cargo publish", said)
        code, said = cargo(core, "publish")
        check(code != 0 and "crate dm-core@0.1.0 already exists on `reh` index" in said,
              "cargo knows what is there already", said)
        user = root / "user"
        code, said = cargo(root, "new", "--quiet", "--lib", str(user))
        code, said = cargo(user, "add", "dm")
        check(code == 0 and "Adding dm v0.1.0" in said, "cargo add", said)
        code, said = cargo(user, "build")
        check(code == 0, "a project builds on what was published", said)
        code, said = cargo(user, "search", "dm")
        check(code == 0 and 'dm-core = "0.1.0"' in said and "# crate dm" in said, "cargo search", said)
        code, said = cargo(user, "info", "dm-core", "--registry", "reh")
        check(code == 0 and "license: MIT" in said, "cargo info", said)
        code, said = cargo(user, "owner", "--list", "dm")
        check(code == 0 and "relsh" in said, "cargo owner", said)
        code, said = cargo(user, "yank", "dm@0.1.0")
        check(code == 0 and "Yank dm@0.1.0" in said, "cargo yank", said)
        (user / "Cargo.lock").unlink()
        code, said = cargo(user, "update")
        check(code != 0 and "yanked" in said, "a yanked version is not chosen", said)
        code, said = cargo(user, "yank", "--undo", "dm@0.1.0")
        check(code == 0, "cargo yank --undo", said)
        code, said = cargo(core, "publish", "--no-verify", token="cio" + "x" * 32)
        check(code != 0, "an unknown token", said)
        newer = crate(root, "dm-core", "0.2.0")
        for token, words in ((("cio" + "x" * 32), "(status 403 Forbidden): authentication failed"),
                             ("ghp_0123", "(status 401 Unauthorized): The given API token does not match")):
            code, said = cargo(newer, "publish", "--no-verify", token=token)
            check(code != 0 and words in said, f"cargo shows {words}", said)
        code, lines = first.stop()
        check(code == 0, "^C ends it with 0", code)
        check(any(line == "200 PUT /api/v1/crates/new" for line in lines), "a line for a request", lines)
        check(not any("cio" in line for line in lines), "no token in a line", lines)
        with Registry(relsh, "registry", "--data", root / "data", "--upstream", upstream.index) as again:
            check(again.token == first.token and again.password == first.password, "the same tokens")
            cargo = Cargo(root, again, "again")
            (user / "Cargo.lock").unlink(missing_ok=True)
            code, said = cargo(user, "build")
            check(code == 0, "another process serves what the first one took", said)
        owners(root, upstream)


def owners(root, upstream):
    """A second person, an owner and no longer one; and requests as objects."""
    accounts = root / "data/accounts.json"
    people = json.loads(accounts.read_text())
    friend = dict(people[0], login="friend", crate_token="cio" + "f" * 32, upload_identifier="of-friend")
    accounts.write_text(json.dumps(people + [friend]))
    with Registry(relsh, "registry", "--data", root / "data", "--upstream", upstream.index) as registry:
        cargo = Cargo(root, registry, "owners")
        newer = crate(root, "dm-core", "0.3.0")
        code, said = cargo(newer, "publish", "--no-verify", token=friend["crate_token"])
        check(code != 0 and "you don't seem to be an owner" in said, "nobody else's crate", said)
        code, said = cargo(root, "owner", "--add", "friend", "dm-core")
        check(code == 0 and "friend has been added as an owner" in said, "cargo owner --add", said)
        code, said = cargo(root, "owner", "--list", "dm-core")
        check(code == 0 and "relsh" in said and "friend" in said, "both are owners", said)
        code, said = cargo(newer, "publish", "--no-verify", token=friend["crate_token"])
        check(code == 0, "an owner publishes", said)
        code, said = cargo(root, "owner", "--add", "nobody", "dm-core")
        check(code != 0 and "could not find user with login `nobody`" in said, "an owner must be known", said)
        code, said = cargo(root, "owner", "--remove", "friend", "dm-core")
        check(code == 0, "cargo owner --remove", said)
        code, said = cargo(root, "owner", "--list", "dm-core")
        check(code == 0 and "friend" not in said, "an owner no longer", said)
        code, said = cargo(root, "owner", "--remove", "relsh", "dm-core")
        check(code != 0 and "cannot remove all individual owners" in said, "the last owner stays", said)
    process = subprocess.Popen([relsh, "registry", "--json", "--data", root / "data"], stdout=subprocess.PIPE,
                               text=True)
    needs = json.loads(process.stdout.readline())
    check(sorted(needs) == ["crates_index", "crates_token", "simple_url", "upload_token", "upload_url"],
          "--json begins with what clients need", sorted(needs))
    with urllib.request.urlopen(needs["simple_url"]) as answer:
        size = len(answer.read())
    request = json.loads(process.stdout.readline())
    check(request == {"method": "GET", "path": "/simple/", "status": 200, "received": 0, "sent": size},
          "--json has an object for a request", request)
    process.send_signal(signal.SIGINT)
    check(process.wait(20) == 0 and process.stdout.read() == "", "^C ends --json with 0 and no more lines")


def limits(root):
    """crates.io's rate limits in cargo's words, and the end of them."""
    with Registry(faulty, root / "limited", "--limits", "2/4") as registry:
        cargo = Cargo(root, registry, "limited")
        for number in range(3):
            code, said = cargo(crate(root, f"limited-{number}"), "publish", "--no-verify")
            check((code == 0) == (number < 2), f"new crate {number + 1} of two at once", said)
        check("(status 429 Too Many Requests): You have published too many new crates" in said
              and "Please try again after" in said, "the limit in cargo's words", said)
        time.sleep(4.5)
        code, said = cargo(root / "limited-2-0.1.0", "publish", "--no-verify")
        check(code == 0, "after a while there is room for one more", said)


def late(root):
    """An index that shows a version only when cargo has given up: exit code 0, and the crate is there later."""
    with Registry(faulty, root / "late", "crates:late=70") as registry:
        cargo = Cargo(root, registry, "late")
        start = time.time()
        code, said = cargo(crate(root, "dm-late"), "publish", "--no-verify")
        check(code == 0 and "timed out waiting for" in said, "cargo gives up and says 0", said)
        time.sleep(max(0, 72 - (time.time() - start)))
        code, said = cargo(root, "info", "dm-late", "--registry", "reh")
        check(code == 0, "it is there after 70 seconds", said)


FAULTS = [
    # fault, exit code zero, what cargo says, whether the crate is there then
    ("crates:403", False, "(status 403 Forbidden): authentication failed", False),
    ("crates:429", False, "(status 429 Too Many Requests): You have published too many new crates", False),
    ("crates:500*1", False, "500", False),
    ("crates:cut", False, "[5", False),
    ("crates:lost", False, "[52]", True),
    ("crates:html", False, "expected value at line 1 column 1", False),
    ("crates:late=3", True, "Published", True),
    ("crates:checksum", True, "Published", True),
]


def faults(root):
    """Each fault gives what cargo users see, and is over when it is gone."""
    for number, (fault, works, words, there) in enumerate(FAULTS):
        data = root / f"faulty-{number}"
        folder = crate(root, f"dm-{number}", readme="README.md")
        (folder / "README.md").write_text("noise " * 9000)
        with Registry(faulty, data, fault) as registry:
            code, said = Cargo(root, registry, f"faulty-{number}")(folder, "publish", "--no-verify")
            check((code == 0) == works and words in said, f"{fault} in cargo's words", said)
        with Registry(relsh, "registry", "--data", data) as registry:
            code, said = Cargo(root, registry, f"mended-{number}")(folder, "publish", "--no-verify")
            check((code != 0 and "already exists" in said) if there else code == 0,
                  f"after {fault} is gone", said)


with tempfile.TemporaryDirectory() as folder:
    start = time.time()
    ordinary(pathlib.Path(folder))
    faults(pathlib.Path(folder))
    limits(pathlib.Path(folder))
    if full:
        late(pathlib.Path(folder))
check.end()

#!/usr/bin/env python3
"""`publish` of a distribution from dist/, by real uv and real twine, against `relsh registry`: what is
sent, what is never sent, and what each refusal says.

    distributions.py BINARIES [--full]
"""
import base64
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import zipfile

from served import Checks, Registry, environment

binaries = pathlib.Path(sys.argv[1]).resolve()
relsh = binaries / "relsh"
check = Checks()
METADATA = "Metadata-Version: 2.1\nName: llmcc\nVersion: {0}\nSummary: a test\nRequires-Python: >=3.8\n"
OBJECT = "py:llmcc@0.2.0"


def wheel(folder, version="0.2.0", word="two", compression=zipfile.ZIP_DEFLATED, tag="py3-none-any"):
    folder.mkdir(parents=True, exist_ok=True)
    path, information = folder / f"llmcc-{version}-{tag}.whl", f"llmcc-{version}.dist-info"
    entries = {"llmcc.py": f"WORD = {word!r}\n", f"{information}/METADATA": METADATA.format(version),
               f"{information}/WHEEL": f"Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: {tag}\n"}
    record = "".join(f"{name},,\n" for name in [*entries, f"{information}/RECORD"])
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, text in {**entries, f"{information}/RECORD": record}.items():
            archive.writestr(name, text)
    return path


def sdist(folder, version="0.2.0", word=""):
    folder.mkdir(parents=True, exist_ok=True)
    path, about = folder / f"llmcc-{version}.tar.gz", folder / "PKG-INFO"
    about.write_text(METADATA.format(version) + (f"Keywords: {word}\n" if word else ""))
    project = folder / "pyproject.toml"
    project.write_text(f'[project]\nname = "llmcc"\nversion = "{version}"\n')
    with tarfile.open(path, "w:gz") as archive:
        for file in (about, project):
            archive.add(file, f"llmcc-{version}/{file.name}")
            file.unlink()
    return path


class Stage:
    """A demo repository with the tag v0.2.0 and a fresh registry, and only the tools that are named."""

    def __init__(self, root, name, tools):
        self.root = root / name
        self.home, self.tools = self.root / "home", self.root / "bin"
        self.home.mkdir(parents=True)
        self.tools.mkdir()
        for tool in tools:
            os.symlink(shutil.which(tool), self.tools / tool)
        shutil.copytree(root / "tagged", self.root / "work", symlinks=True)
        self.work = self.root / "work/llmcc-demo"
        self.dist = self.work / "dist"
        self.registry = Registry(relsh, "registry", "--data", self.root / "data")

    def run(self, *words, **more):
        settings = environment(self.home, **{"PATH": f"{self.tools}:/usr/bin:/bin", **more})
        settings.pop("UV_NO_CONFIG", None)
        done = subprocess.run([str(word) for word in words], cwd=self.work, env=settings, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        return done.returncode, " ".join(done.stdout.split())

    def publish(self, **more):
        """The line, with the token in a variable unless something else is said."""
        more = more or {"TWINE_PASSWORD": self.registry.password}
        return self.run(relsh, "publish", "-p", "python", "--here", "--upload-url", self.registry.upload,
                        "--index-url", self.registry.simple, "--confirm", OBJECT, **more)

    def upload(self, *files):
        """By twine itself, past relsh."""
        done = subprocess.run(
            [shutil.which("twine"), "upload", "--non-interactive", *map(str, files)],
            env=environment(self.home, TWINE_REPOSITORY_URL=self.registry.upload,
                            TWINE_USERNAME="__token__", TWINE_PASSWORD=self.registry.password),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        return done

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.registry:
            self.end()

    def end(self):
        """How many files were taken and refused since the start, and whether a token was written anywhere."""
        password, registry = self.registry.password, self.registry
        self.registry = None
        _, lines = registry.stop()
        for path in (self.work / ".git/relsh").rglob("*"):
            check(not path.is_file() or password.encode() not in path.read_bytes(), f"no token in {path}")
        return [line for line in lines if line.split()[1:3] == ["POST", "/legacy/"]]


def sent(lines):
    """A trial of a token is an empty form, which is refused with 400."""
    return [line.split()[0] for line in lines if not line.startswith("400")]


def prepare(root):
    """The demo repository with the version bumped, committed, tagged and pushed."""
    folder = root / "tagged"
    folder.mkdir()
    home = root / "first-home"
    home.mkdir()
    names = {"GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.com",
             "GIT_COMMITTER_NAME": "Ann", "GIT_COMMITTER_EMAIL": "ann@example.com"}
    for line, place in [("demo llmcc-demo", folder),
                        ("use python; target 0.2.0; bump; commit; tag", folder / "llmcc-demo")]:
        done = subprocess.run([str(relsh), "-c", line], cwd=place, env=environment(home, **names), text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        check(done.returncode == 0, line, done.stdout)


def converges(root):
    for tools in (["uv", "twine"], ["uv"], ["twine"]):
        name = "-".join(tools)
        with Stage(root, name, tools) as stage:
            wheel(stage.dist)
            sdist(stage.dist)
            (stage.work / "uv.toml").write_text(
                'publish-url = "http://127.0.0.1:9/wrong"\ncheck-url = "http://127.0.0.1:9/wrong"\n')
            code, said = stage.publish()
            check(code == 0 and f"published {OBJECT} to index" in said and f"by {tools[0]}" in said, name, said)
            code, said = stage.publish()
            check(code == 0 and f"already published {OBJECT} to index" in said
                  and "the checksums are the same" in said, f"{name} again", said)
            check(sent(stage.end()) == ["200", "200"], f"{name}: each file once")

    with Stage(root, "half", ["uv"]) as stage:
        first = wheel(stage.dist)
        stage.upload(first)
        sdist(stage.dist)
        code, said = stage.publish()
        check(code == 0 and "dist/llmcc-0.2.0.tar.gz to index" in said and "any.whl to index" not in said,
              "the missing half is sent", said)
        check(sent(stage.end()) == ["200", "200"], "one by hand, one by relsh")

    with Stage(root, "other-build", ["twine"]) as stage:
        stage.upload(wheel(stage.root / "elsewhere", compression=zipfile.ZIP_STORED))
        wheel(stage.dist)
        code, said = stage.publish()
        check(code == 0 and "from another build with the same contents" in said, "another build", said)
        sdist(stage.dist)
        code, said = stage.publish()
        check(code == 1 and "[mixed-builds]" in said, "its rest is not mixed in", said)
        check(sent(stage.end()) == ["200"], "nothing was sent")


def refuses(root):
    with Stage(root, "other-content", ["uv"]) as stage:
        stage.upload(wheel(stage.root / "elsewhere", word="three"))
        wheel(stage.dist)
        code, said = stage.publish()
        check(code == 1 and "[other-content]" in said and "llmcc.py (changed)" in said
              and said.count(" sha256 ") == 2 and "fix release py:llmcc patch" in said, "other content", said)
        check(sent(stage.end()) == ["200"], "nothing was sent")

    with Stage(root, "other-sdist", ["uv"]) as stage:
        stage.upload(sdist(stage.root / "elsewhere", word="another"))
        sdist(stage.dist)
        code, said = stage.publish()
        check(code == 1 and "[other-content]" in said and "PKG-INFO (changed)" in said
              and said.count(" sha256 ") == 2 and "fix release py:llmcc patch" in said,
              "other content of an sdist", said)
        check(sent(stage.end()) == ["200"], "nothing was sent")

    with Stage(root, "older", ["uv"]) as stage:
        wheel(stage.dist, "0.1.0")
        wheel(stage.dist)
        code, said = stage.publish()
        check(code == 1 and "[dist-of-other-version]" in said
              and "fix !rm dist/llmcc-0.1.0-py3-none-any.whl" in said, "an older version", said)
        (stage.dist / "llmcc-0.1.0-py3-none-any.whl").unlink()
        wrong = stage.registry.password[:-6] + "AAAAAA"
        code, said = stage.publish(UV_PUBLISH_TOKEN=wrong)
        check(code == 1 and "[token-refused]" in said and "signatures do not match" in said,
              "a token that the index does not know", said)
        code, said = stage.publish(PYPI_API_TOKEN=stage.registry.password)
        check(code == 1 and "[token-missing]" in said, "PyPI's variable is PyPI's alone", said)
        code, said = stage.publish(UV_PUBLISH_TOKEN="pypi-AgEIcHlwaS5vcmcCAmlkAAAGIA" + "A" * 43)
        check(code == 1 and "[token-wrong" in said, "a token for another host", said)
        lines = stage.end()
        check(sent(lines) == ["403"], "nothing but trials was sent", lines)

    with Stage(root, "sections", ["twine"]) as stage:
        wheel(stage.dist)
        (stage.home / ".pypirc").write_text(
            f"[distutils]\nindex-servers = pypi\n  here\n[pypi]\npassword = pypi-canary\n[here]\n"
            f"repository = {stage.registry.upload}\nusername = __token__\npassword = {stage.registry.password}\n")
        code, said = stage.publish(LANG="C.UTF-8")
        check(code == 0, "the section of .pypirc whose repository it is", said)
        check(sent(stage.end()) == ["200"], "sent once")

    with Stage(root, "damaged", ["uv", "twine"]) as stage:
        wheel(stage.dist)
        with tarfile.open(stage.dist / "llmcc-0.2.0.tar.gz", "w:gz") as archive:
            archive.add(stage.work / "README.md", "llmcc-0.2.0/README.md")
        code, said = stage.publish()
        check(code == 1 and "`twine check` refuses" in said and "InvalidDistribution" in said
              and "\x1b" not in said, "what twine refuses", said)
        check(sent(stage.end()) == [], "nothing was sent")

    for tools in (["uv"], ["twine"]):
        with Stage(root, f"broken-{tools[0]}", tools) as stage:
            whole = sdist(stage.dist).read_bytes()
            broken = wheel(stage.dist)
            broken.write_bytes(broken.read_bytes()[:-40])
            code, said = stage.publish()
            check(code == 1 and f"error: dist/{broken.name} cannot be opened [bad-archive]" in said
                  and f"fix !rm dist/{broken.name} fix build matrix -p python" in said, "a broken wheel is named", said)
            wheel(stage.dist)
            (stage.dist / "llmcc-0.2.0.tar.gz").write_bytes(whole[:-40])
            code, said = stage.publish()
            check(code == 1 and "error: dist/llmcc-0.2.0.tar.gz cannot be opened [bad-archive]" in said,
                  "a broken sdist is named", said)
            (stage.dist / "llmcc-0.2.0.tar.gz").write_bytes(whole)
            code, said = stage.publish()
            check(code == 0, "whole again they are published", said)
            check(sent(stage.end()) == ["200", "200"], "nothing was sent before")

    with Stage(root, "no-tool", []) as stage:
        wheel(stage.dist)
        code, said = stage.publish()
        check(code == 1 and "[no-upload-tool]" in said, "neither uv nor twine", said)


def faults(root):
    """Each hits the trial of the token and the first upload; then all is well again."""
    meant = {"403": "token-refused", "409": "upload-refused", "500": "upload-unknown", "cut": "upload-unknown",
             "lost": "upload-unknown", "html": "server-silent"}
    if "--full" in sys.argv:
        # An index does not say when it takes more: a minute is waited.
        meant["429"] = "rate-limited"
    for tool in ("uv", "twine"):
        for fault, code_word in meant.items():
            name = f"{tool}-{fault}"
            with Stage(root, name, [tool]) as stage:
                stage.registry.stop()
                stage.registry = Registry(binaries / "FaultyRegistry", stage.root / "data", f"packages:{fault}*2")
                wheel(stage.dist)
                sdist(stage.dist)
                for _ in range(3):
                    code, said = stage.publish()
                    if code == 0:
                        break
                    check(f"[{code_word}]" in said, f"{name} is named", said)
                check(code == 0 and f"published {OBJECT} to index" in said, f"{name} converges", said)
                code, said = stage.publish()
                check(code == 0 and "already published" in said, f"{name}: all of it is there", said)
                taken = sent(stage.end()).count("200")
                # What is sent again after a lost answer is the same file, which an index takes for done.
                most = 4 if fault in ("lost", "html") else 2
                check(2 <= taken <= most, f"{name}: nothing is sent twice", taken)


class Identity(http.server.BaseHTTPRequestHandler):
    """What answers a job of GitHub Actions that asks who it is."""

    def do_GET(self):
        known = self.headers["authorization"] == "bearer of-the-job"
        audience = self.path.rsplit("audience=", 1)[-1]
        claims = json.dumps({"aud": audience, "repository": "example/llmcc"}).encode()
        token = f"e30.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.c2ln"
        body = json.dumps({"value": token}).encode()
        self.send_response(200 if known else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def workflow(root):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Identity)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    job = {"ACTIONS_ID_TOKEN_REQUEST_URL": f"http://127.0.0.1:{server.server_port}/id?v=2",
           "GITHUB_ACTIONS": "true"}
    for tool in ("uv", "twine"):
        with Stage(root, f"workflow-{tool}", [tool]) as stage:
            wheel(stage.dist)
            code, said = stage.publish(ACTIONS_ID_TOKEN_REQUEST_TOKEN="of-another", **job)
            check(code == 1 and "[identity-refused]" in said, "a job that may not ask", said)
            code, said = stage.publish(ACTIONS_ID_TOKEN_REQUEST_TOKEN="of-the-job", **job)
            check(code == 0, f"trusted publishing by {tool}", said)
            check(sent(stage.end()) == ["200"], "sent once")
    crate_by_workflow(root, job)
    server.shutdown()


def crate_by_workflow(root, job):
    """A crate's second version, by cargo with a token that is borrowed for it and given back."""
    with Stage(root, "workflow-crate", []) as stage:
        job = {**job, "CARGO_REGISTRIES_REH_INDEX": stage.registry.index,
               "PATH": f"{pathlib.Path(shutil.which('cargo')).parent}:/usr/bin:/bin"}
        names = {"GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.com",
                 "GIT_COMMITTER_NAME": "Ann", "GIT_COMMITTER_EMAIL": "ann@example.com"}
        stage.run("git", "checkout", "--quiet", "llmcc-core-v0.1.0", "-B", "main")
        publish = "publish --here --registry reh --confirm crate:llmcc-core@"
        code, said = stage.run(relsh, "-c", f"use llmcc-core; target 0.1.0; {publish}0.1.0",
                               CARGO_REGISTRIES_REH_TOKEN=stage.registry.token, **job)
        check(code == 0, "the first version by an ordinary token", said)
        code, said = stage.run(relsh, "-c", f"use llmcc-core; target 0.2.0; bump; commit; tag; {publish}0.2.0",
                               ACTIONS_ID_TOKEN_REQUEST_TOKEN="of-the-job", **job, **names)
        check(code == 0 and "published crate:llmcc-core@0.2.0 to reh" in said, "trusted publishing by cargo", said)
        registry, stage.registry = stage.registry, None
        _, lines = registry.stop()
        borrowed = [line for line in lines if "trusted_publishing" in line]
        check([line.split()[:2] for line in borrowed] == [["200", "POST"], ["204", "DELETE"]],
              "the token was given back", borrowed)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        prepare(root)
        converges(root)
        refuses(root)
        faults(root)
        workflow(root)
    check.end()

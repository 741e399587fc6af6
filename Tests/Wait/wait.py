"""`wait` and the waiting of `go` against registries on loopback, the certificates of TLS included.

    wait.py BINARIES [--only WORDS]

Prints each failing row and `N passed, N failed`.
"""
import argparse
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import pexpect

from servers import Server, certificates, endless, index, page, redirect, slow

CORE = ["wait", "llmcc-core@0.2.0"]
SERVED = "served crate:llmcc-core@0.2.0"


class Failed(Exception):
    """What was found is not what has to be."""


def check(condition, text):
    if not condition:
        raise Failed(text)


def always(name):
    return ["0.1.0", "0.2.0"] if name == "llmcc-core" else ["0.1.0"]


class Bench:
    """The program under test, a demo repository and an environment with nothing of the person's."""

    def __init__(self, binaries, folder):
        self.product = os.path.join(os.path.abspath(binaries), "relsh")
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C.UTF-8", "TERM": "dumb",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "NO_PROXY": "*",
        }
        certificates(folder)
        self.work = self.demo("shared")

    def demo(self, name):
        folder = os.path.join(self.folder, name)
        os.mkdir(folder)
        self.run(["demo", "llmcc-demo"], folder, code=0)
        return os.path.join(folder, "llmcc-demo")

    def settings(self, server, **more):
        return {
            **self.environment, "CARGO_REGISTRY_DEFAULT": "reh",
            "CARGO_REGISTRIES_REH_INDEX": f"sparse+{server.url}/" if server else "", **more}

    def run(self, words, folder, code, server=None, **more):
        end = subprocess.run(
            [self.product, *words], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8", timeout=60,
            env=self.settings(server, **more) if server else {**self.environment, **more})
        check(end.returncode == code, f"{' '.join(words)}: exit {end.returncode}\n{end.stdout}")
        return end.stdout

    def path(self, name):
        return os.path.join(self.folder, name)

    def wait(self, server, code, *words, **more):
        return self.run([*CORE, *words], self.work, code, server, **more)


def has(text, *words):
    for word in words:
        check(word in text, f"`{word}` is not in:\n{text}")


def row_served(bench):
    with Server(index(always)) as server:
        has(bench.wait(server, 0), SERVED)
        path, headers = server.seen[0]
        check(path == "/ll/mc/llmcc-core", path)
        has(headers["User-Agent"], "relsh")
        check("Authorization" not in headers, "a registry that serves all was shown a token")


def row_certificate_of_its_own_authority(bench):
    for variable in "CARGO_HTTP_CAINFO", "SSL_CERT_FILE":
        with Server(index(always), bench.path("right.pem")) as server:
            has(bench.wait(server, 0, **{variable: bench.path("ca.pem")}), SERVED)


def row_unknown_authority(bench):
    with Server(index(always), bench.path("right.pem")) as server:
        has(bench.wait(server, 1), "[server-silent]", "certificate is not trusted")
        check(not server.seen, "it was asked all the same")


def row_certificate_of_another_host(bench):
    with Server(index(always), bench.path("wrong.pem")) as server:
        text = bench.wait(server, 1, CARGO_HTTP_CAINFO=bench.path("ca.pem"))
        has(text, "[server-silent]", "certificate is not trusted")
        check(not server.seen, "it was asked all the same")


def row_authority_that_is_no_file(bench):
    with Server(index(always), bench.path("right.pem")) as server:
        has(bench.wait(server, 1, SSL_CERT_FILE=bench.path("none.pem")), "names no file of certificates")


def row_page_for_people(bench):
    with Server(page) as server:
        has(bench.wait(server, 1), "[server-silent]", "a page for people")


def row_nobody_there(bench):
    with Server(page) as server:
        gone = Server.__new__(Server)
        gone.scheme, gone.port = "http", server.port
    has(bench.wait(gone, 1), "[server-silent]", "gave no answer")


def row_error_of_the_server(bench):
    with Server(lambda request: request.whole(503)) as server:
        has(bench.wait(server, 1), "[server-silent]", "HTTP 503")


def row_a_byte_a_second(bench):
    with Server(slow) as server:
        start = time.monotonic()
        has(bench.wait(server, 1, "--limit", "2"), "took longer than 2 s")
        check(time.monotonic() - start < 10, "the limit of time was not kept")


def row_an_answer_without_end(bench):
    with Server(endless) as server:
        has(bench.wait(server, 1), "longer than")
    # Of all children so far; 64 MiB are the limit of an answer.
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    check(most < 300 * 1024, f"{most} KiB were needed")


def row_redirect_to_another_host(bench):
    simple = b'{"files":[{"filename":"llmcc-0.2.0.tar.gz","hashes":{"sha256":"00"}}]}'
    with Server(lambda request: request.whole(200, simple)) as far:
        with Server(redirect(far.url)) as near:
            address = near.url.replace("://", "://ann:canary@") + "/simple"
            words = ["wait", "py:llmcc@0.2.0"]
            # Lines are kept: a password stands in none.
            has(bench.run([*words, "--index-url", address], bench.work, 2), "holds a name or a password")
            text = bench.run(words, bench.work, 0, UV_DEFAULT_INDEX=address)
            has(text, "served py:llmcc@0.2.0")
            check("canary" not in text, text)
            check("Authorization" in near.seen[0][1], "the first host was not told who asks")
            check("Authorization" not in far.seen[0][1], "the other host was told who asks")


def row_three_seconds_late(bench):
    start = time.monotonic()
    late = index(lambda name: ["0.1.0"] + (["0.2.0"] if time.monotonic() - start > 3 else []))
    with Server(late) as server:
        has(bench.wait(server, 0), "waiting until reh serves crate:llmcc-core@0.2.0", SERVED)
        check(3 < time.monotonic() - start < 9, "it was found too early or too late")
        check(any("If-None-Match" in headers for _, headers in server.seen), "asked for it whole")
        check(len(server.seen) < 9, f"asked {len(server.seen)} times")


def row_never(bench):
    with Server(index(lambda name: ["0.1.0"])) as server:
        has(bench.wait(server, 1, "--limit", "2"), "[not-served]", "after 2 s")


def row_interrupted(bench):
    with Server(index(lambda name: ["0.1.0"])) as server:
        child = subprocess.Popen(
            [bench.product, *CORE], cwd=bench.work, env=bench.settings(server),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        while not server.seen:
            time.sleep(0.05)
        time.sleep(0.5)
        start = time.monotonic()
        child.send_signal(signal.SIGINT)
        text = child.communicate(timeout=20)[0].decode()
        check(child.returncode == 130, f"exit {child.returncode}\n{text}")
        check(time.monotonic() - start < 3, "it did not leave at once")


def row_progress_in_one_line(bench):
    start = time.monotonic()
    late = index(lambda name: ["0.1.0"] + (["0.2.0"] if time.monotonic() - start > 3 else []))
    with Server(late) as server:
        child = pexpect.spawn(
            bench.product, CORE, cwd=bench.work, timeout=20, encoding="utf-8",
            env={**bench.settings(server), "TERM": "xterm"}, dimensions=(24, 80))
        child.expect(pexpect.EOF)
        text = child.before
    seconds = re.findall("\r\x1b\\[K\x1b\\[2m(waiting until reh serves [^\r\n]*?)\x1b\\[0m", text)
    check(len(seconds) >= 2 and len(set(seconds)) >= 2, repr(text))
    has(text, "\r\x1b[K\x1b[32mserved")


def row_interrupted_at_the_prompt(bench):
    late = index(lambda name: ["0.1.0"] if name == "llmcc-core" else ["0.2.0"])
    with Server(late) as server, Server(slow) as dripping:
        child = pexpect.spawn(
            bench.product, cwd=bench.work, timeout=15, encoding="utf-8", dimensions=(24, 80),
            env={**bench.settings(server), "TERM": "xterm", "NO_COLOR": "1",
                 "CARGO_REGISTRIES_SLOW_INDEX": f"sparse+{dripping.url}/"})
        child.expect("> ")
        for line, shown in (
                ("wait llmcc-core@0.2.0", "waiting until"),
                ("wait llmcc-core@0.2.0 --registry slow", None), ("!sleep 30", None)):
            child.send(line + "\r")
            if shown:
                child.expect(shown)
            time.sleep(1)
            child.send("\x03")
            child.expect("\\[interrupted\\]")
        # The ^C that ended the child is not one for the wait after it.
        child.send("wait llmcc-rust@0.2.0\r")
        child.expect("served crate:llmcc-rust@0.2.0")
        child.send("\x04")
        child.expect(pexpect.EOF)


def row_without_libcurl(bench):
    folder = bench.path("no-library")
    os.mkdir(folder)
    for name in "libcurl.so.4", "libcurl-gnutls.so.4":
        with open(os.path.join(folder, name), "wb") as file:
            file.write(b"no library " * 400)
    with Server(index(always)) as server:
        text = bench.wait(server, 1, LD_LIBRARY_PATH=folder)
    has(text, "[no-library]", "libcurl4")


def row_saved_with_its_version_as_a_parameter(bench):
    work = bench.demo("saved")
    with Server(index(always)) as server:
        for line in (
                "use llmcc-core", "bump minor", "commit", "tag", "push --confirm llmcc-core-v0.2.0",
                "wait llmcc-core",
                "transcript save ../release.relsh --param version"):
            bench.run(line.split(), work, 0, server)
    with open(os.path.join(work, "../release.relsh"), encoding="utf-8") as file:
        has(file.read(), "\nwait crate:llmcc-core@${version}\n#= served crate:llmcc-core@${version}\n")


def row_go_waits_between_pushes(bench):
    work = bench.demo("go")

    def published(name):
        tag = f"refs/tags/{name}-v0.2.0"
        end = subprocess.run(
            ["git", "ls-remote", "origin", tag], cwd=work, capture_output=True, check=False)
        if end.stdout:
            pushed.setdefault(name, time.monotonic())
        there = name in pushed and time.monotonic() - pushed[name] > 2
        return ["0.1.0"] + (["0.2.0"] if there else [])

    def manifest(name, version):
        end = subprocess.run(
            ["git", "show", f"{name}-v{version}:crates/{name}/Cargo.toml"], cwd=work, capture_output=True,
            check=False)
        return end.stdout

    pushed = {}
    with Server(index(published, manifest)) as server:
        def relsh(*words, code=0):
            return bench.run(words, work, code, server)

        relsh("use", "llmcc-core,llmcc-rust")
        relsh("target", "0.2.0")
        has(relsh("plan"), "wait    crate:llmcc-core@0.2.0", "push    ")
        has(relsh("go", "all", "--dry-run", "--confirm", "llmcc-core-v0.2.0,llmcc-rust-v0.2.0"),
            "would wait for crate:llmcc-core@0.2.0")
        text = relsh("go", "all", "--confirm", "llmcc-core-v0.2.0,llmcc-rust-v0.2.0")
        order = [text.index(part) for part in (
            "pushed main llmcc-core-v0.2.0", SERVED, "pushed main llmcc-rust-v0.2.0")]
        check(order == sorted(order), text)
        relsh("transcript", "save", "../release.relsh")
        with open(os.path.join(work, "../release.relsh"), encoding="utf-8") as file:
            saved = file.read()
        has(saved, "\nwait crate:llmcc-core@0.2.0\n#= served crate:llmcc-core@0.2.0\n")

    work = bench.demo("again")
    pushed = {}
    with Server(index(published, manifest)) as server:
        script = os.path.join(bench.folder, "go/release.relsh")
        for _ in range(2):
            has(bench.run(["run", script, "--verify"], work, 0, server), SERVED)


ROWS = [(name[4:].replace("_", " "), row) for name, row in list(globals().items())
        if name.startswith("row_")]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    parser.add_argument("--only", default="")
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="relsh-wait-")
    passed = failed = 0
    try:
        bench = Bench(options.binaries, os.path.realpath(folder))
        for name, row in ROWS:
            if options.only not in name:
                continue
            try:
                row(bench)
                passed += 1
            except (Failed, subprocess.TimeoutExpired, pexpect.ExceptionPexpect) as error:
                failed += 1
                print(f"FAILED {name}: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

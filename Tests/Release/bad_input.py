#!/usr/bin/env python3
"""Servers and settings that are not what they should be: a clear answer, in bounded time and memory, and no
token for anybody else.

    bad_input.py BINARIES [--full]

`--full` adds a server that takes the question and never answers.
"""
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import time

from place import Checks, Workshop, must

check = Checks()
TOKEN, MOST_SECONDS, MOST_MEGABYTES = "cio" + "b" * 32, 40, 400
CRATE = ["publish", "-p", "llmcc-core", "--here", "--confirm", "crate:llmcc-core@0.2.0"]
DISTRIBUTION = ["publish", "-p", "python", "--here", "--confirm", "py:llmcc@0.2.0"]


class Server:
    """Answers by a function of method and path: status, headers, parts of the body; keeps what came."""

    def __init__(self, answer):
        self.requests = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                server.requests.append((self.command, self.path, str(self.headers).encode() + body))
                status, headers, parts = answer(self.command, self.path)
                self.send_response_only(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Connection", "close")
                self.end_headers()
                try:
                    for part in parts:
                        self.wfile.write(part)
                except OSError:
                    pass  # whoever asked has had enough
                self.close_connection = True

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.index, self.token = f"sparse+{self.address}/index/", TOKEN
        self.upload, self.simple = f"{self.address}/legacy/", f"{self.address}/simple/"
        self.password = "a-password-of-this-index"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def saw(self, secret):
        return [(method, path) for method, path, data in self.requests if secret.encode() in data]


def measured(words, where, variables):
    """Exit code, what it said, seconds, megabytes of the largest process."""
    start = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([str(word) for word in words], cwd=where, env=variables,
                                   stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        timer = threading.Timer(120, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().decode(errors="replace")
    scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return process.returncode, said, time.monotonic() - start, usage.ru_maxrss / scale


class Bad:
    def __init__(self, workshop):
        self.workshop, self.repository = workshop, workshop.demo()
        must([workshop.relsh, "-c", "use llmcc-core,python; target 0.2.0; bump; commit; tag; push"
              " --confirm llmcc-core-v0.2.0,v0.2.0"], self.repository, workshop.own)
        self.home = workshop.home("uv")

    def meets(self, name, server, words, wanted, *texts, **more):
        """A line against a server: its exit code and words, within the bounds."""
        variables = {**self.home.variables(server), **more}
        code, said, seconds, megabytes = measured([self.workshop.relsh, *words], self.repository, variables)
        squeezed = " ".join(said.split())
        check(code == wanted and all(text in squeezed for text in texts), f"{name}: {words[0]} is clear",
              f"ended with {code}\n{said}")
        check(len(said) < 8000, f"{name}: the answer is short", said)
        check(seconds < MOST_SECONDS, f"{name}: {words[0]} takes {seconds:.1f} s")
        check(megabytes < MOST_MEGABYTES, f"{name}: {words[0]} takes {megabytes:.0f} MB")
        if "--verbose" in sys.argv:
            print(f"{seconds:5.1f} s {megabytes:5.0f} MB  {name}: {' '.join(words[:3])}\n{said[-1500:]}")
        return said


def pages(bad):
    """A page for people, whatever is asked."""
    body = b"<!DOCTYPE html><html><body>Log in to the network</body></html>"
    with Server(lambda *_: (200, {"Content-Type": "text/html", "Content-Length": str(len(body))}, [body])
                ) as server:
        for words in (CRATE, DISTRIBUTION):
            bad.meets("a page", server, words, 1, "[server-silent]", "page")
        bad.meets("a page", server, ["verify", "crate:llmcc-core@0.2.0", "py:llmcc@0.2.0"], 1,
                  "[server-silent]", "page")
        check(not server.saw(TOKEN) and not server.saw(server.password), "a page gets no token", server.requests)


def redirects(bad):
    """What is asked is sent on to another host, and the token does not follow."""
    with Server(lambda *_: (200, {"Content-Type": "application/json", "Content-Length": "2"}, [b"{}"])) as other:
        elsewhere = f"http://localhost:{other.port}"

        def answer(method, path):
            if path == "/index/config.json":
                text = json.dumps({"dl": f"{server.address}/dl", "api": server.address}).encode()
                return 200, {"Content-Length": str(len(text))}, [text]
            if path.startswith(("/index/", "/simple/")):
                return 404, {"Content-Length": "0"}, []
            return 307, {"Location": elsewhere + path, "Content-Length": "0"}, []
        with Server(answer) as server:
            said = bad.meets("a redirect", server, CRATE, 1)
            check("redirect" in said or "307" in said or "sent" in said, "a redirect of crates is told", said)
            said = bad.meets("a redirect", server, DISTRIBUTION, 1)
            check("redirect" in said or "307" in said or "sent" in said, "a redirect of files is told", said)
            check(server.saw(TOKEN), "the crate registry itself got its token", server.requests)
            for secret in (TOKEN, server.password, "Authorization"):
                check(not other.saw(secret), "nothing of it went to the other host", other.requests)


def second_index(bad):
    """A `.pypirc` for PyPI and a second index: a third one gets neither password."""
    pypirc = bad.home.home / ".pypirc"
    pypi, second = "pypi-AgEIcHlwaS5vcmc" + "c" * 120, "d" * 30
    with bad.workshop.registry() as registry, Server(lambda *_: (404, {"Content-Length": "0"}, [])) as third:
        text = ("[distutils]\nindex-servers = pypi\n  second\n"
                f"[pypi]\nusername = __token__\npassword = {pypi}\n")
        pypirc.write_text(f"{text}[second]\nrepository = {registry.upload}\nusername = me\npassword = {second}\n")
        none = {"UV_PUBLISH_TOKEN": "", "TWINE_PASSWORD": ""}
        bad.meets("a third index", third, DISTRIBUTION, 1, "[token-missing]", **none)
        check(not third.saw(pypi) and not third.saw(second) and not third.saw("Authorization"),
              "a third index gets no password", third.requests)
        pypirc.write_text(f"{text}[second]\nrepository = {registry.upload}\nusername = __token__\n"
                          f"password = {registry.password}\n")
        bad.meets("a second index", registry, DISTRIBUTION, 0, "published py:llmcc@0.2.0 to index", **none)
        for name, damaged in (("no section", "username = x\n"), ("bytes", "\x00\x01[pypi\n" * 1000)):
            pypirc.write_text(damaged)
            code, said, *_ = measured([bad.workshop.relsh, *DISTRIBUTION], bad.repository,
                                      {**bad.home.variables(third), **none})
            check(code == 1 and "error:" in said, f"a .pypirc with {name} is told", said)
    pypirc.unlink()


def million(bad):
    """A crate with a million lines in the index: too long. What is not too long is read, and right."""
    def line(number):
        return (f'{{"name":"llmcc-core","vers":"0.0.{number}","deps":[],"cksum":"{number:064x}",'
                '"features":{},"yanked":false}\n').encode()
    def lines():
        for start in range(0, most, 10_000):
            yield b"".join(line(number) for number in range(start, start + 10_000))

    def answer(method, path):
        if path == "/index/config.json":
            text = json.dumps({"dl": f"{server.address}/dl", "api": server.address}).encode()
            return 200, {"Content-Length": str(len(text))}, [text]
        if path.startswith("/index/"):
            return 200, {"Content-Type": "text/plain"}, lines()
        return 404, {"Content-Length": "0"}, []
    with Server(answer) as server:
        verify = ["verify", "crate:llmcc-core@0.2.0"]
        most = 1_000_000
        for words in (CRATE, verify):
            bad.meets("a million lines", server, words, 1, "[server-silent]", "its answer is longer than")
        most = 50_000
        bad.meets("50,000 lines", server, verify, 3, "llmcc-core-0.2.0.crate", "missing")


def silent(bad):
    """A server that takes the question and never answers."""
    def answer(method, path):
        time.sleep(200)
        return 404, {"Content-Length": "0"}, []
    with Server(answer) as server:
        for words in (CRATE, DISTRIBUTION):
            bad.meets("no answer", server, words, 1, "[server-silent]")


def main():
    with tempfile.TemporaryDirectory(prefix="relsh-") as folder:
        bad = Bad(Workshop(sys.argv[1], os.path.realpath(folder)))
        for part in (pages, redirects, second_index, million) + ((silent,) if "--full" in sys.argv else ()):
            part(bad)
    check.end()


if __name__ == "__main__":
    main()

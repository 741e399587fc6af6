#!/usr/bin/env python3
"""Clients that mean no good, or know no better, against `relsh registry`: each gets a clear answer or is
closed, in bounded time and memory, and nobody else notices.

    bad_clients.py BINARIES
"""
import concurrent.futures
import http.client
import json
import pathlib
import re
import signal
import socket
import struct
import sys
import tempfile
import time

from served import Checks, Registry

sys.path.append(str(pathlib.Path(__file__).parent.parent / "Wait"))
import servers  # noqa: E402 (it lives beside the tests of `wait`)

relsh = pathlib.Path(sys.argv[1]) / "relsh"
check = Checks()


def ask(registry, method, path, body=None, headers=None, connection=None):
    own = connection or http.client.HTTPConnection("127.0.0.1", registry.port, timeout=30)
    own.request(method, path, body, headers or {})
    answer = own.getresponse()
    read = answer.read()
    if connection is None:
        own.close()
    return answer.status, read, answer


def raw(registry, data, wait=5):
    """Sends bytes and gives what comes back until the server closes or nothing more comes."""
    with socket.create_connection(("127.0.0.1", registry.port), wait) as connection:
        connection.settimeout(wait)
        got = b""
        try:
            connection.sendall(data)
            while chunk := connection.recv(65536):
                got += chunk
        except OSError:
            pass
        return got


def crate(name, version):
    data = json.dumps({"name": name, "vers": version, "deps": [], "features": {}, "description": "d",
                       "license": "MIT"}).encode()
    file = b"\x1f\x8b" + name.encode() + b"x" * 1000
    return struct.pack("<I", len(data)) + data + struct.pack("<I", len(file)) + file


def memory(registry):
    """Peak of the memory in KB; 0 where the system does not tell."""
    status = pathlib.Path(f"/proc/{registry.process.pid}/status")
    if not status.exists():
        return 0
    return int(next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()[1])


def manners(registry):
    connection = http.client.HTTPConnection("127.0.0.1", registry.port, timeout=10)
    for _ in range(3):
        status, body, _ = ask(registry, "GET", "/index/config.json", connection=connection)
        check(status == 200, "a kept connection", status)
    status, body, answer = ask(registry, "HEAD", "/index/config.json", connection=connection)
    check(status == 200 and body == b"" and int(answer.headers["content-length"]) > 0, "HEAD has no body")
    head = b"PUT /api/v1/crates/new HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n"
    check(raw(registry, head % 5, 1).startswith(b"HTTP/1.1 100 Continue\r\n\r\n"), "100-continue")
    refused = raw(registry, head % (200 << 20))
    check(refused.startswith(b"HTTP/1.1 413 ") and b"100 Continue" not in refused,
          "too large is refused before it is sent", refused)
    chunked = b"POST /legacy/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    endless = raw(registry, chunked + (b"100000\r\n" + b"x" * 0x100000 + b"\r\n") * 110, 20)
    check(endless.startswith(b"HTTP/1.1 413 ") or endless == b"", "an endless body is cut off", endless[:80])
    for path in ("/../accounts.json", "/packages/..%2f..%2f/accounts.json", "/packages/%2e%2e/accounts.json",
                 "/index/ac/co/..%2faccounts.json", "/simple/%00/", "/api/v1/crates/%ff/1/download"):
        status, body, _ = ask(registry, "GET", path)
        check(status in (400, 404) and b"cio" not in body, f"GET {path}", (status, body))
    check(raw(registry, b"nonsense\r\n\r\n").startswith(b"HTTP/1.1 400"), "no HTTP")
    again = b"GET /index/config.json HTTP/1.1\r\nHost: x\r\n\r\n"
    for lie in (b"Content-Length: 0\r\nContent-Length: %d" % len(again), b"Transfer-Encoding: chunked\r\nContent-Length: 5",
                b"Content-Length : 5", b"A: 1\r\n Content-Length: 5", b"A: 1\nContent-Length: 5", b"Content-Length: 5,5"):
        answer = raw(registry, b"POST /legacy/ HTTP/1.1\r\nHost: x\r\n" + lie + b"\r\n\r\n0\r\n\r\n" + again)
        check(answer.startswith(b"HTTP/1.1 400 ") and answer.count(b"HTTP/1.1 ") == 1, f"two in one: {lie}", answer)
    # The last one ends it: whatever follows in the same bytes is answered in turn.
    several = again * 3 + again.replace(b"GET", b"HEAD") + chunked + b"3\r\nabc\r\n0\r\n\r\n\r\n"
    answer = raw(registry, several + again.replace(b"Host", b"Connection: close\r\nHost"))
    check(re.findall(rb"HTTP/1.1 (\d+) ", answer) == [b"200"] * 4 + [b"403", b"200"],
          "requests one behind another", answer)
    check(raw(registry, b"GET /index/config.json HTTP/1.1\r\nX: " + b"x" * 300_000, 5)[:12]
          in (b"", b"HTTP/1.1 400", b"HTTP/1.1 431"), "an endless header")


def hundred(registry):
    """A hundred at once, half of them uploading, while three say a byte a second and one says nothing."""
    slow = [socket.create_connection(("127.0.0.1", registry.port)) for _ in range(4)]
    start = time.time()

    def work(number):
        if number % 2:
            return ask(registry, "PUT", "/api/v1/crates/new", crate(f"many-{number}", "0.1.0"),
                       {"Authorization": registry.token})[0]
        return ask(registry, "GET", "/simple/")[0]

    with concurrent.futures.ThreadPoolExecutor(100) as pool:
        statuses = list(pool.map(work, range(100)))
    check(statuses == [200] * 100, "a hundred at once", statuses)
    check(time.time() - start < 20, "a hundred take a moment", time.time() - start)
    for number in range(1, 100, 2):
        name = f"many-{number}"
        status, body, _ = ask(registry, "GET", f"/index/{name[:2]}/{name[2:4]}/{name}")
        check(status == 200, f"{name} is there", status)
    closed = 0
    for second in range(14):
        for number, connection in enumerate(slow[:3]):
            try:
                connection.send(b"GET /index/config.json HTTP/1.1\r\n"[second:second + 1])
            except OSError:
                closed += 1
                slow[number] = socket.socket()
        if closed == 3:
            break
        time.sleep(1)
    check(closed >= 3, "a byte a second is closed after ten", closed)


def too_many(registry):
    """More connections than are taken: the surplus is told so, the others go on."""
    idle = [socket.create_connection(("127.0.0.1", registry.port)) for _ in range(256)]
    time.sleep(0.5)
    answer = raw(registry, b"GET /index/config.json HTTP/1.1\r\nHost: x\r\n\r\n")
    check(answer.startswith(b"HTTP/1.1 503 ") or answer == b"", "one connection too many", answer[:80])
    idle[7].sendall(b"GET /index/config.json HTTP/1.1\r\nHost: x\r\n\r\n")
    check(idle[7].recv(4096).startswith(b"HTTP/1.1 200"), "those that are in are served")
    for connection in idle:
        connection.close()
    time.sleep(1)
    check(ask(registry, "GET", "/index/config.json")[0] == 200, "there is room again")


def secure(root):
    """An upstream behind TLS: asked where its certificate is trusted, and only there."""
    tls = root / "tls"
    tls.mkdir()
    servers.certificates(tls)
    answer = servers.index(lambda name: ["0.1.0"] if name == "far" else [])
    for certificate, status, words in (("right", 200, b'"vers": "0.1.0"'), ("wrong", 502, b"not trusted")):
        with servers.Server(answer, tls / f"{certificate}.pem") as upstream:
            with Registry(relsh, "registry", "--data", root / f"below-{certificate}", "--upstream",
                          f"sparse+{upstream.url}/", SSL_CERT_FILE=str(tls / "ca.pem")) as registry:
                got, body, _ = ask(registry, "GET", "/index/3/f/far")
                check(got == status and words in body, f"a {certificate} upstream", (got, body))
                if status == 200:
                    check(ask(registry, "GET", "/index/3/n/not")[0] == 404, "what the upstream has not")
    with servers.Server(servers.slow) as upstream:
        registry = Registry(relsh, "registry", "--data", root / "slow", "--upstream", upstream.url)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            asked = pool.submit(raw, registry, b"GET /index/3/f/far HTTP/1.1\r\nHost: x\r\n\r\n")
            time.sleep(0.5)
            start = time.time()
            code, _ = registry.stop()
            check(code == 0 and time.time() - start < 3, "^C ends it while an upstream is asked", code)
            asked.result()


def long_index(root):
    """A crate of a million versions is served whole, in bounded memory."""
    line = b'{"cksum":"%064d","deps":[],"features":{},"name":"million","vers":"0.0.%d","yanked":false}\n'
    folder = root / "long/crates/index/mi/ll"
    folder.mkdir(parents=True)
    with open(folder / "million", "wb") as file:
        for number in range(1_000_000):
            file.write(line % (0, number))
    size = (folder / "million").stat().st_size
    with Registry(relsh, "registry", "--data", root / "long") as registry:
        start = time.time()
        status, body, _ = ask(registry, "GET", "/index/mi/ll/million")
        check(status == 200 and len(body) == size or status == 500, "a million lines", (status, body[:200]))
        check(time.time() - start < 20, "a million lines take a moment", time.time() - start)
        check(memory(registry) < 1 << 20, "a million lines in memory", memory(registry))


def killed(root):
    """What was answered with success is there after a kill."""
    data = root / "killed"
    registry = Registry(relsh, "registry", "--data", data)
    answered = []
    for number in range(20):
        name = f"kept-{number:02}"
        status, body, _ = ask(registry, "PUT", "/api/v1/crates/new", crate(name, "0.1.0"),
                              {"Authorization": registry.token})
        if status == 200:
            answered.append(name)
    registry.stop(signal.SIGKILL)
    with Registry(relsh, "registry", "--data", data) as registry:
        for name in answered:
            status, body, _ = ask(registry, "GET", f"/api/v1/crates/{name}/0.1.0/download")
            check(status == 200 and name.encode() in body, f"{name} outlived the kill", status)
    check(len(answered) == 20, "all were answered", answered)


with tempfile.TemporaryDirectory() as folder:
    root = pathlib.Path(folder)
    with Registry(relsh, "registry", "--data", root / "data") as registry:
        manners(registry)
        hundred(registry)
        too_many(registry)
        check(memory(registry) < 600 << 10, "memory stays bounded", memory(registry))
        print("peak", memory(registry), "KB")
    secure(root)
    long_index(root)
    killed(root)
check.end()

#!/usr/bin/env python3
"""In a workflow without a token, its identity is exchanged for one, which is given back afterwards.

    workflow_tokens.py BINARIES [--full]
"""
import base64
import http.server
import json
import pathlib
import sys
import tempfile
import threading
import urllib.parse

from practice_release import CRATES, Practice, confirmations, release
from served import Checks, Registry

binaries = pathlib.Path(sys.argv[1]).resolve()
relsh, faulty = binaries / "relsh", binaries / "FaultyRegistry"
check = Checks()
SECRET = "canary-of-the-job-7f3a9c"


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


class Actions(http.server.BaseHTTPRequestHandler):
    """The endpoint that tells a job of GitHub Actions who it is."""
    asked = []

    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        audience = query.get("audience", [""])[0]
        Actions.asked.append((audience, self.headers.get("Authorization")))
        jwt = ".".join([part({"alg": "none"}), part({"aud": audience, "repository": "example/llmcc"}), "x"])
        body = json.dumps({"value": jwt}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def exchanged(lines):
    """The requests that matter, in their order."""
    marks = ("PUT /api/v1/crates/new", "/api/v1/trusted_publishing/tokens", "/api/v1/me")
    return [line for line in lines if any(mark in line for mark in marks)]


def job(demo, port):
    """The same place, in a job that may ask for its identity, and has no other token."""
    demo.environment.update({
        "GITHUB_ACTIONS": "true", "ACTIONS_ID_TOKEN_REQUEST_URL": f"http://127.0.0.1:{port}/token?v=1",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": SECRET})
    del demo.environment["CARGO_REGISTRIES_REH_TOKEN"]


def first_release(demo):
    code, said = demo(release())
    if code != 0:
        raise SystemExit(said)


def all_is_well(root, port):
    with Registry(relsh, "registry", "--data", root / "data") as registry:
        demo = Practice(relsh, root / "practice", registry)
        first_release(demo)
        job(demo, port)
        code, said = demo(f"release crates 0.3.0 --here --confirm {confirmations('0.3.0')}")
        check(code == 0, "a workflow publishes by its identity", said)
        check(Actions.asked == [("crates.io", f"bearer {SECRET}")] * len(CRATES),
              "asked for each upload, for crates.io alone", Actions.asked)
        lines = exchanged(registry.stop()[1])[len(CRATES) + 1:]
        wanted = ["200 POST /api/v1/trusted_publishing/tokens", "200 PUT /api/v1/crates/new",
                  "204 DELETE /api/v1/trusted_publishing/tokens"] * len(CRATES)
        check(lines == wanted, "exchanged, used, given back", lines)
        check(SECRET not in said and "cio_tp_" not in said, "no token is shown", said)
        written = demo.sh("grep -rl 'cio_tp_\\|" + SECRET + "' .git ../home || true")
        check(not written.strip(), "no token is written anywhere", written)


def given_back_after_a_failure(root, port):
    with Registry(relsh, "registry", "--data", root / "data") as registry:
        demo = Practice(relsh, root / "practice", registry)
        first_release(demo)
    with Registry(faulty, root / "data", "crates:500") as registry:
        # Another port: the same registry for cargo, at another address.
        (root / "practice/home/config.toml").write_text(
            f'[registries.reh]\nindex = "{registry.index}"\n[source.crates-io]\nreplace-with = "reh"\n')
        job(demo, port)
        code, said = demo(f"release crate:llmcc-core 0.3.0 --here --confirm "
                          + confirmations("0.3.0", ["llmcc-core"]))
        check(code != 0, "an upload fails", said)
        lines = exchanged(registry.stop()[1])
        check([line.split(" ", 1)[1].split()[0] for line in lines] == ["POST", "PUT", "DELETE"],
              "its token is given back all the same", lines)


def no_new_crate(root, port):
    with Registry(relsh, "registry", "--data", root / "data") as registry:
        demo = Practice(relsh, root / "practice", registry)
        job(demo, port)
        code, said = demo(release())
        check(code == 1 and "[trusted-not-new]" in said, "a new crate needs a token", said)
        check(not exchanged(registry.stop()[1]), "nothing is asked for")


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Actions)
threading.Thread(target=server.serve_forever, daemon=True).start()
with tempfile.TemporaryDirectory() as folder:
    for test in (all_is_well, given_back_after_a_failure, no_new_crate):
        Actions.asked.clear()
        test(pathlib.Path(folder) / test.__name__, server.server_port)
server.shutdown()
check.end()

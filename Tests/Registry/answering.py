"""A server on loopback that answers one request always the same, as a registry's own tests or pages say it does."""
import http.server
import json
import threading


class Answering:
    """Says `status text` to every upload, and that nothing is there to everything else, until the block ends.

    `kind` is the form of the answer: `crates` (JSON errors), `packages` (the text as reason phrase and body, as
    PyPI does on HTTP/1.1), or `raw` (the text is the body).
    """

    def __init__(self, status, text, kind="crates", **headers):
        address = {}

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def answer(self, status, body, reason=None, **more):
                self.send_response(status, reason)
                for key, value in more.items():
                    self.send_header(key.replace("_", "-"), value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                if self.path == "/index/config.json":
                    here = address["here"]
                    body = json.dumps({"dl": f"{here}/api/v1/crates", "api": here}).encode()
                    return self.answer(200, body)
                return self.answer(404, b"")

            def refuse(self):
                self.rfile.read(int(self.headers.get("content-length") or 0))
                if kind == "crates":
                    body = json.dumps({"errors": [{"detail": text}]}).encode()
                    return self.answer(status, body, content_type="application/json", **headers)
                reason = text if kind == "packages" else None
                body = text if kind == "raw" else f"{status} {text}\n\n{text}\n\n"
                return self.answer(status, body.encode(), reason, content_type="text/html", **headers)

            do_PUT = do_POST = do_DELETE = refuse

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        address["here"] = self.address
        self.index, self.token = f"sparse+{self.address}/index/", "cio" + "a" * 32
        # The location of PyPI's own tokens, and nothing behind it that anybody signed.
        self.upload, self.password = f"{self.address}/legacy/", "pypi-AgEIcHlwaS5vcmc" + "A" * 90
        self.simple = f"{self.address}/simple/"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

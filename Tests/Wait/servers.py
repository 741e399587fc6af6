"""Registries on loopback that are right, late, slow, endless or not registries at all."""
import gzip
import hashlib
import http.server
import io
import json
import os
import ssl
import subprocess
import tarfile
import threading
import time


def line(name, version, checksum="00" * 32):
    return json.dumps({
        "name": name, "vers": version, "deps": [], "cksum": checksum, "features": {},
        "yanked": False}) + "\n"


def crate(name, version, manifest):
    """The file of a crate that holds its manifest alone, the same bytes each time."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as whole:
        with tarfile.open(fileobj=whole, mode="w") as archive:
            entry = tarfile.TarInfo(f"{name}-{version}/Cargo.toml.orig")
            entry.size = len(manifest)
            archive.addfile(entry, io.BytesIO(manifest))
    return packed.getvalue()


class Server:
    """A server whose answers are a function of the request; remembers what it was asked."""

    def __init__(self, answer, certificate=None):
        seen = self.seen = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                seen.append((self.path, dict(self.headers)))
                try:
                    answer(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *_):
                pass

            def whole(self, status, body=b"", **headers):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        # A client that does not trust the certificate hangs up: that is no error of the server.
        self.server.handle_error = lambda *_: None
        self.port = self.server.server_address[1]
        self.scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(
                self.server.socket, server_side=True, do_handshake_on_connect=False)
            self.scheme = "https"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def index(versions, manifest=lambda name, version: b""):
    """A crate index and its files; `versions(name)` are those that it serves at the moment, and
    `manifest(name, version)` is what stands in a crate."""
    def answer(request):
        parts = request.path.strip("/").split("/")
        if parts == ["config.json"]:
            at = f"http://{request.headers['Host']}/dl"
            request.whole(200, json.dumps({"dl": at}).encode())
            return
        if parts[0] == "dl":
            request.whole(200, crate(parts[1], parts[2], manifest(parts[1], parts[2])))
            return
        name = parts[-1]
        lines = [line(name, version, hashlib.sha256(crate(name, version, manifest(name, version))).hexdigest())
                 for version in versions(name)]
        body = "".join(lines).encode()
        tag = f'"{len(body)}"'
        if not body:
            request.whole(404)
        elif request.headers.get("If-None-Match") == tag:
            request.whole(304)
        else:
            request.whole(200, body, ETag=tag)
    return answer


def page(request):
    request.whole(200, b"<!DOCTYPE html><title>Log in</title>", Content_Type="text/html")


def slow(request):
    request.send_response(200)
    request.end_headers()
    for byte in line("llmcc-core", "0.2.0").encode():
        request.wfile.write(bytes([byte]))
        request.wfile.flush()
        time.sleep(1)
    request.close_connection = True


def endless(request):
    request.send_response(200)
    request.end_headers()
    piece = line("llmcc-core", "0.0.1").encode() * 4000
    while True:
        request.wfile.write(piece)


def redirect(to):
    return lambda request: request.whole(302, Location=to + request.path)


def certificates(folder):
    """Makes an authority and certificates of it: `right` is for 127.0.0.1, `wrong` for another host."""
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    new = ["req", "-newkey", "rsa:2048", "-nodes", "-subj"]
    openssl(*new, "/CN=authority", "-x509", "-days", "30", "-keyout", "ca.key", "-out", "ca.pem")
    for name, host in ("right", "IP:127.0.0.1"), ("wrong", "DNS:elsewhere.invalid"):
        with open(os.path.join(folder, "ext"), "w", encoding="utf-8") as file:
            file.write(f"subjectAltName={host}\n")
        openssl(*new, f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
                "-CAcreateserial", "-days", "30", "-extfile", "ext", "-out", f"{name}.crt")
        with open(os.path.join(folder, f"{name}.pem"), "w", encoding="utf-8") as whole:
            for ending in "crt", "key":
                with open(os.path.join(folder, f"{name}.{ending}"), encoding="utf-8") as part:
                    whole.write(part.read())

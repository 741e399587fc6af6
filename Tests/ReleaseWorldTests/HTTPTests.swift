import Diagnostics
import Testing

@testable import ReleaseWorld

@Test(arguments: [
  ("https://pypi.org/simple", "pypi.org"), ("http://ann:word@127.0.0.1:81/a?b@c", "127.0.0.1:81"),
  ("http://[::1]:8/#x", "[::1]:8"), ("nothing", "nothing"),
])
func `a request names its host, and no password with it`(_ url: String, _ host: String) {
  #expect(HTTPRequest(url).host == host)
}

@Test func `of several heads the last one counts`() {
  let head = "HTTP/1.1 302 Found\r\nLocation: /b\r\nETag: 1\r\n\r\nHTTP/2 200\r\nETag:  2 \r\nx\r\n"
  let headers = HTTP.headers(Array(head.utf8))
  let response = HTTPResponse(status: 200, headers: headers)
  #expect(response.header("etag") == "2" && response.header("location") == nil)
}

@Test(arguments: [
  "file:///etc/passwd", "ftp://127.0.0.1/", "http://127.0.0.1:1/a b", "http://127.0.0.1:1/\r\nX: y",
])
func `an address of another kind is not asked`(_ url: String) {
  do throws(ReleaseError) {
    _ = try HTTP.live(Environment([:])).send(HTTPRequest(url))
    Issue.record("\(url) was asked")
  } catch {
    #expect(error.code == .serverSilent && error.why == ["the address is not one of http or https"])
  }
}

@Test(arguments: [
  ("text/html; charset=utf-8", "x", true), ("", "  \n<!DOCTYPE html>", true), ("", "<HTML>", true),
  ("application/json", "{}", false), ("", "", false),
])
func `a page for people is told from data`(_ type: String, _ body: String, _ isPage: Bool) {
  let headers = [HTTPRequest.Header("Content-Type", type)]
  #expect(HTTPResponse(status: 200, headers: headers, body: Array(body.utf8)).isPage == isPage)
}

/// Two servers on loopback, the first of which redirects to the second; each writes down who asked.
private let redirecting = """
  import http.server, os, sys, threading
  def serve(name, to):
      class Handler(http.server.BaseHTTPRequestHandler):
          def do_POST(self):
              body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
              open(name + ".seen", "w").write(f"{self.headers.get('Authorization')} {body.decode()}")
              self.send_response(307 if to else 201)
              if to: self.send_header("Location", to + self.path)
              self.send_header("Content-Length", "2")
              self.end_headers()
              self.wfile.write(b"ok")
          def log_message(self, *_): pass
      server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
      threading.Thread(target=server.serve_forever, daemon=True).start()
      return f"http://127.0.0.1:{server.server_address[1]}"
  near = serve("near", serve("far", None))
  open("near.new", "w").write(near)
  os.rename("near.new", "near.url")
  while not os.path.exists("end"): threading.Event().wait(0.02)
  """

@Test(arguments: [(0, 307), (3, 201)])
func `a redirect is followed where that is asked for, and a token never to another host`(
  _ redirects: Int, _ status: Int
) throws {
  let folder = try Folder()
  let environment = Environment.live()
  let processes = Processes.live(root: folder.path, environment: environment)
  let servers = Background { () throws(Failure) -> ChildEnd in
    try processes.run(Child("python3", ["-c", redirecting], limit: 30))
  }
  let files = Files.live(root: folder.path)
  var near: [UInt8]?
  for _ in 0..<500 where near == nil {
    near = try files.read("near.url")
    try Clock.live().pause(0.02)
  }
  var request = HTTPRequest(
    String(decoding: try #require(near), as: UTF8.self) + "/upload", method: "POST",
    headers: [.init("Authorization", "canary")], body: Array("words".utf8), redirects: redirects)
  let response = try HTTP.live(Environment([:])).send(request)
  request.mostBytes = 1
  let short = Result { () throws(ReleaseError) in
    try HTTP.live(Environment([:])).send(request)
  }
  try files.store("end", [])
  _ = try servers.value()
  #expect(response.status == status && response.body == Array("ok".utf8))
  #expect(try files.read("near.seen") == Array("canary words".utf8))
  #expect(try files.read("far.seen") == (redirects == 0 ? nil : Array("None words".utf8)))
  #expect(throws: ReleaseError.self) { try short.get() }
}

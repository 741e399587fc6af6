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

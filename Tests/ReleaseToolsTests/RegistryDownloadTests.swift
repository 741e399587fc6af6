import ReleaseWorld
import Testing

@testable import ReleaseTools

@Test(arguments: [
  ("https://h/dl", "https://h/dl/serde/1.0.0/download"),
  ("https://h/{prefix}/{crate}-{version}.crate", "https://h/Se/rd/Serde-1.0.0.crate"),
  ("https://h/{lowerprefix}/{sha256-checksum}", "https://h/se/rd/ff"),
])
func `a crate lies where the template of its index says`(_ template: String, _ wanted: String) {
  let name = wanted.contains("serde") ? "serde" : "Serde"
  #expect(CrateIndex.address(template, name, "1.0.0", sha256: "ff") == wanted)
}

@Test(arguments: [("a", "1"), ("ab", "2"), ("aBc", "3/a"), ("aBcDe", "aB/cD")])
func `short names have folders of their own`(_ crate: String, _ folder: String) {
  let address = CrateIndex.address("{prefix}", crate, "1", sha256: nil)
  #expect(address == folder)
}

@Test(
  arguments: [
    ("https://f.invalid/a.whl#sha256=1", "https://f.invalid/a.whl"),
    ("/f/a.whl", "http://h:1/f/a.whl"),
    ("a.whl", "http://h:1/simple/p/a.whl"), ("../../f/a.whl", "http://h:1/f/a.whl"),
    ("../../../../a.whl", "http://h:1/a.whl"), ("//g/a.whl", "http://g/a.whl"),
    ("file:///etc/passwd", nil), ("", nil),
  ] as [(String, String?)])
func `a reference in an answer is an address of http`(_ reference: String, _ wanted: String?) {
  #expect(HTTPRequest("http://h:1/simple/p/?x=1/2").address(reference) == wanted)
}

@Test func `a download is a file, nothing, or a reason`() throws {
  let index = try CrateIndex(name: "reh", address: "sparse+http://127.0.0.1:1/")
  for (status, wanted) in [(200, RegistryDownload.file([1])), (404, .absent)] {
    let http = HTTP { (request: HTTPRequest) throws(Failure) -> HTTPResponse in
      request.url == "http://127.0.0.1:1/config.json"
        ? HTTPResponse(status: 200, body: Array(#"{"dl":"http://127.0.0.1:1/dl"}"#.utf8))
        : HTTPResponse(status: status, body: [1])
    }
    #expect(try index.download("a", "1.0.0", sha256: nil, by: http) == wanted)
  }
  guard case .unknown = try index.download("a", "1.0.0", sha256: nil, by: .none) else {
    Issue.record("nobody answered")
    return
  }
}

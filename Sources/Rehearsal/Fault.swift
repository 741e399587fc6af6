/// What goes wrong on purpose, laid over a server that is right.
package struct Fault: Sendable {
  /// The requests that it hits: a method and how the path begins.
  package let method: String
  package let prefix: String
  package let kind: Kind
  /// How many requests it hits before all is well again; `nil` is all of them.
  package let times: Int?

  /// How the answer differs from the right one.
  package enum Kind: Sendable {
    /// The registry is not asked; this is the answer.
    case answers(RegistryResponse)
    /// The connection ends in the middle of the request's body.
    case cutInBody
    /// The registry took it, and its answer never comes.
    case answerLost
    /// The right answer, but what was taken is shown only so many seconds later.
    case late(seconds: Double)
    /// The right answer with its bytes changed.
    case changes(@Sendable ([UInt8]) -> [UInt8])
  }

  package init(_ method: String, _ prefix: String, _ kind: Kind, times: Int? = nil) {
    self.method = method
    self.prefix = prefix
    self.kind = kind
    self.times = times
  }

  /// Whether a request is one that it hits.
  package func hits(_ method: String, _ target: String) -> Bool {
    self.method == method && target.hasPrefix(prefix)
  }
}

extension Fault {
  /// The two places where things are uploaded.
  package static let cratesUpload = ("PUT", "/api/v1/crates/new")
  package static let packagesUpload = ("POST", "/legacy/")

  /// A refusal in the form of the registry whose upload it is.
  package static func refusal(
    _ status: Int, _ text: String, headers: [HeaderField] = [],
    of upload: (method: String, path: String), times: Int? = nil
  ) -> Fault {
    var response =
      upload.method == "PUT"
      ? CrateRefusal(status, text).response : PackageRefusal(status, text).response(to: "")
    response.headers += headers
    return Fault(upload.method, upload.path, .answers(response), times: times)
  }

  /// Too many requests, and when to come again: seconds since 1970.
  package static func tooMany(
    until time: Double, of upload: (method: String, path: String), times: Int? = nil
  ) -> Fault {
    let date = UTCTime.header(time)
    return refusal(
      429,
      upload.method == "PUT"
        ? "You have published too many new crates in a short period of time. Please try again after "
          + "\(date) and see https://crates.io/docs/rate-limits for more details."
        : "Too many new projects created",
      headers: [HeaderField("retry-after", date)], of: upload, times: times)
  }

  /// A page for people with status 200, as a captive portal shows.
  package static func page(of upload: (method: String, path: String), times: Int? = nil) -> Fault {
    Fault(
      upload.method, upload.path,
      .answers(.text("<html><body>Welcome</body></html>", type: "text/html")), times: times)
  }

  /// Another checksum than the crate's in each line of the index.
  package static let wrongChecksum = wrongDigest(below: "/index/", behind: "\"cksum\":\"")

  /// Another checksum than the file's in each simple index, in its JSON.
  package static let wrongFileChecksum = wrongDigest(below: "/simple/", behind: "\"sha256\":\"")

  private static func wrongDigest(below prefix: String, behind text: String) -> Fault {
    Fault(
      "GET", prefix,
      .changes { bytes in
        let mark = Array(text.utf8)
        var bytes = bytes
        var start = 0
        while let found = bytes[start...].firstRange(of: mark), found.upperBound < bytes.count {
          let digit = bytes[found.upperBound]
          bytes[found.upperBound] = digit == UInt8(ascii: "0") ? 0x31 : 0x30
          start = found.upperBound
        }
        return bytes
      })
  }
}

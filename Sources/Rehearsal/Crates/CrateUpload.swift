import ReleaseWorld

/// The body of a publish request: two lengths, each before what it counts.
struct CrateUpload {
  let metadata: JSONValue
  let crate: [UInt8]

  /// Most bytes of a publish request: 1 MB of JSON and 10 MB of crate.
  static let limit = 11 << 20
  private static let metadataLimit = 1 << 20
  private static let crateLimit = 10 << 20

  /// - Throws: The refusal, in crates.io's words.
  init(_ body: [UInt8]) throws(CrateRefusal) {
    guard let length = Self.length(body[...]) else {
      throw CrateRefusal(400, "invalid metadata length")
    }
    guard length <= Self.metadataLimit else {
      throw CrateRefusal(413, "json metadata blob is larger than the limit: \(Self.metadataLimit)")
    }
    guard 4 + length <= body.count, let metadata = JSONValue(body[4..<(4 + length)]) else {
      throw CrateRefusal(400, "invalid upload request: the metadata is no JSON")
    }
    let rest = body[(4 + length)...]
    guard let size = Self.length(rest) else { throw CrateRefusal(400, "invalid crate length") }
    guard size <= Self.crateLimit else {
      throw CrateRefusal(413, "max upload size is: \(Self.crateLimit)")
    }
    guard rest.count == 4 + size else {
      throw CrateRefusal(
        400, "invalid crate length: \(size) bytes announced, \(rest.count - 4) sent")
    }
    self.metadata = metadata
    crate = Array(rest.dropFirst(4))
  }

  private static func length(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count >= 4 else { return nil }
    return bytes.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}

/// What the crate registry refuses, as status and `detail`.
struct CrateRefusal: Error {
  let status: Int
  let detail: String
  let headers: [HeaderField]

  init(_ status: Int, _ detail: String, headers: [HeaderField] = []) {
    self.status = status
    self.detail = detail
    self.headers = headers
  }

  var response: RegistryResponse {
    var response = RegistryResponse.json(
      .object(["errors": .array([.object(["detail": .string(detail)])])]), status: status)
    response.headers += headers
    return response
  }
}

package import ReleaseWorld

/// One answer of a registry, apart from how it is sent.
package struct RegistryResponse: Sendable {
  package var status: Int
  /// The reason phrase where it is not the usual one: twine shows nothing else of a refusal.
  package var reason: String?
  package var headers: [HeaderField]
  package var body: [UInt8]
  /// The connection ends instead of the answer: a fault.
  var isLost = false

  package init(
    _ status: Int, reason: String? = nil, headers: [HeaderField] = [], body: [UInt8] = []
  ) {
    self.status = status
    self.reason = reason
    self.headers = headers
    self.body = body
  }

  /// A JSON value.
  package static func json(_ value: JSONValue, status: Int = 200) -> Self {
    Self(status, headers: [HeaderField("content-type", "application/json")], body: value.bytes)
  }

  /// A text.
  package static func text(_ text: String, status: Int = 200, type: String = "text/plain") -> Self {
    Self(
      status, headers: [HeaderField("content-type", "\(type); charset=utf-8")],
      body: Array(text.utf8))
  }

  /// The body as text.
  package var text: String { String(decoding: body, as: UTF8.self) }
}

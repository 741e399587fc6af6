extension RegistryResponse {
  /// The status line and the headers as HTTP/1.1 sends them.
  ///
  /// What no header may hold does not get into one, whoever it came from.
  func head(closes: Bool) -> [UInt8] {
    var text = "HTTP/1.1 \(status) \(reason?.printable ?? Self.reason(of: status))\r\n"
    let own = ["content-length", "connection"]
    for header in headers where !own.contains(header.name.lowercased()) {
      text += "\(header.name): \(header.value.printable)\r\n"
    }
    if hasBody { text += "content-length: \(body.count)\r\n" }
    if closes { text += "connection: close\r\n" }
    return Array((text + "\r\n").utf8)
  }

  /// Whether its status lets it have a body.
  var hasBody: Bool { status >= 200 && status != 204 && status != 304 }

  /// The usual words of a status (RFC 9110, 15), which clients show to people.
  private static func reason(of status: Int) -> String {
    switch status {
    case 100: "Continue"
    case 200: "OK"
    case 204: "No Content"
    case 301: "Moved Permanently"
    case 302: "Found"
    case 304: "Not Modified"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 409: "Conflict"
    case 413: "Content Too Large"
    case 422: "Unprocessable Content"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 505: "HTTP Version Not Supported"
    default: ""
    }
  }
}

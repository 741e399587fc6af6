/// A form as browsers and upload tools send it.
///
/// - SeeAlso: RFC 7578.
struct MultipartForm {
  private(set) var fields: [String: [String]] = [:]
  /// The file of the field `content`.
  private(set) var file: (name: String, bytes: ArraySlice<UInt8>)?

  /// `nil` where the body is no form of that content type.
  init?(_ body: [UInt8], contentType: String) {
    guard contentType.lowercased().hasPrefix("multipart/form-data"),
      let boundary = Self.parameter("boundary", of: contentType), !boundary.isEmpty
    else { return nil }
    let line = Array("--\(boundary)".utf8)
    let separator = [0x0D, 0x0A] + line
    guard let first = Self.find(line, in: body, from: 0) else { return nil }
    var start = first + line.count
    while true {
      if body[start...].starts(with: "--".utf8) { return }
      guard body[start...].starts(with: [0x0D, 0x0A]),
        let end = Self.find(separator, in: body, from: start)
      else { return nil }
      guard add(body, start + 2..<max(start + 2, end)) else { return nil }
      start = end + separator.count
    }
  }

  /// The first value of a field.
  subscript(_ name: String) -> String? { fields[name]?.first }

  private mutating func add(_ body: [UInt8], _ range: Range<Int>) -> Bool {
    guard let blank = Self.find([0x0D, 0x0A, 0x0D, 0x0A], in: body, from: range.lowerBound),
      blank <= range.upperBound
    else { return false }
    let headers = String(decoding: body[range.lowerBound..<blank], as: UTF8.self)
    let disposition = headers.split(separator: "\r\n").first {
      $0.lowercased().hasPrefix("content-disposition:")
    }
    guard let disposition, let name = Self.parameter("name", of: String(disposition)) else {
      return false
    }
    let value = body[min(blank + 4, range.upperBound)..<range.upperBound]
    if name == "content", let file = Self.parameter("filename", of: String(disposition)) {
      self.file = (file, value)
    } else {
      fields[name, default: []].append(String(decoding: value, as: UTF8.self))
    }
    return true
  }

  /// A parameter of a header, with or without quotes.
  private static func parameter(_ name: String, of header: String) -> String? {
    for part in header.split(separator: ";").dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2, pair[0].filter({ $0 != " " }).lowercased() == name else { continue }
      var value = pair[1][...]
      while value.last == " " { value = value.dropLast() }
      if value.first == "\"", value.last == "\"", value.count >= 2 {
        value = value.dropFirst().dropLast()
      }
      return String(value)
    }
    return nil
  }

  private static func find(_ needle: [UInt8], in body: [UInt8], from start: Int) -> Int? {
    guard start + needle.count <= body.count else { return nil }
    return body.withUnsafeBufferPointer { body in
      needle.withUnsafeBufferPointer { needle in
        var index = start
        let last = body.count - needle.count
        while index <= last {
          if body[index] == needle[0] {
            var matched = 1
            while matched < needle.count, body[index + matched] == needle[matched] { matched += 1 }
            if matched == needle.count { return index }
          }
          index += 1
        }
        return nil
      }
    }
  }
}

import Diagnostics
package import ReleaseWorld

/// What an upstream registry said to a read.
package enum UpstreamAnswer: Sendable {
  case found([UInt8])
  case absent
  /// Why it could not be asked, or gave no usable answer.
  case failed(String)
}

/// An index that is asked, read-only, for what the registry does not hold.
package struct UpstreamIndex: Sendable {
  /// The address of its sparse index, with a slash at the end and without `sparse+`.
  package let index: String
  /// Gets an address, within its own limits of size and time.
  package let get: @Sendable (_ address: String) -> UpstreamAnswer

  /// Seconds until an upstream that says nothing is given up.
  private static let patience = 10.0

  package init(index: String, get: @escaping @Sendable (String) -> UpstreamAnswer) {
    let plain = index.hasPrefix("sparse+") ? String(index.dropFirst(7)) : index
    self.index = plain.hasSuffix("/") ? plain : plain + "/"
    self.get = get
  }

  /// The index at an address that ``takes(_:)``, over http or https.
  package init(index: String, http: HTTP) {
    self.init(index: index) { address in
      do throws(Failure) {
        let answer = try http.send(
          HTTPRequest(
            address, mostBytes: CrateRegistry.indexLimit, seconds: Self.patience, redirects: 3))
        switch answer.status {
        case 200: return .found(answer.body)
        case 404, 410, 451: return .absent
        default: return .failed("status \(answer.status)")
        }
      } catch {
        // ^C was meant for the registry, whose own wait is to see it.
        if error.code == .interrupted { Interrupts.giveBack() }
        return .failed(error.why.first ?? error.what)
      }
    }
  }

  /// Whether an address names a sparse index that can be asked.
  package static func takes(_ address: String) -> Bool {
    let plain = address.hasPrefix("sparse+") ? String(address.dropFirst(7)) : address
    guard plain.hasPrefix("http://") || plain.hasPrefix("https://"),
      plain.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return false }
    let authority = plain.drop { $0 != "/" }.dropFirst(2).prefix { !"/?#".contains($0) }
    let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
    guard let host = parts.first, !host.isEmpty, parts.count <= 2, !authority.contains("@") else {
      return false
    }
    return parts.count == 1 || Int(parts[1]).map { (1...65535).contains($0) } == true
  }
}

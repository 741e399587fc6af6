import ReleaseWorld

/// A macaroon in the second binary format, as PyPI's tokens are.
///
/// Whoever holds one can add caveats, which only ever narrow it, and needs no key for that.
///
/// - SeeAlso: libmacaroons, `doc/format.txt`; Birgisson et al., "Macaroons", NDSS 2014.
package struct Macaroon: Hashable, Sendable {
  package let location: String
  package let identifier: String
  package private(set) var caveats: [String] = []
  private var signature: [UInt8]

  /// A macaroon that its service makes from a key.
  package init(location: String, identifier: String, key: [UInt8]) {
    self.location = location
    self.identifier = identifier
    signature = Self.firstSignature(identifier, key)
  }

  /// The same with one caveat more.
  package func narrowed(_ caveat: String) -> Macaroon {
    var narrowed = self
    narrowed.caveats.append(caveat)
    narrowed.signature = Digest.hmac(signature, Array(caveat.utf8))
    return narrowed
  }

  /// Whether the signature is that of the key and of all caveats.
  package func isSigned(by key: [UInt8]) -> Bool {
    let right = caveats.reduce(Self.firstSignature(identifier, key)) {
      Digest.hmac($0, Array($1.utf8))
    }
    // Every byte is looked at, so that the time tells nothing.
    return right.count == signature.count
      && zip(right, signature).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// `pypi-` and the format in base64 for addresses.
  package var token: String {
    var bytes: [UInt8] = [2]
    func add(_ type: UInt8, _ value: [UInt8]) {
      bytes.append(type)
      var count = value.count
      while count > 0x7F {
        bytes.append(UInt8(count & 0x7F) | 0x80)
        count >>= 7
      }
      bytes.append(UInt8(count))
      bytes += value
    }
    add(1, Array(location.utf8))
    add(2, Array(identifier.utf8))
    bytes.append(0)
    for caveat in caveats {
      add(2, Array(caveat.utf8))
      bytes.append(0)
    }
    bytes.append(0)
    add(6, signature)
    return "pypi-" + Base64.encodeForAddress(bytes)
  }

  /// Reads a token; `nil` where it is none, or has caveats for others to discharge.
  package init?(token: String) {
    guard token.hasPrefix("pypi-"), let bytes = Base64.decode(token.utf8.dropFirst(5)) else {
      return nil
    }
    var rest = bytes[...]
    guard rest.popFirst() == 2, let location = Self.text(1, &rest),
      let identifier = Self.text(2, &rest), rest.popFirst() == 0
    else { return nil }
    while rest.first == 2 {
      guard let caveat = Self.text(2, &rest), rest.popFirst() == 0 else { return nil }
      caveats.append(caveat)
    }
    guard rest.popFirst() == 0, let signature = Self.field(6, &rest), signature.count == 32,
      rest.isEmpty
    else { return nil }
    self.location = location
    self.identifier = identifier
    self.signature = Array(signature)
  }

  private static func firstSignature(_ identifier: String, _ key: [UInt8]) -> [UInt8] {
    Digest.hmac(
      Digest.hmac(Array("macaroons-key-generator".utf8), key), Array(identifier.utf8))
  }

  private static func text(_ type: UInt8, _ rest: inout ArraySlice<UInt8>) -> String? {
    field(type, &rest).flatMap { String(validating: $0, as: UTF8.self) }
  }

  private static func field(
    _ type: UInt8, _ rest: inout ArraySlice<UInt8>
  ) -> ArraySlice<UInt8>? {
    guard rest.popFirst() == type else { return nil }
    var (count, shift) = (0, 0)
    while let byte = rest.popFirst() {
      guard shift <= 21 else { return nil }
      count |= Int(byte & 0x7F) << shift
      shift += 7
      if byte & 0x80 == 0 {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
      }
    }
    return nil
  }
}

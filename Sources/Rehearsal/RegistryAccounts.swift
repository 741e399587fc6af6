package import ReleaseWorld

/// Who may do what: the people of a registry and their tokens.
package struct RegistryAccounts: Hashable, Sendable {
  /// What a token of the crate registry may do; `nil` in an account is everything.
  package enum Scope: String, Hashable, Sendable {
    case publishNew = "publish-new"
    case publishUpdate = "publish-update"
    case yank
    case changeOwners = "change-owners"
  }

  /// One person.
  package struct Account: Hashable, Sendable {
    package var login: String
    /// `cio` and 32 letters and digits.
    package var crateToken: String
    package var scopes: Set<Scope>?
    package var hasVerifiedEmail = true
    /// The name of the key of the upload token.
    package var uploadIdentifier: String
    /// 32 secret bytes, the root of every signature of that token.
    package var uploadKey: [UInt8]

    package init(
      login: String, crateToken: String, scopes: Set<Scope>? = nil, uploadIdentifier: String,
      uploadKey: [UInt8]
    ) {
      self.login = login
      self.crateToken = crateToken
      self.scopes = scopes
      self.uploadIdentifier = uploadIdentifier
      self.uploadKey = uploadKey
    }
  }

  package var people: [Account]

  package init(_ people: [Account]) { self.people = people }

  /// One person with tokens that nobody else has.
  package static func fresh(login: String = "relsh") -> Self {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    let token = (0..<32).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] }
    return Self([
      Account(
        login: login, crateToken: "cio" + String(decoding: token, as: UTF8.self),
        uploadIdentifier: identifier(), uploadKey: (0..<32).map { _ in .random(in: 0...255) })
    ])
  }

  /// A random identifier in the form of a UUID, as PyPI names its keys.
  private static func identifier() -> String {
    let digits = Array(Hexadecimal.text((0..<16).map { _ in UInt8.random(in: 0...255) }).utf8)
    let groups = [digits[0..<8], digits[8..<12], digits[12..<16], digits[16..<20], digits[20..<32]]
    return groups.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
  }
}

extension RegistryAccounts {
  /// As it is kept.
  package var json: JSONValue {
    .array(
      people.map { person in
        var members: [String: JSONValue] = [
          "login": .string(person.login), "crate_token": .string(person.crateToken),
          "verified": .bool(person.hasVerifiedEmail),
          "upload_identifier": .string(person.uploadIdentifier),
          "upload_key": .string(Hexadecimal.text(person.uploadKey)),
        ]
        if let scopes = person.scopes {
          members["scopes"] = .array(scopes.map { .string($0.rawValue) })
        }
        return .object(members)
      })
  }

  /// What ``json`` wrote; `nil` where it is something else.
  package init?(_ json: JSONValue) {
    guard let items = json.items else { return nil }
    people = []
    for item in items {
      guard let login = item["login"]?.text, let token = item["crate_token"]?.text,
        let identifier = item["upload_identifier"]?.text,
        let key = item["upload_key"]?.text.flatMap(Hexadecimal.bytes)
      else { return nil }
      var person = Account(
        login: login, crateToken: token, uploadIdentifier: identifier, uploadKey: key)
      person.hasVerifiedEmail = item["verified"]?.flag ?? true
      person.scopes = item["scopes"]?.items.map {
        Set($0.compactMap { $0.text.flatMap(Scope.init) })
      }
      people.append(person)
    }
  }
}

extension Hexadecimal {
  /// The bytes that digits stand for.
  static func bytes(_ text: String) -> [UInt8]? {
    let digits = text.utf8.compactMap(digit)
    guard digits.count == text.utf8.count, digits.count % 2 == 0 else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}

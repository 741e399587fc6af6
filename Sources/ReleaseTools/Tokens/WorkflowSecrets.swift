/// The secrets that workflows hand to a publishing tool, read from their bytes.
///
/// A file that GitHub could not parse still says which secret it means.
package struct WorkflowSecrets: Hashable, Sendable {
  /// One `NAME: ${{ secrets.SECRET }}`.
  package struct Use: Hashable, Sendable {
    /// The variable or input that it becomes; empty where its line names none.
    package let variable: String
    package let secret: String
    package let file: String
    /// Counted from 1.
    package let line: Int

    package init(variable: String, secret: String, file: String, line: Int) {
      self.variable = variable
      self.secret = secret
      self.file = file
      self.line = line
    }
  }

  /// The names of the secrets for each service, in the order of the files.
  package private(set) var byService: [TokenService: [String]] = [:]
  /// Where they stand.
  package private(set) var uses: [TokenService: [Use]] = [:]

  package init() {}

  /// Reads each `secrets.NAME`, and the key before it on its line.
  package mutating func read(_ bytes: [UInt8], file: String) {
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let text = line.drop { $0 == 0x20 || $0 == 0x09 }
      guard text.first != UInt8(ascii: "#") else { continue }
      let key = String(decoding: text.prefix { Self.isName($0) }, as: UTF8.self)
      let mark = Array("secrets.".utf8)
      var start = text.startIndex
      while start + mark.count <= text.endIndex {
        guard text[start...].starts(with: mark) else {
          start += 1
          continue
        }
        let name = text[(start + mark.count)...].prefix { Self.isName($0) }
        add(
          Use(
            variable: key, secret: String(decoding: name, as: UTF8.self), file: file,
            line: index + 1))
        start += mark.count + name.count
      }
    }
  }

  private mutating func add(_ use: Use) {
    guard !use.secret.isEmpty, use.secret != "GITHUB_TOKEN", let service = Self.service(of: use)
    else { return }
    uses[service, default: []].append(use)
    if byService[service]?.contains(use.secret) != true {
      byService[service, default: []].append(use.secret)
    }
  }

  /// The variable that it becomes says whom it is for, else its own name.
  private static func service(of use: Use) -> TokenService? {
    if let variable = TokenSources.variables.first(where: { $0.name == use.variable }) {
      return variable.service
    }
    // `pypa/gh-action-pypi-publish` takes it as `password`.
    if use.variable == "password" { return .pyPI }
    let name = "\(use.variable) \(use.secret)".uppercased()
    if ["CARGO", "CRATES"].contains(where: name.contains) { return .cratesIO }
    if ["PYPI", "TWINE", "UV_PUBLISH"].contains(where: name.contains) { return .pyPI }
    return nil
  }

  private static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
    default: false
    }
  }
}

import Diagnostics
import ReleaseTools
import ReleaseWorld

extension TokenCommand {
  /// Shows which source holds the tokens of the registries that were chosen instead of crates.io and PyPI.
  ///
  /// What `token set` holds for them is shown by ``TokenCommand`` itself.
  static func showChosen(in shell: Shell) throws(ReleaseError) {
    let (publishing, world) = (shell.session.publishing, shell.activeWorld)
    let held = Set(shell.heldTokens.places.map(\.name))
    if let index = try? CrateIndex.chosen(publishing.registry, in: world),
      index.name != "crates.io", !held.contains(index.name)
    {
      try show(index.name, shell.output) { () throws(ReleaseError) in
        switch try CrateCredential.find(for: index.name, in: world) {
        case .token(let token): token.source
        case .provider(let name): "the credential provider \(name)"
        case .workflow: "trusted publishing"
        }
      }
    }
    if let address = try? UploadAddress.chosen(publishing.uploadURL, in: world),
      address.name != "pypi.org", !held.contains(address.place.name)
    {
      try show(address.place.name, shell.output) { () throws(ReleaseError) in
        switch try IndexCredential.find(for: address, in: world) {
        case .token(let token): token.source
        case .workflow: "trusted publishing"
        }
      }
    }
  }

  private static func show(
    _ name: String, _ output: Output, _ find: () throws(ReleaseError) -> String
  ) throws(ReleaseError) {
    let label = name.padded(max(11, name.columns + 2))
    var members: [String: JSONValue] = ["source": .null, "right": .bool(false)]
    do throws(ReleaseError) {
      let source = try find()
      members = ["source": .string(source), "right": .bool(true)]
      output.line("\(label)\(source)", .good)
    } catch {
      guard error.code != .interrupted else { throw error }
      members["fault"] = .string(error.what)
      output.line("\(label)\(error.what)", .warning)
      for line in error.fix { output.line("\("".padded(label.columns))\(line.text)") }
    }
    guard output.isJSON else { return }
    let object = JSONValue.object(["service": .string(name), "sources": .array([.object(members)])])
    output.data(String(decoding: object.bytes, as: UTF8.self))
  }
}

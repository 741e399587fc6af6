package import Diagnostics
package import ReleaseModel
package import ReleaseWorld

/// What a registry has under a crate's name.
package enum CrateVersions: Hashable, Sendable {
  /// Those that the index has, withdrawn ones apart.
  case served([Version], yanked: [Version])
  /// There is no crate of that name.
  case absent
  case unknown(ReleaseError)
}

extension CrateIndex {
  /// How much it takes at once; `nil` where that is not known.
  package var limits: PublishLimits? { name == "crates.io" ? .cratesIO : nil }

  /// The name by which manifests list it in `publish`.
  package var cargoName: String { name == "crates.io" ? "crates-io" : name }

  /// Asks for all versions of a crate.
  ///
  /// - Throws: `.interrupted`, `.noLibrary`.
  package mutating func versions(
    of crate: String, by http: HTTP
  ) throws(ReleaseError) -> CrateVersions {
    let body: [UInt8]
    switch try file(of: crate, by: http) {
    case .file(let bytes, _): body = bytes
    case .answer(.unknown(let reason)): return .unknown(reason)
    case .answer: return .absent
    }
    let lines = body.split(separator: 0x0A).compactMap { JSONValue($0) }
    guard !lines.isEmpty else {
      return .unknown(.serverSilent(name, "its answer is no file of a crate index"))
    }
    func versions(yanked: Bool) -> [Version] {
      lines.filter { ($0["yanked"]?.flag ?? false) == yanked }.compactMap { line in
        line["vers"]?.text.flatMap { try? Version($0) }
      }
    }
    return .served(versions(yanked: false), yanked: versions(yanked: true))
  }

  /// The address of the sources that the registry's entry of a crate names; `nil` where it names none or
  /// cannot be asked.
  ///
  /// - Throws: `.interrupted`, `.noLibrary`.
  package func repository(of crate: String, by http: HTTP) throws(ReleaseError) -> String? {
    do throws(ReleaseError) {
      guard let api = try configuration(by: http).api else { return nil }
      let response = try http.send(
        HTTPRequest(
          "\(api)/api/v1/crates/\(crate)", headers: [.init("Accept", "application/json")]))
      guard response.status == 200 else { return nil }
      return JSONValue(response.body)?["crate"]?["repository"]?.text
    } catch {
      guard error.code == .serverSilent else { throw error }
      return nil
    }
  }
}

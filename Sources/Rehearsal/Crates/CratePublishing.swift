import Diagnostics
import ReleaseModel
import ReleaseWorld

extension CrateRegistry {
  /// Takes a version, with the refusals in crates.io's order.
  func publish(_ request: RegistryRequest) throws(CrateRefusal) -> RegistryResponse {
    let upload = try CrateUpload(request.body)
    let metadata = upload.metadata
    let name = metadata["name"]?.text ?? ""
    let version = metadata["vers"]?.text ?? ""
    guard CrateIndex.isName(name) else {
      throw CrateRefusal(400, "invalid upload request: `\(name)` is not a valid crate name")
    }
    guard Version(bytes: Array(version.utf8)[...]) != nil else {
      throw CrateRefusal(400, "invalid upload request: `\(version)` is not a valid semver")
    }
    let caller = try caller(request)
    return try disk { () throws(Failure) in
      try store.exclusively { () throws(Failure) in
        do throws(CrateRefusal) {
          return try accept(upload, name, version, by: caller)
        } catch {
          return error.response
        }
      }
    }
  }

  private func accept(
    _ upload: CrateUpload, _ name: String, _ version: String, by caller: Caller
  ) throws(CrateRefusal) -> RegistryResponse {
    let metadata = upload.metadata
    let known = try disk { () throws(Failure) in try store.json(Self.aboutPath(name)) }
    try authorize(caller, to: known == nil ? .publishNew : .publishUpdate, name, known)
    if let exact = known?["name"]?.text, exact != name {
      throw CrateRefusal(400, "crate was previously named `\(exact)`")
    }
    if case .person(let person) = caller, !person.hasVerifiedEmail {
      throw CrateRefusal(
        400,
        "A verified email address is required to publish crates to crates.io. Visit "
          + "https://crates.io/settings/profile to set and verify your email address.")
    }
    // As at crates.io what fails from here on has cost a try, a duplicate too.
    try budget?.take(
      known == nil ? .newCrate : .newVersion, of: caller.login, now: clock.now())
    try Self.checkFields(metadata)
    guard upload.crate.starts(with: [0x1F, 0x8B]) else {
      throw CrateRefusal(400, "uploaded tarball is malformed or too large when decompressed")
    }
    let path = Self.indexPath(name)
    let lines = try ownLines(name)
    if let there = lines.first(where: {
      CrateIndex.plain($0["vers"]?.text ?? "") == CrateIndex.plain(version)
    }) {
      throw CrateRefusal(
        400, "crate version `\(there["vers"]?.text ?? version)` is already uploaded")
    }
    let line = CrateIndex.line(
      metadata, checksum: Digest.sha256(upload.crate), time: UTCTime.text(clock.now()))
    var about: [String: JSONValue] = [
      "name": .string(name), "owners": known?["owners"] ?? .array([.string(caller.login)]),
      "trustpub_only": known?["trustpub_only"] ?? .bool(false),
    ]
    for key in [
      "description", "repository", "homepage", "documentation", "keywords", "categories",
    ] { about[key] = metadata[key] ?? .null }
    // The line comes last: what is in the index is there whole.
    let (file, entry) = (CrateIndex.file(lines + [line]), JSONValue.object(about).bytes)
    try disk { () throws(Failure) in
      try store.write(Self.cratePath(name, version), upload.crate)
      try store.write(Self.aboutPath(name), entry)
      try store.write(path, file)
    }
    let none = JSONValue.array([])
    return .json(
      .object([
        "warnings": .object(["invalid_categories": none, "invalid_badges": none, "other": none])
      ]))
  }

  private static func checkFields(_ metadata: JSONValue) throws(CrateRefusal) {
    func isEmpty(_ key: String) -> Bool { metadata[key]?.text?.isEmpty ?? true }
    var missing = isEmpty("description") ? ["description"] : []
    if isEmpty("license"), isEmpty("license_file") { missing.append("license") }
    guard missing.isEmpty else {
      throw CrateRefusal(
        400,
        "missing or empty metadata fields: \(missing.joined(separator: ", ")). Please see "
          + "https://doc.rust-lang.org/cargo/reference/manifest.html for more information on "
          + "configuring these fields")
    }
    guard (metadata["description"]?.text ?? "").count <= 1000 else {
      throw CrateRefusal(
        400, "The `description` is too long. A maximum of 1000 characters are currently allowed.")
    }
    for (key, what) in [("keywords", "keywords"), ("categories", "categories")]
    where (metadata[key]?.items ?? []).count > 5 {
      throw CrateRefusal(400, "expected at most 5 \(what) per crate")
    }
  }

  /// Marks a version as yanked, or takes the mark off.
  func yank(
    _ name: String, _ version: String, _ request: RegistryRequest, to yanked: Bool
  ) throws(CrateRefusal) -> RegistryResponse {
    let caller = try caller(request)
    return try changing(name) { known throws(CrateRefusal) in
      try authorize(caller, to: .yank, name, known)
      try budget?.take(.yank, of: caller.login, now: clock.now())
      var lines = try ownLines(name)
      guard let index = lines.firstIndex(where: { $0["vers"]?.text == version }),
        case .object(var members) = lines[index]
      else { throw CrateRefusal(404, "crate `\(name)` does not have a version `\(version)`") }
      members["yanked"] = .bool(yanked)
      lines[index] = .object(members)
      let file = CrateIndex.file(lines)
      try disk { () throws(Failure) in try store.write(Self.indexPath(name), file) }
      return .json(.object(["ok": .bool(true)]))
    }
  }

  /// The public list of owners.
  func owners(of name: String) throws(CrateRefusal) -> RegistryResponse {
    let known = try disk { () throws(Failure) in try store.json(Self.aboutPath(name)) }
    guard let known else { throw CrateRefusal(404, "crate `\(name)` does not exist") }
    let users = (known["owners"]?.items ?? []).enumerated().map { number, login in
      JSONValue.object(["id": .number(Double(number + 1)), "login": login, "name": login])
    }
    return .json(.object(["users": .array(users)]))
  }

  /// Adds owners, or takes them away; the last one stays.
  func changeOwners(
    of name: String, _ request: RegistryRequest, adds: Bool
  ) throws(CrateRefusal) -> RegistryResponse {
    let caller = try caller(request)
    let body = JSONValue(request.body)
    let logins = ((body?["users"] ?? body?["owners"])?.items ?? []).compactMap(\.text)
    return try changing(name) { known throws(CrateRefusal) in
      try authorize(caller, to: .changeOwners, name, known)
      guard case .object(var about) = known else { throw CrateRefusal(500, "no entry of \(name)") }
      var owners = (about["owners"]?.items ?? []).compactMap(\.text)
      for login in logins {
        guard adds else {
          guard owners.contains(login) else {
            throw CrateRefusal(400, "could not find owner with login `\(login)`")
          }
          owners.removeAll { $0 == login }
          continue
        }
        guard accounts.people.contains(where: { $0.login == login }) else {
          throw CrateRefusal(400, "could not find user with login `\(login)`")
        }
        guard !owners.contains(login) else {
          throw CrateRefusal(400, "`\(login)` is already an owner")
        }
        owners.append(login)
      }
      guard !owners.isEmpty else {
        throw CrateRefusal(
          400,
          "cannot remove all individual owners of a crate. Team member don't have permission to modify owners, so at least one individual owner is required."
        )
      }
      about["owners"] = .array(owners.map(JSONValue.string))
      let entry = JSONValue.object(about).bytes
      try disk { () throws(Failure) in try store.write(Self.aboutPath(name), entry) }
      let names = logins.joined(separator: ", ")
      return .json(
        .object([
          "ok": .bool(true),
          "msg": .string(
            adds
              ? "user \(names) has been added as an owner of crate \(name)"
              : "owners successfully removed"),
        ]))
    }
  }

  /// Changes what is kept of a crate that exists, with nobody else writing between.
  private func changing(
    _ name: String, _ change: (JSONValue) throws(CrateRefusal) -> RegistryResponse
  ) throws(CrateRefusal) -> RegistryResponse {
    try disk { () throws(Failure) in
      try store.exclusively { () throws(Failure) in
        do throws(CrateRefusal) {
          let known = try disk { () throws(Failure) in try store.json(Self.aboutPath(name)) }
          guard let known else { throw CrateRefusal(404, "crate `\(name)` does not exist") }
          return try change(known)
        } catch {
          return error.response
        }
      }
    }
  }
}

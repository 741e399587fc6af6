import Diagnostics
import ReleaseTools
import ReleaseWorld

extension PackageIndex {
  static func recordPath(_ project: String, _ file: String) -> String {
    "packages/records/\(normalized(project))/\(file).json"
  }
  static func filePath(_ project: String, _ file: String) -> String {
    "packages/files/\(normalized(project))/\(file)"
  }
  static func projectPath(_ project: String) -> String {
    "packages/projects/\(normalized(project)).json"
  }

  /// Takes one file, with the refusals in warehouse's order.
  func upload(_ request: RegistryRequest) throws(PackageRefusal) -> RegistryResponse {
    let uploader = try uploader(request)
    guard let form = MultipartForm(request.body, contentType: request["content-type"] ?? "") else {
      throw PackageRefusal(
        400,
        "Invalid value for name. Error: This field is required.")
    }
    let upload = try PackageUpload(form)
    return try disk { () throws(Failure) in
      try store.exclusively { () throws(Failure) in
        do throws(PackageRefusal) {
          return try accept(upload, by: uploader)
        } catch {
          return error.response(to: request["accept"] ?? "")
        }
      }
    }
  }

  private func accept(
    _ upload: PackageUpload, by uploader: Uploader
  ) throws(PackageRefusal) -> RegistryResponse {
    let login = uploader.person.login
    let path = Self.projectPath(upload.name)
    try check(uploader, for: upload.name)
    let project = try disk { () throws(Failure) in try store.json(path) }
    if let project, !(project["owners"]?.items ?? []).contains(.string(login)) {
      throw PackageRefusal(
        403,
        "The user '\(login)' isn't allowed to upload to project '\(upload.name)'. See "
          + "https://pypi.org/help/#project-name for more information.")
    }
    try upload.checkFile()
    let digests = try upload.checkedDigests()
    let blake2 = digests.blake2
    for record in try records(of: upload.name) {
      if record["filename"]?.text == upload.file {
        // The same file again is no error: a client that lost the answer sends it again.
        if record["blake2_256"]?.text == blake2 { return RegistryResponse(200) }
        throw PackageRefusal(
          400,
          "File already exists ('\(upload.file)', with blake2_256 hash '\(blake2)'). See "
            + "https://pypi.org/help/#file-name-reuse for more information.")
      }
      if upload.kind == "sdist", record["filetype"]?.text == "sdist",
        record["version"]?.text == upload.version
      {
        throw PackageRefusal(400, "Only one sdist may be uploaded per release.")
      }
    }
    let times = try records(of: upload.name).filter { $0["version"]?.text == upload.version }
      .compactMap { $0["time"]?.text.flatMap(UploadTime.read) }
    if let first = times.min(), UploadTime.daysLeft(since: first, now: clock.now()) == nil {
      throw PackageRefusal(
        400, "Uploading new files to releases older than 14 days is not allowed.")
    }
    let entry = upload.record(digests, time: UTCTime.text(clock.now())).bytes
    let owners = JSONValue.object([
      "name": project?["name"] ?? .string(upload.name),
      "owners": project?["owners"] ?? .array([.string(login)]),
    ]).bytes
    // The record comes last: what is listed is there whole.
    try disk { () throws(Failure) in
      let file = Self.filePath(upload.name, upload.file)
      try store.write(file, upload.bytes)
      if let metadata = upload.coreMetadata { try store.write(file + ".metadata", metadata) }
      try store.write(path, owners)
      try store.write(Self.recordPath(upload.name, upload.file), entry)
    }
    return RegistryResponse(200)
  }
}

/// One file that is uploaded, and what its form says of it.
struct PackageUpload {
  let name: String
  let version: String
  /// `bdist_wheel` or `sdist`.
  let kind: String
  let file: String
  let bytes: [UInt8]
  let form: MultipartForm
  /// The METADATA of a wheel.
  let coreMetadata: [UInt8]?

  init(_ form: MultipartForm) throws(PackageRefusal) {
    guard form["protocol_version"] ?? "1" == "1" else {
      throw PackageRefusal(400, "Unknown protocol version.")
    }
    func required(_ field: String) throws(PackageRefusal) -> String {
      guard let value = form[field], !value.isEmpty else {
        throw PackageRefusal(400, "Invalid value for \(field). Error: This field is required.")
      }
      return value
    }
    name = try required("name")
    version = try required("version")
    kind = try required("filetype")
    guard ["bdist_wheel", "sdist"].contains(kind) else {
      throw PackageRefusal(400, "Invalid value for filetype. Error: Use a known file type.")
    }
    let plain = name.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || "._-".utf8.contains($0)
    }
    guard plain, !PackageIndex.normalized(name).isEmpty, name.utf8.count <= 100 else {
      throw PackageRefusal(
        400,
        "'\(name.printable)' is an invalid value for Name. Error: Start and end with a letter or numeral containing only ASCII numeric and '.', '_' and '-'. See https://packaging.python.org/specifications/core-metadata for more information."
      )
    }
    guard !version.contains("+") else {
      throw PackageRefusal(
        400,
        "The use of local versions in '\(version.printable)' is not allowed. See https://packaging.python.org/specifications/version-specifiers/#local-version-identifiers for more information."
      )
    }
    guard RegistryRequest.isName(version), version.utf8.count <= 64 else {
      throw PackageRefusal(400, "'\(version.printable)' is an invalid value for Version.")
    }
    guard let content = form.file else {
      throw PackageRefusal(400, "Upload payload does not have a file.")
    }
    guard RegistryRequest.isName(content.name), content.name.utf8.count <= 200 else {
      throw PackageRefusal(
        400, "Cannot upload a file with '/' or '\\' in the name.")
    }
    file = content.name
    bytes = Array(content.bytes)
    self.form = form
    coreMetadata = kind == "bdist_wheel" ? WheelMetadata.read(bytes) : nil
  }

  /// Refuses a file whose name does not belong to what the form says.
  func checkFile() throws(PackageRefusal) {
    guard bytes.count <= 100 << 20 else {
      throw PackageRefusal(
        400,
        "File too large. Limit for project '\(name)' is 100 MB. See https://pypi.org/help/#file-size-limit for more information."
      )
    }
    let underscored = String(PackageIndex.normalized(name).map { $0 == "-" ? "_" : $0 })
    if kind == "sdist" {
      let wanted = "\(underscored)-\(version)"
      guard file == wanted + ".tar.gz" || file == wanted + ".zip" else {
        throw PackageRefusal(400, "Filename '\(file)' is invalid, should be '\(wanted).tar.gz'.")
      }
      return
    }
    let parts = file.hasSuffix(".whl") ? file.dropLast(4).split(separator: "-") : []
    guard parts.count == 5 || parts.count == 6, parts[0].lowercased() == underscored,
      parts[1] == version
    else {
      let tags = parts.count >= 5 ? parts.suffix(3).joined(separator: "-") : "py3-none-any"
      throw PackageRefusal(
        400, "Filename '\(file)' is invalid, should be '\(underscored)-\(version)-\(tags).whl'.")
    }
    for tag in (parts.last ?? "").split(separator: ".") where !Self.isServed(String(tag)) {
      throw PackageRefusal(
        400, "Binary wheel '\(file)' has an unsupported platform tag '\(tag)'.")
    }
  }

  /// Whether PyPI takes wheels of a platform.
  private static func isServed(_ tag: String) -> Bool {
    let exact = [
      "any", "win32", "win_arm64", "win_amd64", "win_ia64", "linux_armv6l", "linux_armv7l",
    ]
    return exact.contains(tag)
      || ["manylinux", "musllinux_", "macosx_", "ios_", "android_", "pyodide_"].contains {
        tag.hasPrefix($0)
      }
  }

  /// The digests of a file, in hexadecimal digits.
  struct Digests {
    let blake2: String
    let sha256: String
    let md5: String

    /// Each is a pass over the file; two go side by side.
    init(_ bytes: [UInt8]) {
      let other = Background { () throws(Failure) -> String in Digest.sha256(bytes) }
      blake2 = Blake2b.digest256(bytes)
      md5 = Digest.md5(bytes)
      sha256 = (try? other.value()) ?? Digest.sha256(bytes)
    }
  }

  /// The file's digests, after those that the form states were compared.
  func checkedDigests() throws(PackageRefusal) -> Digests {
    let digests = Digests(bytes)
    let stated = [
      (form["md5_digest"], digests.md5), (form["blake2_256_digest"], digests.blake2),
      (form["sha256_digest"], digests.sha256),
    ].filter { $0.0.map { !$0.isEmpty } ?? false }
    guard !stated.isEmpty else { throw PackageRefusal(400, "Include at least one message digest.") }
    for (text, digest) in stated where text?.lowercased() != digest {
      throw PackageRefusal(
        400, "The digest supplied does not match a digest calculated from the uploaded file.")
    }
    return digests
  }

  /// What is kept of the file beside its bytes.
  func record(_ digests: Digests, time: String) -> JSONValue {
    var members: [String: JSONValue] = [
      "filename": .string(file), "name": .string(name), "version": .string(version),
      "filetype": .string(kind), "pyversion": .string(form["pyversion"] ?? "source"),
      "sha256": .string(digests.sha256), "md5": .string(digests.md5),
      "blake2_256": .string(digests.blake2), "size": .number(Double(bytes.count)),
      "time": .string(time),
    ]
    for field in ["requires_python", "summary", "license_expression", "home_page"] {
      if let value = form[field], !value.isEmpty { members[field] = .string(value) }
    }
    if let coreMetadata { members["metadata_sha256"] = .string(Digest.sha256(coreMetadata)) }
    return .object(members)
  }
}

extension String {
  /// The text as it can stand in a header: what is no visible ASCII is a question mark.
  var printable: String {
    String(decoding: utf8.map { (0x20...0x7E).contains($0) ? $0 : 0x3F }, as: UTF8.self)
  }
}

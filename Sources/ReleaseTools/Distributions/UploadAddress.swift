package import Diagnostics
package import ReleaseWorld

/// Where distributions are uploaded to.
package struct UploadAddress: Hashable, Sendable {
  /// `https://upload.pypi.org/legacy/`; never with a user or a password in it.
  package let url: String

  /// PyPI's own.
  package static let pyPI = UploadAddress(checked: "https://upload.pypi.org/legacy/")

  private init(checked url: String) { self.url = url }

  /// - Throws: `.noRegistry` for what is no address of http or https, for one that holds a password,
  ///   and for one without https elsewhere than on this machine.
  package init(_ url: String) throws(ReleaseError) {
    let request = HTTPRequest(url)
    guard url.hasPrefix("https://") || url.hasPrefix("http://"), !request.host.isEmpty,
      url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
    else {
      throw ReleaseError(
        .noRegistry, "`\(Redactor().redact(url))` is no address for uploads",
        why: ["it begins with https:// (or, on this machine, http://) and names a host"])
    }
    let rest = url[url.utf8.index(url.startIndex, offsetBy: url.hasPrefix("https") ? 8 : 7)...]
    guard !rest.prefix(while: { !"/?#".contains($0) }).contains("@") else {
      throw ReleaseError(
        .noRegistry, "the address for uploads to \(request.host) holds a user or a password",
        why: ["it would stand in argument lists and logs; leave it out of the address"],
        fix: [TokenPlace.index(host: request.host).settingLine])
    }
    guard request.isPrivate else {
      throw ReleaseError(
        .noRegistry, "uploads to \(request.host) would go unencrypted",
        why: ["a token is sent by https alone, but for this machine's own addresses"])
    }
    self.url = url
  }

  /// Where uploads from here go.
  ///
  /// A `given` address wins, then `TWINE_REPOSITORY_URL` and `UV_PUBLISH_URL`, then the section of
  /// `.pypirc` that `TWINE_REPOSITORY` names; else PyPI.
  ///
  /// - Throws: `.noRegistry` where the two variables differ or the section is not there, and as
  ///   ``init(_:)``; `.fileUnreadable`.
  package static func chosen(
    _ given: String? = nil, in world: World
  ) throws(ReleaseError) -> UploadAddress {
    if let given { return try UploadAddress(given) }
    let environment = world.environment
    let named = ["TWINE_REPOSITORY_URL", "UV_PUBLISH_URL"].compactMap { environment[$0] }
      .filter { !$0.isEmpty }
    if let first = named.first {
      let address = try UploadAddress(first)
      if let second = named.dropFirst().first, try !UploadAddress(second).isSame(as: address) {
        throw ReleaseError(
          .noRegistry, "TWINE_REPOSITORY_URL and UV_PUBLISH_URL name two indexes",
          why: ["unset one of them, or name the one that is meant by --upload-url"])
      }
      return address
    }
    guard let section = environment["TWINE_REPOSITORY"], !section.isEmpty else { return .pyPI }
    let file = try TokenSources.pypirc(world).map(PypircFile.init)
    guard let url = file?.repository(of: section) ?? PypircFile.known[section] else {
      throw ReleaseError(
        .noRegistry, "~/.pypirc has no repository `\(section)`",
        why: ["TWINE_REPOSITORY names it; unset it, or name the index by --upload-url"])
    }
    return try UploadAddress(url)
  }

  /// Its host, with its port where it has one.
  package var host: String { HTTPRequest(url).host }

  /// Whether what is sent there is to be as PyPI wants it: PyPI itself, its test, or a stand-in on this
  /// machine.
  package var isForPyPI: Bool {
    host.hasSuffix(".pypi.org") || HTTPRequest.isLoopback(host)
  }

  /// Whose token it takes.
  package var place: TokenPlace { .index(host: host) }

  /// As outcomes name it.
  package var name: String { host == "upload.pypi.org" ? "pypi.org" : "index" }

  /// The host that a macaroon for it names.
  ///
  /// PyPI's tokens name the site, not the host that takes the uploads.
  package var tokenHost: String {
    host == "upload.pypi.org" ? "pypi.org" : String(host.prefix { $0 != ":" })
  }

  /// The simple index that serves what is uploaded here, where everybody knows it.
  var knownSimple: String? {
    switch host {
    case "upload.pypi.org": "https://pypi.org/simple"
    case "test.pypi.org": "https://test.pypi.org/simple"
    default: nil
    }
  }

  /// Another path at the same host.
  func beside(_ path: String) -> String {
    let scheme = url.hasPrefix("https://") ? "https" : "http"
    return "\(scheme)://\(host)\(path)"
  }

  /// Whether both are one index: the slash at the end and the case of the host do not tell them apart.
  package func isSame(as other: UploadAddress) -> Bool { normalized == other.normalized }

  private var normalized: String {
    let path = url[url.utf8.index(url.startIndex, offsetBy: beside("").utf8.count)...]
    var text = beside("").lowercased() + path
    while text.hasSuffix("/") { text.removeLast() }
    return text
  }
}

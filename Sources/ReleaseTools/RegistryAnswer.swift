package import Diagnostics
import ReleaseWorld

/// What a registry says of one version of one package.
package enum RegistryAnswer: Hashable, Sendable {
  /// It serves it.
  case served(RegistryRelease)
  /// It says that there is no such version.
  case absent
  /// It could not be asked, or its answer makes no sense; the error says why.
  case unknown(ReleaseError)
}

/// One version of a package, as a registry serves it.
package struct RegistryRelease: Hashable, Sendable {
  /// A file that can be downloaded.
  package struct File: Hashable, Sendable {
    package var name: String
    /// In lower-case hexadecimal; `nil` where the registry does not say it.
    package var sha256: String?
    /// Where it is downloaded from, absolute; `nil` for a crate, whose registry says it for all of them.
    package var url: String?

    package init(_ name: String, sha256: String?, url: String? = nil) {
      self.name = name
      self.sha256 = sha256
      self.url = url
    }
  }

  /// Of a crate its one `.crate`; of a distribution its wheels and sdist, by name.
  package var files: [File]
  /// Whether all of it was withdrawn.
  package var isYanked: Bool
  /// When the first of its files was uploaded, in seconds since 1970; `nil` where the registry does not
  /// say it.
  package var firstUpload: Double?

  package init(files: [File], isYanked: Bool = false, firstUpload: Double? = nil) {
    self.files = files
    self.isYanked = isYanked
    self.firstUpload = firstUpload
  }
}

extension HTTPResponse {
  /// The body of an answer that says yes; what else it can be is an answer already.
  ///
  /// 404, 410 and 451 are a registry's ways to say that there is nothing.
  ///
  /// - SeeAlso: The Cargo Book, "Index Format", "Nonexistent Crates".
  func body(from host: String) throws(RegistryRefusal) -> [UInt8] {
    switch status {
    case 200:
      guard !isPage else {
        throw .answered(
          .unknown(.serverSilent(host, "it answered with a page for people, as a proxy does")))
      }
      return body
    case 404, 410, 451: throw .answered(.absent)
    case 401, 403:
      throw .answered(.unknown(.serverSilent(host, "it wants to know who asks: HTTP \(status)")))
    default: throw .answered(.unknown(.serverSilent(host, "it answered HTTP \(status)")))
    }
  }
}

/// An answer that ends a question early.
enum RegistryRefusal: Error {
  case answered(RegistryAnswer)
}

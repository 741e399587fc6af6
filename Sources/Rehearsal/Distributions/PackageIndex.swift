import Diagnostics
import ReleaseTools
package import ReleaseWorld

/// A package index that stands in for PyPI: upload, simple index, files and project JSON as one
/// function from request to response over what the store holds.
///
/// - SeeAlso: warehouse's `docs/user/api/upload.md` and `warehouse/forklift/legacy.py`; PEP 503, 658
///   and 691.
package struct PackageIndex: Sendable {
  let store: RegistryStore
  let accounts: RegistryAccounts
  /// Where clients find it, without a slash at the end.
  let address: String
  let clock: Clock

  /// Most bytes of an upload: PyPI's 100 MB, and the form around it.
  static let uploadLimit = 101 << 20

  package init(store: RegistryStore, accounts: RegistryAccounts, address: String, clock: Clock) {
    self.store = store
    self.accounts = accounts
    self.address = address
    self.clock = clock
  }

  /// Answers a request.
  package func response(to request: RegistryRequest) -> RegistryResponse {
    do throws(PackageRefusal) {
      guard let path = request.segments else {
        throw PackageRefusal(400, "The path holds what is no name.")
      }
      let method = request.method == "HEAD" ? "GET" : request.method
      return switch (method, path.first, path.count) {
      case ("POST", "legacy", 1): try upload(request)
      case ("GET", "simple", 1): try projects(request)
      case ("GET", "simple", 2): try project(path[1], request)
      case ("GET", "packages", 3): try file(path[1], path[2])
      case ("GET", "pypi", 3) where path[2] == "json": try about(path[1], version: nil)
      case ("GET", "pypi", 4) where path[3] == "json": try about(path[1], version: path[2])
      case ("GET", "_", 3) where path[1...] == ["oidc", "audience"]:
        .json(.object(["audience": .string("pypi")]))
      case ("POST", "_", 3) where path[1...] == ["oidc", "mint-token"]: mint(request)
      case (_, "legacy", 1): throw PackageRefusal(405, "Method Not Allowed")
      default: throw PackageRefusal(404, "Not Found")
      }
    } catch {
      return error.response(to: request["accept"] ?? "")
    }
  }

  /// The host that this index's tokens name.
  var host: String {
    let rest =
      address.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
    return String(rest.prefix { $0 != ":" })
  }

  /// The upload token of a person.
  package func token(of person: RegistryAccounts.Account) -> String {
    Macaroon(location: host, identifier: person.uploadIdentifier, key: person.uploadKey)
      .narrowed("[3,\"\(person.uploadIdentifier)\"]").token
  }

  /// The name as the index spells it (PEP 503).
  static func normalized(_ name: String) -> String {
    name.lowercased().split { $0 == "-" || $0 == "_" || $0 == "." }.joined(separator: "-")
  }

  /// Runs what may fail on disk; a refusal of the disk is an error of the server.
  func disk<Value>(
    _ body: () throws(Failure) -> sending Value
  ) throws(PackageRefusal) -> sending Value {
    do throws(Failure) { return try body() } catch {
      throw PackageRefusal(500, "Internal Server Error: \(error.what)")
    }
  }
}

/// What the package index refuses: a text that stands in the reason phrase and in the body.
struct PackageRefusal: Error {
  let status: Int
  let text: String

  init(_ status: Int, _ text: String) {
    self.status = status
    self.text = text
  }

  private var title: String {
    switch status {
    case 400: "Bad Request"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 413: "Request Entity Too Large"
    default: "Internal Server Error"
    }
  }

  private var explanation: String {
    switch status {
    case 400:
      "The server could not comply with the request since it is either malformed or otherwise incorrect."
    case 403: "Access was denied to this resource."
    case 404: "The resource could not be found."
    default: "The server did not answer as asked."
    }
  }

  /// In the form that the client reads: JSON, plain text or HTML.
  func response(to accept: String) -> RegistryResponse {
    let status = "\(self.status) \(text)"
    var response: RegistryResponse
    if accept.contains("application/json") {
      response = .json(
        .object([
          "message": .string("\(explanation)\n\n\n\(text)\n\n"), "code": .string(status),
          "title": .string(title),
        ]), status: self.status)
    } else if accept.contains("text/html") {
      let escaped = HTMLText.escape(text)
      response = .text(
        "<html>\n <head>\n  <title>\(self.status) \(escaped)</title>\n </head>\n <body>\n"
          + "  <h1>\(self.status) \(escaped)</h1>\n  \(explanation)<br/><br/>\n\(escaped)\n\n\n"
          + " </body>\n</html>", status: self.status, type: "text/html")
    } else {
      response = .text("\(status)\n\n\(explanation)\n\n\n\(text)\n\n", status: self.status)
    }
    response.reason = text
    return response
  }
}

/// Text in HTML.
enum HTMLText {
  static func escape(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.append(character)
      }
    }
    return escaped
  }
}

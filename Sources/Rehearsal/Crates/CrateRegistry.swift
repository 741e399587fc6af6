import Diagnostics
import ReleaseModel
package import ReleaseWorld

/// A registry of crates that stands in for crates.io: the sparse index and the web API as one
/// function from request to response over what the store holds.
///
/// - SeeAlso: The Cargo Book, "Registry Web API"; crates.io's `src/controllers/krate/publish.rs` for
///   the order of the refusals.
package struct CrateRegistry: Sendable {
  let store: RegistryStore
  let accounts: RegistryAccounts
  let addresses: Addresses
  let upstream: UpstreamIndex?
  /// How often a person may publish; `nil` as often as they like.
  let budget: PublishBudget?
  let clock: Clock

  /// What `config.json` tells clients.
  package struct Addresses: Sendable {
    package let download: String
    package let api: String

    package init(download: String, api: String) {
      self.download = download
      self.api = api
    }
  }

  package init(
    store: RegistryStore, accounts: RegistryAccounts, addresses: Addresses,
    upstream: UpstreamIndex? = nil, budget: PublishBudget? = nil, clock: Clock
  ) {
    self.store = store
    self.accounts = accounts
    self.addresses = addresses
    self.upstream = upstream
    self.budget = budget
    self.clock = clock
  }

  /// Answers a request below `/index` or `/api`.
  package func response(to request: RegistryRequest) -> RegistryResponse {
    do throws(CrateRefusal) {
      guard let segments = request.segments else {
        throw CrateRefusal(400, "the path holds what is no name")
      }
      switch (segments.first, request.method) {
      case ("index", "GET"), ("index", "HEAD"):
        return try indexFile(Array(segments.dropFirst()), request)
      case ("index", _): throw CrateRefusal(405, "method not allowed")
      case ("api", _) where segments.dropFirst().first == "v1":
        return try api(Array(segments.dropFirst(2)), request)
      default: throw CrateRefusal(404, "Not Found")
      }
    } catch {
      return error.response
    }
  }

  private func api(
    _ path: [String], _ request: RegistryRequest
  ) throws(CrateRefusal) -> RegistryResponse {
    let method = request.method == "HEAD" ? "GET" : request.method
    return switch (method, path.count, path.first, path.last) {
    case ("PUT", 2, "crates", "new"): try publish(request)
    case ("GET", 1, "crates", _): search(request)
    case ("GET", 2, "crates", _): try about(path[1])
    case ("GET", 3, "crates", "owners"): try owners(of: path[1])
    case ("PUT", 3, "crates", "owners"): try changeOwners(of: path[1], request, adds: true)
    case ("DELETE", 3, "crates", "owners"): try changeOwners(of: path[1], request, adds: false)
    case ("GET", 3, "crates", _): try about(path[1], version: path[2])
    case ("GET", 4, "crates", "download"): try download(path[1], path[2])
    case ("DELETE", 4, "crates", "yank"): try yank(path[1], path[2], request, to: true)
    case ("PUT", 4, "crates", "unyank"): try yank(path[1], path[2], request, to: false)
    case ("GET", 1, "me", _): try me(request)
    case ("POST", 2, "trusted_publishing", "tokens"): try exchange(request)
    case ("DELETE", 2, "trusted_publishing", "tokens"): try revoke(request)
    default: throw CrateRefusal(404, "Not Found")
    }
  }

  /// Runs what may fail on disk; a refusal of the disk is an error of the server.
  func disk<Value>(_ body: () throws(Failure) -> sending Value) throws(CrateRefusal)
    -> sending Value
  {
    do throws(Failure) { return try body() } catch {
      throw CrateRefusal(500, "Internal Server Error: \(error.what)")
    }
  }
}

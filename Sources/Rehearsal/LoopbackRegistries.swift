package import ReleaseWorld

/// Both registries behind one address, each with its own paths.
package struct LoopbackRegistries: Sendable {
  package let crates: CrateRegistry
  package let packages: PackageIndex
  private let address: String

  /// Clients find both below the address, which has no slash at the end.
  package init(
    store: RegistryStore, accounts: RegistryAccounts, address: String,
    upstream: UpstreamIndex? = nil, budget: PublishBudget? = nil, clock: Clock
  ) {
    self.address = address
    crates = CrateRegistry(
      store: store, accounts: accounts,
      addresses: CrateRegistry.Addresses(download: address + "/api/v1/crates", api: address),
      upstream: upstream, budget: budget, clock: clock)
    packages = PackageIndex(store: store, accounts: accounts, address: address, clock: clock)
  }

  /// The answer of the registry that the path belongs to.
  package func response(to request: RegistryRequest) -> RegistryResponse {
    switch request.path.split(separator: "/").first {
    case "index", "api": crates.response(to: request)
    default: packages.response(to: request)
    }
  }

  /// Most bytes that the body of a request may have.
  package static func bodyLimit(_ method: String, _ target: String) -> Int {
    switch method {
    case "PUT" where target.hasPrefix("/api/v1/crates/new"): CrateUpload.limit
    case "POST" where target.hasPrefix("/legacy"): PackageIndex.uploadLimit
    default: 64 << 10
    }
  }

  /// What clients need to use both, as names and values.
  package var introduction: [(name: String, value: String)] {
    let person = crates.accounts.people.first
    return [
      ("crates-index", "sparse+\(address)/index/"),
      ("crates-token", person?.crateToken ?? ""),
      ("upload-url", "\(address)/legacy/"),
      ("upload-token", person.map { packages.token(of: $0) } ?? ""),
      ("simple-url", "\(address)/simple/"),
    ]
  }
}

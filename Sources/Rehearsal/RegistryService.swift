package import ReleaseWorld

/// Both registries at work on 127.0.0.1, over a data directory.
package struct RegistryService: Sendable {
  private let server: LoopbackServer
  private let registries: LoopbackRegistries

  /// Starts it; port 0 is a free one.
  ///
  /// The files are those of the data directory, the upstream a sparse index that
  /// ``UpstreamIndex/takes(_:)``, which is asked through `http`.
  ///
  /// - Throws: What keeps the data directory from being read or made, or the port from being listened on.
  package init(
    files: Files, port: Int = 0, upstream: String? = nil, http: HTTP, clock: Clock,
    faults: [Fault] = [], budget: PublishBudget? = nil,
    limits: TransportLimits = TransportLimits(), told: @escaping LoopbackServer.Told = { _, _ in }
  ) throws(Failure) {
    let store = RegistryStore(files)
    let accounts = try store.accounts()
    let upstream = upstream.map { UpstreamIndex(index: $0, http: http) }
    @Sendable func registries(_ port: Int) -> LoopbackRegistries {
      LoopbackRegistries(
        store: store, accounts: accounts, address: "http://127.0.0.1:\(port)", upstream: upstream,
        budget: budget, clock: clock)
    }
    server = try LoopbackServer(port: port, limits: limits, told: told) { port in
      let faulty = FaultyRegistries(faults, over: registries(port).response, clock: clock)
      return LoopbackServer.Behaviour(answer: faulty.response, cuts: faulty.cuts)
    }
    self.registries = registries(server.port)
  }

  /// What clients need to use both, as names and values.
  package var introduction: [(name: String, value: String)] { registries.introduction }

  /// Ends it; what was answered is kept.
  package func stop() { server.stop() }
}

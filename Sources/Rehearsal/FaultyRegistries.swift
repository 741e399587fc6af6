package import ReleaseWorld
import Synchronization

/// Registries that are right but for some faults.
package final class FaultyRegistries: Sendable {
  private struct State {
    /// How often each fault has hit.
    var hits: [Int]
    /// Index files as they were, and until when they are shown so.
    var old: [String: (response: RegistryResponse, until: Double)] = [:]
  }

  private let faults: [Fault]
  private let right: @Sendable (RegistryRequest) -> RegistryResponse
  private let clock: Clock
  private let state: Mutex<State>

  package init(
    _ faults: [Fault], over right: @escaping @Sendable (RegistryRequest) -> RegistryResponse,
    clock: Clock
  ) {
    self.faults = faults
    self.right = right
    self.clock = clock
    state = Mutex(State(hits: faults.map { _ in 0 }))
  }

  /// Whether the connection of a request is to be cut while its body comes; counts as a hit.
  package func cuts(_ method: String, _ target: String) -> Bool {
    take(method, target) { if case .cutInBody = $0 { true } else { false } } != nil
  }

  /// The answer, right or wrong.
  package func response(to request: RegistryRequest) -> RegistryResponse {
    let now = clock.now()
    if request.method == "GET",
      let old = state.withLock({ $0.old[String(request.path)] }), old.until > now
    {
      return old.response
    }
    let kind = take(request.method, request.target) {
      if case .cutInBody = $0 { false } else { true }
    }
    switch kind {
    case nil, .cutInBody: return right(request)
    case .answers(let response): return response
    case .answerLost:
      var response = right(request)
      response.isLost = true
      return response
    case .changes(let change):
      var response = right(request)
      response.body = change(response.body)
      return response
    case .late(let seconds):
      guard let question = Self.question(after: request) else { return right(request) }
      let path = String(question.path)
      let before = right(question)
      let response = right(request)
      if response.status == 200 {
        state.withLock { state in
          // While something is hidden already, so is what comes to it.
          let hidden = state.old[path].flatMap { $0.until > now ? $0.response : nil }
          state.old[path] = (hidden ?? before, now + seconds)
        }
      }
      return response
    }
  }

  /// What shows that an upload was taken.
  private static func question(after request: RegistryRequest) -> RegistryRequest? {
    if request.method == "PUT" {
      guard let upload = try? CrateUpload(request.body), let name = upload.metadata["name"]?.text
      else { return nil }
      return RegistryRequest("GET", "/index/" + CrateIndex.path(of: name))
    }
    guard let form = MultipartForm(request.body, contentType: request["content-type"] ?? ""),
      let name = form["name"]
    else { return nil }
    return RegistryRequest(
      "GET", "/simple/\(PackageIndex.normalized(name))/",
      headers: [HeaderField("accept", "application/vnd.pypi.simple.v1+json")])
  }

  /// The first fault that hits a request and is not used up.
  private func take(
    _ method: String, _ target: String, where fits: (Fault.Kind) -> Bool
  ) -> Fault.Kind? {
    state.withLock { state in
      for (number, fault) in faults.enumerated()
      where fault.hits(method, target) && fits(fault.kind) {
        if let times = fault.times, state.hits[number] >= times { continue }
        state.hits[number] += 1
        return fault.kind
      }
      return nil
    }
  }
}

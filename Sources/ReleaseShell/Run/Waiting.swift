import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

extension Shell {
  /// Asks until the registry serves it; says meanwhile how long that has taken.
  ///
  /// An index is a file behind a cache: asking each second at first, then each ten, costs nobody anything.
  ///
  /// - Throws: `.notServed` at the limit, `.interrupted` by ^C.
  func wait(for question: RegistryQuestion) throws(ReleaseError) {
    var question = question
    let clock = activeWorld.clock
    let begin = clock.now()
    let words = "waiting until \(question.name) serves \(question.target.object)"
    let isRewritten = output.colour && !output.isJSON
    if !isRewritten { output.line("\(words), at most \(Int(question.limit)) s", .dim) }
    defer { output.progress(nil) }
    var (interval, due, said) = (1.0, begin + 1, begin)
    var reason: ReleaseError?
    while true {
      let now = clock.now()
      if now >= begin + question.limit { throw .stillNotServed(question, reason) }
      if now >= due {
        switch try question.ask(by: activeWorld.http) {
        case .served: return
        case .absent: reason = nil
        case .unknown(let error): reason = error
        }
        interval = min(interval * 1.3, 10)
        due = clock.now() + interval
      }
      let progress = "\(words): \(Int(now - begin)) of \(Int(question.limit)) s"
      if isRewritten {
        output.progress(progress)
      } else if now >= said + 60 {
        output.line(progress, .dim)
        said = now
      }
      try clock.pause(min(1, max(0.05, min(due, begin + question.limit) - now)))
    }
  }

  /// Looks until a registry shows what it was sent, or something else than that: an index lags behind what
  /// was taken.
  ///
  /// - Throws: `.notServed` after ten minutes, `.interrupted`.
  func waitUntilShown(_ step: any ReleaseStep) throws(ReleaseError) {
    let clock = activeWorld.clock
    let (begin, limit) = (clock.now(), 600.0)
    defer { output.progress(nil) }
    var interval = 0.2
    while true {
      switch try step.state(in: view) {
      case .done, .blocked: return
      case .pending(let question): return try wait(for: question)
      case .ready, .unknown: break
      }
      let passed = clock.now() - begin
      guard passed < limit else {
        throw ReleaseError(
          .notServed,
          "\(step.subject) was sent, and its registry does not show it after \(Int(limit)) s",
          why: ["the index may lag; `go` looks again, and sends nothing twice that it then shows"])
      }
      if passed > 1 { output.progress("waiting until \(step.subject) is served: \(Int(passed)) s") }
      try clock.pause(interval)
      interval = min(interval * 1.5, 10)
    }
  }
}

extension Shell {
  /// Waits until a registry takes more, and counts down meanwhile.
  ///
  /// - Throws: `refusal` where that would take too long, with how long it would; `.interrupted`.
  func wait(
    for limit: RateLimit, of step: any ReleaseStep, _ patience: inout RateLimit.Patience,
    _ refusal: ReleaseError
  ) throws(ReleaseError) {
    let clock = activeWorld.clock
    let most = PublishLimits.spelled(patience.limit)
    guard let seconds = patience.wait(for: limit, now: clock.now()) else {
      var refusal = refusal
      refusal.why.append("it is waited for at most \(most); `go` goes on from here later")
      throw refusal
    }
    let words = "\(step.name) \(step.subject): the registry takes no more for now"
    let isSaid = limit.until == nil ? "it does not say until when; " : ""
    output.line(
      "\(words); \(isSaid)it is tried again in \(PublishLimits.spelled(seconds)), for at most \(most)"
        + " in all", .warning)
    try clock.wait(seconds) { left in
      output.progress(left.map { "again in \(PublishLimits.spelled($0))" })
    }
  }
}

extension Shell {
  /// The longest that a registry's word is kept for: one that names a moment far away may be damaged.
  private static let longestRefusal = 86400.0

  /// Remembers until when a registry takes no more of a step, also for the shell after this one.
  func noteRefused(_ effects: [Effect], of step: any ReleaseStep, until moment: Double?) {
    let now = activeWorld.clock.now()
    guard let moment, moment > now, moment < now + Self.longestRefusal,
      let registry = effects.lazy.compactMap(\.registry).first
    else { return }
    session.refusedUntil["\(step.name) \(step.subject) to \(registry)"] = moment
    // Whoever is waiting may be killed.
    do throws(ReleaseError) { try saveSession() } catch {}
  }

  /// Waits for the rest of what a registry said when it refused a step the last time: a try before that
  /// would count as another one.
  ///
  /// - Throws: `.rateLimited` where that would take too long, `.interrupted`.
  func waitOut(
    _ effects: [Effect], of step: any ReleaseStep, _ patience: inout RateLimit.Patience
  ) throws(ReleaseError) {
    let now = activeWorld.clock.now()
    session.refusedUntil = session.refusedUntil.filter {
      $0.value > now && $0.value < now + Self.longestRefusal
    }
    guard !activeWorld.onlyShows, let registry = effects.lazy.compactMap(\.registry).first,
      let until = session.refusedUntil["\(step.name) \(step.subject) to \(registry)"]
    else { return }
    try wait(
      for: RateLimit(until: until), of: step, &patience,
      ReleaseError(
        .rateLimited, "\(registry) takes \(step.subject) not before \(UTCTime(until).text)",
        why: ["it said so when it refused it, and a refused try counts too: nothing was sent"],
        fix: ["go"]))
  }
}

extension Effect {
  /// The registry that an upload goes to, or that is asked to withdraw something.
  fileprivate var registry: String? {
    guard case .tool(let call) = self else { return nil }
    switch call.change {
    case .publishCrate(_, _, let registry), .yank(_, _, let registry), .unyank(_, _, let registry):
      return registry
    case .uploadFiles(_, _, _, let index): return index
    }
  }
}

extension World {
  /// The same world, in which a server that wants to be asked later is asked later.
  func waitingForServers(_ output: Output) -> World {
    var world = self
    world.http = http.patient(clock) { host, left in
      output.progress(
        left.map { "\(host) wants to be asked again in \(PublishLimits.spelled($0))" })
    }
    return world
  }
}

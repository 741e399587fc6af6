import Diagnostics
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
}

import CRelsh
import Diagnostics

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The environment variables, the person's directories and the clock.
package struct Environment: Sendable {
  package var variables: [String: String]

  package init(_ variables: [String: String]) { self.variables = variables }

  /// The variables of this process, as they are now.
  package static func live() -> Self {
    var variables: [String: String] = [:]
    guard var entry = relsh_environment() else { return Self([:]) }
    while let text = entry.pointee {
      let line = String(cString: text)
      if let sign = line.utf8.firstIndex(of: UInt8(ascii: "=")) {
        variables[String(line[..<sign])] = String(line[line.utf8.index(after: sign)...])
      }
      entry += 1
    }
    return Self(variables)
  }

  package subscript(_ name: String) -> String? { variables[name] }

  /// `HOME`.
  package var home: String? { variables["HOME"].flatMap { $0.isEmpty ? nil : $0 } }

  /// Where the history is kept: `$XDG_STATE_HOME/relsh`, else `~/.local/state/relsh`.
  ///
  /// - SeeAlso: XDG Base Directory Specification 0.8; a relative value is ignored, as it says.
  package var stateDirectory: String? {
    if let state = variables["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/relsh" }
    return home.map { $0 + "/.local/state/relsh" }
  }
}

/// The time.
package struct Clock: Sendable {
  /// Seconds since 1970-01-01T00:00:00Z.
  package var now: @Sendable () -> Double
  /// Lets seconds pass; ^C ends it with `.interrupted`.
  package var pause: @Sendable (_ seconds: Double) throws(Failure) -> Void

  /// A clock of its own; where nothing is said, no time passes in a pause but that of a look.
  package init(
    now: @escaping @Sendable () -> Double,
    pause: @escaping @Sendable (Double) throws(Failure) -> Void = {
      (_: Double) throws(Failure) in
    }
  ) {
    self.now = now
    self.pause = pause
  }

  /// The machine's clock.
  package static func live() -> Self {
    Self(
      now: {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
      },
      pause: { (seconds: Double) throws(Failure) in
        poll(nil, 0, Int32(max(0, min(seconds, 3600)) * 1000))
        if Interrupts.take() {
          throw Failure(
            .interrupted, "^C ended the wait", why: ["nothing was changed; `go` goes on from here"])
        }
      })
  }
}

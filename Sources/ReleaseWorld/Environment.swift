/// The environment variables, the person's directories and the clock.
package struct Environment: Sendable {
  package var variables: [String: String]

  package init(_ variables: [String: String]) { self.variables = variables }

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

  package init(now: @escaping @Sendable () -> Double) { self.now = now }
}

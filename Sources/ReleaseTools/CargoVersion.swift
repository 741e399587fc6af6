package import Diagnostics
package import ReleaseWorld

extension World {
  /// Why no crate can be published or yanked by the cargo that is here; `nil` where it can.
  ///
  /// Older ones than 1.90 wait for an index in other ways, and cannot publish several crates.
  ///
  /// - Throws: `.interrupted`.
  package func cargoFault() throws(Failure) -> ReleaseError? {
    let end: ChildEnd
    do throws(Failure) {
      end = try processes.run(
        Child(
          "cargo", ["--version"], environment: TokenVariables.removed(from: environment), limit: 60)
      )
    } catch {
      guard error.code == .toolFailed else { throw error }
      return .noCargo("no cargo is found along PATH")
    }
    if end.wasInterrupted { throw Failure(.interrupted, "`cargo --version` was interrupted") }
    // `cargo 1.95.0 (f2d3ce0bd 2026-03-21)`
    let numbers =
      end.text.split(separator: " ").dropFirst().first?
      .split(separator: ".").compactMap { Int($0) } ?? []
    guard end.status == 0, numbers.count >= 2 else {
      let words = end.errorText.split(separator: "\n").first.map(String.init)
      return .noCargo(words ?? "`cargo --version` tells none")
    }
    guard (numbers[0], numbers[1]) >= (1, 90) else {
      return .noCargo("the cargo that comes first along PATH is \(numbers[0]).\(numbers[1])")
    }
    return nil
  }
}

extension ReleaseError {
  static func noCargo(_ reason: String, to purpose: String = "publish a crate") -> Self {
    Self(
      .noCargo, "cargo 1.90 or newer is needed to \(purpose)", why: [reason],
      fix: ["!apt-get install --yes cargo-web"])
  }
}

import Diagnostics
import ReleaseModel
import ReleaseWorld

extension Shell {
  /// The selected distributions; where nothing is selected, all that there are.
  ///
  /// `command` is the line that wants them, for the fix of a selection without one.
  ///
  /// - Throws: `.nothingSelected`.
  func distributions(_ named: String?, for command: String) throws(ReleaseError) -> [Int] {
    let repository = try view.repository()
    let all = repository.packages.indices.filter {
      repository.packages[$0].kind == .distribution
    }
    let isChosen = named != nil || !session.selection.isEmpty
    let chosen = isChosen ? try selection(named).filter(all.contains) : all
    guard chosen.isEmpty else { return chosen }
    let fix = all.first.map { ShellLine("\(command) -p \(repository.selector(of: $0))") }
    throw ReleaseError(
      .nothingSelected, "no Python distribution is selected",
      why: [
        all.isEmpty
          ? "this repository has none; cargo builds its crates"
          : "wheels are built of a distribution"
      ], fix: fix.map { [$0] } ?? [])
  }
}

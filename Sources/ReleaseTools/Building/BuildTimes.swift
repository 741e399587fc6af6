package import Diagnostics
import ReleaseModel
package import ReleaseWorld

/// How long the cells of a distribution's matrix took on this machine the last time.
package struct BuildTimes: Sendable {
  private var seconds: [String: Double] = [:]
  private let path: String
  private let files: Files

  /// Reads what is known; a file that makes no sense tells nothing.
  ///
  /// - Throws: `.fileUnreadable`.
  package init(of distribution: String, in world: World) throws(ReleaseError) {
    let name = PythonRequirement.normalized(distribution)
    path = "\(world.git.commonDirectory)/relsh/build-times/\(name).json"
    files = world.files
    guard let bytes = try files.read(path), case .object(let members)? = JSONValue(bytes) else {
      return
    }
    seconds = members.compactMapValues { value in
      value.double.flatMap { (0...1e6).contains($0) ? $0 : nil }
    }
  }

  /// Remembers how long a cell took.
  ///
  /// - Throws: `.fileUnwritable`.
  package mutating func note(_ cell: String, _ time: Double) throws(ReleaseError) {
    seconds[cell] = time
    try files.store(path, JSONValue.object(seconds.mapValues { .number($0) }).bytes + [0x0A])
  }

  /// How long cells will take where each worker takes the next one that waits; `nil` where it is not known
  /// of one of them.
  package func estimate(_ cells: [String], workers: Int) -> Double? {
    var ends = [Double](repeating: 0, count: max(1, workers))
    for cell in cells {
      guard let time = seconds[cell], let first = ends.indices.min(by: { ends[$0] < ends[$1] })
      else { return nil }
      ends[first] += time
    }
    return ends.max()
  }
}

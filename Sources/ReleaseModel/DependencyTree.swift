/// Packages drawn as a tree in publish order: each stands once, below the last of those that it needs.
package struct DependencyTree: Hashable, Sendable {
  /// One package and the lines that lead to it.
  package struct Row: Hashable, Sendable {
    package let package: Int
    /// `├─ `, `└─ ` and what stands before them; empty for a package that needs no other.
    package let branch: String
    /// What it needs beside the package that it stands below.
    package let alsoNeeds: [Int]
  }

  package let rows: [Row]

  /// The tree of some packages of a repository; what they need outside of these is not drawn.
  package init(_ selection: [Int], in repository: Repository) {
    let order = repository.publishOrder(of: selection).packages
    var place: [Int: Int] = [:]
    for (position, package) in order.enumerated() { place[package] = position }
    var parents: [Int: Int] = [:]
    var children: [Int: [Int]] = [:]
    var others: [Int: [Int]] = [:]
    for package in order {
      // Needs that stand later close a circle; the order has opened it there.
      let needs = repository.needs(of: package).filter { need in
        place[need].map { $0 < place[package, default: 0] } ?? false
      }.sorted { place[$0, default: 0] < place[$1, default: 0] }
      guard let parent = needs.last else { continue }
      parents[package] = parent
      children[parent, default: []].append(package)
      others[package] = needs.dropLast()
    }
    var rows: [Row] = []
    // A stack of packages to draw, so that a deep chain needs no deep recursion.
    var stack = order.filter { parents[$0] == nil }.reversed().map { ($0, "", "") }
    while let (package, branch, below) = stack.popLast() {
      rows.append(Row(package: package, branch: branch, alsoNeeds: others[package] ?? []))
      let next = children[package] ?? []
      for (position, child) in next.enumerated().reversed() {
        let isLast = position == next.count - 1
        stack.append(
          (child, below + (isLast ? "└─ " : "├─ "), below + (isLast ? "   " : "│  ")))
      }
    }
    self.rows = rows
  }
}

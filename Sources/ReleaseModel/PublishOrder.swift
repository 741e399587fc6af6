/// The order in which packages can be published: what is needed comes first.
package struct PublishOrder: Hashable, Sendable {
  /// Indices of packages, dependencies before what depends on them, else by name.
  package let packages: [Int]
  /// Packages that need each other in a circle, so that no order meets every requirement.
  ///
  /// They stand in ``packages`` by what they need apart from their tests.
  package let cycles: [[Int]]
}

extension Repository {
  /// The packages that a package needs before it can be published, each once, itself apart.
  ///
  /// cargo publishes dev-dependencies only with a version; those with a path alone do not count.
  package func needs(of package: Int, withTests: Bool = true) -> [Int] {
    var seen: Set<Int> = [package]
    var found: [Int] = []
    for dependency in packages[package].dependencies {
      if dependency.kind == .dev, !withTests || dependency.requirement == nil { continue }
      if seen.insert(dependency.package).inserted { found.append(dependency.package) }
    }
    return found
  }

  /// The packages that need one of these, directly or through others, in the model's order.
  package func dependents(of selection: [Int]) -> [Int] {
    var found = Set(selection)
    var grows = !selection.isEmpty
    while grows {
      let more = packages.indices.filter { index in
        !found.contains(index) && needs(of: index).contains(where: found.contains)
      }
      found.formUnion(more)
      grows = !more.isEmpty
    }
    return found.subtracting(selection).sorted()
  }

  /// The packages of the selection in the order in which they can be published.
  ///
  /// - Complexity: O(*n* log *n*) in the packages and their dependencies.
  package func publishOrder(of selection: [Int]) -> PublishOrder {
    let chosen = Set(selection)
    let nodes = chosen.sorted { precedes($0, $1) }
    let rank = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, $0) })
    func edges(_ withTests: Bool) -> [[Int]] {
      nodes.map { needs(of: $0, withTests: withTests).compactMap { rank[$0] } }
    }
    let all = edges(true)
    let components = Components(of: all)
    let circles = components.members.filter { $0.count > 1 }
    let order = circles.isEmpty ? all : edges(false)
    // Where tests close a circle, only the edges inside it lose their tests.
    let kept = all.indices.map { node in
      all[node].filter { other in
        components.number[node] != components.number[other] || order[node].contains(other)
      }
    }
    return PublishOrder(
      packages: Self.sorted(kept).map { nodes[$0] },
      cycles: circles.map { $0.sorted().map { nodes[$0] } }
        .sorted { precedes($0[0], $1[0]) })
  }

  private func precedes(_ one: Int, _ other: Int) -> Bool {
    let (left, right) = (packages[one], packages[other])
    if left.kind != right.kind { return left.kind == .crate }
    return (left.name, one) < (right.name, other)
  }

  /// Takes the lowest node whose needs are met, again and again; a circle is opened at its lowest.
  private static func sorted(_ needs: [[Int]]) -> [Int] {
    var waiting = needs.map(\.count)
    var neededBy = [[Int]](repeating: [], count: needs.count)
    for node in needs.indices {
      for need in needs[node] { neededBy[need].append(node) }
    }
    var ready = LowestFirst(needs.indices.filter { waiting[$0] == 0 })
    var isDone = [Bool](repeating: false, count: needs.count)
    var order: [Int] = []
    var lowest = 0
    while order.count < needs.count {
      while lowest < needs.count, isDone[lowest] { lowest += 1 }
      let node = ready.removeFirst() ?? lowest
      guard !isDone[node] else { continue }
      isDone[node] = true
      order.append(node)
      for next in neededBy[node] {
        waiting[next] -= 1
        if waiting[next] == 0 { ready.insert(next) }
      }
    }
    return order
  }
}

/// A heap of numbers that gives the lowest first.
private struct LowestFirst {
  private var heap: [Int]

  /// - Parameter sorted: numbers in ascending order, which is a heap already.
  init(_ sorted: [Int]) { heap = sorted }

  mutating func insert(_ number: Int) {
    heap.append(number)
    var child = heap.count - 1
    while child > 0, heap[(child - 1) / 2] > heap[child] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func removeFirst() -> Int? {
    guard let first = heap.first else { return nil }
    heap[0] = heap[heap.count - 1]
    heap.removeLast()
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[child] < heap[least] { least = child }
      if least == parent { return first }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}

/// The strongly connected components of a graph (Tarjan), without recursion: chains may be long.
private struct Components {
  private(set) var number: [Int]
  private(set) var members: [[Int]] = []

  init(of edges: [[Int]]) {
    number = Array(repeating: -1, count: edges.count)
    var index = [Int](repeating: -1, count: edges.count)
    var low = index
    var next = index.map { _ in 0 }
    var stack: [Int] = []
    var isOnStack = index.map { _ in false }
    var count = 0
    for start in edges.indices where index[start] < 0 {
      var path = [start]
      while let node = path.last {
        if index[node] < 0 {
          index[node] = count
          low[node] = count
          count += 1
          stack.append(node)
          isOnStack[node] = true
        }
        if next[node] < edges[node].count {
          let need = edges[node][next[node]]
          next[node] += 1
          if index[need] < 0 {
            path.append(need)
          } else if isOnStack[need] {
            low[node] = min(low[node], index[need])
          }
          continue
        }
        path.removeLast()
        if let parent = path.last { low[parent] = min(low[parent], low[node]) }
        guard low[node] == index[node] else { continue }
        var component: [Int] = []
        while let member = stack.popLast() {
          isOnStack[member] = false
          number[member] = members.count
          component.append(member)
          if member == node { break }
        }
        members.append(component)
      }
    }
  }
}

/// The lines of a file that stay and those that change, by Myers' algorithm.
///
/// Source: E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986. What both files begin and end with is
/// set aside first; beyond `changeLimit` differing lines the rest counts as replaced, so that time and memory stay
/// bounded.
struct LineDiff {
  /// A run of old lines that a run of new lines replaces; one of them may be empty.
  struct Change: Hashable {
    var old: Range<Int>
    var new: Range<Int>
  }

  private static let changeLimit = 1_000

  /// The changes in order, with at least one common line between two of them.
  static func changes(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> [Change] {
    var numbers: [ArraySlice<UInt8>: Int32] = [:]
    func number(_ line: ArraySlice<UInt8>) -> Int32 {
      let next = Int32(truncatingIfNeeded: numbers.count)
      if let known = numbers[line] { return known }
      numbers[line] = next
      return next
    }
    var start = 0
    while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
    var tail = 0
    while tail < min(old.count, new.count) - start,
      old[old.count - 1 - tail] == new[new.count - 1 - tail]
    {
      tail += 1
    }
    let left = old[start..<(old.count - tail)].map(number)
    let right = new[start..<(new.count - tail)].map(number)
    return middle(left, right).map { change in
      Change(
        old: (change.old.lowerBound + start)..<(change.old.upperBound + start),
        new: (change.new.lowerBound + start)..<(change.new.upperBound + start))
    }
  }

  private static func middle(_ old: [Int32], _ new: [Int32]) -> [Change] {
    guard !old.isEmpty, !new.isEmpty else {
      return old.isEmpty && new.isEmpty ? [] : [Change(old: 0..<old.count, new: 0..<new.count)]
    }
    guard let trace = trace(old, new) else {
      return [Change(old: 0..<old.count, new: 0..<new.count)]
    }
    return changes(trace, old: old.count, new: new.count)
  }

  /// How far each diagonal gets with each number of differences, or `nil` where there are too many.
  ///
  /// Entry *d* holds the diagonals -*d*, -*d* + 2, … *d*.
  private static func trace(_ old: [Int32], _ new: [Int32]) -> [[Int32]]? {
    var trace: [[Int32]] = []
    for differences in 0...min(old.count + new.count, changeLimit) {
      var reached = [Int32](repeating: 0, count: differences + 1)
      for index in 0...differences {
        let diagonal = 2 * index - differences
        var x = differences == 0 ? 0 : step(trace[differences - 1], index, differences).x
        var y = x - diagonal
        while x < old.count, y < new.count, y >= 0, old[x] == new[y] {
          x += 1
          y += 1
        }
        reached[index] = Int32(truncatingIfNeeded: x)
        if x >= old.count, y >= new.count { return trace + [reached] }
      }
      trace.append(reached)
    }
    return nil
  }

  /// Where a diagonal begins, and whether by a line that was added (else by one that was removed).
  private static func step(_ before: [Int32], _ index: Int, _ differences: Int) -> (
    x: Int, isAdded: Bool
  ) {
    let isAdded =
      index == 0 || index < differences && before[index - 1] < before[index]
    return isAdded ? (Int(before[index]), true) : (Int(before[index - 1]) + 1, false)
  }

  /// Walks the trace back from the end and gathers neighbouring differences.
  private static func changes(_ trace: [[Int32]], old: Int, new: Int) -> [Change] {
    var changes: [Change] = []
    var (x, y) = (old, new)
    for differences in stride(from: trace.count - 1, to: 0, by: -1) {
      let index = (x - y + differences) / 2
      let (start, isAdded) = step(trace[differences - 1], index, differences)
      let startY = start - (x - y)
      let change = Change(
        old: (isAdded ? start : start - 1)..<start, new: (isAdded ? startY - 1 : startY)..<startY)
      if let last = changes.last, last.old.lowerBound == change.old.upperBound,
        last.new.lowerBound == change.new.upperBound
      {
        changes[changes.count - 1] = Change(
          old: change.old.lowerBound..<last.old.upperBound,
          new: change.new.lowerBound..<last.new.upperBound)
      } else {
        changes.append(change)
      }
      (x, y) = (change.old.lowerBound, change.new.lowerBound)
    }
    return changes.reversed()
  }
}

/// The words that a mistyped word is likely to mean, the likeliest first.
///
/// A word counts if it begins with what was typed, or if at most a third of what was typed is
/// inserted, left out, changed or swapped with its neighbour.
package func nearest(_ word: String, in words: some Sequence<String>) -> [String] {
  ranked(word, in: words).map(\.word)
}

/// The one word that a mistyped word means; `nil` where none or several are as likely.
package func clearlyNearest(_ word: String, in words: some Sequence<String>) -> String? {
  let found = ranked(word, in: words)
  guard let first = found.first else { return nil }
  return found.dropFirst().first.map { $0.distance > first.distance } ?? true ? first.word : nil
}

private func ranked(_ word: String, in words: some Sequence<String>) -> [(
  word: String, distance: Int
)] {
  let typed = Array(word.unicodeScalars)
  guard !typed.isEmpty, typed.count <= 64 else { return [] }
  // Only its capitals are wrong.
  let folded = word.lowercased()
  let same = Set(words).filter { $0.lowercased() == folded }
  if !same.isEmpty { return same.sorted().map { ($0, 0) } }
  let limit = max(1, (typed.count + 1) / 3)
  var found: [(word: String, distance: Int)] = []
  for candidate in Set(words).sorted() {
    let scalars = Array(candidate.unicodeScalars)
    if let distance = distance(typed, scalars, limit: limit) {
      found.append((candidate, distance))
    } else if scalars.starts(with: typed) {
      found.append((candidate, limit))
    }
  }
  return found.sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }
}

/// Damerau-Levenshtein distance (restricted: no part is edited twice), `nil` above the limit.
private func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar], limit: Int) -> Int? {
  guard abs(left.count - right.count) <= limit else { return nil }
  var before: [Int] = []
  var last = Array(0...right.count)
  for i in left.indices {
    var row = [i + 1]
    for j in right.indices {
      var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
      if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
        best = min(best, before[j - 1] + 1)
      }
      row.append(best)
    }
    if row.allSatisfy({ $0 > limit }) { return nil }
    (before, last) = (last, row)
  }
  return last[right.count] <= limit ? last[right.count] : nil
}

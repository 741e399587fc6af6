import ReleaseWorld

/// Finds tags by their names: 40 KB where a dictionary of 10,000 names takes ten times that.
struct TagOrder {
  /// The places of the tags, by their names' order; `nil` where they stand in it, as git lists them.
  private let order: [Int32]?

  init(_ tags: [GitTag]) {
    let isSorted = zip(tags, tags.dropFirst()).allSatisfy { $0.name < $1.name }
    order =
      isSorted ? nil : tags.indices.sorted { tags[$0].name < tags[$1].name }.map { Int32($0) }
  }

  /// The place of a name among the tags that this was made of.
  func index(of name: String, in tags: [GitTag]) -> Int? {
    var (low, high) = (0, tags.count)
    while low < high {
      let middle = (low + high) / 2
      if tags[place(middle)].name < name { low = middle + 1 } else { high = middle }
    }
    guard low < tags.count, tags[place(low)].name == name else { return nil }
    return place(low)
  }

  private func place(_ number: Int) -> Int { order.map { Int($0[number]) } ?? number }
}

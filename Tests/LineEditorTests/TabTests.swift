import Testing

@testable import LineEditor

private func state(_ marked: String) -> UndoStack.State {
  let scalars = marked.unicodeScalars.map(\.value)
  let cursor = scalars.firstIndex(of: 0x7C) ?? scalars.count
  return UndoStack.State(line: scalars.filter { $0 != 0x7C }, cursor: cursor)
}

struct TabCase: Sendable, CustomTestStringConvertible {
  /// The cursor is where `|` stands.
  let line: String
  let range: Range<Int>
  let candidates: [String]
  var closes = true
  /// `nil` where the candidates are listed.
  let result: String?

  var testDescription: String { "\(line) with \(candidates)" }
}

@Test(arguments: [
  TabCase(line: "b|", range: 0..<1, candidates: ["bump", "build"], result: "bu|"),
  TabCase(line: "bu|", range: 0..<2, candidates: ["bump", "build"], result: nil),
  TabCase(line: "bum|", range: 0..<3, candidates: ["bump"], result: "bump |"),
  TabCase(line: "bump|", range: 0..<4, candidates: ["bump"], result: "bump |"),
  TabCase(line: "open s|", range: 5..<6, candidates: ["src/"], closes: false, result: "open src/|"),
  TabCase(line: "bu| minor", range: 0..<2, candidates: ["bump"], result: "bump| minor"),
  TabCase(line: "b|um x", range: 0..<3, candidates: ["bump"], result: "bump| x"),
  TabCase(
    line: "use core|", range: 4..<8, candidates: ["llmcc-core", "llmcc-corex"],
    result: "use llmcc-core|"),
  TabCase(line: "use B|", range: 4..<5, candidates: ["bump", "build"], result: "use bu|"),
  TabCase(line: "use |", range: 4..<4, candidates: ["a", "b"], result: nil),
  TabCase(line: "q|", range: 0..<1, candidates: ["a", "b"], result: nil),
  TabCase(line: "use é|", range: 4..<5, candidates: ["é漢1", "é漢2"], result: "use é漢|"),
  TabCase(line: "x|", range: 7..<9, candidates: ["y"], result: "xy |"),
])
func `Tab adds what all candidates have in common, or lists them`(_ tab: TabCase) {
  let completion = Completion(
    range: tab.range, candidates: tab.candidates.map { Candidate($0, closes: tab.closes) })
  let wanted = tab.result.map { TabResult.line(state($0)) } ?? .list
  #expect(TabResult(completion, in: state(tab.line)) == wanted)
}

@Test func `Tab without a candidate does nothing`() {
  #expect(TabResult(Completion(range: 0..<1, candidates: []), in: state("q|")) == .nothing)
}

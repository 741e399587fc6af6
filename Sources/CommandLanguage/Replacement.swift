/// The part of a word that a completion replaces, and how a candidate is written there.
struct Replacement {
  /// What is typed of the part, without quotes.
  let prefix: String
  /// The other parts of a list.
  let taken: [String]
  /// What stands of the part behind the cursor.
  private let tail: String
  private let start: Int
  private let cursor: Int
  private let end: Int
  private let endsWord: Bool
  /// The quote that the part stands in, and the one that it begins with.
  private let outerQuote: Unicode.Scalar?
  private let ownQuote: Unicode.Scalar?

  /// The part of the word under the cursor that begins at `from`, or, in a list, behind the last comma.
  init(_ place: WordPlace, in tokens: Tokens, from: Int, isList: Bool) {
    let word = place.word
    let text = Array(word.text.unicodeScalars)
    var (first, last) = (from, text.count)
    let typed = max(from, place.typed)
    var others: [String] = []
    if isList {
      first = text[from..<typed].lastIndex(of: ",").map { $0 + 1 } ?? from
      last = text[typed...].firstIndex(of: ",") ?? text.count
      for part in [text[from..<max(from, first - 1)], text[min(last + 1, text.count)...]] {
        others += part.split(separator: ",").map { String($0) }
      }
    }
    taken = others
    prefix = String(text[first..<typed])
    tail = String(text[typed..<last])
    if first == 0 {
      (start, outerQuote) = (word.range.lowerBound, nil)
    } else {
      let before = word.offsets[first - 1]
      start = before + (tokens.scalars[before] == text[first - 1] ? 1 : 2)
      outerQuote = word.quotes[first - 1]
    }
    cursor = max(start, place.cursor)
    endsWord = last == text.count
    end = max(cursor, endsWord ? word.range.upperBound : word.offsets[last])
    let mark = start < end ? tokens.scalars[start] : nil
    ownQuote = outerQuote == nil && (mark == "'" || mark == "\"") ? mark : nil
  }

  /// Those of the candidates that fit what is typed, as they are to be written: a value in quotes
  /// where it needs them, a flag never.
  func completion(_ candidates: [Candidate], areFlags: Bool = false) -> LineCompletion {
    var (fitting, isWhole) = (matching(candidates), tail.isEmpty)
    if !tail.isEmpty {
      // A word is replaced up to its end only where its end fits, so that nothing typed is lost.
      let around = fitting.filter {
        $0.text.hasSuffix(tail)
          && $0.text.unicodeScalars.count
            >= prefix.unicodeScalars.count + tail.unicodeScalars.count
      }
      if around.count == 1 { (fitting, isWhole) = (around, true) }
    }
    return LineCompletion(
      range: start..<(isWhole ? end : cursor),
      candidates: areFlags ? fitting : write(fitting, isWhole))
  }

  /// Those that begin with what is typed; where there are none, the same without regard to case; at
  /// last the only one that contains it.
  private func matching(_ candidates: [Candidate]) -> [Candidate] {
    guard !prefix.isEmpty else { return candidates }
    let exact = candidates.filter { $0.text.hasPrefix(prefix) }
    guard exact.isEmpty else { return exact }
    let folded = prefix.lowercased()
    let similar = candidates.filter { $0.text.lowercased().hasPrefix(folded) }
    guard similar.isEmpty else {
      // What they share must not be shorter than what is typed: completing it would take text away.
      let length = prefix.unicodeScalars.count
      let heads = Set(similar.map { String($0.text.unicodeScalars.prefix(length)) })
      return heads.count == 1 ? similar : Array(similar.prefix(1))
    }
    let containing = candidates.filter { $0.text.lowercased().contains(folded) }
    return containing.count == 1 && prefix.utf8.count > 1 ? containing : []
  }

  private func write(_ candidates: [Candidate], _ isWhole: Bool) -> [Candidate] {
    // One quote for all, so that they begin alike.
    let added: Unicode.Scalar? =
      candidates.allSatisfy { isPlain($0.text) } || ownQuote != nil || outerQuote != nil
      ? nil
      : candidates.allSatisfy { isPlain($0.text) || quoted($0.text).utf8.first == 0x27 }
        ? "'" : "\""
    return candidates.map { candidate in
      var candidate = candidate
      guard let quote = outerQuote ?? ownQuote ?? added else { return candidate }
      var text = outerQuote == nil ? String([quote]) : ""
      text += escaped(candidate.text, in: quote)
      if candidate.closes, isWhole, endsWord { text += String([quote]) }
      candidate.text = text
      return candidate
    }
  }
}

/// A way to ask the person in front of the terminal.
struct Asker {
  /// Asks and gives the answer; `nil` where the person took back the question.
  var ask: (_ question: String) -> String?

  init(ask: @escaping (String) -> String?) { self.ask = ask }
}

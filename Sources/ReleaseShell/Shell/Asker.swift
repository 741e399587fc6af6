import Diagnostics

/// A way to ask the person in front of the terminal.
struct Asker {
  /// Asks and gives the answer; `nil` where the person took back the question.
  var ask: (_ question: String) -> String?
  /// Asks for what is not shown; `nil` where the person took back the question.
  var askSecret: (_ question: String) -> Secret?

  init(
    ask: @escaping (String) -> String?, askSecret: @escaping (String) -> Secret? = { _ in nil }
  ) {
    self.ask = ask
    self.askSecret = askSecret
  }
}

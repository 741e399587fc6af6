/// One text that may stand where the word under the cursor stands.
package struct Candidate: Hashable, Sendable {
  /// Replaces the word.
  package var text: String
  /// One line for the menu; may be empty.
  package var description: String
  /// Whether a space follows where this is the only candidate.
  package var closes: Bool

  /// A candidate that ends its word, where nothing else is said.
  package init(_ text: String, _ description: String = "", closes: Bool = true) {
    self.text = text
    self.description = description
    self.closes = closes
  }
}

/// The candidates for one word of a line.
package struct Completion: Hashable, Sendable {
  /// Unicode scalar offsets of the word: empty where a new word begins, else up to the cursor or on.
  package var range: Range<Int>
  package var candidates: [Candidate]

  /// The candidates in the order in which the menu shows them.
  package init(range: Range<Int>, candidates: [Candidate]) {
    self.range = range
    self.candidates = candidates
  }
}

/// What the editor asks its owner; it knows nothing else of what is typed in it.
///
/// All are called on the thread that called ``LineEditor/read()``, and between two keys: they must
/// not wait for anything.
package struct EditorPolicy {
  /// The prompt, asked at each `read()` and after each notice.
  package var prompt: () -> [StyledText]
  /// How to show one line (never with a newline in it), asked whenever it has changed.
  package var styles: (_ line: String) -> [StyleRun]
  /// The candidates at a cursor, which is a Unicode scalar offset.
  package var completion: (_ line: String, _ cursor: Int) -> Completion
  /// Whether an accepted line may be called back and written down; a secret in it says no.
  package var keeps: (_ line: String) -> Bool

  /// A policy; without styles all is plain, without completion Tab finds nothing.
  package init(
    prompt: @escaping () -> [StyledText],
    styles: @escaping (_ line: String) -> [StyleRun] = { _ in [] },
    completion: @escaping (_ line: String, _ cursor: Int) -> Completion = { _, cursor in
      Completion(range: cursor..<cursor, candidates: [])
    },
    keeps: @escaping (_ line: String) -> Bool = { _ in true }
  ) {
    self.prompt = prompt
    self.styles = styles
    self.completion = completion
    self.keeps = keeps
  }
}

/// How a prompt was answered.
package enum LineInput: Hashable, Sendable {
  /// The accepted text, without its last newline; a paste may have left newlines inside.
  case line(String)
  /// ^C: nothing of what stood in the line counts.
  case interrupted
  /// ^D on an empty line, or the terminal is gone.
  case endOfInput
}

/// Whatever asks a person for lines: the editor, or a plain reader where the terminal can do no more.
package protocol LineReader: AnyObject {
  /// Where other threads leave what is to be shown.
  var notices: NoticePort { get }
  /// Shows the prompt and waits for a line.
  func read() -> LineInput
  /// Asks for a line that is kept nowhere; `nil` on ^C and ^D.
  func ask(_ question: String) -> String?
  /// Asks for a line that is not shown and kept nowhere; `nil` on ^C and ^D.
  func askSecret(_ question: String) -> [UInt8]?
  /// Keeps the lines from now on in another history, and calls back its lines.
  func remember(in history: HistoryFile?)
  /// Leaves the terminal as it was found.
  func close()
}

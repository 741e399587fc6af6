/// What a piece of text on the screen means; the painter knows how that looks.
///
/// A style never carries meaning alone: without colours every text says the same.
package enum Style: Hashable, Sendable {
  /// The parts of a prompt.
  package enum PromptPart: Hashable, Sendable { case name, version, branch, mark, failure }

  case plain
  case prompt(PromptPart)
  case command
  case argument
  case flag
  case invalid
  case dim
}

/// A span of text in one style.
package struct StyledText: Hashable, Sendable {
  package var text: String
  package var style: Style

  /// A span, plain where no style is named.
  package init(_ text: String, _ style: Style = .plain) {
    self.text = text
    self.style = style
  }
}

/// The style of one part of a line.
package struct StyleRun: Hashable, Sendable {
  /// Unicode scalar offsets in the line.
  package var range: Range<Int>
  package var style: Style

  /// A run; parts of a line that no run covers are plain.
  package init(_ range: Range<Int>, _ style: Style) {
    self.range = range
    self.style = style
  }
}

extension Style {
  /// The escape sequence that selects this style, whatever was selected before (ECMA-48, SGR).
  var escape: StaticString {
    switch self {
    case .plain: "\u{1B}[0m"
    case .prompt(.name): "\u{1B}[0;1m"
    case .prompt(.version): "\u{1B}[0;36m"
    case .prompt(.branch): "\u{1B}[0;35m"
    case .prompt(.mark): "\u{1B}[0;33m"
    case .prompt(.failure): "\u{1B}[0;1;31m"
    case .command: "\u{1B}[0;1;34m"
    case .argument: "\u{1B}[0;32m"
    case .flag: "\u{1B}[0;36m"
    case .invalid: "\u{1B}[0;4;31m"
    case .dim: "\u{1B}[0;2m"
    }
  }
}

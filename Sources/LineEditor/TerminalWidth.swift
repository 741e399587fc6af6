/// The width of the terminal that standard output is.
package enum TerminalWidth {
  /// Columns, 80 where the terminal does not say; `nil` where input or output is no terminal.
  package static var columns: Int? {
    let terminal = Terminal()
    return terminal.isPresent ? max(20, terminal.size.columns) : nil
  }
}

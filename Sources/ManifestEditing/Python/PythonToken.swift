/// One token of Python source, as far as statements and calls need to be told apart.
struct PythonToken: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case name, number, string, symbol
    /// The end of a logical line.
    case newline
  }

  var kind: Kind
  var range: Range<Int>
  /// How many brackets are open before it; that of a closing bracket is that of its opening one.
  var depth: Int
  /// Whether it stands in the first column, where only a statement of the module can begin.
  var isInFirstColumn: Bool
}

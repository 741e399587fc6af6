package import Diagnostics

/// A TOML file that keeps every byte, with the place of each key and value in it.
///
/// Reads TOML 1.1; nothing is converted until it is asked for, so that a whole workspace is read in milliseconds.
/// A change is a `TextEdit` of the bytes, never a document that is written anew.
package struct TOMLDocument: Sendable {
  /// The file as it was read, a byte order mark included.
  package var bytes: [UInt8] { storage.tree.bytes }
  /// The name that errors and places use.
  package var file: String { storage.file }

  fileprivate let storage: Storage

  fileprivate final class Storage: Sendable {
    let tree: TOMLTree
    let file: String

    init(tree: TOMLTree, file: String) {
      self.tree = tree
      self.file = file
    }
  }

  /// Reads a file, or throws `badManifest` with the place of the first byte that TOML does not allow.
  ///
  /// The file's name is the one that the person knows.
  package init(_ bytes: [UInt8], file: String) throws(ReleaseError) {
    var parser = TOMLParser(bytes, file: file)
    try parser.parse()
    storage = Storage(tree: parser.tree, file: file)
  }

  /// The whole document as a table.
  package var root: TOMLValue { TOMLValue(storage: storage, node: 0) }

  /// The value under a path of keys, whether tables, dotted keys or inline tables lead to it.
  package func value(_ path: String...) -> TOMLValue? { value(at: path) }

  /// The value under a path of keys; the document's own table for an empty path.
  package func value(at path: [String]) -> TOMLValue? {
    var value = root
    for key in path {
      guard let next = value[key] else { return nil }
      value = next
    }
    return value
  }

  /// The place of a byte range of this file, for an error.
  package func place(_ range: Range<Int>) -> Place {
    Place(file: file, bytes: bytes, range: range)
  }
}

/// One value of a document, converted when it is asked what it holds.
package struct TOMLValue: Sendable {
  fileprivate let storage: TOMLDocument.Storage
  fileprivate let node: Int32

  private var stored: TOMLNode { storage.tree.nodes[Int(node)] }

  /// What it is.
  package var kind: TOMLKind { stored.kind }

  /// The bytes of the value as written, a string with its quotes.
  ///
  /// Of a table that a header begins: the header. Of one that only dotted keys or longer headers name: its name in
  /// the first of them. Of an array of tables: its first header. Of the document: all of it.
  package var range: Range<Int> { stored.range }

  /// The bytes of its key as written, with quotes; `nil` for an element of an array and the document.
  package var keyRange: Range<Int>? { stored.keyRange.isEmpty ? nil : stored.keyRange }

  /// Whether it is written in braces, or in brackets as a value.
  package var isInline: Bool { stored.origin == .written && [.table, .array].contains(kind) }

  /// The text of a string.
  package var string: String? {
    guard kind == .string else { return nil }
    return String(decoding: TOMLString.decode(storage.tree.bytes, range), as: UTF8.self)
  }

  /// The value of an integer.
  package var integer: Int64? {
    kind == .integer ? TOMLScalar.integer(storage.tree.bytes[range]) : nil
  }

  /// The value of a float; an integer is none.
  package var float: Double? {
    kind == .float ? TOMLScalar.float(storage.tree.bytes[range]) : nil
  }

  /// The value of a boolean.
  package var boolean: Bool? {
    kind == .boolean ? storage.tree.bytes[range.lowerBound] == UInt8(ascii: "t") : nil
  }

  /// The value as it stands in the file.
  package var source: String { String(decoding: storage.tree.bytes[range], as: UTF8.self) }

  /// The elements of an array, one of tables included.
  package var array: [TOMLValue]? { kind == .array ? children : nil }

  /// The entries of a table in the order in which the file names them first.
  package var table: [TOMLEntry]? {
    guard kind == .table else { return nil }
    return children.map { child in
      TOMLEntry(
        key: storage.tree.keyText(child.node), keyRange: child.stored.keyRange, value: child)
    }
  }

  /// The value of a key of a table; `nil` for what is no table.
  package subscript(_ key: String) -> TOMLValue? {
    guard kind == .table else { return nil }
    return storage.tree.child(of: node, named: key).map { TOMLValue(storage: storage, node: $0) }
  }

  /// The place of the value in its file, for an error.
  package var place: Place {
    Place(file: storage.file, bytes: storage.tree.bytes, range: range)
  }

  var bytes: [UInt8] { storage.tree.bytes }

  private var children: [TOMLValue] {
    var result: [TOMLValue] = []
    var child = stored.first
    while child != TOMLNode.none {
      result.append(TOMLValue(storage: storage, node: child))
      child = storage.tree.nodes[Int(child)].next
    }
    return result
  }
}

/// A key of a table and its value.
package struct TOMLEntry: Sendable {
  /// The name, without quotes and escapes.
  package let key: String
  /// The bytes of the key as written, with quotes; of a dotted key, this part alone.
  package let keyRange: Range<Int>
  /// What stands under it.
  package let value: TOMLValue
}

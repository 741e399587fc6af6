package import Diagnostics

/// A `setup.cfg` with the places of its values.
///
/// Source of the format: Python's `configparser` as setuptools uses it (setuptools, "Configuring setuptools using
/// setup.cfg files"): `=` or `:` part a name from its value, deeper lines continue it, a comment has a line of its own.
package struct SetupConfiguration: Sendable {
  /// The file as it was read.
  package let bytes: [UInt8]
  /// The name that errors use.
  package let file: String
  /// Every option, in the order of the file.
  package let options: [SetupOption]

  /// Reads a file; a line that is neither, and a section or option that stands twice, throw `badManifest`.
  package init(_ bytes: [UInt8], file: String) throws(ReleaseError) {
    self.bytes = bytes
    self.file = file
    var reader = SetupConfigurationReader(bytes, file: file)
    options = try reader.read()
  }

  /// An option by its section and name; `-` and `_` in a name are the same, as are small and capital letters.
  package func value(_ section: String, _ name: String) -> SetupOption? {
    options.first { $0.section == section && $0.name == SetupOption.normal(name) }
  }

  /// The version of `[metadata]`: a version, or where it is to be looked up.
  package var version: SetupVersion? {
    guard let option = value("metadata", "version") else { return nil }
    if let path = Self.directive("attr:", of: option.value) {
      guard let dot = path.lastIndex(of: ".") else {
        return .attribute(module: "", name: path)
      }
      return .attribute(module: String(path[..<dot]), name: String(path[path.index(after: dot)...]))
    }
    if let list = Self.directive("file:", of: option.value) {
      let files = list.split { $0 == "," || $0 == "\n" }.map { String(Self.trimmed($0)) }
      return .files(files.filter { !$0.isEmpty })
    }
    return .stated(option)
  }

  private static func directive(_ name: String, of value: String) -> String? {
    value.hasPrefix(name) ? String(trimmed(value.dropFirst(name.count))) : nil
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

/// How a `setup.cfg` states the version.
package enum SetupVersion: Hashable, Sendable {
  case stated(SetupOption)
  /// `attr: package.module.NAME`; the module is empty for a name of the root package.
  case attribute(module: String, name: String)
  /// `file: VERSION`, one or several, relative to the `setup.cfg`.
  case files([String])
}

/// One option of a `setup.cfg`.
package struct SetupOption: Hashable, Sendable {
  /// Its section, without the brackets.
  package let section: String
  /// Its name in small letters, with `_` for `-`.
  package let name: String
  /// Its text without blanks around it; lines are parted by a line feed and have no indentation.
  package let value: String
  /// From the first byte of its text to the last.
  package let range: Range<Int>

  /// The edit that gives it another text.
  package func edit(to text: String) -> TextEdit { TextEdit(range: range, replacement: text) }

  static func normal(_ name: String) -> String {
    String(name.lowercased().map { $0 == "-" ? "_" : $0 })
  }
}

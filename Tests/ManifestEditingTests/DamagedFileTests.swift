import Diagnostics
import ManifestEditing
import Testing

/// Files with bytes lost, put in or exchanged: an error or a value, and never a crash.
struct DamagedFileTests {
  private static let manifest = """
    [package] # c
    name = "a\\u00e9\\n"
    version.workspace = true
    "k" = { a.b = 'x', c = [1, 2_0, 0x1F, -1.5e3, nan, true,], } # c
    t = \"\"\"
    a\\
      b""\"\"\"
    l = '''x'''
    d = [1979-05-27T07:32:00.5Z, 1979-05-27 07:32, 07:32]
    [[package.bin]]
    name = "b"
    """
  private static let lock = """
    version = 4
    [[package]]
    name = "a"
    version = "0.1.0"
    dependencies = [ "a 0.1.0", "b" ]
    [[package]]
    name = "a"
    version = "0.1.0"
    source = "git+https://x#1"
    """
  private static let setup = """
    '''doc'''
    import os
    __version__: str = "1.0" # c
    f = f'{a["b"]!r:>{w}} {{' rf"\\{x}" b'\\x00' \\
      u'é'
    if x: y = 1; __version__ = '2'
    setup(name='a', version=(__version__), x=[E('v', version='3')], **k)
    """
  private static let configuration = """
    [metadata]
    # c
    name: a
    version = attr: a.b
    list =
        x

        y
    """

  @Test(arguments: 1...8)
  func `a damaged TOML file is refused, or each of its strings can be edited`(_ seed: UInt64) throws
  {
    var random = SeededRandom(seed)
    for _ in 0..<150 {
      for text in [Self.manifest, Self.lock] {
        let bytes = random.damage(Array(text.utf8))
        do throws(ReleaseError) {
          let document = try TOMLDocument(bytes, file: "x")
          try editStrings(of: document.root, in: document)
          let lock = try CargoLock(document)
          let edits = try lock.edits(for: [
            LockedVersionChange(name: "a", old: "0.1.0", new: "2.0.0")
          ])
          _ = try TOMLDocument(TextEdit.apply(edits, to: bytes, file: "x"), file: "x")
        } catch {
          #expect(error.at?.file == "x", "\(error)")
        }
      }
    }
  }

  private func editStrings(of value: TOMLValue, in document: TOMLDocument) throws(ReleaseError) {
    if let edit = value.edit(to: "it's\\\n") {
      let edited = try TextEdit.apply([edit], to: document.bytes, file: "x")
      #expect(throws: Never.self) { try TOMLDocument(edited, file: "edited") }
    }
    for element in value.array ?? [] { try editStrings(of: element, in: document) }
    for entry in value.table ?? [] {
      #expect(value[entry.key]?.range == entry.value.range)
      try editStrings(of: entry.value, in: document)
    }
  }

  @Test(arguments: 1...8)
  func `a damaged Python file or setup.cfg is refused, or its texts can be edited`(_ seed: UInt64) {
    var random = SeededRandom(seed)
    for _ in 0..<150 {
      let bytes = random.damage(Array(Self.setup.utf8))
      do throws(ReleaseError) {
        let source = try PythonSource(bytes, file: "x")
        let found = [
          source.stringAssigned(to: "__version__"), source.setupKeyword("version"),
          source.setupKeyword("name"),
        ].compactMap(\.self)
        for string in found {
          let edited = try TextEdit.apply([string.edit(to: "2")], to: bytes, file: "x")
          #expect(throws: Never.self) { try PythonSource(edited, file: "edited") }
        }
      } catch {
        #expect(error.at?.file == "x", "\(error)")
      }
      let other = random.damage(Array(Self.configuration.utf8))
      do throws(ReleaseError) {
        let configuration = try SetupConfiguration(other, file: "x")
        _ = configuration.version
        for option in configuration.options {
          _ = try TextEdit.apply([option.edit(to: "2")], to: other, file: "x")
        }
      } catch {
        #expect(error.at?.file == "x", "\(error)")
      }
    }
  }
}

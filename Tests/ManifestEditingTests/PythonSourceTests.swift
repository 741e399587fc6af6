import Diagnostics
import ManifestEditing
import Testing

struct PythonSourceTests {
  private func read(_ text: String) throws(ReleaseError) -> PythonSource {
    try PythonSource(Array(text.utf8), file: "setup.py")
  }

  /// Sources, and the literal that `__version__` has in them as written.
  @Test(arguments: [
    ("__version__ = \"1.0\"\n", "\"1.0\""),
    ("__version__: str = '1.0'  # comment\r\n", "'1.0'"),
    ("__version__ = version = '1.0'", "'1.0'"),
    ("version = __version__ = '1.0'", "'1.0'"),
    ("__version__ = (\n    '1.0'\n)\n", "'1.0'"),
    ("__version__ = \\\n  u'1.0'", "u'1.0'"),
    ("import os; __version__ = r'1.0'; x = 1", "r'1.0'"),
    ("\u{FEFF}__version__ = \"\"\"1.0\"\"\"", "\"\"\"1.0\"\"\""),
    ("'''\n__version__ = \"0\"\n'''\n# __version__ = '2'\n__version__ = '1.0'", "'1.0'"),
    ("__version__ = '0.9'\n__version__ = '1.0'\n", "'1.0'"),
    ("VERSION = '1.0'\n__version__ = VERSION\n", "'1.0'"),
    ("f = f'{x[\"a\"]:{w}} {{' \n__version__ = '1.0'", "'1.0'"),
    ("f = f'{x['a']}' rf\"\\{y!r:>{z}}\"\n__version__ = '1.0'", "'1.0'"),
    ("x = {'__version__ = ': [\n__version__, '2']}\n__version__ = '1.0'", "'1.0'"),
    ("x = 'it''s' \"\\\"\" b'\\'' ''\n__version__ = '1.0'", "'1.0'"),
    (
      "if True:\n    __version__ = '2'\n__version__ = '1.0'\nclass A:\n    __version__ = '3'",
      "'1.0'"
    ),
  ])
  func `a name of the module has the text of its last assignment`(
    _ text: String, _ literal: String
  ) throws {
    let source = try read(text)
    let found = try #require(source.stringAssigned(to: "__version__"))
    #expect(String(decoding: source.bytes[found.range], as: UTF8.self) == literal)
    #expect(found.value == "1.0")
    let edited = try TextEdit.apply([found.edit(to: "2.0")], to: source.bytes, file: "setup.py")
    #expect(
      edited == Array(source.bytes[..<found.contentRange.lowerBound])
        + Array("2.0".utf8) + Array(source.bytes[found.contentRange.upperBound...]))
    #expect(try PythonSource(edited, file: "x").stringAssigned(to: "__version__")?.value == "2.0")
  }

  @Test(arguments: [
    "__version__ = f'{major}.0'", "__version__ = b'1.0'", "__version__ = '1.' '0'",
    "__version__ = '1.0'.strip()", "__version__ = '1.0'\n__version__ += 'dev'",
    "__version__ == '1.0'", "if x:\n  __version__ = '1.0'", "if x: a = 1; __version__ = '1.0'",
    "def f():\n    __version__ = '1.0'", "x.__version__ = '1.0'", "__version__ = ('1.0',)",
    "__version__ = a\na = __version__", "f(\n__version__ = '1.0')", "__version__: str", "",
    "'''__version__ = '1.0' '''", "__version__ = get_version()", "__version__, x = '1.0', 2",
    "__version__ = '1.0' if x else '2.0'",
  ])
  func `what must be run, or is not of the module, is no text`(_ text: String) throws {
    #expect(try read(text).stringAssigned(to: "__version__") == nil)
  }

  /// Sources, and the literals of `name`, `version` and `python_requires` in their call of `setup`.
  @Test(
    arguments: [
      ("setup(name='a', version='1.0', python_requires='>=3.8')", "a", "1.0", ">=3.8"),
      ("setuptools.setup(\n  version = \"1.0\", # version='2'\n  name=\"a\",\n)", "a", "1.0", nil),
      ("VERSION = '1.0'\nsetup(version=VERSION, name=NAME)", nil, "1.0", nil),
      ("setup(ext_modules=[Extension('b', version='2')], version='1.0')", nil, "1.0", nil),
      (
        "setup(long='''version=\"2\"''', python_requires='>=3', version=('1.0'))", nil, "1.0", ">=3"
      ),
      ("def setup(version='3'): pass\nif 1:\n    setup(version='1.0')", nil, "1.0", nil),
      ("thing.setup(version='3')\ndistutils.core.setup(version='1.0')", nil, "1.0", nil),
      ("setup(**{'version': '2'}, min_version='3', version='1.0')", nil, "1.0", nil),
      ("setup(f=lambda version='3': 1, version='1.0')", nil, "1.0", nil),
      ("setup(version=f'{x}')", nil, nil, nil),
      ("setup(version=read('v'))", nil, nil, nil),
      ("# setup(version='1.0')\n'setup(version=\"1.0\")'", nil, nil, nil),
    ] as [(String, String?, String?, String?)])
  func `setup is asked for its own keywords alone`(
    _ text: String, _ name: String?, _ version: String?, _ python: String?
  ) throws {
    let source = try read(text)
    #expect(source.setupKeyword("name")?.value == name)
    #expect(source.setupKeyword("version")?.value == version)
    #expect(source.setupKeyword("python_requires")?.value == python)
  }

  @Test func `an argument that Python must compute is told apart from a missing one`() throws {
    let source = try read("setup(name='x', version=read('v', 1), packages=p)")
    guard case .computed(let range) = source.setupArgument("version") else {
      Issue.record("not computed")
      return
    }
    #expect(String(decoding: source.bytes[range], as: UTF8.self) == "read('v', 1)")
    #expect(source.setupArgument("python_requires") == nil)
  }

  @Test(arguments: [
    ("x = 'abc\ny = 1", 1, 5, "ends on the line"), ("x = '''abc\n", 1, 5, "the quotes"),
    ("x = (1,\n", 1, 5, "a bracket is closed"), ("x = (1]\n", 1, 7, "its opening one"),
    ("\r\nx = )", 2, 5, "its opening one"), ("x = \\ 1", 1, 5, "ends its line"),
    ("x = f'{a'", 1, 9, "ends with the quotes"), ("x = f'''{a\n", 1, 9, "ends with }"),
  ])
  func `a broken file is refused at its place`(
    _ text: String, _ line: Int, _ column: Int, _ rule: String
  ) {
    do {
      _ = try read(text)
      Issue.record("\(text) is accepted")
    } catch {
      #expect(error.code == .badManifest)
      #expect(error.at?.description == "setup.py:\(line):\(column)", "\(error.what)")
      #expect(error.what.contains(rule), "\(error.what)")
    }
  }

  @Test(arguments: [
    ("'a\\x41\\101\\n\\'\\q\\\n'", "aAA\n'\\q"), ("r'\\n'", "\\n"), ("'\\u00e9\\U0001F600'", "é😀"),
  ])
  func `escapes are read as Python reads them`(_ literal: String, _ value: String) throws {
    #expect(try read("x = \(literal)").stringAssigned(to: "x")?.value == value)
  }
}

struct SetupConfigurationTests {
  private func read(_ text: String) throws(ReleaseError) -> SetupConfiguration {
    try SetupConfiguration(Array(text.utf8), file: "setup.cfg")
  }

  @Test(arguments: [
    "[metadata]\nname = a\nversion = 1.0\n", "[metadata]\r\nVersion:1.0\r\nname=a\r\n",
    "\u{FEFF}# [metadata]\n[other]\nversion = 2\n[metadata]\n; version = 3\n  version  =  1.0  ",
    "[metadata]\ndescription =\n  version = 2\n  more\n\nversion =\n    1.0\n",
    "[metadata]\nurl = a:b=c\nversion = 1.0",
  ])
  func `an option has its own place`(_ text: String) throws {
    let configuration = try read(text)
    let option = try #require(configuration.value("metadata", "version"))
    #expect(option.value == "1.0")
    #expect(configuration.version == .stated(option))
    let edited = try TextEdit.apply(
      [option.edit(to: "2.0.0")], to: configuration.bytes, file: "setup.cfg")
    #expect(String(decoding: edited, as: UTF8.self) == text.replacing("1.0", with: "2.0.0"))
  }

  @Test func `lines that are deeper continue a value`() throws {
    let configuration = try read(
      "[options]\ninstall-requires =\n    a\n    # comment\n\n    b>=1\nzip_safe = False\nnone =\n")
    #expect(configuration.value("options", "install_requires")?.value == "a\nb>=1")
    #expect(configuration.value("options", "zip_safe")?.value == "False")
    #expect(configuration.value("options", "none")?.value.isEmpty == true)
    #expect(configuration.value("metadata", "zip_safe") == nil)
  }

  @Test(arguments: [
    (
      "attr: package.module.__version__",
      SetupVersion.attribute(module: "package.module", name: "__version__")
    ),
    ("attr:VERSION", .attribute(module: "", name: "VERSION")),
    ("file: VERSION, other.txt", .files(["VERSION", "other.txt"])),
  ])
  func `a version may be stated elsewhere`(_ value: String, _ version: SetupVersion) throws {
    #expect(try read("[metadata]\nversion = \(value)\n").version == version)
  }

  @Test(arguments: [
    ("version = 1", 1, 1, "under a [section]"), ("[metadata]\nversion\n", 2, 1, "NAME = VALUE"),
    ("[a]\nx = 1\nx = 2", 3, 1, "an option stands once"),
    ("[a]\n\n[a]", 3, 1, "a section stands once"),
    ("[a]\r\n= 1", 2, 1, "NAME = VALUE"),
  ])
  func `a broken file is refused at its place`(
    _ text: String, _ line: Int, _ column: Int, _ rule: String
  ) {
    do {
      _ = try read(text)
      Issue.record("\(text) is accepted")
    } catch {
      #expect(error.at?.description == "setup.cfg:\(line):\(column)")
      #expect(error.what.contains(rule), "\(error.what)")
    }
  }
}

import CommandLanguage
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite struct ShellCompletionsTests {
  static let options = [
    Flag("-C", .directory, "DIR", "in that directory"),
    Flag("-c", .text, "LINES", "run these lines"),
    Flag("--version", "it's the version"),
  ]

  /// Runs a shell script and returns its exit code and its output.
  static func run(_ script: String) throws -> (code: Int32, output: String) {
    let pipe = try #require(popen("exec 2>&1\n" + script, "r"))
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = fread(&buffer, 1, buffer.count, pipe)
      if count == 0 { break }
      output += buffer[..<count]
    }
    return (pclose(pipe), String(decoding: output, as: UTF8.self))
  }

  static func withFile<Value>(
    for shell: CompletionShell, _ body: (String) throws -> Value
  ) throws -> Value {
    let text = completions(
      for: shell, program: "relsh", signatures: Sample.signatures, options: options)
    var path = Array("/tmp/relsh-completions-XXXXXX".utf8CString)
    let file = mkstemp(&path)
    try #require(file >= 0)
    defer { unlink(path) }
    let bytes = Array(text.utf8)
    try #require(write(file, bytes, bytes.count) == bytes.count)
    close(file)
    return try body(String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }

  /// Whether a shell is here; the check of one that is not says nothing.
  static func isInstalled(_ shell: String) -> Bool {
    (try? run("command -v \(shell) >/dev/null").code) == 0
  }

  @Test(
    arguments: [
      (CompletionShell.bash, "bash -n"), (.fish, "fish --no-execute"), (.zsh, "zsh -n"),
    ].filter { isInstalled($0.0.rawValue) })
  func `the shell itself finds no fault in its completions`(
    _ shell: CompletionShell, _ check: String
  ) throws {
    let found = try Self.withFile(for: shell) { try Self.run("\(check) \($0)") }
    #expect(found.code == 0)
    #expect(found.output == "")
  }

  @Test(arguments: [
    ("relsh st", ["stage", "status"]), ("relsh --v", ["--version"]),
    ("relsh -C /tmp stat", ["status"]), ("relsh transcript s", ["save"]),
    ("relsh transcript save --p", ["--param"]), ("relsh bump --dry-run -p py:", ["llmcc"]),
    ("relsh undo-tag v", ["v1\\ of\\ undo-tag\\ v"]), ("relsh -C /bi", ["/bin"]),
    ("relsh stage ", ["clear", "list"]),
    ("relsh transcript ", ["list", "off", "on", "save"]),
    ("relsh open", []), ("relsh transcript save /bin/ech", ["/bin/echo"]),
  ])
  func `bash offers what may stand there`(_ line: String, _ expected: [String]) throws {
    guard Self.isInstalled("bash") else { return }
    let found = try Self.withFile(for: .bash) { file in
      try Self.run(
        """
        cat >\(file).sh <<'END'
        source \(file)
        relsh() {
            while [ "$1" != complete ]; do shift; done
            case $3 in *-p*) printf 'py:llmcc\\tis it\\n' ;; *) printf 'v1 of %s\\tis it\\n' "$3" ;; esac
        }
        COMP_LINE='\(line)' COMP_POINT=\(line.utf8.count)
        _relsh
        printf '%s\\n' "${COMPREPLY[@]}" | sort
        END
        bash \(file).sh; rm \(file).sh
        """)
    }
    #expect(found.output.split(separator: "\n").map(String.init) == expected)
  }

  @Test(arguments: [
    ("relsh st", ["stage\tlist, clear", "status\twhere things stand"]),
    ("relsh --v", ["--version\tit's the version"]),
    ("relsh -C /tmp stat", ["status\twhere things stand"]),
    ("relsh transcript s", ["save\twrite a script"]),
    ("relsh transcript save --p", ["--param\tmake it a parameter"]),
    ("relsh bump -p py:", ["py:llmcc\tis it"]), ("relsh bump --dry-run py:", ["py:llmcc\tis it"]),
    ("relsh transcript save /bin/ech", ["/bin/echo"]),
  ])
  func `fish offers what may stand there`(_ line: String, _ expected: [String]) throws {
    guard Self.isInstalled("fish") else { return }
    let found = try Self.withFile(for: .fish) { file in
      try Self.run(
        """
        mkdir \(file).d && printf '#!/bin/sh\\nprintf "py:llmcc\\\\tis it\\\\n"\\n' >\(file).d/relsh
        chmod +x \(file).d/relsh
        HOME=\(file).d PATH=\(file).d:$PATH fish --no-config -c 'source \(file); complete -C "\(line)"'
        rm -r \(file).d
        """)
    }
    #expect(found.output.split(separator: "\n").map(String.init) == expected)
  }

  @Test func `a candidate for another shell is a whole word without quotes`() {
    let lines = shellCandidates(
      line: "push --confirm=main,l", signatures: Sample.signatures,
      candidates: CompletionTests.session)
    #expect(lines == ["--confirm=main,llmcc-v0.2.0\t"])
    let files = shellCandidates(
      line: "commit my", signatures: Sample.signatures, candidates: CompletionTests.session)
    #expect(files == ["my notes\t", "my dir/\t"])
  }
}

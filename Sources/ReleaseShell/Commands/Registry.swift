import CommandLanguage
import Diagnostics
import Rehearsal
import ReleaseWorld

/// `registry`: a crate registry and a package index of one's own, on this machine only.
struct RegistryCommand: ShellCommand {
  private static let data = Flag(
    "--data", .directory, "DIR",
    "where both keep what they hold; relsh-registry where none is named")
  private static let port = Flag("--port", .count, "N", "the port of 127.0.0.1; else a free one")
  private static let upstream = Flag(
    "--upstream", .text, "INDEX", "a sparse index for the crates that are not held here, read-only")

  let signature = Signature(
    "registry", in: .choose, effect: .reads, "crates.io and PyPI, locally",
    flags: [data, port, upstream, CommonFlags.dryRun, CommonFlags.json],
    examples: [
      Example("registry --port 65536", given: "outside", fails: .usage),
      Example("registry --upstream crates.io", given: "outside", fails: .usage),
      Example("registry --data Cargo.toml", given: "demo", fails: .fileUnwritable),
    ],
    details: [
      "Prints what clients need, one a line: crates-index, crates-token, upload-url, upload-token,"
        + " simple-url; then a line for each request. ^C stops it. With the same DIR it goes on where"
        + " it was, with the same tokens; a free port is another one each time.",
      "cargo: [registries.NAME] index = crates-index, CARGO_REGISTRIES_NAME_TOKEN = crates-token, and"
        + " [source.crates-io] replace-with = NAME. twine and uv: upload-url and upload-token;"
        + " pip and uv: simple-url as --index-url.",
      "With --json the first object has the keys crates_index, crates_token, upload_url, upload_token,"
        + " simple_url; each further one is a request.",
    ], scripted: false, changes: "its data directory; it listens on 127.0.0.1 until ^C")

  func run(_ line: ParsedLine, in shell: Shell) throws(ReleaseError) -> [Outcome] {
    let port = try Self.number(line[Self.port])
    let index = try Self.index(line[Self.upstream])
    let directory = line[Self.data] ?? "relsh-registry"
    if let kind = shell.world.files.kind(shell.absolute(directory)), kind != .directory {
      throw ReleaseError(
        .fileUnwritable, "\(directory) is no directory",
        why: ["both registries keep their files in a directory"],
        fix: ["registry --data relsh-registry"])
    }
    if shell.activeWorld.onlyShows {
      shell.output.line(
        "would serve a crate registry and a package index from \(directory)", .warning)
      return []
    }
    let output = shell.output
    let service = try RegistryService(
      files: .live(root: shell.absolute(directory)), port: port, upstream: index,
      http: shell.world.http, clock: shell.world.clock,
      told: { request, response in Self.tell(request, response, to: output) })
    Self.introduce(service.introduction, on: output)
    Interrupts.wait()
    service.stop()
    _ = Interrupts.take()
    return []
  }

  /// What clients need.
  ///
  /// These tokens open nothing but this registry, and are shown on purpose.
  private static func introduce(
    _ needs: [(name: String, value: String)], on output: Output
  ) {
    if output.isJSON {
      let members = needs.map { need in
        (String(need.name.map { $0 == "-" ? "_" : $0 }), JSONValue.string(need.value))
      }
      let object = JSONValue.object(Dictionary(members) { first, _ in first })
      output.disclose(String(decoding: object.bytes, as: UTF8.self))
    } else {
      for need in needs { output.disclose("\(need.name) \(need.value)") }
    }
  }

  /// A line for a request: what was asked, and what came of it.
  private static func tell(
    _ request: RegistryRequest, _ response: RegistryResponse, to output: Output
  ) {
    if output.isJSON {
      let object = JSONValue.object([
        "method": .string(request.method), "path": .string(request.target),
        "status": .number(Double(response.status)), "received": .number(Double(request.body.count)),
        "sent": .number(Double(response.body.count)),
      ])
      output.data(String(decoding: object.bytes, as: UTF8.self))
      return
    }
    // A target is whatever somebody sent: nothing of it moves the cursor.
    let target = request.target.unicodeScalars.map {
      $0.value < 0x20 || $0.value == 0x7F ? "?" : $0
    }
    let reason = response.reason.map { " \($0)" } ?? ""
    output.line(
      "\(response.status) \(request.method) \(String(String.UnicodeScalarView(target)))\(reason)")
  }

  private static func number(_ text: String?) throws(ReleaseError) -> Int {
    guard let text else { return 0 }
    guard let number = Int(text), (0...65535).contains(number) else {
      throw ReleaseError(
        .usage, "`\(text)` is not a port", why: ["a port is a number up to 65535"],
        fix: ["registry"])
    }
    return number
  }

  private static func index(_ text: String?) throws(ReleaseError) -> String? {
    guard let text else { return nil }
    guard UpstreamIndex.takes(text) else {
      throw ReleaseError(
        .usage, "`\(text)` is not an index that can be asked",
        why: ["a sparse index is named by its address, as sparse+https://index.crates.io/"],
        fix: ["registry"])
    }
    return text
  }
}

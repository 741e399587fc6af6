// `relsh registry` with faults laid over it, for tests:
//
//     FaultyRegistry DIR [--upstream INDEX] [--limits [N/SECONDS]] [FAULT]...
//
// A fault is `crates` or `packages`, a colon, and what goes wrong; `*N` behind it ends it after N hits:
// `crates:429`, `crates:429=8*1` (for 8 seconds from its start), `crates:cut*1`, `packages:500*1`,
// `crates:late=3`. With --limits a person may publish as often as at crates.io; N/SECONDS: N at once, then
// one in so many seconds. Stops at ^C.
import Diagnostics
import Rehearsal
import ReleaseWorld

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The fault that a word names.
func fault(_ word: String) -> Fault? {
  let counted = word.split(separator: "*", maxSplits: 1)
  let times = counted.count == 2 ? Int(counted[1]) : nil
  let parts = (counted.first ?? "").split(separator: ":", maxSplits: 1).map(String.init)
  guard parts.count == 2 else { return nil }
  let isCrates = parts[0] == "crates"
  let upload = isCrates ? Fault.cratesUpload : Fault.packagesUpload
  let now = Clock.live().now()
  switch parts[1] {
  case "401":
    return .refusal(
      401, "The given API token does not match the format used by crates.io.", of: upload,
      times: times)
  case "403":
    return .refusal(
      403,
      isCrates ? "authentication failed" : "Invalid or non-existent authentication information.",
      of: upload, times: times)
  case "404": return .refusal(404, "Not Found", of: upload, times: times)
  case "409": return .refusal(409, "already exists", of: upload, times: times)
  case "429": return .tooMany(until: now + 2, of: upload, times: times)
  case "500": return .refusal(500, "Internal Server Error", of: upload, times: times)
  case "cut": return Fault(upload.0, upload.1, .cutInBody, times: times)
  case "lost": return Fault(upload.0, upload.1, .answerLost, times: times)
  case "html": return .page(of: upload, times: times)
  case "checksum": return isCrates ? .wrongChecksum : .wrongFileChecksum
  default:
    let timed = parts[1].split(separator: "=", maxSplits: 1)
    guard timed.count == 2, let seconds = Double(timed[1]) else { return nil }
    switch timed[0] {
    case "late": return Fault(upload.0, upload.1, .late(seconds: seconds), times: times)
    case "429": return .tooMany(until: now + seconds, of: upload, times: times)
    default: return nil
    }
  }
}

/// Writes a line at once.
func say(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = bytes.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
}

var words = Array(CommandLine.arguments.dropFirst())
let data = words.isEmpty ? "" : words.removeFirst()
var upstream: String?
if words.count >= 2, words[0] == "--upstream" {
  upstream = words[1]
  words.removeFirst(2)
}
var budget: PublishBudget?
if words.first == "--limits" {
  words.removeFirst()
  budget = PublishBudget()
  let numbers = (words.first ?? "").split(separator: "/").compactMap { Double($0) }
  if numbers.count == 2 {
    words.removeFirst()
    let rate = PublishBudget.Rate(burst: Int(numbers[0]), seconds: numbers[1])
    budget = PublishBudget(newCrates: rate, newVersions: rate, yanks: rate)
  }
}
let faults = words.compactMap(fault)
guard !data.isEmpty, faults.count == words.count else {
  say(
    "usage: FaultyRegistry DIR [--upstream INDEX] [--limits [N/SECONDS]] [FAULT]...")
  exit(2)
}
Interrupts.install()
do {
  let service = try RegistryService(
    files: .live(root: data), upstream: upstream, http: .live(.live()), clock: .live(),
    faults: faults, budget: budget,
    told: { say("\($1.status) \($0.method) \($0.target)") })
  for need in service.introduction { say("\(need.name) \(need.value)") }
  Interrupts.wait()
  service.stop()
} catch {
  say(ErrorRenderer(colour: false).render(error))
  exit(1)
}

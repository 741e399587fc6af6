import CommandLanguage
import Diagnostics
import ReleaseTools
import ReleaseWorld

extension Shell {
  /// Who uploads and where to: what a line says of it, over what the lines before said.
  ///
  /// A registry that cargo's configuration does not know is found out here, before anything is looked at.
  ///
  /// - Throws: `.usage`, `.noRegistry`.
  func publishing(_ line: ParsedLine) throws(ReleaseError) -> Publishing {
    let publishing = try Publishing(line, over: session.publishing)
    let isTaken = line.signature.flags.contains { $0.name == Publishing.registry.name }
    guard isTaken, let name = publishing.registry,
      var error = try CrateIndex.unknown(name, in: activeWorld)
    else { return publishing }
    let names = try CrateIndex.names(in: activeWorld)
    let near = nearest(name, in: names) + names
    var mended = line
    mended.flags[Publishing.registry.name] = [near.first ?? "crates-io"]
    error.why.append(
      names.isEmpty
        ? "cargo's configuration names no other registry; crates-io needs no line in it"
        : "it names \(names.joined(separator: ", "))")
    error.fix = [ShellLine(canonical(mended))]
    throw error
  }
}

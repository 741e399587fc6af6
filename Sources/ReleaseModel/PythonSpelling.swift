package import Diagnostics

extension Version {
  /// How Python spells the version (PEP 440, normalised).
  ///
  /// `1.0.0-rc.1` is `1.0.0rc1`, `-alpha` and `-beta` are `a` and `b`, and a word without a number
  /// is number 0. Each spelling has one SemVer form, so that reading it gives this version again.
  ///
  /// - Throws: `version-not-python` for every other form, with the reason: it is no valid version
  ///   there, sorts differently, collides with another version, or PyPI refuses it.
  package func pep440() throws(ReleaseError) -> String {
    var text = "\(major).\(minor).\(patch)"
    if !build.isEmpty {
      throw notPython(
        "`+\(build)` would be a local version, and PyPI refuses local versions",
        twin: Version(major, minor, patch, prerelease: prerelease, post: post))
    }
    if isPrerelease { text += try pythonPrerelease() }
    if let post { text += ".post\(post)" }
    return text
  }

  /// How a manifest of a crate spells the version.
  ///
  /// - Throws: `bad-version` for a post release, which SemVer has no form for.
  package func semver() throws(ReleaseError) -> String {
    guard let post else { return description }
    throw ReleaseError(
      .badVersion, "a crate has no version \(self)",
      why: ["`.post\(post)` is Python's alone; SemVer has no form for a post release"])
  }

  private func pythonPrerelease() throws(ReleaseError) -> String {
    let parts = prerelease.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let word = parts[0]
    let number = parts.count == 2 && parts[1].utf8.allSatisfy(\.isDigit) ? parts[1] : nil
    let letters = ["alpha": "a", "beta": "b", "rc": "rc"]
    if let short = letters[word] {
      if parts.count == 1 { return short + "0" }
      if let number {
        guard number == "0" else { return short + number }
        throw notPython(
          "Python would spell it \(release)\(short)0, which collides with \(release)-\(word)",
          twin: with(word))
      }
      throw notPython("PEP 440 has no form for `-\(prerelease)`", twin: with(word + ".1"))
    }
    // What `packaging` does with the rest decides the reason; the form is refused in any case.
    let scan = word.utf8.prefix { !$0.isDigit }
    let stem = String(decoding: scan, as: UTF8.self).lowercased()
    let digits = String(decoding: word.utf8.dropFirst(scan.count), as: UTF8.self)
    let single =
      digits.utf8.allSatisfy(\.isDigit) && (parts.count == 1 || (digits.isEmpty && number != nil))
    guard single else {
      throw notPython("PEP 440 has no form for `-\(prerelease)`", twin: with("rc.1"))
    }
    let count = number ?? (digits.isEmpty ? "0" : String(UInt64(digits) ?? 0))
    switch stem.hasSuffix("-") ? String(stem.dropLast()) : stem {
    case "a", "alpha": throw collision("a", "alpha", count)
    case "b", "beta": throw collision("b", "beta", count)
    case "rc", "c", "pre", "preview": throw collision("rc", "rc", count)
    case "dev":
      throw notPython(
        "Python would spell it \(release).dev\(count), which sorts before every alpha",
        twin: with("alpha.\(max(1, UInt64(count) ?? 1))"))
    case "", "r", "rev", "post":
      throw notPython(
        "Python would spell it \(release).post\(count), which sorts after \(release)",
        twin: with("rc.\(max(1, UInt64(count) ?? 1))"))
    default: throw notPython("PEP 440 has no form for `-\(prerelease)`", twin: with("rc.1"))
    }
  }

  private func with(_ prerelease: String) -> Version {
    Version(major, minor, patch, prerelease: prerelease)
  }

  private func collision(_ short: String, _ word: String, _ count: String) -> ReleaseError {
    let twin = with(count == "0" ? word : "\(word).\(count)")
    return notPython(
      "Python would spell it \(release)\(short)\(count), which collides with \(twin)", twin: twin)
  }

  private func notPython(_ reason: String, twin: Version) -> ReleaseError {
    ReleaseError(
      .versionNotPython, "\(self) has no spelling in Python", why: [reason],
      fix: [ShellLine("target \(twin)")])
  }
}

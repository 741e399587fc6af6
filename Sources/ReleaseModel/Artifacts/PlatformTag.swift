/// The platform of a wheel's tag: `manylinux_2_17_x86_64`, `macosx_11_0_arm64`, `win_amd64`, `any`.
struct PlatformTag: Hashable {
  enum System: Hashable { case any, linux, macos, windows, other }

  let text: String
  let system: System
  /// As the tag spells it: `x86_64`, `amd64`, `universal2`; empty where there is none.
  let machine: String
  private let versions: [Int]

  /// Reads any tag; what is not known is of the system ``System/other``.
  init(_ text: String) {
    self.text = text
    var parts = text.split(separator: "_", omittingEmptySubsequences: false)
    let word = parts.removeFirst()
    switch word {
    case "any": system = .any
    case "macosx": system = .macos
    case "win", "win32": system = .windows
    case "linux", "manylinux", "musllinux", "manylinux1", "manylinux2010", "manylinux2014":
      system = .linux
    default: system = .other
    }
    var versions: [Int] = []
    while versions.count < 2, let part = parts.first, let number = Int(part) {
      versions.append(number)
      parts.removeFirst()
    }
    self.versions = versions
    machine = word == "win32" ? "x86" : parts.joined(separator: "_")
  }

  /// Whether PyPI takes a wheel for it.
  ///
  /// - SeeAlso: PEP 513, 571, 599, 600 (manylinux), 656 (musllinux), 730 (iOS), 738 (Android); PyPI's
  ///   own source, `warehouse/utils/wheel.py`.
  var isTakenByPyPI: Bool {
    let both: Set = ["x86_64", "i686", "aarch64", "armv7l", "ppc64le", "s390x", "riscv64"]
    let word = text.prefix { $0 != "_" }
    switch word {
    case "any", "win32": return text == word
    case "win": return ["win_amd64", "win_arm64", "win_ia64"].contains(text)
    case "linux": return ["linux_armv6l", "linux_armv7l"].contains(text)
    case "manylinux1", "manylinux2010": return ["x86_64", "i686"].contains(machine)
    case "manylinux2014":
      return both.subtracting(["riscv64"]).union(["ppc64"]).contains(machine)
    case "manylinux": return versions.count == 2 && both.union(["ppc64"]).contains(machine)
    case "musllinux": return versions.count == 2 && both.contains(machine)
    case "macosx":
      // Since macOS 11 a tag's second number is always 0.
      return versions.count == 2 && (versions[0] == 10 || (versions[0] > 10 && versions[1] == 0))
        && [
          "x86_64", "arm64", "universal2", "intel", "i386", "ppc", "ppc64", "fat", "fat3", "fat64",
          "universal",
        ].contains(machine)
    case "ios":
      let machines = ["arm64_iphoneos", "arm64_iphonesimulator", "x86_64_iphonesimulator"]
      return versions.count == 2 && machines.contains(machine)
    case "android":
      return versions.count == 1 && ["arm64_v8a", "armeabi_v7a", "x86", "x86_64"].contains(machine)
    case "pyemscripten": return versions.count == 2 && machine == "wasm32"
    default: return false
    }
  }

  /// Whether a wheel for it can be installed on a machine, both as `uname -m` or the matrix spells it.
  func runs(on other: String) -> Bool {
    switch system {
    case .any: return true
    case .macos:
      let own: Set = machine == "universal2" ? ["x86_64", "arm64"] : [machine]
      let intel: Set = ["intel", "universal", "fat3", "fat64"]
      return own.contains(other) || (intel.contains(machine) && other == "x86_64")
    case .windows:
      let names = ["amd64": ["x86_64", "amd64"], "arm64": ["arm64", "aarch64"], "x86": ["x86"]]
      return names[machine]?.contains(other) ?? false
    case .linux, .other: return machine == other
    }
  }
}

/// One cell of the matrix: an interpreter on a platform.
package struct WheelCell: Hashable, Sendable {
  package enum Implementation: Hashable, Sendable { case cpython, pypy }
  package enum System: String, Hashable, Sendable { case linux, macos, windows }

  package var implementation: Implementation
  package var major: Int
  package var minor: Int
  package var system: System
  /// `x86_64`, `aarch64` (Linux), `arm64` (macOS).
  package var machine: String

  package init(
    _ implementation: Implementation = .cpython, _ major: Int, _ minor: Int, on system: System,
    _ machine: String
  ) {
    self.implementation = implementation
    self.major = major
    self.minor = minor
    self.system = system
    self.machine = machine
  }

  /// Reads `3.11` or `pypy3.9`, and `linux-x86_64`.
  package init?(python: String, platform: String) {
    let isPyPy = python.hasPrefix("pypy")
    let numbers = python.dropFirst(isPyPy ? 4 : 0).split(separator: ".").compactMap { Int($0) }
    guard numbers.count == 2, let dash = platform.firstIndex(of: "-"),
      let system = System(rawValue: String(platform[..<dash]))
    else { return nil }
    self.init(
      isPyPy ? .pypy : .cpython, numbers[0], numbers[1], on: system,
      String(platform[platform.index(after: dash)...]))
  }

  /// `3.11`.
  package var python: String { "\(major).\(minor)" }

  /// Whether a wheel with this tag can be installed in the cell.
  package func takes(_ tag: WheelTag) -> Bool {
    let platform = PlatformTag(tag.platform)
    let isSystem =
      switch platform.system {
      case .any: true
      case .linux: system == .linux
      case .macos: system == .macos
      case .windows: system == .windows
      case .other: false
      }
    return isSystem && platform.runs(on: machine) && takes(python: tag.python, abi: tag.abi)
  }

  private func takes(python tag: String, abi: String) -> Bool {
    let own = (implementation == .cpython ? "cp" : "pp") + "\(major)\(minor)"
    if tag == own {
      if abi == "none" { return true }
      return implementation == .cpython
        ? [own, own + "m", "abi3"].contains(abi) : abi.hasPrefix("pypy\(major)\(minor)_")
    }
    let (word, number) = (tag.prefix(2), tag.dropFirst(2))
    guard let first = number.first.flatMap({ Int(String($0)) }), first == major,
      let rest = number.count == 1 ? 0 : Int(number.dropFirst()), rest <= minor
    else { return false }
    return (word == "py" && abi == "none")
      || (word == "cp" && implementation == .cpython && abi == "abi3")
  }

  /// Whether a Requires-Python takes in some release of the cell's Python.
  func isAccepted(by requiresPython: String) -> Bool {
    guard let requirement = PythonRequirement("python" + requiresPython) else { return true }
    let (major, minor) = (UInt64(max(0, major)), UInt64(max(0, minor)))
    return [0, 7, 99].contains { requirement.accepts(Version(major, minor, $0)) }
  }
}

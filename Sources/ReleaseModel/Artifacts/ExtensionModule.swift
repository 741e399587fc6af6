/// A compiled module, by its file's name: `_native.cpython-311-x86_64-linux-gnu.so`.
///
/// - SeeAlso: PEP 3149, "ABI version tagged .so files"; `importlib.machinery.EXTENSION_SUFFIXES`.
struct ExtensionModule: Hashable {
  enum Interpreter: Hashable {
    /// Its ABI as wheels spell it: `cp311`, `cp313t`, `pypy39_pp73`.
    case one(String)
    /// CPython's stable ABI.
    case stable
    /// No interpreter is named: any tries to load it.
    case unnamed
  }

  /// Folders, and the name without what is behind its first dot.
  let name: String
  let path: String
  let interpreter: Interpreter
  /// The platform in the name, as its maker spells it: `x86_64-linux-gnu`, `darwin`, `win_amd64`.
  let platform: String?

  /// `nil` where the path is not one of a compiled module.
  init?(_ path: String) {
    let parts = path.split(separator: "/")
    guard let file = parts.last, file.hasSuffix(".so") || file.hasSuffix(".pyd"),
      let dot = file.firstIndex(of: "."), dot > file.startIndex
    else { return nil }
    self.path = path
    name = (parts.dropLast() + [file[..<dot]]).joined(separator: "/")
    let middle = file[dot...].dropFirst().dropLast(file.hasSuffix(".so") ? 2 : 3)
    let words = middle.split(separator: ".").last?.split(separator: "-") ?? []
    if words.first == "abi3" {
      (interpreter, platform) = (.stable, nil)
    } else if words.first == "cpython", words.count > 1 {
      interpreter = .one("cp" + words[1])
      platform = words.count > 2 ? words[2...].joined(separator: "-") : nil
    } else if let word = words.first, word.hasPrefix("pypy"), words.count > 1 {
      interpreter = .one("\(word)_\(words[1])")
      platform = words.count > 2 ? words[2...].joined(separator: "-") : nil
    } else if let word = words.first, word.hasPrefix("cp"),
      word.dropFirst(2).first?.isNumber == true
    {
      interpreter = .one(String(word))
      platform = words.count > 1 ? words[1...].joined(separator: "-") : nil
    } else {
      (interpreter, platform) = (.unnamed, nil)
    }
  }

  /// Whether an interpreter for which a wheel with this tag is would load it.
  func fits(_ tag: WheelTag) -> Bool {
    fits(platform: PlatformTag(tag.platform))
      && {
        switch interpreter {
        case .unnamed: true
        case .stable:
          !tag.abi.hasPrefix("pypy") && !tag.python.hasPrefix("py2")
            && !(tag.abi.hasPrefix("cp") && tag.abi.hasSuffix("t"))
        case .one(let abi): tag.abi == abi || (tag.abi == "none" && tag.python == abi)
        }
      }()
  }

  private func fits(platform tag: PlatformTag) -> Bool {
    guard let platform else {
      // Only Windows knows `.pyd`, and Windows knows nothing else.
      return interpreter == .unnamed || tag.system == .other || tag.system == .any
        || (tag.system == .windows) == path.hasSuffix(".pyd")
    }
    switch tag.system {
    case .any: return false
    case .other: return true
    case .macos: return platform == "darwin"
    case .windows: return tag.text == platform
    case .linux:
      let machine = platform.split(separator: "-").first.map(String.init) ?? ""
      let names = [
        "i386": ["i686"], "powerpc64le": ["ppc64le"], "powerpc64": ["ppc64"],
        "arm": ["armv7l", "armv6l"],
      ]
      return platform.contains("-linux")
        && (tag.machine == machine || names[machine]?.contains(tag.machine) ?? false)
    }
  }
}

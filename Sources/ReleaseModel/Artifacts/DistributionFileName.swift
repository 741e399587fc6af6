/// The name of a wheel or an sdist, read.
package enum DistributionFileName: Hashable, Sendable {
  case wheel(WheelName)
  case sdist(SdistName)

  /// `nil` where it is neither's.
  package init?(_ name: String) {
    if let wheel = WheelName(name) {
      self = .wheel(wheel)
    } else if let sdist = SdistName(name) {
      self = .sdist(sdist)
    } else {
      return nil
    }
  }

  /// The distribution's name in its normal form, by which two are compared.
  package var project: String {
    switch self {
    case .wheel(let name): name.project
    case .sdist(let name): name.project
    }
  }

  package var version: PythonVersion {
    switch self {
    case .wheel(let name): name.version
    case .sdist(let name): name.version
    }
  }
}

/// `NAME-VERSION(-BUILD)?-PYTHON-ABI-PLATFORM.whl`, read.
///
/// - SeeAlso: The binary distribution format, "File name convention"; PEP 425, "Compressed Tag Sets".
package struct WheelName: Hashable, Sendable {
  /// As it stands in the file's name: `zope.interface`, `dm_py`.
  package let distribution: String
  package let version: PythonVersion
  /// A number and what is behind it; `nil` where there is none.
  package let build: String?
  /// The tags in lower case: `cp311`, `py2` and `py3`.
  package let pythons: [String]
  package let abis: [String]
  package let platforms: [String]

  /// The platforms that PyPI takes no wheel for.
  package var refusedPlatforms: [String] {
    platforms.filter { !(PlatformTag($0).isTakenByPyPI) }
  }

  /// `nil` where it is no wheel's name.
  package init?(_ name: String) {
    guard name.hasSuffix(".whl") else { return nil }
    let parts = name.dropLast(4).split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 5 || parts.count == 6, parts[0].isDistributionName,
      !parts[0].contains("__"), let version = PythonVersion(String(parts[1]))
    else { return nil }
    if parts.count == 6 {
      guard parts[2].utf8.first?.isDigit ?? false else { return nil }
      build = String(parts[2])
    } else {
      build = nil
    }
    let sets = parts.suffix(3).map {
      $0.lowercased().split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }
    guard
      sets.joined().allSatisfy({ tag in
        !tag.isEmpty && tag.utf8.allSatisfy { $0 == UInt8(ascii: "_") || $0.isIdentifier }
      }), sets[0].allSatisfy({ $0.utf8.first?.isDigit == false })
    else { return nil }
    distribution = String(parts[0])
    self.version = version
    (pythons, abis, platforms) = (sets[0], sets[1], sets[2])
  }

  /// The distribution's name in its normal form.
  package var project: String { PythonRequirement.normalized(distribution) }

  /// Every tag that the three sets stand for.
  package var tags: Set<WheelTag> {
    var tags: Set<WheelTag> = []
    for python in pythons {
      for abi in abis {
        for platform in platforms {
          tags.insert(WheelTag(python: python, abi: abi, platform: platform))
        }
      }
    }
    return tags
  }
}

/// One interpreter, ABI and platform that a wheel is for: `cp311-cp311-win_amd64`.
package struct WheelTag: Hashable, Sendable, CustomStringConvertible {
  package var python: String
  package var abi: String
  package var platform: String

  package init(python: String, abi: String, platform: String) {
    self.python = python
    self.abi = abi
    self.platform = platform
  }

  package var description: String { "\(python)-\(abi)-\(platform)" }
}

/// `NAME-VERSION.tar.gz`, read; older ones end in `.zip` and have `-` in their names, too.
///
/// - SeeAlso: The source distribution format, "Source distribution file name".
package struct SdistName: Hashable, Sendable {
  /// As it stands in the file's name.
  package let distribution: String
  package let version: PythonVersion
  /// The name without its ending: what the one folder in the sdist is called.
  package let stem: String

  /// `nil` where it is no sdist's name.
  package init?(_ name: String) {
    guard let ending = [".tar.gz", ".zip"].first(where: name.hasSuffix) else { return nil }
    let stem = name.dropLast(ending.count)
    guard let dash = stem.lastIndex(of: "-"), stem[..<dash].isDistributionName,
      let version = PythonVersion(String(stem[stem.index(after: dash)...]))
    else { return nil }
    distribution = String(stem[..<dash])
    self.version = version
    self.stem = String(stem)
  }

  /// The distribution's name in its normal form.
  package var project: String { PythonRequirement.normalized(distribution) }
}

extension Substring {
  /// Letters, digits, and between them `-`, `_` and `.`.
  fileprivate var isDistributionName: Bool {
    utf8.allSatisfy { $0.isIdentifier || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".") }
      && !isEmpty
  }
}

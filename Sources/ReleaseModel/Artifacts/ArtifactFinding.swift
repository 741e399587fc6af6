/// What is wrong with a wheel or an sdist.
package struct ArtifactFinding: Hashable, Sendable {
  /// The rule that is broken.
  package enum Code: String, CaseIterable, Hashable, Sendable {
    // Of both.
    case fileName = "file-name"
    case metadataMissing = "metadata-missing"
    case nameDiffers = "name-differs"
    case versionDiffers = "version-differs"
    case localVersion = "local-version"
    case pythonDiffers = "python-differs"
    case licenceMissing = "licence-missing"
    case link = "link"

    // Of a wheel.
    case otherCell = "other-cell"
    case tagsDiffer = "tags-differ"
    case platformRefused = "platform-refused"
    case packageMissing = "package-missing"
    case moduleMissing = "module-missing"
    case moduleOfAnother = "module-of-another"
    case recordUnreadable = "record-unreadable"
    case recordLacks = "record-lacks"
    case recordNames = "record-names"
    case recordDiffers = "record-differs"

    // Of an sdist.
    case folder = "folder"
    case buildFileMissing = "build-file-missing"
  }

  package let code: Code
  /// The rule, in one phrase without a full stop.
  package let what: String
  /// What shows it.
  package let why: String
  /// What a person does about it, as a sentence without a full stop.
  package let fix: String

  package init(_ code: Code, _ what: String, why: String, fix: String) {
    self.code = code
    self.what = what
    self.why = UnsafePath.shown(why, most: 1000)
    self.fix = fix
  }
}

/// What the manifest and the matrix say of an artifact; what is not said is not compared.
package struct ArtifactExpectation: Hashable, Sendable {
  /// The distribution's name, in any spelling.
  package var project: String?
  package var version: PythonVersion?
  /// The text of `requires-python`.
  package var requiresPython: String?
  /// What can be imported once it is installed: `llmcc`, `google.api`.
  package var modules: [String] = []
  /// The modules among them that are compiled: `llmcc._native`.
  package var compiledModules: [String] = []
  /// Whether the repository has a licence, which then must be in the artifact.
  package var hasLicence = false
  /// For which interpreter and platform the wheel was built.
  package var cell: WheelCell?

  package init() {}
}

extension ArtifactExpectation {
  /// The findings that a wheel's METADATA and an sdist's PKG-INFO give alike.
  ///
  /// `file` is what the metadata is called, `name` the file's own name, read.
  func findings(_ metadata: CoreMetadata, in file: String, of name: DistributionFileName)
    -> [ArtifactFinding]
  {
    var findings: [ArtifactFinding] = []
    let again = "build it again from the sources that are to be released"
    let stated = metadata["Name"]
    if stated.map(PythonRequirement.normalized) != name.project {
      findings.append(
        ArtifactFinding(
          .nameDiffers, "the file's name and its \(file) name one distribution",
          why: "the file is of \(name.project), and \(file) says \(stated ?? "nothing")",
          fix: "do not rename a built file; build it again"))
    } else if let project, PythonRequirement.normalized(project) != name.project {
      findings.append(
        ArtifactFinding(
          .nameDiffers, "the file is of the distribution that is released",
          why: "it is of \(name.project), and the manifest says \(project)", fix: again))
    }
    let version = metadata["Version"]
    if version.flatMap(PythonVersion.init) != name.version {
      findings.append(
        ArtifactFinding(
          .versionDiffers, "the file's name and its \(file) name one version",
          why: "the file is of \(name.version), and \(file) says \(version ?? "nothing")",
          fix: "do not rename a built file; build it again"))
    } else if let own = self.version, own != name.version {
      findings.append(
        ArtifactFinding(
          .versionDiffers, "the file is of the version that is released",
          why: "it is of \(name.version), and the manifest says \(own)", fix: again))
    }
    if name.version.isLocal {
      findings.append(
        ArtifactFinding(
          .localVersion, "PyPI takes no local version",
          why: "\(name.version) has a part behind `+`", fix: "release a version without it"))
    }
    let python = metadata["Requires-Python"]
    if let requiresPython, specifiers(requiresPython) != specifiers(python ?? "") {
      findings.append(
        ArtifactFinding(
          .pythonDiffers, "\(file) asks for the Python versions that the manifest names",
          why: "it says \(python ?? "nothing"), and the manifest says \(requiresPython)",
          fix: again))
    }
    if let cell, let python, !cell.isAccepted(by: python) {
      findings.append(
        ArtifactFinding(
          .pythonDiffers, "a wheel's Requires-Python takes in the Python that it is for",
          why: "it says \(python), which excludes \(cell.python)",
          fix: "change requires-python, or leave \(cell.python) out of the matrix"))
    }
    return findings
  }

  private func specifiers(_ text: String) -> Set<String> {
    Set(text.split(separator: ",").map { String($0.filter { !$0.isWhitespace }) })
  }
}

// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
  name: "relsh",
  platforms: [.macOS(.v15)],
  targets: [
    .systemLibrary(
      name: "CLibEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(
      name: "CMessageDigest", pkgConfig: "libmd",
      providers: [.apt(["libmd-dev"]), .brew(["libmd"])]),
    .target(name: "CRelsh"),
    .target(name: "Diagnostics", swiftSettings: strict),
    .target(name: "LineEditor", dependencies: ["CLibEdit"], swiftSettings: strict),
    .target(name: "CommandLanguage", dependencies: ["Diagnostics"], swiftSettings: strict),
    .target(name: "ManifestEditing", dependencies: ["Diagnostics"], swiftSettings: strict),
    .target(
      name: "ReleaseModel", dependencies: ["Diagnostics", "ManifestEditing", "CYAML"],
      swiftSettings: strict),
    .target(
      name: "ReleaseWorld", dependencies: ["Diagnostics", "CRelsh", "CMessageDigest"],
      swiftSettings: strict),
    .target(
      name: "ReleaseTools", dependencies: ["Diagnostics", "ReleaseModel", "ReleaseWorld"],
      swiftSettings: strict),
    .target(
      name: "Rehearsal",
      dependencies: ["Diagnostics", "ReleaseModel", "ReleaseWorld", "ReleaseTools"],
      swiftSettings: strict),
    .target(
      name: "ReleaseShell",
      dependencies: [
        "Diagnostics", "LineEditor", "CommandLanguage", "ManifestEditing", "ReleaseModel",
        "ReleaseWorld", "ReleaseTools", "Rehearsal",
      ],
      resources: [.embedInCode("Walkthroughs")], swiftSettings: strict),
    .executableTarget(
      name: "relsh", dependencies: ["Diagnostics", "ReleaseShell", "ReleaseWorld"],
      swiftSettings: strict,
      // Nothing looks a symbol up in the program: its table of 12,000 is a megabyte that a start reads.
      linkerSettings: [
        .unsafeFlags(["-Xlinker", "--no-export-dynamic"], .when(platforms: [.linux]))
      ]),
    .testTarget(
      name: "DiagnosticsTests", dependencies: ["Diagnostics"], swiftSettings: strict),
    .executableTarget(
      name: "EditorStage", dependencies: ["LineEditor"], path: "Tests/Support/EditorStage",
      swiftSettings: strict),
    .executableTarget(
      name: "KilledShell", dependencies: ["Diagnostics", "ReleaseShell", "ReleaseWorld"],
      path: "Tests/Support/KilledShell", swiftSettings: strict),
    .executableTarget(
      name: "FaultyRegistry", dependencies: ["Diagnostics", "Rehearsal", "ReleaseWorld"],
      path: "Tests/Support/FaultyRegistry", swiftSettings: strict),
    .executableTarget(
      name: "ArtifactProof",
      dependencies: ["Diagnostics", "ReleaseModel", "ReleaseTools", "ReleaseWorld"],
      path: "Tests/Support/ArtifactProof", swiftSettings: strict),
    .testTarget(name: "LineEditorTests", dependencies: ["LineEditor"], swiftSettings: strict),
    .testTarget(
      name: "CommandLanguageTests", dependencies: ["CommandLanguage", "Diagnostics"],
      swiftSettings: strict),
    .testTarget(
      name: "ManifestEditingTests", dependencies: ["ManifestEditing", "Diagnostics"],
      swiftSettings: strict),
    .testTarget(
      name: "ReleaseModelTests", dependencies: ["ReleaseModel", "ManifestEditing", "Diagnostics"],
      swiftSettings: strict),
    .testTarget(
      name: "ReleaseWorldTests", dependencies: ["ReleaseWorld", "Diagnostics"],
      swiftSettings: strict),
    .testTarget(
      name: "ReleaseToolsTests",
      dependencies: ["ReleaseTools", "ReleaseWorld", "ReleaseModel", "Diagnostics"],
      exclude: ["Captured"], swiftSettings: strict),
    .testTarget(
      name: "RehearsalTests",
      dependencies: ["Rehearsal", "ReleaseTools", "ReleaseWorld", "ReleaseModel", "Diagnostics"],
      swiftSettings: strict),
    .testTarget(
      name: "ReleaseShellTests",
      dependencies: [
        "ReleaseShell", "CommandLanguage", "ReleaseTools", "ReleaseWorld", "ReleaseModel",
        "Diagnostics",
      ],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

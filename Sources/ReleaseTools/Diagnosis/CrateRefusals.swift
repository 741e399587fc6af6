import Diagnostics

extension Refusal {
  private static let cargo = ReleaseTool.cargo

  /// What cargo and crate registries say of crates and their manifests.
  static let crates = [
    Refusal(
      "cargo-already", .alreadyPublished, of: cargo,
      says: [
        "crate {package}@{version} already exists on",
        "crate version `{version}` is already uploaded",
        "is already uploaded", "crate version already uploaded",
      ],
      what: "{package} {version} is already on {registry}",
      why: ["a version that is published is taken for good, also when it is yanked"],
      fix: ["target patch"], next: .compare),
    Refusal(
      "cargo-rate-new", .rateLimited, of: cargo,
      says: [
        "You have published too many new crates in a short period of time."
          + " Please try again after {date...} GMT",
        "You have published too many new crates",
      ],
      what: "{registry} takes no more new crates for now",
      why: [
        "five at once, then one in ten minutes", "it takes the next one after {date} GMT",
        "a refused try counts too, so wait before trying again",
      ],
      fix: ["go"], next: .wait(until: nil)),
    Refusal(
      "cargo-rate-day", .rateLimited, of: cargo,
      says: ["too many versions of this crate in the last 24 hours"],
      what: "{registry} takes no more versions of {package} today",
      why: ["it lasts for a day: try again tomorrow"], fix: ["go"]),
    Refusal(
      "cargo-rate", .rateLimited, of: cargo,
      says: [
        "too many updates to existing crates in a short period of time."
          + " Please try again after {date...} GMT",
        "yanked or unyanked too many versions in a short period of time."
          + " Please try again after {date...} GMT",
        "(status 429 ", "failed to get a 200 OK response, got 429",
      ],
      what: "{registry} was asked too often",
      why: [
        "it takes the next one after {date} GMT",
        "a refused try counts too, so wait before trying again",
      ],
      fix: ["go"], next: .wait(until: nil)),
    Refusal(
      "cargo-metadata", .metadataMissing, of: cargo,
      says: ["missing or empty metadata fields: {fields...}. Please"],
      what: "the Cargo.toml of {package} states no {fields}",
      why: [
        "add each to its [package] table (description = \"...\", license = \"MIT OR Apache-2.0\","
          + " or license-file), then bump, commit and tag again"
      ],
      tellsWords: false),
    Refusal(
      "cargo-readme", .metadataMissing, of: cargo,
      says: ["readme `{file}` does not appear to exist"],
      what: "the readme {file} that the Cargo.toml of {package} names is not there",
      why: ["add the file, or take `readme` out of [package]"]),
    Refusal(
      "cargo-path-dependency", .pathDependency, of: cargo,
      says: ["dependency `{dependency}` does not specify a version"],
      what: "{package} needs {dependency} by path, without a version",
      why: [
        "whoever downloads the crate has no such path: write version = \"...\" beside the path"
          + " of {dependency} in Cargo.toml"
      ],
      tellsWords: false),
    Refusal(
      "cargo-wildcard", .uploadRefused, of: cargo,
      says: [
        "dependency constraints are not allowed on crates.io. Crate with this problem: `{dependency}`"
      ],
      what: "{package} asks for any version of {dependency}",
      why: ["state the versions that it works with in Cargo.toml"],
      tellsWords: false),
    Refusal(
      "cargo-dependency-absent", .dependencyAbsent, of: cargo,
      says: ["no matching package named `{dependency}` found"],
      what: "{package} needs {dependency}, and {registry} does not have it",
      why: ["publish {dependency} first: `plan` has the order", "or its name is misspelt"],
      fix: ["plan"]),
    Refusal(
      "cargo-dependency-version", .dependencyAbsent, of: cargo,
      says: [
        "failed to select a version for the requirement `{dependency} = \"{requirement...}\"`",
        "failed to select a version for `{dependency}`",
      ],
      what: "{package} needs a version of {dependency} that {registry} does not have",
      why: ["publish that version of {dependency} first: `plan` has the order"], fix: ["plan"]),
    Refusal(
      "cargo-dirty", .dirtyTree, of: cargo,
      says: ["contain changes that were not yet committed into git"],
      what: "there are changes that are not committed, and a release is made of a commit",
      why: [
        "commit them, or put them away until the release is done: git stash pop brings them back"
      ], fix: ["!git stash --include-untracked"]),
    Refusal(
      "cargo-publish-elsewhere", .notPublishable, of: cargo,
      says: [
        "`{package}` cannot be published. The registry `{registry}` is not listed in the"
          + " `package.publish` value"
      ],
      what: "{package} is not to be published on {registry}",
      why: [
        "`publish` in its Cargo.toml lists other registries: add it there, or choose one of them"
      ]),
    Refusal(
      "cargo-publish-false", .notPublishable, of: cargo,
      says: ["`{package}` cannot be published."],
      what: "{package} says that it is not to be published",
      why: [
        "publish = false stands in its Cargo.toml, or in the workspace's: take it out if it is"
          + " to be released"
      ]),
    Refusal(
      "cargo-replaced", .noRegistry, of: cargo,
      says: ["crates-io is replaced with {replacement...};"],
      what: "cargo does not know which registry is meant",
      why: ["its configuration puts {replacement} in the place of crates.io: name the registry"]),
    Refusal(
      "cargo-checksum", .wrongChecksum, of: cargo,
      says: ["failed to verify the checksum of `{dependency} v{requirement}`"],
      what: "{dependency} {requirement} is not the file that {registry}'s index states",
      why: [
        "the file was changed on its way, or the index is damaged: nothing that needs it is to be"
          + " published",
        "remove cargo's copy (registry/cache in ~/.cargo), then try again; if it stays, tell the"
          + " registry",
      ]),
    Refusal(
      "cargo-does-not-build", .buildFailed, of: cargo,
      says: ["error: failed to verify package tarball", "error: could not compile `{package}`"],
      what: "{package} does not build as it would be published",
      why: [
        "a file that it needs is not in the package (cargo package --list shows what is), or it"
          + " builds in this work tree only"
      ]),
    Refusal(
      "cargo-late", .indexLate, of: cargo,
      says: ["timed out waiting for {package} v{version} to be available in registry"],
      what: "{package} {version} was taken, and {registry}'s index does not show it yet",
      why: ["wait for it before what depends on it is published"],
      fix: ["wait {package}@{version}"], next: .look, isSilent: true, tellsWords: false),
    Refusal(
      "cargo-404", .uploadRefused, of: [.cargoPublish],
      says: ["the remote server responded with an error (status 404 Not Found)"],
      what: "{registry} answers 404 to the upload of {package} {version}",
      why: [
        "nothing takes uploads there: the address is that of `api` in the config.json of its index;"
          + " look whether cargo's configuration names the right index, then `go`"
      ],
      fix: ["go"]),
    Refusal(
      "cargo-409", .uploadRefused, of: [.cargoPublish],
      says: [
        "the remote server responded with an error (status 409",
        "failed to get a 200 OK response, got 409",
      ],
      what: "{registry} answers 409 to the upload of {package} {version}",
      why: [
        "409 means that something is in the way there; it does not say what, and nothing was compared",
        "`go` asks the index again, and compares what it has with what the tag makes",
      ],
      fix: ["go"], next: .compare),
    Refusal(
      "cargo-refused", .uploadRefused, of: cargo,
      says: [
        "the remote server responded with an error (status 4", "max upload size is",
        "the remote server responded with an error: ",
      ],
      what: "{registry} refuses {package} {version}",
      why: ["mend what it names, then type the line again"]),
  ]
}

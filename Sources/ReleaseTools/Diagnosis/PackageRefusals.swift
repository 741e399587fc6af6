import Diagnostics

extension Refusal {
  private static let uploaders = ReleaseTool.uploaders

  /// What package indexes, twine and uv say of files.
  static let packages = [
    Refusal(
      "pypi-exists", .otherContent, of: uploaders,
      says: [
        "File already exists ('{file}', with blake2_256 hash '{hash}')",
        "File already exists ({file...})", "Local file and index file do not match for `{file}`",
        "filename or contents already exist", "File already exists",
      ],
      what: "{file} is already on {registry}, with other content",
      why: [
        "a file name is taken for good, also when the file is deleted",
        "release the next version, or keep what is there if it is from this commit",
      ],
      fix: ["target patch"], next: .compare),
    Refusal(
      "pypi-409", .uploadRefused, of: uploaders, says: ["status code 409", "HTTPError: 409"],
      what: "{registry} answers 409 to the upload of {file}",
      why: [
        "409 means that something is in the way there; it does not say what, and nothing was compared",
        "`go` asks the index again, and compares what it has with dist/",
      ],
      fix: ["go"], next: .compare),
    Refusal(
      "pypi-retired", .fileRetired, of: uploaders,
      says: ["This filename was previously used by a file that has since been deleted"],
      what: "{file} was on {registry} before, and was deleted",
      why: ["a file name is taken for good: release the next version"], fix: ["target patch"]),
    Refusal(
      "pypi-one-sdist", .otherContent, of: uploaders,
      says: ["Only one sdist may be uploaded per release"],
      what: "{registry} has an sdist of this version already",
      why: ["a second one by another name is not taken: remove it from dist/"], next: .compare),
    Refusal(
      "pypi-closed", .releaseClosed, of: uploaders,
      says: ["Uploading new files to releases older than 14 days is not allowed"],
      what: "{package} {version} is older than 14 days, and {registry} takes no more files of it",
      why: ["release the next version with all its files"], fix: ["target patch"]),
    Refusal(
      "pypi-platform", .platformRefused, of: uploaders,
      says: ["Binary wheel '{file}' has an unsupported platform tag '{platform}'"],
      what: "{registry} takes no wheel for {platform}",
      why: [
        "build it with maturin --compatibility pypi, or repair it: auditwheel repair -w dist"
          + " dist/{file}, and remove the first"
      ], tellsWords: false),
    Refusal(
      "pypi-digest", .wrongChecksum, of: uploaders,
      says: ["The digest supplied does not match"],
      what: "{file} was not received as it was sent",
      why: ["it was changed while it was sent: something else writes to dist/, or a proxy does"],
      next: .look),
    Refusal(
      "pypi-too-large", .uploadRefused, of: uploaders,
      says: [
        "File too large. Limit for {limit...} is {size...}. See", "status code 413",
        "HTTPError: 413",
      ],
      what: "{file} is larger than {registry} takes",
      why: [
        "for this project the limit is {size}",
        "leave out what it does not need, or ask for a higher limit on the project's page",
      ]),
    Refusal(
      "pypi-local", .uploadRefused, of: uploaders,
      says: ["The use of local versions in '{version}' is not allowed"],
      what: "{registry} takes no version with a + in it: {version}",
      why: ["choose a version without one"], fix: ["target patch"], tellsWords: false),
    Refusal(
      "pypi-file-name", .uploadRefused, of: uploaders,
      says: [
        "Filename '{file}' is invalid, should be '{wanted}'",
        "does not start with the normalized package name: {name}",
      ],
      what: "{file} has not the name that its metadata calls for",
      why: ["it should be {wanted}", "build it again instead of renaming it"]),
    Refusal(
      "pypi-description", .metadataMissing, of: uploaders,
      says: ["The description failed to render", "readme_renderer"],
      what: "the description of {package} cannot be shown",
      why: [
        "it is taken for reStructuredText where the metadata does not say text/markdown: state"
          + " `readme` in pyproject.toml, build again, and let twine check --strict look at it"
      ]),
    Refusal(
      "twine-check", .metadataMissing, of: [.twineCheck],
      says: ["has syntax errors in markup and would not be rendered"],
      what: "the description in {file} cannot be shown",
      why: ["mend the readme, and build again"]),
    Refusal(
      "pypi-name", .notOwner, of: uploaders,
      says: [
        "is too similar to an existing project",
        "isn't allowed. See https://pypi.org/help/#project-name",
        "conflicts with the name of", "is prohibited",
      ],
      what: "{registry} does not give away the name {package}",
      why: ["choose another name for the project"]),
    Refusal(
      "pypi-rate-new", .rateLimited, of: uploaders, says: ["Too many new projects created"],
      what: "{registry} takes no more new projects for now",
      why: ["neither twine nor uv tells when it will again: wait an hour"], fix: ["go"],
      next: .wait(until: nil)),
    Refusal(
      "pypi-rate", .rateLimited, of: uploaders,
      says: ["HTTPError: 429", "status code 429"], what: "{registry} was asked too often",
      why: ["neither twine nor uv tells when to come again: wait a minute, then longer"],
      fix: ["go"], next: .wait(until: nil)),
    Refusal(
      "pypi-read-only", .serverSilent, of: uploaders, says: ["Read-only mode"],
      what: "{registry} takes no uploads now",
      why: ["https://status.python.org/ says for how long"],
      fix: ["go"], next: .wait(until: nil)),
    Refusal(
      "pypi-simple", .noRegistry, of: uploaders,
      says: [
        "HTTPError: 405", "POST requests are not supported by the endpoint", "status code 405",
      ],
      what: "that is not the address for uploads",
      why: [
        "to PyPI it is https://upload.pypi.org/legacy/ with its slash; the simple index, from"
          + " which pip installs, takes nothing: name the right one, then `go`"
      ], fix: ["go"]),
    Refusal(
      "pypi-404", .noRegistry, of: uploaders, says: ["HTTPError: 404", "status code 404"],
      what: "there is no package index at that address",
      why: [
        "to PyPI it is https://upload.pypi.org/legacy/ with its slash: name the right one"
          + " (--upload-url, UV_PUBLISH_URL, TWINE_REPOSITORY_URL), then `go`"
      ], fix: ["go"]),
    Refusal(
      "pypi-no-files", .noDistribution, of: ReleaseTool.readers,
      says: [
        "Cannot find file (or expand pattern): '{pattern}'", "No files found to publish",
        "Cannot find file",
      ],
      what: "there is nothing to upload for {package} {version}",
      why: ["build the wheels and the sdist first, in dist/"]),
    Refusal(
      "pypi-no-archive", .uploadRefused, of: ReleaseTool.readers,
      says: [
        "BadZipFile", "Failed to read from zip file", "Failed to read metadata",
        "are valid source distributions",
      ],
      what: "{file} is no wheel and no sdist",
      why: ["it was not written to its end, or something else has its name: build it again"]),
    Refusal(
      "pypi-403", .tokenRefused, of: uploaders,
      says: ["HTTPError: 403", "status code 403"], what: "{registry} does not allow this upload",
      why: [
        "the token is of another account, or is not for this project, or the account may not"
          + " upload to it; a version that is there already would be a 400",
        "it came from {source}",
      ],
      fix: [giveToken]),
    Refusal(
      "pypi-refused", .uploadRefused, of: uploaders,
      says: ["HTTPError: 4", "Server returned status code 4"],
      what: "{registry} refuses {file}",
      why: ["mend what it names, build again, then type the line again"]),
  ]
}

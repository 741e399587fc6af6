import ReleaseWorld

/// How a named state of the demo repository is made: the state that it begins as, and lines typed there.
struct StageState: Sendable {
  let from: String
  /// `!` lines run in /bin/sh in the work tree; `$ORIGIN` is the bare origin.
  let lines: [String]
  /// Laid over the emptied environment of whoever types in this state; `nil` takes a variable away.
  var environment: [String: String?] = [:]
  /// What servers answer in this state.
  var http: HTTP = .none

  init(
    _ from: String, _ lines: String..., environment: [String: String?] = [:], http: HTTP = .none
  ) {
    self.http = http
    self.from = from
    self.lines = lines
    self.environment = environment
  }
}

extension StageState {
  /// States that are made from nothing: no repository, and the demo as `demo` makes it.
  static let roots = ["outside", "demo"]

  /// Every other state by its name.
  static let all: [String: StageState] = release.merging(unusual) { $1 }.merging(refusing) { $1 }

  /// A release of crate:llmcc-core 0.2.0 on its way.
  private static let release: [String: StageState] = [
    "selected": StageState("demo", "use llmcc-core"),
    "targeted": StageState("selected", "target 0.2.0"),
    "bumped": StageState("targeted", "bump"),
    "committed": StageState("bumped", "commit"),
    "tagged": StageState("committed", "tag"),
    "pushed": StageState("tagged", "push --confirm llmcc-core-v0.2.0"),
    "unpublished": StageState(
      "pushed", environment: ["CARGO_REGISTRY_TOKEN": "cio" + String(repeating: "7", count: 32)],
      http: .serving("another", "0.2.0")),
    "served": StageState("pushed", http: .serving("llmcc-core", "0.2.0")),
    "yanked": StageState(
      "pushed", http: .serving("llmcc-core", "0.2.0", yanked: ["0.2.0"])),
    "saved": StageState("pushed", "transcript save release.relsh"),
    "python-targeted": StageState("demo", "use python", "target 0.2.0"),
    "all-targeted": StageState("demo", "use all", "target 0.2.0"),
  ]

  /// Repositories that are not as a release wants them.
  private static let unusual: [String: StageState] = [
    "detached": StageState("bumped", "!git switch --quiet --detach"),
    // Two crates of one version, each with a tag of its own.
    "follows": StageState(
      "outside", "!git init --quiet --initial-branch=main", "!git config user.name Ann",
      "!git config user.email ann@example.invalid",
      "!mkdir -p left/src right/src && touch left/src/lib.rs right/src/lib.rs",
      "!printf '[workspace]\\nmembers = [\"left\", \"right\"]\\n[workspace.package]\\nversion = \"0.1.0\"\\n'"
        + " > Cargo.toml",
      "!printf '[package]\\nname = \"left\"\\nversion.workspace = true\\n' > left/Cargo.toml",
      "!printf '[package]\\nname = \"right\"\\nversion.workspace = true\\n' > right/Cargo.toml",
      "!git add .", "!git commit --quiet --message first", "!git tag --message left left-v0.1.0",
      "!git tag --message right right-v0.1.0",
      "!git init --quiet --bare ../pair.git", "!git remote add origin ../pair.git",
      "!git push --quiet --set-upstream origin main --tags"),
    // A crate and a distribution of one project, released by one tag.
    "one-tag": StageState(
      "outside", "!git init --quiet --initial-branch=main", "!git config user.name Ann",
      "!git config user.email ann@example.invalid", "!mkdir src && touch src/lib.rs",
      "!printf '[package]\\nname = \"pair-core\"\\nversion = \"1.0.0\"\\n' > Cargo.toml",
      "!printf '[project]\\nname = \"pair\"\\nversion = \"1.0.0\"\\n' > pyproject.toml",
      "!git add .", "!git commit --quiet --message first", "!git tag --message one v1.0.0",
      "!git init --quiet --bare ../pair.git", "!git remote add origin ../pair.git",
      "!git push --quiet --set-upstream origin main v1.0.0"),
    "merging": StageState(
      "bumped", "!git stash --quiet", "!git switch --quiet --create side HEAD~1",
      "!echo side >> README.md", "!git commit --quiet --all --message side",
      "!git switch --quiet main", "!echo main >> README.md",
      "!git commit --quiet --all --message main", "!git merge --quiet side >/dev/null || true"),
    "broken-manifest": StageState(
      "targeted", "!printf '\\n[broken\\n' >> crates/llmcc-core/Cargo.toml"),
    "staged-other": StageState("bumped", "!echo more >> README.md", "!git add README.md"),
    "dirty-bump": StageState("bumped", "!echo '# by hand' >> crates/llmcc-core/Cargo.toml"),
    "unborn": StageState(
      "outside", "!git init --quiet --initial-branch=main", "!git config user.name Ann",
      "!git config user.email ann@example.invalid"),
    "first-crate": StageState(
      "unborn", "!mkdir src && touch src/lib.rs",
      "!printf '[package]\\nname = \"first\"\\nversion = \"0.1.0\"\\n' > Cargo.toml",
      "!git add Cargo.toml"),
    "no-packages": StageState(
      "unborn", "!echo words > README.md", "!git add .", "!git commit --quiet --message first"),
    "shallow": StageState(
      "demo", "!git clone --quiet --depth 1 --no-tags \"file://$ORIGIN\" ../shallow",
      "!rm -rf .git && mv ../shallow/.git .git && rmdir ../shallow 2>/dev/null || rm -rf ../shallow",
      "!git config user.name Ann && git config user.email ann@example.invalid",
      "use llmcc-core", "target 0.2.0"),
    "no-identity": StageState(
      "bumped", "!git config --unset user.name && git config --unset user.email",
      "!git config user.useConfigOnly true"),
    "no-git": StageState("targeted", environment: ["PATH": "/nonexistent"]),
    "in-actions": StageState(
      "tagged",
      "!git config url.\"$ORIGIN\".insteadOf https://github.com/llmcc-project/llmcc.git",
      "!git remote set-url origin https://github.com/llmcc-project/llmcc.git",
      environment: ["GITHUB_ACTIONS": "true", "GITHUB_TOKEN": "ghs_0123456789abcdefghij"]),
    "flag-names": StageState(
      "demo", "!git tag -- -x 2>/dev/null || git update-ref refs/tags/-x HEAD",
      "!git update-ref refs/heads/-b HEAD"),
  ]

  /// Tools and remotes that do not do what is asked.
  private static let refusing: [String: StageState] = [
    "no-remote": StageState("tagged", "!git remote remove origin"),
    "no-upstream": StageState("tagged", "!git branch --unset-upstream"),
    "behind": StageState(
      "tagged", "!git clone --quiet \"$ORIGIN\" ../other",
      "!git -C ../other -c user.name=Bob -c user.email=bob@example.invalid"
        + " commit --quiet --allow-empty --message 'work of somebody else'",
      "!git -C ../other push --quiet"),
    "protected": StageState(
      "tagged",
      "!mkdir -p \"$ORIGIN/hooks\"",
      "!printf '#!/bin/sh\\necho \"error: GH006: Protected branch update failed\" >&2\\nexit 1\\n'"
        + " > \"$ORIGIN/hooks/pre-receive\" && chmod +x \"$ORIGIN/hooks/pre-receive\""),
    "remote-refuses": StageState(
      "tagged",
      "!mkdir -p \"$ORIGIN/hooks\"",
      "!printf '#!/bin/sh\\necho \"the office is closed\" >&2\\nexit 1\\n'"
        + " > \"$ORIGIN/hooks/pre-receive\" && chmod +x \"$ORIGIN/hooks/pre-receive\""),
    "hook-refuses": StageState(
      "bumped",
      "!mkdir -p .git/hooks && printf '#!/bin/sh\\necho \"line 3 is too long\" >&2\\nexit 1\\n'"
        + " > .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit"),
    "pre-push-refuses": StageState(
      "tagged",
      "!mkdir -p .git/hooks && printf '#!/bin/sh\\necho \"tests fail\" >&2\\nexit 1\\n'"
        + " > .git/hooks/pre-push && chmod +x .git/hooks/pre-push"),
    "silent-remote": StageState("tagged", "!git config remote.origin.url \"$ORIGIN.gone\""),
    "silent-before-tag": StageState(
      "committed", "!git config remote.origin.url \"$ORIGIN.gone\""),
    "tag-elsewhere": StageState("committed", "!git tag llmcc-core-v0.2.0 HEAD~2"),
    "tag-on-a-side": StageState(
      "committed", "!git tag llmcc-core-v0.2.0 \"$(git commit-tree -m aside 'HEAD^{tree}')\""),
    "remote-tag-only": StageState(
      "committed", "!git clone --quiet \"$ORIGIN\" ../other",
      "!git -C ../other -c user.name=Bob -c user.email=bob@example.invalid"
        + " commit --quiet --allow-empty --message 'work of somebody else'",
      "!git -C ../other tag llmcc-core-v0.2.0",
      "!git -C ../other push --quiet origin llmcc-core-v0.2.0"),
  ]
}

extension HTTP {
  /// crates.io as it serves one version of one crate, and the version 0.1.0 of every other, each with
  /// its manifest alone; `yanked` are withdrawn.
  static func serving(_ crate: String, _ version: String, yanked: Set<String> = []) -> HTTP {
    HTTP { (request: HTTPRequest) throws(Failure) -> HTTPResponse in
      let parts = request.url.split(separator: "/").map(String.init)
      switch request.host {
      case "index.crates.io" where parts.last == "config.json":
        return HTTPResponse(status: 200, body: Array(#"{"dl":"https://static.crates.io"}"#.utf8))
      case "index.crates.io":
        let name = parts.last ?? ""
        let versions = ["0.1.0"] + (name == crate ? [version] : [])
        let lines = versions.map { version in
          let sum = Digest.sha256(DemoCrateFile.bytes(of: name, version))
          let isYanked = yanked.contains(version)
          return #"{"name":"\#(name)","vers":"\#(version)","deps":[],"cksum":"\#(sum)","#
            + "\"yanked\":\(isYanked)}\n"
        }
        return HTTPResponse(status: 200, body: Array(lines.joined().utf8))
      case "static.crates.io" where parts.count == 5:
        return HTTPResponse(status: 200, body: DemoCrateFile.bytes(of: parts[2], parts[3]))
      default: throw .serverSilent(request.host, "there is no network here")
      }
    }
  }
}

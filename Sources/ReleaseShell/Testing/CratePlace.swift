import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// Where a crate is tested and built before a release: the commit of its target's tag where there is one, else
/// the work tree as it is, since both come before the commit that a release makes.
struct CratePlace {
  /// `crate:llmcc-core@0.2.0`.
  let object: String
  let name: String
  let selector: String
  /// Whether files in the work tree differ from HEAD, and are what is tested.
  let hasChanges: Bool
  /// `nil`: the work tree.
  private let commit: String?
  /// What names the crate to cargo.
  private let selection: [String]

  init(of index: Int, in shell: Shell) throws(ReleaseError) {
    let view = shell.view
    let repository = try view.repository()
    let package = repository.packages[index]
    selector = repository.selector(of: index)
    name = package.name
    let changes = try view.changes()
    var version = try shell.currentVersion(of: index)
    var tagged: String?
    if let target = shell.session.target?.versions[selector],
      let tag = try view.tag(view.conventions().tag(of: index, target))
    {
      version = target
      let isHere = try view.head().commit == tag.commit && changes.isEmpty
      tagged = isHere ? nil : tag.commit
    }
    commit = tagged
    hasChanges = tagged == nil && !changes.isEmpty
    object = version.map { "\(repository.selector(of: index))@\($0)" } ?? selector
    let isAtRoot = package.workspace.map { repository.workspaces[$0].directory.isEmpty } ?? false
    selection = isAtRoot ? ["-p", package.name] : ["--manifest-path", package.manifest]
  }

  /// The words of an action, as a person would type them.
  func words(_ action: CrateTool.Action, in world: World) -> String {
    CrateTool(name, selection: selection, in: world.root, world).words(action)
      .map(\.shellQuoted).joined(separator: " ") + (commit.map { ", at \($0.prefix(7))" } ?? "")
  }

  /// Runs an action to its end, and gives all that was said.
  ///
  /// - Throws: What the tool's words mean; `.noCargo`, `.interrupted`.
  func run(
    _ action: CrateTool.Action, in world: World, hearing listener: ChildListener
  ) throws(ReleaseError) -> String {
    guard let commit else {
      return try CrateTool(name, selection: selection, in: world.root, world)
        .run(action, hearing: listener)
    }
    return try world.temporaryTree.with(commit) { (tree) throws(ReleaseError) in
      try CrateTool(name, selection: selection, in: tree, world).run(action, hearing: listener)
    }
  }
}

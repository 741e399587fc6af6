import Diagnostics
package import ReleaseWorld
import Synchronization

extension World {
  /// The same world, in which effects are only shown, and believed: what looks again after an effect
  /// finds it there.
  ///
  /// Nothing of the work tree, the repository or a remote is changed, and nothing is journaled. Files of
  /// relsh's own are still written, programs still run: whoever starts one that changes something asks
  /// `onlyShows` first.
  ///
  /// `show` is called with each effect before it is believed.
  package func dryRun(_ show: @escaping @Sendable (Effect) -> Void) -> World {
    let believed = Believed(real: self)
    var world = self
    world.onlyShows = true
    world.journal.append = { (_: JournalRecord) throws(Failure) in }
    world.perform = { (effect: Effect) throws(Failure) in
      show(effect)
      try believed.perform(effect)
    }
    world.files = believed.files()
    world.git = believed.git()
    return world
  }
}

/// The real world and what a dry run believes of it; the one owner of that belief.
final class Believed: Sendable {
  let real: World
  private let overlay = Mutex(Overlay())

  init(real: World) { self.real = real }

  /// What is believed now.
  var now: Overlay { overlay.withLock { $0 } }

  /// A path as the overlay knows it: relative to the work tree.
  func relative(_ path: String) -> String {
    path.hasPrefix(real.root + "/") ? String(path.dropFirst(real.root.utf8.count + 1)) : path
  }

  func perform(_ effect: Effect) throws(Failure) {
    switch effect {
    case .edit(let edits): try edit(edits)
    // What a registry would serve is not believed: a step that shows an upload comes to no other end.
    case .tool: break
    case .git(let call):
      switch call.change {
      case .commit(let message, let paths): try commit(message, paths)
      case .tag(let name, let message): try tag(name, message)
      case .push(let remote, let references): try push(remote, references)
      case .deleteTag(let name): overlay.withLock { $0.tags[name] = .some(nil) }
      case .deleteRemoteTag(let remote, let name):
        overlay.withLock {
          $0.remotes[remote, default: [:]]["refs/tags/\(name)"] = .some(nil)
          $0.remotes[remote, default: [:]]["refs/tags/\(name)^{}"] = .some(nil)
        }
      case .other: break
      }
    }
  }

  private func edit(_ edits: [FileEdit]) throws(Failure) {
    for edit in edits where try read(edit.path) != edit.before {
      throw .changedMeanwhile(edit.path)
    }
    overlay.withLock { for edit in edits { $0.files[relative(edit.path)] = edit.after } }
  }

  /// A file as it would be.
  func read(_ path: String) throws(Failure) -> [UInt8]? {
    if let bytes = now.files[relative(path)] { return bytes }
    return try real.files.read(path)
  }

  private func commit(_ message: String, _ paths: [String]) throws(Failure) {
    var files: [String: [UInt8]] = [:]
    for path in paths { files[relative(path)] = try read(path) }
    overlay.withLock {
      $0.commits.append(Overlay.Commit(id: $0.madeUpID(message), files: files))
      $0.isPushed = false
    }
  }

  private func tag(_ name: String, _ message: String) throws(Failure) {
    guard try tags()[name] == nil else { throw Failure(.tagExists, "\(name) is already a tag") }
    guard let head = try resolve("HEAD") else {
      throw Failure(.noCommit, "there is no commit to tag yet")
    }
    overlay.withLock {
      $0.tags[name] = Overlay.Tag(object: $0.madeUpID("tag \(name) \(message)"), commit: head)
    }
  }

  private func push(_ remote: String, _ references: [String]) throws(Failure) {
    let tags = try tags()
    let head = try real.git.head()
    for reference in references {
      let (source, destination) = PushedReference.split(reference)
      let short = source.hasPrefix("refs/tags/") ? String(source.dropFirst(10)) : source
      if !source.hasPrefix("refs/heads/"), source != head.branch, let tag = tags[short] {
        let name = destination.hasPrefix("refs/") ? destination : "refs/tags/\(destination)"
        overlay.withLock {
          $0.remotes[remote, default: [:]][name] = tag.object
          $0.remotes[remote, default: [:]][name + "^{}"] =
            tag.isAnnotated ? tag.commit : String?.none
        }
      } else {
        let isHead =
          source == "HEAD"
          || PushedReference.full(source)
            == head.branch.map {
              "refs/heads/\($0)"
            }
        let commit = try resolve(isHead ? "HEAD" : source)
        let full = destination == "HEAD" ? head.branch ?? destination : destination
        overlay.withLock {
          $0.remotes[remote, default: [:]][PushedReference.full(full)] = commit
          if isHead, remote == head.upstream?.remote { $0.isPushed = true }
        }
      }
    }
  }

  /// The tags by name, as they would be.
  func tags() throws(Failure) -> [String: GitTag] {
    var tags: [String: GitTag] = [:]
    for tag in try real.git.tags() { tags[tag.name] = tag }
    for (name, tag) in now.tags {
      tags[name] = tag.map {
        GitTag(name: name, object: $0.object, commit: $0.commit, isAnnotated: true)
      }
    }
    return tags
  }

  /// The commit that a revision would name.
  func resolve(_ revision: String) throws(Failure) -> String? {
    let overlay = now
    var name = revision
    for suffix in ["^{commit}", "^{}"] where name.hasSuffix(suffix) {
      name = String(name.dropLast(suffix.count))
    }
    if name == "HEAD" || name == "@", let last = overlay.commits.last { return last.id }
    if overlay.index(of: name) != nil { return name }
    let short = name.hasPrefix("refs/tags/") ? String(name.dropFirst(10)) : name
    if let tag = overlay.tags[short] { return tag?.commit }
    if let tag = overlay.tags.values.first(where: { $0?.object == name }) { return tag?.commit }
    if let last = overlay.commits.last,
      let branch = name.hasPrefix("refs/heads/") ? String(name.dropFirst(11)) : Optional(name),
      try real.git.head().branch == branch
    {
      return last.id
    }
    return try real.git.commit(revision)
  }
}

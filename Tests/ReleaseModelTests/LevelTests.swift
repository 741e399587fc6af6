import Diagnostics
import ReleaseModel
import Testing

@Suite struct `A level` {
  /// What each level leads to from each shape of version; `-` is a refusal.
  private static let table = """
    from              major  minor   patch   release alpha          beta          rc          post
    0.8.0             1.0.0  0.9.0   0.8.1   -       0.8.1-alpha.1  0.8.1-beta.1  0.8.1-rc.1  0.8.0.post1
    1.2.3             2.0.0  1.3.0   1.2.4   -       1.2.4-alpha.1  1.2.4-beta.1  1.2.4-rc.1  1.2.3.post1
    0.8.0-alpha       1.0.0  0.9.0   0.8.0   0.8.0   0.8.0-alpha.1  0.8.0-beta.1  0.8.0-rc.1  -
    0.8.0-alpha.2     1.0.0  0.9.0   0.8.0   0.8.0   0.8.0-alpha.3  0.8.0-beta.1  0.8.0-rc.1  -
    0.8.0-beta.9      1.0.0  0.9.0   0.8.0   0.8.0   -              0.8.0-beta.10 0.8.0-rc.1  -
    0.8.0-rc.1        1.0.0  0.9.0   0.8.0   0.8.0   -              -             0.8.0-rc.2  -
    0.9.1-rc.1        1.0.0  0.10.0  0.9.1   0.9.1   -              -             0.9.1-rc.2  -
    0.8.0-rc.1.2      1.0.0  0.9.0   0.8.0   0.8.0   -              -             -           -
    0.8.0-rc1         1.0.0  0.9.0   0.8.0   0.8.0   -              -             -           -
    0.8.0-nightly.5   1.0.0  0.9.0   0.8.0   0.8.0   -              -             0.8.0-rc.1  -
    0.8.0-5           1.0.0  0.9.0   0.8.0   0.8.0   0.8.0-alpha.1  0.8.0-beta.1  0.8.0-rc.1  -
    0.8.0+build       1.0.0  0.9.0   0.8.1   -       0.8.1-alpha.1  0.8.1-beta.1  0.8.1-rc.1  0.8.0.post1
    0.8.0.post1       1.0.0  0.9.0   0.8.1   -       0.8.1-alpha.1  0.8.1-beta.1  0.8.1-rc.1  0.8.0.post2
    """

  @Test(arguments: table.split(separator: "\n").dropFirst().map(String.init))
  func `leads from every shape of version to the next or is refused`(_ row: String) throws {
    let cells = row.split(separator: " ").map(String.init)
    let levels = Self.table.split(separator: "\n")[0].split(separator: " ").dropFirst()
      .compactMap { Level(rawValue: String($0)) }
    #expect(levels == Level.allCases)
    let version = try Version(cells[0])
    for (level, expected) in zip(levels, cells.dropFirst()) {
      do throws(ReleaseError) {
        let next = try level.next(after: version, for: .distribution)
        #expect(next.description == expected, "\(level) of \(version)")
        #expect(next > version || next.build != version.build)
      } catch {
        #expect(expected == "-", "\(level) of \(version)")
        #expect(error.code == .levelRefused)
        #expect(error.why.count == 1)
      }
    }
  }

  @Test func `is refused where a crate has no such version, or no number is left`() throws {
    let highest = Version(.max, 0, 0)
    #expect(throws: ReleaseError.self) { try Level.major.next(after: highest, for: .crate) }
    let post = #expect(throws: ReleaseError.self) {
      try Level.post.next(after: Version(1, 0, 0), for: .crate)
    }
    #expect(post?.code == .levelRefused)
    #expect(post?.fix == ["target patch"])
  }
}

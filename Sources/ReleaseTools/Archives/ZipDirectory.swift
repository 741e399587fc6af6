import Diagnostics
import ReleaseModel

/// The structure of a zip file, looked at before anything in it is unpacked.
///
/// Readers disagree about a file whose directory, local headers and bytes in between do not fit, so that
/// one installs what another never saw; such a file is refused, as package indexes do.
///
/// - SeeAlso: PKWARE's APPNOTE.TXT, 4.3.
struct ZipDirectory {
  private let bytes: [UInt8]
  private let name: String

  init(_ bytes: [UInt8], named name: String) {
    self.bytes = bytes
    self.name = name
  }

  private struct Member {
    var path: ArraySlice<UInt8>
    /// The version of the format that it needs, times ten.
    var needed: Int
    var flags: Int
    var method: Int
    var sum: Int
    var packed: Int
    var size: Int
    /// Where its local header stands.
    var start: Int
  }

  private func bad(_ why: String) -> ReleaseError { .badArchive(name, why) }

  /// A number of two or four bytes; 0 outside of the file.
  private func number(_ offset: Int, _ count: Int) -> Int {
    guard offset >= 0, offset + count <= bytes.count else { return 0 }
    let low = Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
    return count == 2 ? low : low | Int(bytes[offset + 2]) << 16 | Int(bytes[offset + 3]) << 24
  }

  /// - Throws: `.badArchive`.
  func check(_ limits: ArchiveLimits) throws(ReleaseError) {
    let (members, directory) = try members(limits)
    var total = 0
    for member in members {
      guard member.size <= limits.total - total else {
        throw bad("it unpacks to more than \(limits.total) bytes")
      }
      total += member.size
    }
    var end = 0
    for member in members.sorted(by: { $0.start < $1.start }) {
      guard member.start == end else {
        throw bad(
          member.start < end
            ? "two files in it share their bytes" : "it has bytes that belong to no file in it")
      }
      end = try self.end(of: member)
    }
    guard end == directory else { throw bad("it has bytes that belong to no file in it") }
  }

  /// The members, as the directory lists them, and where it begins.
  private func members(
    _ limits: ArchiveLimits
  ) throws(ReleaseError) -> (members: [Member], directory: Int) {
    // The directory's end is the last thing but a comment of at most 64 KB.
    guard bytes.count >= 22,
      let end = stride(from: bytes.count - 22, through: max(0, bytes.count - 65_557), by: -1)
        .first(where: {
          number($0, 4) == 0x0605_4B50 && $0 + 22 + number($0 + 20, 2) == bytes.count
        })
    else { throw bad("it has no directory at its end, as every zip file has") }
    let count = number(end + 10, 2)
    guard count <= limits.entries, count != 0xFFFF else {
      throw bad("it has more than \(min(limits.entries, 0xFFFE)) entries")
    }
    let directory = number(end + 16, 4)
    guard directory + number(end + 12, 4) == end else {
      throw bad("its directory is not where its end says")
    }
    var members: [Member] = []
    var next = directory
    for _ in 0..<count {
      guard number(next, 4) == 0x0201_4B50 else { throw bad("its directory is damaged") }
      let length = number(next + 28, 2)
      let after = next + 46 + length + number(next + 30, 2) + number(next + 32, 2)
      guard after <= end else { throw bad("its directory is damaged") }
      members.append(
        Member(
          path: bytes[(next + 46)..<(next + 46 + length)], needed: number(next + 6, 2),
          flags: number(next + 8, 2),
          method: number(next + 10, 2), sum: number(next + 16, 4), packed: number(next + 20, 4),
          size: number(next + 24, 4),
          start: number(next + 42, 4)))
      next = after
    }
    guard next == end else { throw bad("its directory is damaged") }
    return (members, directory)
  }

  /// Where what belongs to a member ends: header, bytes, and a descriptor behind them.
  private func end(of member: Member) throws(ReleaseError) -> Int {
    let path = UnsafePath.shown(String(decoding: member.path, as: UTF8.self))
    let start = member.start
    let length = number(start + 26, 2)
    guard number(start, 4) == 0x0403_4B50, start + 30 + length <= bytes.count,
      bytes[(start + 30)..<(start + 30 + length)] == member.path
    else { throw bad("its directory says \(path) where something else stands") }
    guard member.flags & 0x41 == 0, number(start + 6, 2) & 0x41 == 0 else {
      throw bad("\(path) in it is encrypted")
    }
    // 63 is the highest version of the format, and its readers refuse what asks for more.
    guard member.needed & 0xFF <= 63 else {
      throw bad("\(path) in it is of no known version of zip")
    }
    guard member.method == 0 || member.method == 8, number(start + 8, 2) == member.method else {
      throw bad("\(path) in it is packed in another way than by deflate")
    }
    let hasDescriptor = member.flags & 8 != 0
    guard hasDescriptor == (number(start + 6, 2) & 8 != 0),
      hasDescriptor || agrees(member, start + 14)
    else { throw bad("the two sums and sizes of \(path) in it differ") }
    let end = start + 30 + length + number(start + 28, 2) + member.packed
    guard hasDescriptor else { return end }
    // The descriptor's own mark may be missing, and its sizes may have eight bytes each.
    let sum = end + (number(end, 4) == 0x0807_4B50 ? 4 : 0)
    if agrees(member, sum) { return sum + 12 }
    guard number(sum, 4) == member.sum, number(sum + 4, 4) == member.packed,
      number(sum + 8, 4) == 0, number(sum + 12, 4) == member.size, number(sum + 16, 4) == 0
    else { throw bad("the two sums and sizes of \(path) in it differ") }
    return sum + 20
  }

  /// Whether sum, packed size and size stand at a place as in the directory, or as too big to stand there.
  private func agrees(_ member: Member, _ start: Int) -> Bool {
    let (packed, size) = (number(start + 4, 4), number(start + 8, 4))
    return number(start, 4) == member.sum
      && (packed == member.packed || packed == 0xFFFF_FFFF)
      && (size == member.size || size == 0xFFFF_FFFF)
  }
}

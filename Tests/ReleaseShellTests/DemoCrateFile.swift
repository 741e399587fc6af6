@testable import ReleaseShell

/// A `.crate` of the demo repository without cargo: its manifest, as the tag of the version has it, in tar
/// within gzip.
enum DemoCrateFile {
  /// The bytes for a crate of the demo and a version; of another name a crate that nobody has here.
  static func bytes(of name: String, _ version: String) -> [UInt8] {
    var tree = DemoTree()
    for crate in DemoCrate.all { tree.versions[crate.name] = "0.1.0" }
    tree.versions[name] = version
    let crate = DemoCrate.all.first { $0.name == name }
    let manifest = crate?.files(in: tree)["Cargo.toml"] ?? "[package]\nname = \"\(name)\"\n"
    return gzip(tar("\(name)-\(version)/Cargo.toml.orig", manifest))
  }

  /// One file as tar has it, and the two empty blocks of its end.
  private static func tar(_ path: String, _ text: String) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
    }
    put(path, at: 0)
    put("0000644\0" + "0000000\0" + "0000000\0", at: 100)
    let size = String(text.utf8.count, radix: 8)
    put(String(repeating: "0", count: 11 - size.count) + size + "\0" + "00000000000\0", at: 124)
    put("        0", at: 148)
    put("ustar\0" + "00", at: 257)
    let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
    put(String(repeating: "0", count: 6 - sum.count) + sum + "\0 ", at: 148)
    let body = Array(text.utf8)
    let rest = (512 - body.count % 512) % 512
    return header + body + [UInt8](repeating: 0, count: rest + 1024)
  }

  /// Bytes within gzip, in one block that is not compressed.
  private static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    func little(_ number: UInt32, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
    }
    let size = UInt32(bytes.count)
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1] + little(size, 2) + little(~size, 2) + bytes
      + little(sum(of: bytes), 4) + little(size, 4)
  }

  /// CRC-32, as gzip has it.
  private static func sum(of bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(0xFFFF_FFFF) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in
        sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1
      }
    }
  }
}

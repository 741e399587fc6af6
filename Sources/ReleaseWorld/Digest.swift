import CMessageDigest
import CRelsh

/// SHA-256 and MD5.
package enum Digest {
  /// SHA-256 in lower-case hexadecimal.
  package static func sha256(_ bytes: [UInt8]) -> String { hexadecimal(sha256Bytes(bytes)) }

  /// MD5 in lower-case hexadecimal; package indexes still show it.
  package static func md5(_ bytes: [UInt8]) -> String {
    var context = MD5_CTX()
    MD5Init(&context)
    bytes.withUnsafeBufferPointer { MD5Update(&context, $0.baseAddress, $0.count) }
    var digest = [UInt8](repeating: 0, count: 16)
    MD5Final(&digest, &context)
    return hexadecimal(digest)
  }

  /// HMAC with SHA-256, 32 bytes.
  ///
  /// - SeeAlso: RFC 2104.
  package static func hmac(_ key: [UInt8], _ message: [UInt8]) -> [UInt8] {
    var block = key.count > 64 ? sha256Bytes(key) : key
    block += [UInt8](repeating: 0, count: 64 - block.count)
    let inner = sha256Bytes(block.map { $0 ^ 0x36 } + message)
    return sha256Bytes(block.map { $0 ^ 0x5C } + inner)
  }

  private static func sha256Bytes(_ bytes: [UInt8]) -> [UInt8] {
    var context = SHA2_CTX()
    SHA256Init(&context)
    bytes.withUnsafeBufferPointer { SHA256Update(&context, $0.baseAddress, $0.count) }
    var digest = [UInt8](repeating: 0, count: 32)
    SHA256Final(&digest, &context)
    return digest
  }

  fileprivate static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

/// SHA-256 of many bytes, which come piece by piece.
///
/// Where libarchive is, the sum is made by the library that it brings for sums, with the processor's own
/// instructions: 100 MB in 0.07 s instead of 0.45.
package struct RunningDigest {
  private var fast = relsh_sha256()
  private var context = SHA2_CTX()
  private let isFast: Bool

  package init() {
    isFast = relsh_sha256_begin(&fast) != 0
    if !isFast { SHA256Init(&context) }
  }

  /// Takes more bytes in.
  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    if isFast {
      relsh_sha256_add(&fast, bytes.baseAddress, bytes.count)
    } else {
      SHA256Update(&context, bytes.baseAddress, bytes.count)
    }
  }

  /// The sum of all of them, in lower-case hexadecimal; nothing can be added after it.
  package mutating func finish() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    if isFast { relsh_sha256_end(&fast, &digest) } else { SHA256Final(&digest, &context) }
    return Digest.hexadecimal(digest)
  }
}

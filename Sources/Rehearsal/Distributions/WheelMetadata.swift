/// The METADATA of a wheel.
enum WheelMetadata {
  /// `nil` where the file is no zip, or holds none.
  static func read(_ wheel: [UInt8]) -> [UInt8]? { nil }
}

/// What an upstream registry said to a read.
package enum UpstreamAnswer: Sendable {
  case found([UInt8])
  case absent
  /// Why it could not be asked, or gave no usable answer.
  case failed(String)
}

/// An index that is asked, read-only, for what the registry does not hold.
package struct UpstreamIndex: Sendable {
  /// The address of its sparse index, with a slash at the end and without `sparse+`.
  package let index: String
  /// Gets an address, within its own limits of size and time.
  package let get: @Sendable (_ address: String) -> UpstreamAnswer

  package init(index: String, get: @escaping @Sendable (String) -> UpstreamAnswer) {
    let plain = index.hasPrefix("sparse+") ? String(index.dropFirst(7)) : index
    self.index = plain.hasSuffix("/") ? plain : plain + "/"
    self.get = get
  }
}

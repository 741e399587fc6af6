import Testing

@testable import Rehearsal

@Test(arguments: [
  ("", "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"),
  ("abc", "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"),
])
func `BLAKE2b is what RFC 7693 says`(_ text: String, _ digest: String) {
  #expect(Blake2b.digest256(Array(text.utf8)) == digest)
}

import ReleaseWorld
import Testing

@Test(arguments: [
  "0123456789abcdef0123456789abcdef01234567", "ffffffffffffffffffffffffffffffffffffffff",
  "00000000000000000000000000000000000000a0",
  "6ca13d52ca70c883e0f0bb101e425a89e8624de51db2d2392593af6a84118090", "v1", "",
  "0123456789ABCDEF0123456789abcdef01234567", "0123456789abcdef0123456789abcdef0123456g",
])
func `an object's name is kept as it is`(_ text: String) {
  #expect(ObjectName(text).text == text)
  let tag = GitTag(name: "v1", object: text, commit: "x", isAnnotated: false)
  #expect(tag.object == text && tag.commit == "x")
  var commits: CommitSet = ["y"]
  #expect(!commits.contains(text))
  commits = commits.union([text])
  #expect(commits.contains(text) && commits.contains("y") && commits.count == 2)
}

import ReleaseModel
import Testing

@Test(arguments: [
  ("dm_py-0.2.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", "dm-py", "0.2.0", 2),
  ("zope.interface-6.0-cp38-cp38-win_amd64.whl", "zope-interface", "6.0", 1),
  ("six-1.16.0-py2.py3-none-any.whl", "six", "1.16", 2),
  ("PyYAML-6.0.1-cp312-cp312-macosx_11_0_arm64.whl", "pyyaml", "6.0.1", 1),
  ("a-1.0-1-py3-none-any.whl", "a", "1.0", 1),
  ("a-1.0_post1-2a-py3-none-any.whl", "a", "1.0.post1", 1),
  ("a-1!2.0+cu118-cp38-abi3-linux_x86_64.whl", "a", "1!2+cu118", 1),
])
func `a wheel's name is read`(_ name: String, _ project: String, _ version: String, _ tags: Int)
  throws
{
  let read = try #require(WheelName(name))
  #expect(read.project == project)
  #expect(read.version == PythonVersion(version))
  #expect(read.tags.count == tags)
}

@Test func `a wheel's name says its build and its tags`() throws {
  let name = try #require(WheelName("a-1.0-007b-py2.py3-none.abi3-Any.whl"))
  #expect(name.build == "007b")
  #expect(
    name.tags.map(\.description).sorted() == [
      "py2-abi3-any", "py2-none-any", "py3-abi3-any", "py3-none-any",
    ])
}

@Test(arguments: [
  "", "a.whl", "a-1.0.whl", "a-1.0-py3-none.whl", "a-1.0-x-py3-none-any.whl",
  "a-b-c-1.0-py3-none-any.whl", "a-one-py3-none-any.whl", "a__b-1.0-py3-none-any.whl",
  "-1.0-py3-none-any.whl", "a-1.0-py3-none-any.zip", "a-1.0-py3..py2-none-any.whl",
  "a/b-1.0-py3-none-any.whl", "a-1.0-py3-none-.whl",
])
func `what is no wheel's name is not read as one`(_ name: String) {
  #expect(WheelName(name) == nil)
}

@Test(arguments: [
  ("dm_py-0.2.0.tar.gz", "dm-py", "0.2.0"), ("zope-interface-5.0.tar.gz", "zope-interface", "5"),
  ("numpy-1.0.zip", "numpy", "1.0"), ("A.b_c-2024.1rc1.tar.gz", "a-b-c", "2024.1.c1"),
])
func `an sdist's name is read`(_ name: String, _ project: String, _ version: String) throws {
  let read = try #require(SdistName(name))
  #expect(read.project == project)
  #expect(read.version == PythonVersion(version))
  #expect(name.hasPrefix(read.stem + "."))
}

@Test(arguments: ["", "a.tar.gz", "a-b.tar.gz", "-1.0.tar.gz", "a-1.0.tar.bz2", "a b-1.0.tar.gz"])
func `what is no sdist's name is not read as one`(_ name: String) {
  #expect(SdistName(name) == nil)
}

@Test(arguments: [
  ("1.0", "1.0"), ("v1.0-alpha_1", "1.0a1"), ("1.0.PREVIEW", "1.0rc0"), ("1.0c", "1.0rc0"),
  ("01.002", "1.2"), ("1.0-1", "1.0.post1"), ("1.0rev3", "1.0.post3"), ("1.0adev", "1.0a0.dev0"),
  ("1.0.a.1.dev2+Local_1.02", "1.0a1.dev2+local.1.2"), ("0!1", "1"),
  ("2!1.0b2.post3.dev4", "2!1.0b2.post3.dev4"),
  (" 1.2.3.4.5 ", "1.2.3.4.5"), ("20261124123456789012345", "20261124123456789012345"),
])
func `a version is normalised as Python does`(_ text: String, _ normal: String) {
  #expect(PythonVersion(text)?.text == normal)
}

@Test(arguments: [
  "", "a", "1.", "1..0", "1.0-", "1.0+", "1.0+a..b", "1.0alph", "1.0 rc1", "!1", "1.0.x",
  "1.0-rc-x",
  "1.0rc1.rc2", "1,0", "1.0+a+b",
])
func `what is no version is not read as one`(_ text: String) {
  #expect(PythonVersion(text) == nil)
}

@Test func `zeros at the end of a release count for nothing`() {
  #expect(PythonVersion("1.0.0") == PythonVersion("1"))
  #expect(PythonVersion("1.0rc1") == PythonVersion("1.0.0-c.1"))
  #expect(PythonVersion("1.0.1") != PythonVersion("1.0"))
  #expect(PythonVersion("1.0.post0") != PythonVersion("1.0"))
}

import Diagnostics
import Testing

@Test(arguments: ErrorCode.allCases)
func `an explanation is a few lines that fit a terminal and say what to do`(_ code: ErrorCode) {
  let lines = code.explanation.split(separator: "\n", omittingEmptySubsequences: false)
  #expect((3...8).contains(lines.count))
  for line in lines {
    #expect(line.unicodeScalars.count <= 78 && !line.hasSuffix(" "), "\(line)")
  }
  let prose = lines.filter { !$0.hasPrefix("    ") }
  #expect(prose.first?.first?.isUppercase == true)
  #expect(
    ErrorCode.allCases.filter { $0.explanation == code.explanation } == [code],
    "each code has a text of its own")
}

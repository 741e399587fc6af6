import Diagnostics
import Testing

private let shaped = "ghp_" + String(repeating: "a1", count: 18)

@Test(
  arguments: [
    ("say \(shaped)", "say [redacted]"),
    ("--\(shaped)", "--[redacted]"),
    ("\(shaped)/x", "[redacted]/x"),
    ("a\(shaped)", "a\(shaped)"),
    ("an ordinary word", "an ordinary word"),
    ("a known one: hunter2", "a known one: [redacted]"),
    ("https://me:hunter3@host/x.git", "https://me:[redacted]@host/x.git"),
    (
      "'https://me:a@b@host/x', http://you:c@host",
      "'https://me:[redacted]@host/x', http://you:[redacted]@host"
    ),
    ("https://me@host:80/x:y@z", "https://me@host:80/x:y@z"),
    ("ssh://git@host:22/x and git@host:x", "ssh://git@host:22/x and git@host:x"),
    ("https://host", "https://host"),
  ])
func `tokens, known secrets and passwords in addresses are taken out`(
  _ text: String, _ clean: String
) {
  let redactor = Redactor([Secret("hunter2")])
  #expect(redactor.redact(text) == clean)
  #expect(redactor.finds(in: text) == (text != clean))
}

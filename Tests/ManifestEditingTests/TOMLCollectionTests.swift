import Diagnostics
import Foundation
import ManifestEditing
import Testing

/// The collection of toml-lang/toml-test, as its list for TOML 1.1 names it.
@Suite(.enabled(if: SharedData.isExpected))
struct TOMLCollectionTests {
  static func files(_ prefix: String) throws -> [String] {
    String(decoding: try SharedData.bytes("toml-test/tests/files-toml-1.1.0"), as: UTF8.self)
      .split(separator: "\n").map(String.init)
      .filter { $0.hasPrefix(prefix) && $0.hasSuffix(".toml") }
  }

  @Test func `every valid file has the values that its JSON states`() throws {
    let files = try Self.files("valid/")
    #expect(files.count > 200)
    for file in files {
      let bytes = try SharedData.bytes("toml-test/tests/\(file)")
      let json = try SharedData.bytes("toml-test/tests/\(file.dropLast(5)).json")
      let expected = try JSONSerialization.jsonObject(with: Data(json))
      do {
        let document = try TOMLDocument(bytes, file: file)
        #expect(document.bytes == bytes)
        if let difference = Self.difference(document.root, expected, at: "") {
          Issue.record("\(file): \(difference)")
        }
      } catch {
        Issue.record("\(ErrorRenderer(colour: false).render(error))")
      }
    }
  }

  @Test func `every invalid file is refused with a place in it`() throws {
    let files = try Self.files("invalid/")
    #expect(files.count > 400)
    for file in files {
      let bytes = try SharedData.bytes("toml-test/tests/\(file)")
      do {
        _ = try TOMLDocument(bytes, file: file)
        Issue.record("\(file) is accepted")
      } catch {
        let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
        #expect(error.code == .badManifest)
        #expect(error.at?.file == file)
        #expect((1...lines).contains(error.at?.line ?? 0))
      }
    }
  }

  /// The first difference of a value from the tagged JSON of the collection.
  private static func difference(_ value: TOMLValue, _ json: Any, at path: String) -> String? {
    if let elements = json as? [Any] {
      guard let array = value.array, array.count == elements.count else {
        return "\(path): not an array of \(elements.count)"
      }
      for (index, pair) in zip(array, elements).enumerated() {
        if let found = difference(pair.0, pair.1, at: "\(path)[\(index)]") { return found }
      }
      return nil
    }
    guard let object = json as? [String: Any] else { return "\(path): strange JSON" }
    if object.count == 2, let type = object["type"] as? String,
      let text = object["value"] as? String
    {
      return isSame(value, type, text) ? nil : "\(path): \(value.source) is not \(type) \(text)"
    }
    guard let table = value.table, Set(table.map(\.key)) == Set(object.keys) else {
      return "\(path): not a table of \(object.keys.sorted())"
    }
    for entry in table {
      guard let child = object[entry.key], let found = value[entry.key] else {
        return "\(path).\(entry.key): not found"
      }
      if let found = difference(found, child, at: "\(path).\(entry.key)") { return found }
    }
    return nil
  }

  private static func isSame(_ value: TOMLValue, _ type: String, _ text: String) -> Bool {
    switch (type, value.kind) {
    case ("string", .string): value.string == text
    case ("integer", .integer): value.integer == Int64(text)
    case ("bool", .boolean): value.boolean == (text == "true")
    case ("float", .float):
      text.hasSuffix("nan") ? value.float?.isNaN == true : value.float == Double(text)
    case ("datetime", .offsetDateTime), ("datetime-local", .localDateTime),
      ("date-local", .localDate), ("time-local", .localTime):
      canonical(value.source) == canonical(text)
    default: false
    }
  }

  /// A date and time with its seconds, and without zeros at the end of their fraction.
  private static func canonical(_ text: String) -> String {
    var text = text.uppercased().replacing(" ", with: "T")
    var zone = ""
    if text.hasSuffix("Z") {
      (text, zone) = (String(text.dropLast()), "Z")
    } else if text.count > 6, let sign = text.dropLast(5).last, "+-".contains(sign),
      text.contains("T")
    {
      (text, zone) = (String(text.dropLast(6)), String(text.suffix(6)))
    }
    if text.count(where: { $0 == ":" }) == 1 { text += ":00" }
    if text.contains(".") {
      while text.last == "0" { text.removeLast() }
      if text.last == "." { text.removeLast() }
    }
    return text + zone
  }
}

import CLibEdit

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// How many columns a scalar takes: one rule for all that is drawn.
enum ScalarWidth {
  /// 0 for a mark that joins the scalar before it, `nil` for what cannot be shown.
  static func of(_ scalar: UInt32) -> Int? {
    if scalar >= 0x20, scalar < 0x7F { return 1 }
    let width = Int(libedit_width(wchar_t(bitPattern: scalar)))
    return width < 0 ? nil : width
  }

  /// The columns of a text without control characters.
  static func of(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + (of($1.value) ?? 1) }
  }

  /// Lets the C library know the widths of Unicode, also where the locale is not UTF-8.
  ///
  /// Must come before anything else here: in the C locale every scalar above U+007F has no width.
  static func useUnicode() {
    setlocale(LC_CTYPE, "")
    if String(cString: nl_langinfo(nl_item(CODESET))) == "UTF-8" { return }
    if setlocale(LC_CTYPE, "C.UTF-8") == nil { setlocale(LC_CTYPE, "UTF-8") }
  }
}

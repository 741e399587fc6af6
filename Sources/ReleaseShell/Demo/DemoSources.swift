/// The Rust sources of the demo's crates.
enum DemoSources {
  static func core(_ news: Set<DemoNews>) -> String {
    let counts = news.contains(.countsByKind)
    return (counts ? coreHead + "\nuse std::collections::BTreeMap;\n" : coreHead) + coreBody
      + (counts ? coreCounts : "") + coreTests + (counts ? coreCountsTest : "") + "}\n"
  }

  private static let coreHead = """
    //! Symbols of source files, and the languages they are read from.

    """

  private static let coreBody = """

    /// What a symbol is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Kind {
        Function,
        Type,
    }

    /// A named thing in a source file.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Symbol {
        pub kind: Kind,
        pub name: String,
        /// Counted from 1.
        pub line: usize,
    }

    /// A language that symbols can be read from.
    pub trait Language {
        /// What its files end in, without the dot.
        fn extension(&self) -> &'static str;

        /// The symbol that a line declares.
        fn declared<'a>(&self, line: &'a str) -> Option<(Kind, &'a str)>;
    }

    /// All symbols of a source, in its order.
    pub fn symbols(language: &dyn Language, source: &str) -> Vec<Symbol> {
        let lines = source.lines().enumerate();
        lines
            .filter_map(|(index, line)| {
                let (kind, name) = language.declared(line.trim_start())?;
                Some(Symbol { kind, name: name.to_string(), line: index + 1 })
            })
            .collect()
    }

    /// The identifier that a text begins with.
    pub fn identifier(text: &str) -> Option<&str> {
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        (end > 0).then(|| &text[..end])
    }

    """

  private static let coreCounts = """

    /// How many symbols there are of each kind.
    pub fn counts(symbols: &[Symbol]) -> BTreeMap<Kind, usize> {
        let mut counts = BTreeMap::new();
        for symbol in symbols {
            *counts.entry(symbol.kind).or_insert(0) += 1;
        }
        counts
    }

    """

  private static let coreTests = """

    #[cfg(test)]
    mod tests {
        use super::*;

        struct Shouts;

        impl Language for Shouts {
            fn extension(&self) -> &'static str {
                "shout"
            }

            fn declared<'a>(&self, line: &'a str) -> Option<(Kind, &'a str)> {
                line.strip_prefix('!').and_then(identifier).map(|name| (Kind::Function, name))
            }
        }

        #[test]
        fn symbols_have_their_line() {
            let found = symbols(&Shouts, "quiet\\n  !loud now\\n");
            assert_eq!(found.len(), 1);
            assert_eq!((found[0].name.as_str(), found[0].line), ("loud", 2));
        }

        #[test]
        fn an_identifier_ends_at_the_first_other_character() {
            assert_eq!(identifier("a_1(b)"), Some("a_1"));
            assert_eq!(identifier("(b)"), None);
        }

    """

  private static let coreCountsTest = """

        #[test]
        fn counts_are_by_kind() {
            let found = symbols(&Shouts, "!a\\n!b\\n");
            assert_eq!(counts(&found).get(&Kind::Function), Some(&2));
            assert_eq!(counts(&found).get(&Kind::Type), None);
        }

    """

  static func rust(_ news: Set<DemoNews>) -> String {
    let qualified = news.contains(.qualifiers)
    let words =
      qualified ? "\"pub \", \"async \", \"unsafe \", \"const \"" : "\"pub \""
    let test =
      qualified
      ? """

          #[test]
          fn qualifiers_do_not_hide_a_function() {
              assert_eq!(Rust.declared("pub async unsafe fn f()"), Some((Kind::Function, "f")));
          }

      """ : ""
    return """
      //! Reads the symbols of Rust sources.

      use llmcc_core::{identifier, Kind, Language};

      /// The Rust language.
      pub struct Rust;

      const BEFORE: &[&str] = &[\(words)];

      impl Language for Rust {
          fn extension(&self) -> &'static str {
              "rs"
          }

          fn declared<'a>(&self, line: &'a str) -> Option<(Kind, &'a str)> {
              let mut rest = line;
              while let Some(word) = BEFORE.iter().find(|word| rest.starts_with(**word)) {
                  rest = &rest[word.len()..];
              }
              let (keyword, name) = rest.split_once(' ')?;
              let kind = match keyword {
                  "fn" => Kind::Function,
                  "struct" | "enum" | "trait" => Kind::Type,
                  _ => return None,
              };
              identifier(name).map(|name| (kind, name))
          }
      }

      #[cfg(test)]
      mod tests {
          use super::*;

          #[test]
          fn functions_and_types_are_seen() {
              assert_eq!(Rust.declared("fn main() {"), Some((Kind::Function, "main")));
              assert_eq!(Rust.declared("pub struct Point {"), Some((Kind::Type, "Point")));
              assert_eq!(Rust.declared("let fn_count = 1;"), None);
          }
      \(test)}

      """
  }

  static let python = """
    //! Reads the symbols of Python sources.

    use llmcc_core::{identifier, Kind, Language};

    /// The Python language.
    pub struct Python;

    impl Language for Python {
        fn extension(&self) -> &'static str {
            "py"
        }

        fn declared<'a>(&self, line: &'a str) -> Option<(Kind, &'a str)> {
            let line = line.strip_prefix("async ").unwrap_or(line);
            let (keyword, name) = line.split_once(' ')?;
            let kind = match keyword {
                "def" => Kind::Function,
                "class" => Kind::Type,
                _ => return None,
            };
            identifier(name).map(|name| (kind, name))
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn functions_and_classes_are_seen() {
            assert_eq!(Python.declared("async def run(self):"), Some((Kind::Function, "run")));
            assert_eq!(Python.declared("class Point:"), Some((Kind::Type, "Point")));
            assert_eq!(Python.declared("return default"), None);
        }
    }

    """

  static let bindings = """
    //! A C interface to llmcc.

    use llmcc_core::{symbols, Language};
    use llmcc_python::Python;
    use llmcc_rust::Rust;
    use std::ffi::{c_char, CStr};

    fn count(extension: &str, source: &str) -> Option<usize> {
        let languages: [&dyn Language; 2] = [&Rust, &Python];
        let language = languages.iter().find(|language| language.extension() == extension)?;
        Some(symbols(*language, source).len())
    }

    /// How many symbols a source has; -1 where the language is unknown or a text is not UTF-8.
    ///
    /// # Safety
    /// Both pointers must be to texts that end in a zero byte.
    #[no_mangle]
    pub unsafe extern "C" fn llmcc_count(extension: *const c_char, source: *const c_char) -> isize {
        let texts = (CStr::from_ptr(extension).to_str(), CStr::from_ptr(source).to_str());
        match texts {
            (Ok(extension), Ok(source)) => count(extension, source).map_or(-1, |n| n as isize),
            _ => -1,
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use std::ffi::CString;

        fn counted(extension: &str, source: &str) -> isize {
            let extension = CString::new(extension).unwrap();
            let source = CString::new(source).unwrap();
            unsafe { llmcc_count(extension.as_ptr(), source.as_ptr()) }
        }

        #[test]
        fn the_extension_chooses_the_language() {
            assert_eq!(counted("rs", "fn a() {}\\nfn b() {}\\n"), 2);
            assert_eq!(counted("py", "def a(): pass\\n"), 1);
            assert_eq!(counted("txt", "fn a() {}\\n"), -1);
        }
    }

    """

  static let library = """
    //! Lists the symbols of Rust and Python sources.

    use llmcc_core::{symbols, Language, Symbol};
    use llmcc_python::Python;
    use llmcc_rust::Rust;
    use std::path::Path;

    /// The symbols of a file's text, or nothing where its extension names no known language.
    pub fn read(path: &Path, source: &str) -> Option<Vec<Symbol>> {
        let languages: [&dyn Language; 2] = [&Rust, &Python];
        let extension = path.extension()?.to_str()?;
        let language = languages.iter().find(|language| language.extension() == extension)?;
        Some(symbols(*language, source))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_extension_chooses_the_language() {
            let found = read(Path::new("a.py"), "class A:\\n    def b(self): pass\\n").unwrap();
            assert_eq!(found.len(), 2);
            assert!(read(Path::new("a.txt"), "class A:\\n").is_none());
        }
    }

    """

  static let program = """
    use std::path::Path;
    use std::process::ExitCode;

    fn main() -> ExitCode {
        let mut code = ExitCode::SUCCESS;
        for argument in std::env::args().skip(1) {
            match std::fs::read_to_string(&argument) {
                Ok(source) => {
                    for symbol in llmcc::read(Path::new(&argument), &source).unwrap_or_default() {
                        println!("{argument}:{}: {}", symbol.line, symbol.name);
                    }
                }
                Err(error) => {
                    eprintln!("llmcc: {argument}: {error}");
                    code = ExitCode::FAILURE;
                }
            }
        }
        code
    }

    """
}

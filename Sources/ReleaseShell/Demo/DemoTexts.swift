/// The demo's texts that belong to no package alone.
enum DemoTexts {
  static let ignored = """
    # Built by cargo
    /target

    # Built for Python
    /dist
    /build
    *.egg-info
    *.so
    *.pyd
    __pycache__
    .pytest_cache
    .venv

    """

  static let license = """
    MIT License

    Copyright (c) 2026 The llmcc demo authors

    Permission is hereby granted, free of charge, to any person obtaining a copy
    of this software and associated documentation files (the "Software"), to deal
    in the Software without restriction, including without limitation the rights
    to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
    copies of the Software, and to permit persons to whom the Software is
    furnished to do so, subject to the following conditions:

    The above copyright notice and this permission notice shall be included in all
    copies or substantial portions of the Software.

    THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
    IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
    FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
    AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
    LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
    OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
    SOFTWARE.

    """

  static func changelog(_ news: Set<DemoNews>) -> String {
    var text = "# Changelog\n\n## Unreleased\n"
    let unreleased = [
      (DemoNews.countsByKind, "- `llmcc-core` counts symbols by kind."),
      (.qualifiers, "- `llmcc-rust` sees async and unsafe functions."),
      (.countsWords, "- The Python package counts words."),
    ].filter { news.contains($0.0) }.map(\.1)
    if !unreleased.isEmpty { text += "\n" + unreleased.joined(separator: "\n") + "\n" }
    if news.contains(.firstRelease) {
      text += """

        ## 0.1.0

        - The symbols of Rust and Python sources, as five crates and a program.
        - A Python package that counts the lines of a source.

        """
    }
    return text
  }

  static func readme(_ news: Set<DemoNews>, hasDistribution: Bool) -> String {
    var text = """
      # llmcc

      Lists the symbols of Rust and Python sources. A small repository to try a
      release in: nothing in it is meant to be published.

          cargo run -p llmcc -- crates/llmcc/src/lib.rs

      """
    if hasDistribution {
      text += """

        The Python package of the same name counts the lines of a source:

        ```python
        >>> import llmcc
        >>> llmcc.count_lines("a\\nb\\n")
        2
        ```

        """
    }
    if news.contains(.buildNotes) {
      text += """

        ## Building from source

            cargo test
            python -m pip install . pytest && python -m pytest tests

        """
    }
    return text
  }
}

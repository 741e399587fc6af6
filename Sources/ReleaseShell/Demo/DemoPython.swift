/// The demo's distribution: setuptools with one compiled module, so that each Python has its own wheel.
enum DemoPython {
  static func files(version: String, news: Set<DemoNews>) -> [String: String] {
    let words = news.contains(.countsWords)
    return [
      "MANIFEST.in": "include CHANGELOG.md\nrecursive-include tests *.py\n",
      "pyproject.toml": project(version),
      "setup.py": setup(version),
      "python/llmcc/__init__.py": package(version, words: words),
      "python/llmcc/_native.c": native(words: words),
      "tests/test_llmcc.py": tests(words: words),
    ]
  }

  private static func project(_ version: String) -> String {
    let pythons = ["3.8", "3.9", "3.10", "3.11", "3.12"]
    return """
      [build-system]
      requires = ["setuptools>=68"]
      build-backend = "setuptools.build_meta"

      [project]
      name = "llmcc"
      version = "\(version)"
      description = "Counts the lines of source files"
      readme = "README.md"
      requires-python = ">=3.8"
      dynamic = ["license"]
      authors = [{ name = "The llmcc demo authors" }]
      keywords = ["parsing", "symbols"]
      classifiers = [
          "Development Status :: 3 - Alpha",
          "Intended Audience :: Developers",
      \(pythons.map { "    \"Programming Language :: Python :: \($0)\"," }.joined(separator: "\n"))
      ]

      [project.urls]
      Repository = "https://github.com/example/llmcc"
      Changelog = "https://github.com/example/llmcc/blob/main/CHANGELOG.md"

      """
  }

  private static func setup(_ version: String) -> String {
    """
    from setuptools import Extension, setup

    setup(
        name="llmcc",
        version="\(version)",
        package_dir={"": "python"},
        packages=["llmcc"],
        license="MIT",
        python_requires=">=3.8",
        ext_modules=[Extension("llmcc._native", ["python/llmcc/_native.c"])],
    )

    """
  }

  private static func package(_ version: String, words: Bool) -> String {
    let names = words ? ["count_lines", "count_words"] : ["count_lines"]
    return """
      \"\"\"Counts the lines of source files.\"\"\"

      from llmcc._native import \(names.joined(separator: ", "))

      __all__ = [\(names.map { "\"\($0)\"" }.joined(separator: ", "))]
      __version__ = "\(version)"

      """
  }

  private static func native(words: Bool) -> String {
    let function =
      words
      ? """

      static PyObject *count_words(PyObject *self, PyObject *argument)
      {
          Py_ssize_t length, words = 0;
          const char *text = PyUnicode_AsUTF8AndSize(argument, &length);
          int inside = 0;

          (void)self;
          if (text == NULL)
              return NULL;
          for (Py_ssize_t i = 0; i < length; i++) {
              int space = text[i] == ' ' || (text[i] >= '\\t' && text[i] <= '\\r');
              words += !space && !inside;
              inside = !space;
          }
          return PyLong_FromSsize_t(words);
      }

      """ : ""
    let entry =
      words
      ? "\n    {\"count_words\", count_words, METH_O, \"The number of words of a text.\"}," : ""
    return """
      #define PY_SSIZE_T_CLEAN
      #include <Python.h>

      static PyObject *count_lines(PyObject *self, PyObject *argument)
      {
          Py_ssize_t length, lines = 0;
          const char *text = PyUnicode_AsUTF8AndSize(argument, &length);

          (void)self;
          if (text == NULL)
              return NULL;
          for (Py_ssize_t i = 0; i < length; i++)
              lines += text[i] == '\\n';
          if (length > 0 && text[length - 1] != '\\n')
              lines++;
          return PyLong_FromSsize_t(lines);
      }
      \(function)
      static PyMethodDef methods[] = {
          {"count_lines", count_lines, METH_O, "The number of lines of a text."},\(entry)
          {NULL, NULL, 0, NULL},
      };

      static struct PyModuleDef module = {
          PyModuleDef_HEAD_INIT, "llmcc._native", NULL, -1, methods, NULL, NULL, NULL, NULL,
      };

      PyMODINIT_FUNC PyInit__native(void)
      {
          return PyModule_Create(&module);
      }

      """
  }

  private static func tests(words: Bool) -> String {
    let test =
      words
      ? """


      def test_words_are_what_stands_between_spaces():
          assert llmcc.count_words("") == 0
          assert llmcc.count_words("one  two\\nthree") == 3

      """ : ""
    return """
      import llmcc


      def test_lines_are_counted_with_and_without_a_last_newline():
          assert llmcc.count_lines("") == 0
          assert llmcc.count_lines("a\\nb\\n") == 2
          assert llmcc.count_lines("a\\nb") == 2


      def test_the_version_is_stated():
          assert llmcc.__version__.count(".") == 2
      \(test)
      """
  }
}

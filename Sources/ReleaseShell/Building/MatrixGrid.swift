import Diagnostics
import ReleaseModel
import ReleaseTools
import ReleaseWorld

/// The matrix as it is drawn: rows of Pythons, columns of platforms, the sdist below.
struct MatrixGrid {
  let matrix: WheelMatrix
  let board: MatrixBoard
  /// Seconds since 1970.
  let now: Double
  /// Whether nothing is built, only shown.
  var isShown = false

  /// The lines; painted where the output shows colours.
  func lines(_ output: Output) -> [String] {
    let parts = matrix.platforms.map { platform in
      let dash = platform.firstIndex(of: "-")
      return (
        String(platform[..<(dash ?? platform.endIndex)]),
        dash.map { String(platform[platform.index(after: $0)...]) } ?? ""
      )
    }
    var rows: [[(String, Output.Look)]] = [[("python", .dim)] + parts.map { ($0.0, .dim) }]
    if parts.contains(where: { !$0.1.isEmpty }) {
      rows.append([("", .dim)] + parts.map { ($0.1, .dim) })
    }
    let width = matrix.platforms.count
    for (number, row) in matrix.rows.enumerated() {
      let cells = matrix.cells[(number * width)..<((number + 1) * width)]
      rows.append([(row.description, .strong)] + cells.map { words(board[$0.name]) })
    }
    rows.append([(MatrixBoard.sdist, .strong), words(board[MatrixBoard.sdist])])
    let widths = TextTable(rows: rows.map { $0.map(\.0) }).widths
    return rows.map { row in
      row.enumerated().map { column, cell in
        let gap = column + 1 < row.count ? widths[column] + 2 - cell.0.columns : 0
        return output.paint(cell.0, cell.1) + String(repeating: " ", count: max(0, gap))
      }.joined()
    }
  }

  private func words(_ state: MatrixBoard.State) -> (String, Output.Look) {
    switch state {
    case .waiting: isShown ? ("to build", .plain) : ("waiting", .dim)
    case .building(let since): ("building \(Int(max(0, now - since))) s", .warning)
    case .done(let entry): (Self.size(entry.size), .good)
    case .failed: ("failed", .bad)
    case .elsewhere: ("elsewhere", .dim)
    case .laid: ("in dist/", .good)
    case .noInterpreter: ("no interpreter", .warning)
    case .impossible: ("-", .dim)
    }
  }

  /// `17 kB`, `2.3 MB`.
  static func size(_ bytes: Int) -> String {
    if bytes < 1000 { return "\(bytes) B" }
    if bytes < 1_000_000 { return "\((bytes + 500) / 1000) kB" }
    let tenths = (bytes + 50_000) / 100_000
    return "\(tenths / 10).\(tenths % 10) MB"
  }

  /// One object a cell, in the order of the grid, the sdist last.
  func objects(_ package: String) -> [String] {
    var names = matrix.cells.map { ($0.name, $0.row.description, $0.platform) }
    names.append((MatrixBoard.sdist, "", ""))
    return names.map { name, python, platform in
      var members: [String: JSONValue] = ["package": .string(package), "cell": .string(name)]
      if !python.isEmpty {
        members["python"] = .string(python)
        members["platform"] = .string(platform)
      }
      switch board[name] {
      case .waiting, .building: members["state"] = .string(isShown ? "to build" : "waiting")
      case .done(let entry):
        members["state"] = .string("done")
        members["file"] = .string(entry.file)
        members["sha256"] = .string(entry.sha256)
        members["size"] = .number(Double(entry.size))
        members["seconds"] = .number(entry.seconds)
      case .failed(let error, let log):
        members["log"] = log.map { .string($0) }
        members["state"] = .string("failed")
        members["error"] = .string(error.code.rawValue)
        members["what"] = .string(error.what)
      case .elsewhere: members["state"] = .string("elsewhere")
      case .laid(let file):
        members["state"] = .string("laid")
        members["file"] = .string(file.name)
        members["sha256"] = .string(file.sha256)
      case .noInterpreter: members["state"] = .string("no interpreter")
      case .impossible: members["state"] = .string("cannot exist")
      }
      return String(decoding: JSONValue.object(members).bytes, as: UTF8.self)
    }
  }
}

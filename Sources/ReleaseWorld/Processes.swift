#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Child processes.
package struct Processes: Sendable {
  /// Runs a child to its end.
  ///
  /// A child that cannot be started is an error (`.toolFailed`), one that fails is not.
  package var run: @Sendable (Child) throws(Failure) -> ChildEnd
  /// Runs several that only read, side by side; the ends in the same order.
  package var runAll: @Sendable ([Child]) throws(Failure) -> [ChildEnd]

  package init(
    run: @escaping @Sendable (Child) throws(Failure) -> ChildEnd,
    runAll: @escaping @Sendable ([Child]) throws(Failure) -> [ChildEnd]
  ) {
    self.run = run
    self.runAll = runAll
  }

  /// How many can work side by side on this machine.
  package static var cores: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}

/// A program to run: an argument array, never a shell line.
package struct Child: Hashable, Sendable {
  /// Where its output goes.
  package enum Output: Hashable, Sendable {
    /// To the terminal (or wherever relsh's own goes); it may read the terminal too.
    case terminal
    /// Into `ChildEnd`; standard input is empty.
    case captured
  }

  /// Looked up in PATH unless it has a slash.
  package var program: String
  package var arguments: [String]
  /// Absolute; `nil` for the work tree.
  package var directory: String?
  /// Laid over the environment; `nil` as a value removes.
  package var environment: [String: String?]
  package var input: [UInt8]
  package var output: Output
  /// Seconds after which it is killed; 0: never.
  package var limit: Int
  /// Whether a captured child gets relsh's own standard input where that is a terminal: a hook or a
  /// signing program may ask.
  package var mayAsk: Bool
  /// Who hears what a captured child says while it says it.
  package var listener: ChildListener?

  package init(
    _ program: String, _ arguments: [String], directory: String? = nil,
    environment: [String: String?] = [:], input: [UInt8] = [], output: Output = .captured,
    limit: Int = 0, mayAsk: Bool = false
  ) {
    self.program = program
    self.arguments = arguments
    self.directory = directory
    self.environment = environment
    self.input = input
    self.output = output
    self.limit = limit
    self.mayAsk = mayAsk
  }
}

/// Hears what a child says, piece by piece, on the thread that runs the child.
package final class ChildListener: Hashable, Sendable {
  /// Takes the next bytes of its output or its errors, as they came.
  package let hear: @Sendable ([UInt8]) -> Void

  package init(_ hear: @escaping @Sendable ([UInt8]) -> Void) { self.hear = hear }

  package static func == (left: ChildListener, right: ChildListener) -> Bool { left === right }

  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// How a child ended.
package struct ChildEnd: Hashable, Sendable {
  /// The exit status; 128 + the signal's number where a signal ended it.
  package var status: Int32
  package var output: [UInt8]
  package var errors: [UInt8]
  package var wasInterrupted: Bool
  package var timedOut: Bool

  package init(
    status: Int32, output: [UInt8] = [], errors: [UInt8] = [], wasInterrupted: Bool = false,
    timedOut: Bool = false
  ) {
    self.status = status
    self.output = output
    self.errors = errors
    self.wasInterrupted = wasInterrupted
    self.timedOut = timedOut
  }

  /// The output as text, without its final newline.
  package var text: String {
    String(decoding: output.last == 0x0A ? output.dropLast() : output[...], as: UTF8.self)
  }
  /// All that it said, what came on standard error last.
  package var said: String {
    output.isEmpty || errors.isEmpty
      ? text + errorText : "\(text)\n\(errorText)"
  }
  /// What it said on standard error, as text, without its final newline.
  package var errorText: String {
    String(decoding: errors.last == 0x0A ? errors.dropLast() : errors[...], as: UTF8.self)
  }
}

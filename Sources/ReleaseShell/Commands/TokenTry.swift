import Diagnostics
import ReleaseTools
import ReleaseWorld

extension TokenCommand {
  /// Asks each registry that uploads from here go to whether it knows its token, and says what it answers.
  ///
  /// - Throws: `.tokenRefused` where one of them does not, after all were asked; `.interrupted`.
  static func tryTokens(in shell: Shell) throws(ReleaseError) {
    let (publishing, world) = (shell.session.publishing, shell.activeWorld)
    var refusal: ReleaseError?
    if let tried = try ifHeld({ () throws(ReleaseError) in try tryCrates(publishing, world) }) {
      tell(tried, on: shell.output)
      if case .bad(let error) = tried.answer { refusal = error }
    }
    if let tried = try ifHeld({ () throws(ReleaseError) in try tryIndex(publishing, world) }) {
      tell(tried, on: shell.output)
      if case .bad(let error) = tried.answer { refusal = refusal ?? error }
    }
    if let refusal { throw refusal }
  }

  /// `nil` where there is no token, or one of a wrong shape: the list above says so.
  private static func ifHeld(_ trial: () throws(ReleaseError) -> Tried?) throws(ReleaseError)
    -> Tried?
  {
    do throws(ReleaseError) {
      return try trial()
    } catch {
      guard
        [.tokenMissing, .secretMissing, .tokenWrong, .tokenWrongHost].contains(error.code)
      else { throw error }
      return nil
    }
  }

  /// A registry, where its token is from, and what it says.
  private typealias Tried = (name: String, source: String, answer: TokenTrial)

  private static func tryCrates(
    _ publishing: Publishing, _ world: World
  ) throws(ReleaseError) -> Tried? {
    let index = try CrateIndex.chosen(publishing.registry, in: world)
    guard case .token(let token) = try CrateCredential.find(for: index.name, in: world) else {
      return nil
    }
    guard !world.onlyShows else { return (index.name, token.source, .unknown(.notTried)) }
    return (index.name, token.source, try .crates(token, at: index, by: world.http))
  }

  private static func tryIndex(
    _ publishing: Publishing, _ world: World
  ) throws(ReleaseError) -> Tried? {
    let address = try UploadAddress.chosen(publishing.uploadURL, in: world)
    guard case .token(let token) = try IndexCredential.find(for: address, in: world) else {
      return nil
    }
    let name = address.place.name
    guard !world.onlyShows else { return (name, token.source, .unknown(.notTried)) }
    return (
      name, token.source, try .index(token, at: address, by: world.http, now: world.clock.now())
    )
  }

  private static func tell(_ tried: Tried, on output: Output) {
    let (name, source, answer) = tried
    let (word, text, look): (String, String, Output.Look) =
      switch answer {
      case .good: ("good", "knows the token of \(source)", .good)
      case .bad(let error):
        ("bad", "refuses the token of \(source): \(error.why.first ?? "")", .bad)
      case .unknown(let error):
        ("unknown", "was not asked of \(source): \(error.why.first ?? error.what)", .warning)
      }
    if output.isJSON {
      let object = JSONValue.object([
        "service": .string(name), "source": .string(source), "tried": .string(word),
      ])
      output.data(String(decoding: object.bytes, as: UTF8.self))
    } else {
      output.line("\(name) \(text)", look)
    }
  }
}

extension ReleaseError {
  /// A dry run shows a token to nobody.
  fileprivate static let notTried = Self(
    .serverSilent, "a dry run shows a token to nobody", why: ["a dry run shows a token to nobody"])
}

package import Diagnostics
package import ReleaseWorld

extension CrateIndex {
  /// Whether the registry took a version, which its API knows before its index does; `nil` where it has no
  /// API that says so.
  ///
  /// - Throws: `.interrupted`, `.noLibrary`.
  package func isUploaded(
    _ crate: String, _ version: String, by http: HTTP
  ) throws(ReleaseError) -> Bool? {
    do throws(ReleaseError) {
      guard let api = try configuration(by: http).api else { return nil }
      let response = try http.send(
        HTTPRequest(
          "\(api)/api/v1/crates/\(crate)/\(version)",
          headers: [.init("Accept", "application/json")]))
      switch response.status {
      case 200: return JSONValue(response.body)?["version"] != nil
      case 404: return false
      default: return nil
      }
    } catch {
      guard error.code == .serverSilent else { throw error }
      return nil
    }
  }
}

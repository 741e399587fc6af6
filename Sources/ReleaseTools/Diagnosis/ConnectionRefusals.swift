import Diagnostics

extension Refusal {
  private static let ask =
    "it may have been taken all the same: the registry is asked before it is sent again"

  /// What every tool says where no answer comes, or one that is none.
  static let connections = [
    Refusal(
      "offline", .serverSilent, of: ReleaseTool.all,
      says: [
        "config.json not found in registry", "is not allowed in offline mode",
        "the `--offline` flag", "network connectivity is disabled",
      ],
      what: "{tool} was told not to use the network",
      why: ["CARGO_NET_OFFLINE, UV_OFFLINE or a configuration file says so"]),
    Refusal(
      "no-network", .serverSilent, of: ReleaseTool.all,
      says: [
        "Could not resolve host", "Failed to resolve", "NameResolutionError", "dns error",
        "Temporary failure in name resolution", "Network is unreachable", "Could not resolve proxy",
      ],
      what: "{registry} cannot be reached: its name is not resolved",
      why: ["there is no network here, or a proxy is needed (HTTPS_PROXY)"], fix: ["go"],
      next: .wait(until: nil)),
    Refusal(
      "nobody-listens", .serverSilent, of: ReleaseTool.all,
      says: [
        "Could not connect to server", "Connection refused", "NewConnectionError",
        "tcp connect error", "Failed to connect to",
      ],
      what: "nobody answers at the address of {registry}",
      why: ["the server is away, the address is wrong, or a proxy is needed (HTTPS_PROXY)"],
      fix: ["go"], next: .wait(until: nil)),
    Refusal(
      "certificate", .serverSilent, of: ReleaseTool.all,
      says: [
        "CERTIFICATE_VERIFY_FAILED", "certificate verify failed", "SSL certificate problem",
        "invalid peer certificate", "SSL peer certificate",
      ],
      what: "the certificate of {registry} is not trusted",
      why: [
        "a proxy that looks into connections has one of its own: CARGO_HTTP_CAINFO,"
          + " SSL_CERT_FILE or REQUESTS_CA_BUNDLE names it to the tools; or the clock is wrong"
      ]),
    Refusal(
      "redirected", .redirected, of: ReleaseTool.all,
      says: [
        "failed to get a 200 OK response, got 3", "RedirectDetected",
        "Redirected URL is not in the same realm", "Request was redirected",
      ],
      what: "{registry} sends uploads elsewhere, and a token is not sent after",
      why: [
        "correct the address (to PyPI it is https://upload.pypi.org/legacy/ with its slash), or a"
          + " proxy wants a person to log in first"
      ]),
    Refusal(
      "cut", .uploadUnknown, of: ReleaseTool.all,
      says: [
        "Connection reset by peer", "Failure when receiving data from the peer",
        "Failed sending data to the peer", "Broken pipe", "error writing a body to connection",
        "Send failure", "SSLEOFError",
      ],
      what: "the connection to {registry} ended in the middle of the upload", why: [ask],
      fix: ["go"], next: .look),
    Refusal(
      "lost", .uploadUnknown, of: ReleaseTool.all,
      says: [
        "Server returned nothing", "Empty reply from server",
        "Remote end closed connection without response", "Connection aborted",
        "connection closed before message completed", "operation timed out",
        "Timeout was reached", "Operation too slow", "ReadTimeout", "timed out",
      ],
      what: "{registry} gave no answer to the upload", why: [ask], fix: ["go"], next: .look),
    Refusal(
      "page", .uploadUnknown, of: ReleaseTool.cargo, says: ["expected value at line 1 column 1"],
      what: "{registry} answered with something that is no registry's answer",
      why: ["a proxy or a page to log in to the network may stand between", ask],
      fix: ["go"], next: .look),
    Refusal(
      "crates-server-error", .uploadUnknown, of: ReleaseTool.cargo,
      says: ["(status 5", "failed to get a 200 OK response, got 5"],
      what: "{registry} has an error of its own",
      why: ["nothing here is wrong; of crates.io https://status.crates.io/ tells more", ask],
      fix: ["go"], next: .look),
    Refusal(
      "packages-server-error", .uploadUnknown, of: ReleaseTool.uploaders,
      says: ["HTTPError: 5", "Server returned status code 5"],
      what: "{registry} has an error of its own",
      why: ["nothing here is wrong; of PyPI https://status.python.org/ tells more", ask],
      fix: ["go"], next: .look),
    Refusal(
      "no-registry", .noRegistry, of: ReleaseTool.cargo,
      says: ["failed to get a 200 OK response, got 4", "download of config.json failed"],
      what: "there is no crate registry at that address",
      why: [
        "the index that cargo's configuration names for {registry} says so: correct it there, then `go`"
      ], fix: ["go"]),
    Refusal(
      "disk-full", .diskFull, of: ReleaseTool.all,
      says: ["No space left on device", "Disk quota exceeded"],
      what: "no space is left for the tool to write",
      why: ["free some space, then type the line again"]),
  ]
}

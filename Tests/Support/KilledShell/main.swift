import Diagnostics
import ReleaseShell
import ReleaseWorld

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

let environment = Environment.live()

exit(
  Launch.run(
    Array(CommandLine.arguments.dropFirst()), environment: environment,
    lay: { KillPoint.current.lay($0) }
  ).rawValue)

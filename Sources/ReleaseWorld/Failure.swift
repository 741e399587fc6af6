package import Diagnostics

/// What the closures of a world throw: always the one error type of the house.
package typealias Failure = ReleaseError

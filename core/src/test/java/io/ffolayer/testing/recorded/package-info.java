/// Results that were written to a file, to prove that a change of the code changed no result.
///
/// Only the interface that users have is used here, so that the classes of the library may move.
/// The laboratory's tests compile the same sources.
@NullMarked
package io.ffolayer.testing.recorded;

import org.jspecify.annotations.NullMarked;

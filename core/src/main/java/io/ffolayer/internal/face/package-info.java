/// The face of a solution: its active rows, its curved rows, and the scales by which they are told
/// apart.
@NullMarked
package io.ffolayer.internal.face;

import org.jspecify.annotations.NullMarked;

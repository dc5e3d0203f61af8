/// The one KKT routine: rows with weights, kept or eliminated. It serves the interior point, its
/// polish, the ghost problem and every adjoint.
@NullMarked
package io.ffolayer.internal.kkt;

import org.jspecify.annotations.NullMarked;

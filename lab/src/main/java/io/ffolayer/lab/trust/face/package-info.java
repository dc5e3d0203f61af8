/// Complementary pairs on every face of every cone, in many digits, with the tangents of their
/// faces.
@NullMarked
package io.ffolayer.lab.trust.face;

import org.jspecify.annotations.NullMarked;

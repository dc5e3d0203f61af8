/// A sweep over every face of every cone, at many units and zero points, against truths that were
/// constructed in many digits: what is right, what is flagged, and what is wrong in silence.
@NullMarked
package io.ffolayer.lab.trust;

import org.jspecify.annotations.NullMarked;

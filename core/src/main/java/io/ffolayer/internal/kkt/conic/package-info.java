/// KKT systems of curved cones, by the system of their rotated or expanded rows.
@NullMarked
package io.ffolayer.internal.kkt.conic;

import org.jspecify.annotations.NullMarked;

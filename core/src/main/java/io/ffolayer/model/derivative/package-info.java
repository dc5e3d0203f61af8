/// First derivatives of expressions: [io.ffolayer.model.derivative.ReverseMode] goes through an
/// expression once and needs of each atom no more than that it is a
/// [io.ffolayer.model.derivative.SmoothAtom].
@NullMarked
package io.ffolayer.model.derivative;

import org.jspecify.annotations.NullMarked;

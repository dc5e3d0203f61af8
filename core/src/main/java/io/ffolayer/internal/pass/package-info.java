/// The immutable core of a layer, and the passes through it.
@NullMarked
package io.ffolayer.internal.pass;

import org.jspecify.annotations.NullMarked;

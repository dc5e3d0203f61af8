/// KKT systems by a sparse factorisation.
@NullMarked
package io.ffolayer.internal.kkt.sparse;

import org.jspecify.annotations.NullMarked;

/// KKT systems with dense matrices.
@NullMarked
package io.ffolayer.internal.kkt.dense;

import org.jspecify.annotations.NullMarked;

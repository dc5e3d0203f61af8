/// Active-set methods for strictly convex programs with dense matrices: block pivoting and the dual
/// method of Goldfarb and Idnani.
@NullMarked
package io.ffolayer.solve.activeset;

import org.jspecify.annotations.NullMarked;

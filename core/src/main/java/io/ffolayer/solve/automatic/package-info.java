/// The choice of a solver by the structure of the program.
@NullMarked
package io.ffolayer.solve.automatic;

import org.jspecify.annotations.NullMarked;

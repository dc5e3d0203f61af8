/// Block pivoting on eight small programs at once, one in each lane of a vector.
@NullMarked
package io.ffolayer.solve.activeset.interleaved;

import org.jspecify.annotations.NullMarked;

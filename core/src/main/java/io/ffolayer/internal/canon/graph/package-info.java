/// Every atom by its graph form, and the columns of the program.
@NullMarked
package io.ffolayer.internal.canon.graph;

import org.jspecify.annotations.NullMarked;

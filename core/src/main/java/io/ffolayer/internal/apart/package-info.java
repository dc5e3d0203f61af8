/// Programs that are several which have nothing to do with each other.
@NullMarked
package io.ffolayer.internal.apart;

import org.jspecify.annotations.NullMarked;

/// From what a user wrote to a program in the standard form.
@NullMarked
package io.ffolayer.internal.canon;

import org.jspecify.annotations.NullMarked;

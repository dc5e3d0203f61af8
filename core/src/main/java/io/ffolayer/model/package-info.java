/// What a user writes: variables, parameters, constants, and the problem over them.
@NullMarked
package io.ffolayer.model;

import org.jspecify.annotations.NullMarked;

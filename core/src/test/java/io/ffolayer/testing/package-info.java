/// What the tests judge the library with: programs with known answers, an independent check of
/// every answer, an exact oracle for tiny programs, and central differences. Plain loops over plain
/// arrays; nothing here calls the numerics of the library.
@NullMarked
package io.ffolayer.testing;

import org.jspecify.annotations.NullMarked;

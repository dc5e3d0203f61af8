/// The page `docs/choosing.md` and its picture.
@NullMarked
package io.ffolayer.cli.choosing;

import org.jspecify.annotations.NullMarked;

/// Adjoints side by side, where they differ: what `docs/choosing.md` shows.
@NullMarked
package io.ffolayer.lab.choosing;

import org.jspecify.annotations.NullMarked;

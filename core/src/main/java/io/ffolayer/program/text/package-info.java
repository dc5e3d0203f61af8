/// The text form of a layer: [ProgramText] writes a canonical program and reads it back, to the
/// bit. The format is described in `docs/program-text.md`.
@NullMarked
package io.ffolayer.program.text;

import org.jspecify.annotations.NullMarked;

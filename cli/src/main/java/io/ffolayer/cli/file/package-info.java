/// The files that the command reads and writes: problems and answers, as JSON.
@NullMarked
package io.ffolayer.cli.file;

import org.jspecify.annotations.NullMarked;

/// Experiments that answer a question about the method: each with a seed, tables, charts and words.
/// A file for each; [Experiments] lists them.
@NullMarked
package io.ffolayer.lab.experiment;

import org.jspecify.annotations.NullMarked;

/// Problem files and answers, as JSON: [ProblemFile] reads one, [ProblemBatch] makes layers, data
/// and cotangents of it, [AnswerFile] writes the answers.
@NullMarked
package io.ffolayer.io;

import org.jspecify.annotations.NullMarked;

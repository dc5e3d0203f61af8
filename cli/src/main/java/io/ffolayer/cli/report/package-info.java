/// The report of the demonstration: one HTML file with pictures.
@NullMarked
package io.ffolayer.cli.report;

import org.jspecify.annotations.NullMarked;

/// What is printed on a terminal: tables, and progress bars on standard error.
@NullMarked
package io.ffolayer.cli.terminal;

import org.jspecify.annotations.NullMarked;

/// The record and the page of the command that measures how far the library can be trusted.
@NullMarked
package io.ffolayer.cli.trust;

import org.jspecify.annotations.NullMarked;

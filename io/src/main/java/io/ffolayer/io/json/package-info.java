/// JSON text: numbers read token by token, objects and lists written, the place in a file for
/// messages, and files that are never half written.
@NullMarked
package io.ffolayer.io.json;

import org.jspecify.annotations.NullMarked;

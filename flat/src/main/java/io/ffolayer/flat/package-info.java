/// Layers for other languages. Nothing but numbers crosses the boundary: a program is a list of
/// ints and a list of doubles ([io.ffolayer.flat.wire.ProgramReader]), choices are a list of
/// doubles ([io.ffolayer.flat.wire.Choices]), a call is a [Request], and what it answers is read
/// array by array ([Answer]).
///
/// [Engine] offers that to Java, on arrays and memory segments; [NativeFunctions] offers the same
/// to callers in the process that hold addresses, as C functions in a table.
package io.ffolayer.flat;

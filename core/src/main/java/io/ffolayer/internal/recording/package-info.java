/// Events of forward and backward calls for Flight Recorder.
@NullMarked
package io.ffolayer.internal.recording;

import org.jspecify.annotations.NullMarked;

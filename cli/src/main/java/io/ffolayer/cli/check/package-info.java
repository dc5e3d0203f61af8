/// `ffo check`: gradients beside central differences.
@NullMarked
package io.ffolayer.cli.check;

import org.jspecify.annotations.NullMarked;

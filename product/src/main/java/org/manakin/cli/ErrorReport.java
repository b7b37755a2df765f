package org.manakin.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Errors as a user reads them: one line on standard error that names the place. */
final class ErrorReport {
  private ErrorReport() {}

  /** Reports a wrong command line; returns the exit code. */
  static int usage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    err.println(name + ": " + e.getMessage());
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try '" + name + " --help'.");
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** Reports what a command threw; returns the exit code. */
  static int of(Exception e, CommandLine command, boolean debug) {
    PrintWriter err = command.getErr();
    err.println(command.getCommandSpec().qualifiedName() + ": " + line(e));
    if (debug) {
      e.printStackTrace(err);
    }
    err.flush();
    return e instanceof ControlException failure
        ? failure.exitCode()
        : command.getCommandSpec().exitCodeOnExecutionException();
  }

  /** The message of an environment fault; anything else is a defect of ours and says so. */
  private static String line(Exception e) {
    return switch (e) {
      case UncheckedIOException wrapper -> fault(Objects.requireNonNull(wrapper.getCause()));
      case IOException fault -> fault(fault);
      case InterruptedException _ -> "interrupted";
      default -> "internal error: " + e + " (--debug prints where)";
    };
  }

  /** The file system's exceptions often carry only a path as message. */
  private static String fault(IOException e) {
    String message = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    return switch (e) {
      case NoSuchFileException _ -> "no such file: " + message;
      case AccessDeniedException _ -> "permission denied: " + message;
      case FileAlreadyExistsException _ -> "exists already: " + message;
      default -> message;
    };
  }
}

#pragma once

#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace glassgpt {

/// Makes the process behave alike everywhere: a closed pipe is a failed write and not a death, a standard stream that
/// was closed cannot become some file's handle, a file that grows beyond its limit is a failed write, the console
/// speaks UTF-8. Call once, first.
void prepare_process();

/// The command line's arguments after the program's name, in UTF-8.
std::vector<std::string> utf8_arguments(int argc, char** argv);

/// The path that a UTF-8 name means.
std::filesystem::path path_of(std::string_view name);

/// The UTF-8 name of a path.
std::string name_of(const std::filesystem::path& path);

/// Opens a file for reading its bytes; null, with errno set, if it cannot be read.
std::FILE* open_to_read(const std::filesystem::path& path);

bool stdin_is_terminal();
bool stdout_is_terminal();

/// Whether standard error is a terminal that can rewrite its line.
bool stderr_is_terminal();

/// Columns of the terminal on standard error; 80 if it does not say.
int terminal_width();

/// From now on Ctrl-C, and a request to terminate, only set interrupted(); the second one ends the process at once
/// with kExitInterrupted. Signals that the process was started to ignore stay ignored.
/// @param waits_for_readers  whether a write that finds no room in a pipe then goes on waiting; else it fails, and so
/// do those after it: mpirun reads nothing while it ends its processes
void catch_interrupts(bool waits_for_readers = true);

/// From now on the first one ends the process with kExitInterrupted: for when there is nothing to save.
void exit_at_interrupts();

/// Whether the person asked the program to stop.
bool interrupted();

}  // namespace glassgpt

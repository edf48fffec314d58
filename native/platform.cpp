#include "native/platform.h"

#include <atomic>
#include <cstdlib>
#include <span>

#include "native/exit_codes.h"

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#include <windows.h>
// After windows.h, whose types it needs.
#include <shellapi.h>
#else
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#endif

namespace glassgpt {

namespace {

// The only globals: a signal handler has no other way to hear and speak.

/// How often the person asked to stop.
std::atomic<int> interrupts{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may not wait for a lock");

/// How often the person may ask before the process ends at once.
std::atomic<int> patience{1};

/// @return whether the process has to end at once
bool count_interrupt() {
  return interrupts.fetch_add(1) >= patience.load();
}

constexpr int kDefaultWidth = 80;

}  // namespace

bool interrupted() {
  return interrupts.load() > 0;
}

void exit_at_interrupts() {
  patience = 0;
  catch_interrupts();
}

std::filesystem::path path_of(std::string_view name) {
  return std::filesystem::path(std::u8string(name.begin(), name.end()));
}

std::string name_of(const std::filesystem::path& path) {
  const std::u8string name = path.u8string();
  return {name.begin(), name.end()};
}

#ifdef _WIN32

namespace {

BOOL WINAPI on_console_event(DWORD event) {
  if (count_interrupt()) std::_Exit(kExitInterrupted);
  // Windows ends the process when the handler of these returns, or after some seconds: leave them to the saving.
  constexpr DWORD kMillisecondsToSave = 10'000;
  if (event == CTRL_CLOSE_EVENT || event == CTRL_LOGOFF_EVENT || event == CTRL_SHUTDOWN_EVENT) {
    Sleep(kMillisecondsToSave);
  }
  return TRUE;
}

std::string to_utf8(const wchar_t* text) {
  return name_of(std::filesystem::path(text));
}

}  // namespace

void prepare_process() {
  SetConsoleOutputCP(CP_UTF8);
  SetConsoleCP(CP_UTF8);
  // Line ends as the program writes them: `generate` and JSON lines are the same bytes on every platform.
  _setmode(_fileno(stdout), _O_BINARY);
}

std::vector<std::string> utf8_arguments(int, char**) {
  int count = 0;
  wchar_t** wide = CommandLineToArgvW(GetCommandLineW(), &count);
  std::vector<std::string> arguments;
  for (int i = 1; i < count; ++i) arguments.push_back(to_utf8(wide[i]));
  LocalFree(wide);
  return arguments;
}

std::FILE* open_to_read(const std::filesystem::path& path) {
  return _wfopen(path.c_str(), L"rb");
}

bool stdin_is_terminal() {
  return _isatty(_fileno(stdin)) != 0;
}

bool stdout_is_terminal() {
  return _isatty(_fileno(stdout)) != 0;
}

bool stderr_is_terminal() {
  return _isatty(_fileno(stderr)) != 0;
}

int terminal_width() {
  CONSOLE_SCREEN_BUFFER_INFO info;
  if (GetConsoleScreenBufferInfo(GetStdHandle(STD_ERROR_HANDLE), &info) == 0) return kDefaultWidth;
  return info.srWindow.Right - info.srWindow.Left + 1;
}

void catch_interrupts(bool) {
  SetConsoleCtrlHandler(on_console_event, TRUE);
}

#else

namespace {

/// Whether writes go on waiting for those who read, once somebody asked to stop.
std::atomic<bool> waits_at_interrupts{true};

/// What is written from now on fails where there is no room for it.
void stop_waiting_for_readers() {
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) fcntl(stream, F_SETFL, fcntl(stream, F_GETFL) | O_NONBLOCK);
}

void on_signal(int) {
  if (!waits_at_interrupts.load()) stop_waiting_for_readers();
  if (!count_interrupt()) return;
  // The terminal has written ^C, and what comes next begins a line.
  if (isatty(STDERR_FILENO) != 0) {
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, "\n", 1);
  }
  std::_Exit(kExitInterrupted);
}

}  // namespace

void prepare_process() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  // A closed standard stream would hand its number to the next file opened, and text meant for the stream would land
  // in the model. Opened for reading only, writing to it fails, as it should.
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (fcntl(descriptor, F_GETFD) == -1 && errno == EBADF && open("/dev/null", O_RDONLY) == -1) std::abort();
  }
}

std::vector<std::string> utf8_arguments(int argc, char** argv) {
  const std::span<char*> all(argv, static_cast<std::size_t>(argc));
  if (all.empty()) return {};
  return {all.begin() + 1, all.end()};
}

std::FILE* open_to_read(const std::filesystem::path& path) {
  return std::fopen(path.c_str(), "rbe");
}

bool stdin_is_terminal() {
  return isatty(STDIN_FILENO) != 0;
}

bool stdout_is_terminal() {
  return isatty(STDOUT_FILENO) != 0;
}

bool stderr_is_terminal() {
  const char* kind = std::getenv("TERM");
  const bool can_rewrite = kind != nullptr && std::string_view(kind) != "dumb";
  return can_rewrite && isatty(STDERR_FILENO) != 0;
}

int terminal_width() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kDefaultWidth;
  return size.ws_col;
}

void catch_interrupts(bool waits_for_readers) {
  waits_at_interrupts = waits_for_readers;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    sigaction(signal, nullptr, &before);
    if (before.sa_handler == SIG_IGN) continue;
    struct sigaction action {};
    action.sa_handler = on_signal;
    // So that no write to a slow pipe fails half done.
    action.sa_flags = waits_for_readers ? SA_RESTART : 0;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
  }
}

#endif

}  // namespace glassgpt

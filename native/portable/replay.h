#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// The core once more, compiled so that it computes the same bits on every processor as WebAssembly does, however
/// slowly.
///
/// In that copy the namespace of the core has another name, so that the two share no function and no type: what passes
/// between them are strings and numbers.
namespace portable {

/// What glassgpt::Error is to the core.
struct BadInput : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// glassgpt::Replay, of the portable core.
class Replay {
 public:
  /// @param name    of the result file, for messages
  /// @param result  its bytes
  /// @param files   bytes of data files
  /// @throws BadInput as read_result() and glassgpt::Replay
  Replay(std::string_view name, std::string_view result, const std::vector<std::string_view>& files);
  ~Replay();
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  /// As of glassgpt::Replay. @throws BadInput if the loss is no longer finite
  bool train_step();
  /// Likewise.
  [[nodiscard]] double share() const;
  /// Likewise.
  [[nodiscard]] std::vector<std::string> differences();

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace portable

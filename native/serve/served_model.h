#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "core/generate/batch_generator.h"
#include "core/model/model.h"
#include "core/text/tokenizer.h"
#include "native/thread_pool.h"

namespace glassgpt {

/// A model that is served, with room for all that are answered at the same time.
struct ServedModel {
  /// Reads a model file and checks all of it.
  /// @param concurrent  requests at the same time, if their caches take no more than kMostCacheBytes; at least one
  /// @param threads  that share their work
  /// @throws Error as read_file and read_checkpoint; Failure if the memory is not enough
  ServedModel(const std::string& file, int concurrent, int threads);

  /// Most bytes for keys and values of all that are answered at the same time.
  static constexpr std::size_t kMostCacheBytes = std::size_t{1} << 30U;

  std::string name;      ///< the file's, without folder and ending
  std::int64_t created;  ///< when it was read, in seconds since 1970
  std::string digest;    ///< of the file: the first digits of its SHA-256
  Model<float> model;
  std::shared_ptr<const Tokenizer> tokenizer;
  std::size_t places;        ///< requests at the same time
  std::size_t cache_bytes;   ///< that they take
  ThreadPool pool;           ///< for the generator alone
  BatchGenerator generator;  ///< for the engine alone

 private:
  struct Parts;
  ServedModel(Parts parts, int threads);
};

}  // namespace glassgpt

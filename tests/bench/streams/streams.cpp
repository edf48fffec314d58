// How many tokens a second BatchGenerator makes of how many prompts at once:
//   streams WORKS_JSON NAME...
// For each work, in rounds in which all numbers of prompts and of threads take turns. Of one thread it is processor
// time, of several it is time, for which the machine has to be idle. What is printed is the best of the rounds, because
// whatever else the machine does only takes from it.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/rng.h"
#include "core/generate/batch_generator.h"
#include "core/text/word_tokenizer.h"
#include "native/thread_pool.h"

namespace glassgpt {
namespace {

constexpr std::size_t kPrompts[] = {1, 2, 4, 8, 16, 32, 64};
constexpr int kRounds = 60;
constexpr double kSeconds = 0.02;  // of each in a round

WordTokenizer numbered_words(int size) {
  std::vector<std::string> tokens = {"<unk>", "</s>"};
  for (int i = 2; i < size; ++i) tokens.push_back("w" + std::to_string(i));
  return {tokens, "bench"};
}

/// Seconds since some time; with one thread, of processor time.
double seconds(std::size_t threads) {
  if (threads == 1) return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// So many prompts, each of which is followed by another one when it has ended.
class Streams {
 public:
  Streams(const Model<float>& model, const Tokenizer& tokenizer, std::size_t prompts, double temperature,
          Executor executor)
      : threads_(executor.threads),
        batch_(model, tokenizer, prompts, std::move(executor)),
        most_(model.config.max_seq_len - 8),
        words_(static_cast<std::uint64_t>(tokenizer.size() - 2)),
        temperature_(temperature) {
    // The first ones end at different times, so that those after them are of all lengths.
    while (batch_.free() > 0) add(1 + static_cast<int>(rng_.below(static_cast<std::uint64_t>(most_))));
    for (int i = 0; i < most_; ++i) pass();
  }

  void measure() {
    std::size_t tokens = 0;
    const double began = seconds(threads_);
    double taken = 0;
    while (taken < kSeconds) {
      tokens += pass();
      taken = seconds(threads_) - began;
    }
    best_ = std::max(best_, static_cast<double>(tokens) / taken);
  }

  /// Most tokens a second.
  [[nodiscard]] double best() const { return best_; }

 private:
  std::size_t pass() {
    std::size_t tokens = 0;
    ended_.clear();
    for (const BatchGenerator::Said& said : batch_.next()) {
      if (said.token) {
        tokens += 1;
      } else {
        ended_.push_back(said.place);
      }
    }
    for (const BatchGenerator::Place place : ended_) {
      batch_.remove(place);
      add(most_);
    }
    return tokens;
  }

  /// A prompt of 8 tokens, continued by so many.
  void add(int tokens) {
    std::string prompt;
    for (int i = 0; i < 8; ++i) prompt += "w" + std::to_string(2 + rng_.below(words_)) + " ";
    batch_.add(prompt, {.sampling = {.temperature = temperature_}, .max_tokens = tokens});
  }

  std::size_t threads_;
  BatchGenerator batch_;
  int most_;
  std::uint64_t words_;
  double temperature_;
  Rng rng_{1};
  std::vector<BatchGenerator::Place> ended_;
  double best_ = 0;
};

struct Way {
  double temperature;
  std::size_t threads;
};

void measure(const std::string& name, const nlohmann::json& work, ThreadPool& pool, std::size_t threads) {
  Model<float> model({.vocab_size = work["vocabulary"],
                      .max_seq_len = work["length"],
                      .embedding_dim = work["dim"],
                      .hidden_dim = work["hidden"],
                      .num_layers = work["layers"],
                      .num_heads = work["heads"]});
  initialize(model, 1);
  for (float& weight : model.parameters) weight *= 5;  // fresh weights take all tokens for about as likely
  const WordTokenizer tokenizer = numbered_words(model.config.vocab_size);
  const Way ways[] = {{0, 1}, {0, threads}, {1, threads}};
  std::vector<std::vector<std::unique_ptr<Streams>>> streams(std::size(ways));
  for (std::size_t i = 0; i < streams.size(); ++i) {
    const Executor executor = ways[i].threads > 1 ? pool.executor() : Executor();
    for (const std::size_t prompts : kPrompts) {
      streams[i].push_back(std::make_unique<Streams>(model, tokenizer, prompts, ways[i].temperature, executor));
    }
  }
  for (int round = 0; round < kRounds; ++round) {
    for (const auto& way : streams) {
      for (const auto& some : way) some->measure();
    }
  }
  for (std::size_t i = 0; i < streams.size(); ++i) {
    std::cout << "work " << name << ", temperature " << ways[i].temperature << ", " << ways[i].threads
              << " thread(s)\n prompts   tokens/s   % of one\n";
    for (std::size_t j = 0; j < streams[i].size(); ++j) {
      const double best = streams[i][j]->best();
      std::cout << std::setw(8) << kPrompts[j] << std::setw(11) << std::llround(best) << std::setw(11)
                << std::llround(100 * best / streams[i][0]->best()) << '\n';
    }
  }
}

}  // namespace
}  // namespace glassgpt

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: streams WORKS_JSON NAME...\n";
    return 2;
  }
  std::ifstream file(argv[1]);
  const nlohmann::json works = nlohmann::json::parse(file);
  const std::size_t threads = std::max(std::thread::hardware_concurrency(), 1U);
  glassgpt::ThreadPool pool(threads);
  for (int i = 2; i < argc; ++i) glassgpt::measure(argv[i], works.at(argv[i]), pool, threads);
}

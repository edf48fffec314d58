#include "batch_generator.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace glassgpt {

BatchGenerator::BatchGenerator(const Model<float>& model, const Tokenizer& tokenizer, std::size_t places)
    : tokenizer_(&tokenizer), context_(model.config.max_seq_len), decoder_(model, places), places_(places) {}

BatchGenerator::Place BatchGenerator::add(std::string_view prompt, const GenerationOptions& options,
                                          std::vector<std::string> notes) {
  const auto free = std::find(places_.begin(), places_.end(), std::nullopt);
  if (free == places_.end()) throw std::logic_error("no place is free for another prompt");
  const auto place = static_cast<Place>(free - places_.begin());
  free->emplace(*tokenizer_, context_, prompt, options, std::move(notes));
  decoder_.reset(place);
  taken_ += 1;
  return place;
}

void BatchGenerator::remove(Place place) {
  places_[place].reset();
  taken_ -= 1;
}

std::span<const BatchGenerator::Said> BatchGenerator::next() {
  pieces_.clear();
  for (Place place = 0; place < places_.size(); ++place) {
    auto& continuation = places_[place];
    if (!continuation || !continuation->goes_on()) continue;
    if (continuation->forgets(decoder_.room(place))) decoder_.reset(place);
    pieces_.push_back({.place = place, .ids = continuation->piece()});
  }
  said_.clear();
  if (pieces_.empty()) return {};

  const MatrixView<const float> logits = decoder_.append(pieces_);
  for (Index i = 0; i < logits.rows; ++i) {
    const Place place = pieces_[static_cast<std::size_t>(i)].place;
    Continuation& continuation = *places_[place];
    if (auto token = continuation.read(logits.row(i))) said_.push_back({.place = place, .token = std::move(token)});
    if (!continuation.goes_on()) {
      said_.push_back({.place = place, .token = std::nullopt, .stop = continuation.stop_reason()});
    }
  }
  return said_;
}

}  // namespace glassgpt

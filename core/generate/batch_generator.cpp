#include "batch_generator.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace glassgpt {

namespace {

/// Most tokens of prompts that a group reads in a pass, unless a single piece has more.
constexpr std::size_t kMostRead = 2 * Continuation::kMostOfPiece;

}  // namespace

BatchGenerator::Group::Group(const Model<float>& model, std::size_t places)
    : decoder(model, places), continuations(places) {}

BatchGenerator::BatchGenerator(const Model<float>& model, const Tokenizer& tokenizer, std::size_t places,
                               Executor executor)
    : tokenizer_(&tokenizer), context_(model.config.max_seq_len), executor_(std::move(executor)), free_(places) {
  const std::size_t groups = std::max<std::size_t>(std::min(places, executor_.threads), 1);
  for (std::size_t i = 0; i < groups; ++i) groups_.emplace_back(model, (places + groups - 1 - i) / groups);
}

BatchGenerator::Place BatchGenerator::add(std::string_view prompt, const GenerationOptions& options,
                                          std::vector<Message> notes) {
  if (free_ == 0) throw std::logic_error("no place is free for another prompt");
  const auto has_less_to_do = [](const Group& a, const Group& b) {
    const bool a_is_full = a.taken.size() == a.continuations.size();
    const bool b_is_full = b.taken.size() == b.continuations.size();
    return a_is_full != b_is_full ? b_is_full : a.taken.size() < b.taken.size();
  };
  const auto group = std::min_element(groups_.begin(), groups_.end(), has_less_to_do);
  const auto place = std::find(group->continuations.begin(), group->continuations.end(), std::nullopt);
  const auto within = static_cast<std::size_t>(place - group->continuations.begin());
  place->emplace(*tokenizer_, context_, prompt, options, std::move(notes));
  group->decoder.reset(within);
  group->taken.push_back(within);
  free_ -= 1;
  return within * groups_.size() + static_cast<std::size_t>(group - groups_.begin());
}

void BatchGenerator::remove(Place place) {
  Group& group = group_of(place);
  group.continuations[within_group(place)].reset();
  group.taken.erase(std::find(group.taken.begin(), group.taken.end(), within_group(place)));
  free_ += 1;
}

void BatchGenerator::Group::pass() {
  pieces.clear();
  said.clear();
  std::size_t read = 0;
  for (const std::size_t place : taken) {
    Continuation& continuation = *continuations[place];
    if (!continuation.goes_on()) continue;
    if (continuation.forgets(decoder.room(place))) decoder.reset(place);
    const std::span<const TokenId> ids = continuation.piece();
    if (ids.size() > 1) {
      if (read > 0 && read + ids.size() > kMostRead) continue;
      read += ids.size();
    }
    pieces.push_back({.place = place, .ids = ids});
  }
  if (pieces.empty()) return;

  const MatrixView<const float> logits = decoder.append(pieces);
  for (Index i = 0; i < logits.rows; ++i) {
    const std::size_t place = pieces[static_cast<std::size_t>(i)].place;
    Continuation& continuation = *continuations[place];
    if (auto token = continuation.read(logits.row(i))) said.push_back({.place = place, .token = std::move(token)});
    if (!continuation.goes_on()) {
      said.push_back({.place = place, .token = std::nullopt, .stop = continuation.stop_reason()});
    }
  }
}

std::span<const BatchGenerator::Said> BatchGenerator::next() {
  busy_.clear();
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    if (!groups_[i].taken.empty()) busy_.push_back(i);
  }
  executor_.run(busy_.size(), [&](std::size_t i) { groups_[busy_[i]].pass(); });
  said_.clear();
  for (const std::size_t group : busy_) {
    for (Said& said : groups_[group].said) {
      said.place = said.place * groups_.size() + group;
      said_.push_back(std::move(said));
    }
  }
  return said_;
}

}  // namespace glassgpt

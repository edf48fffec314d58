#pragma once

#include <string_view>

#include "learning.h"

namespace glassgpt {

struct EncodedDataset;

/// What a model in training has learned to do, each on top of the one before.
enum class Stage {
  noise,    ///< nothing yet: it expects frequent words no more than others, or not rightly so
  words,    ///< which words are common: its loss is below StageLosses::words
  order,    ///< which word follows which: its loss is below StageLosses::order
  facts,    ///< how half of the texts that are checked end
  answers,  ///< half of the answers that are checked, word for word
};

/// `noise`, `words`, `order`, `facts` or `answers`.
std::string_view stage_name(Stage stage);

/// Of the texts or the answers that are checked, from which on they are taken for learned.
inline constexpr double kStageShare = 0.5;

/// The losses, in nats a token, of two who know less than a transformer can: bounds that tell what one has learned.
struct StageLosses {
  /// Of who knows how frequent each token is among those that the loss counts: the entropy of their distribution.
  double words = 0;
  /// Of who knows how often each token follows each other one: the entropy given the token before.
  double order = 0;
};

/// Those of a phase's data. @param answers_only  whether the loss counts the answers' tokens alone
StageLosses stage_losses(const EncodedDataset& data, bool answers_only);

/// What a model with a loss has learned.
/// @param loss  mean over many steps, in nats a token
/// @param known  of the phase's examples
/// @param questions  whether they are prompts with answers
Stage stage_of(double loss, const StageLosses& losses, const Known& known, bool questions);

}  // namespace glassgpt

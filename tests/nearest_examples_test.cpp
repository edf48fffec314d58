#include "core/inspect/nearest_examples.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/text/encoded_dataset.h"
#include "tests/support/errors.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using Ids = std::vector<TokenId>;
using IdSequences = std::set<Ids>;

/// The distinct sequences of one to three known tokens.
IdSequences sequences_of(const Ids& ids) {
  IdSequences all;
  for (auto begin = ids.begin(); begin != ids.end(); ++begin) {
    for (auto end = begin; end != ids.end() && *end != kUnknownId && end - begin < 3; ++end)
      all.insert({begin, end + 1});
  }
  return all;
}

/// The share of the weight, straight from its definition.
double naive_share(const Ids& text, const Ids& example, const std::vector<Ids>& all) {
  double total = 0;
  double shared = 0;
  for (const Ids& sequence : sequences_of(text)) {
    const auto with = static_cast<double>(std::count_if(
        all.begin(), all.end(), [&](const Ids& other) { return sequences_of(other).count(sequence) > 0; }));
    const double weight = std::log((static_cast<double>(all.size()) + 1) / std::max(with, 1.0));
    total += weight;
    if (sequences_of(example).count(sequence) > 0) shared += weight;
  }
  return total > 0 ? shared / total : 0;
}

TEST(NearestExamples, AreThoseOfTheDefinition) {
  Rng rng(23);
  for (int round = 0; round < 200; ++round) {
    const std::uint64_t vocabulary = 2 + rng.below(6);  // 0 is the unknown token
    const auto random_ids = [&](std::uint64_t most) {
      Ids ids(static_cast<std::size_t>(1 + rng.below(most)));
      for (TokenId& id : ids) id = static_cast<TokenId>(rng.below(vocabulary));
      return ids;
    };
    std::vector<EncodedDataset> data(2);
    std::vector<Ids> all;
    for (EncodedDataset& dataset : data) {
      for (std::uint64_t i = rng.below(6); i > 0; --i) {
        all.push_back(random_ids(9));
        dataset.append(std::span<const TokenId>(all.back()), {.source = static_cast<std::uint32_t>(all.size() + 100)});
      }
    }
    const Ids text = random_ids(9);
    std::vector<double> expected;  // of all that are near, one of the same words once a dataset
    std::set<std::pair<std::size_t, Ids>> seen;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const double share = naive_share(text, all[i], all);
      const std::size_t dataset = i < data[0].sequences.count() ? 0 : 1;
      if (share > 0 && seen.insert({dataset, all[i]}).second) expected.push_back(share);
    }
    std::sort(expected.rbegin(), expected.rend());

    const std::vector<NearExample> nearest = find_nearest_examples(text, data, 4);
    ASSERT_EQ(nearest.size(), std::min<std::size_t>(expected.size(), 4)) << "round " << round;
    for (std::size_t i = 0; i < nearest.size(); ++i) {
      const NearExample& near = nearest[i];
      EXPECT_NEAR(near.share, expected[i], 1e-12) << "round " << round;
      const std::size_t before = near.dataset == 0 ? 0 : data[0].sequences.count();
      const Ids& ids = all[before + near.examples.front()];
      EXPECT_EQ(near.source, before + near.examples.front() + 101);
      EXPECT_NEAR(naive_share(text, ids, all), near.share, 1e-12);
      for (std::size_t other = 0; other < data[near.dataset].sequences.count(); ++other) {
        const bool is_told = std::find(near.examples.begin(), near.examples.end(), other) != near.examples.end();
        EXPECT_EQ(is_told, all[before + other] == ids) << "round " << round;
      }
      for (std::size_t t = 0; t < ids.size(); ++t) {
        const bool is_shared = ids[t] != kUnknownId && std::find(text.begin(), text.end(), ids[t]) != text.end();
        EXPECT_EQ(near.shared.at(t) != 0, is_shared);
      }
    }
  }
}

TEST(NearestExamples, ReadAsTheDataDoes) {
  Session session = testing::begun_session(testing::quick_options());
  const std::string question = chat_prompt("What is wet?") + " Water is wet.";
  const NearExample first = session.nearest_examples(question, 1).at(0);
  EXPECT_EQ(first.preview.text, "User: What is wet? Assistant: Water is wet. </s>");
  EXPECT_EQ(first.dataset, 1U);
  EXPECT_EQ(first.examples, (std::vector<std::size_t>{1}));
  EXPECT_EQ(first.share, 1);

  const std::vector<NearExample> both = session.nearest_examples("Water is wet.", 2);
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].share, both[1].share);
  EXPECT_EQ(both[0].preview.text, "Water is wet. </s>") << "the shorter one of two that are as near";
  EXPECT_EQ(both[0].dataset, 0U);
  EXPECT_EQ(both[0].shared, (std::vector<std::uint8_t>{1, 1, 1, 1, 0}));
  EXPECT_EQ(both[1].preview.text, first.preview.text);
}

TEST(NearestExamples, AreOfWhatIsTrainedOn) {
  Session session;
  session.set_data(Phase::pretrain, testing::texts({"a b c", "a b d", "a b e", "a b f"}));
  session.hold_out(Phase::pretrain, 0.25);  // one of them, the third
  session.create(testing::kTinySizes, 1);
  EXPECT_NE(session.nearest_examples("b e", 1).at(0).source, 2U);
  const NearExample last = session.nearest_examples("b f", 1).at(0);
  EXPECT_EQ(last.source, 3U);
  EXPECT_EQ(last.examples, (std::vector<std::size_t>{2})) << "the third is not among them";
  EXPECT_EQ(last.preview.text, "a b f </s>");
}

TEST(NearestExamples, MayBeNone) {
  Session session = testing::begun_session(testing::quick_options());
  EXPECT_TRUE(session.nearest_examples("", 3).empty());
  EXPECT_TRUE(session.nearest_examples("nothing known", 3).empty());
  EXPECT_TRUE(session.nearest_examples("The sun", 0).empty());
  EXPECT_EQ(testing::error_of([&] { static_cast<void>(session.nearest_examples("\xFF", 1)); }),
            "text: the text is not valid UTF-8 at byte 1; encode it as UTF-8");
}

}  // namespace
}  // namespace glassgpt

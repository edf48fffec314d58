#include "core/text/batch.h"

#include <gtest/gtest.h>

#include <vector>

namespace glassgpt {
namespace {

using Ids = std::vector<TokenId>;

TEST(Batch, TakesEachNextTokenAsTarget) {
  Batch batch;
  EXPECT_EQ(batch.rows(), 0);
  EXPECT_EQ(batch.examples(), 0);
  batch.append(Ids{5, 6, 7, 1});
  batch.append(Ids{8, 1});
  EXPECT_EQ(batch.inputs, (Ids{5, 6, 7, 8}));
  EXPECT_EQ(batch.targets, (Ids{6, 7, 1, 1}));
  EXPECT_EQ(batch.starts, (std::vector<Index>{0, 3, 4}));
  EXPECT_EQ(batch.rows(), 4);
  EXPECT_EQ(batch.examples(), 2);
  EXPECT_EQ(batch.predicted(), 4);
}

TEST(Batch, CountsOnlyTargetsThatArePredicted) {
  Batch batch;
  batch.append(Ids{5, kNoTarget, 7, 1});
  EXPECT_EQ(batch.predicted(), 2);
}

TEST(Batch, IsEmptyAfterClear) {
  Batch batch;
  batch.append(Ids{5, 1});
  batch.clear();
  EXPECT_EQ(batch.rows(), 0);
  EXPECT_EQ(batch.examples(), 0);
  EXPECT_EQ(batch.starts, (std::vector<Index>{0}));
}

}  // namespace
}  // namespace glassgpt

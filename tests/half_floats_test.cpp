#include "core/store/half_floats.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/model/network.h"
#include "core/session.h"

namespace glassgpt {
namespace {

std::string read_model_file(const std::string& name) {
  std::ifstream file(std::string(GLASSGPT_FIXTURES) + "/half/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(HalfFloats, WidenToTheNumberThatTheyAre) {
  EXPECT_EQ(widen_float16(0x3C00), 1.0F);
  EXPECT_EQ(widen_float16(0xC000), -2.0F);
  EXPECT_EQ(widen_float16(0x7BFF), 65504.0F);
  EXPECT_EQ(widen_float16(0x0001), std::ldexp(1.0F, -24));
  EXPECT_EQ(widen_float16(0x03FF), std::ldexp(1023.0F, -24));
  EXPECT_EQ(widen_float16(0x0400), std::ldexp(1.0F, -14));
  EXPECT_TRUE(std::signbit(widen_float16(0x8000)));
  EXPECT_TRUE(std::isinf(widen_float16(0xFC00)));
  EXPECT_TRUE(std::isnan(widen_float16(0x7E00)));
  EXPECT_EQ(widen_bfloat16(0x3F80), 1.0F);
  EXPECT_EQ(widen_bfloat16(0xC049), -3.140625F);
  EXPECT_TRUE(std::isnan(widen_bfloat16(0x7FC0)));
}

TEST(HalfFloats, AreReadFromFilesAsNumPyWidensThem) {
  const auto expected = nlohmann::json::parse(read_model_file("expected.json"));
  ASSERT_EQ(expected.size(), 3U);
  for (const auto& [name, tensors] : expected.items()) {
    Session session;
    session.open(name, read_model_file(name));
    std::vector<std::uint32_t> bits(session.parameters().size());
    std::memcpy(bits.data(), session.parameters().data(), session.parameters().size_bytes());
    std::size_t begin = 0;
    const Network network(session.config());
    for (const Parameter& tensor : network.parameters().entries()) {
      const std::vector<std::uint32_t> its(bits.begin() + static_cast<std::ptrdiff_t>(begin),
                                           bits.begin() + static_cast<std::ptrdiff_t>(begin + tensor.size()));
      EXPECT_EQ(its, tensors.at(tensor.name).get<std::vector<std::uint32_t>>()) << name << ", " << tensor.name;
      begin += tensor.size();
    }
    EXPECT_EQ(begin, bits.size());
    // Saved as 32-bit floats, it is the same model.
    Session again;
    again.open(name, session.save(CheckpointFormat::safetensors, false));
    EXPECT_EQ(std::vector<float>(again.parameters().begin(), again.parameters().end()),
              std::vector<float>(session.parameters().begin(), session.parameters().end()));
  }
}

}  // namespace
}  // namespace glassgpt

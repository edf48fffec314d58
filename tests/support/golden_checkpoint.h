#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/checkpoint.h"

// One tiny model with its training, and both of its files written by hand from docs/model-format.md.

namespace glassgpt::golden {

/// The weights as IEEE 754 binary32: 0.1, -0, the least denormal; the largest float, the least normal one, negated;
/// 1/3 and 2^24 among the rest, which are small halves and wholes.
inline constexpr std::array<std::uint32_t, 23> kWeightBits = {
    0x3DCCCCCD, 0x80000000, 0x00000001,  // token_embedding [3, 1]
    0x7F7FFFFF, 0x80800000,              // position_embedding [2, 1]
    0x3F800000,                          // blocks.0.attention.query [1, 1]
    0xC0200000,                          // key
    0x3EAAAAAB,                          // value
    0x4B800000,                          // output
    0x3F800000,                          // norm1.gamma [1]
    0x00000000,                          // norm1.beta [1]
    0x3F000000, 0xBF000000,              // ffn.w1 [1, 2]
    0x3FC00000, 0xBFC00000,              // ffn.b1 [2]
    0x40000000, 0xC0000000,              // ffn.w2 [2, 1]
    0x40200000,                          // ffn.b2 [1]
    0x40400000,                          // norm2.gamma [1]
    0xC0400000,                          // norm2.beta [1]
    0x40600000, 0x40800000, 0x40900000,  // output_projection [1, 3]
};

inline constexpr std::string_view kJson = R"({
  "format": "glassgpt",
  "version": 1,
  "config": {
    "vocab_size": 3,
    "max_seq_len": 2,
    "embedding_dim": 1,
    "hidden_dim": 2,
    "num_layers": 1,
    "num_heads": 1
  },
  "tokenizer": {
    "kind": "word",
    "tokens": [
      "<unk>",
      "</s>",
      "naïve"
    ]
  },
  "tensors": {
    "token_embedding": {"shape": [3,1], "data": [
      0.1,
      -0.0,
      1e-45
    ]},
    "position_embedding": {"shape": [2,1], "data": [
      3.4028235e+38,
      -1.1754944e-38
    ]},
    "blocks.0.attention.query": {"shape": [1,1], "data": [
      1.0
    ]},
    "blocks.0.attention.key": {"shape": [1,1], "data": [
      -2.5
    ]},
    "blocks.0.attention.value": {"shape": [1,1], "data": [
      0.33333334
    ]},
    "blocks.0.attention.output": {"shape": [1,1], "data": [
      1.6777216e+07
    ]},
    "blocks.0.norm1.gamma": {"shape": [1], "data": [
      1.0
    ]},
    "blocks.0.norm1.beta": {"shape": [1], "data": [
      0.0
    ]},
    "blocks.0.ffn.w1": {"shape": [1,2], "data": [
      0.5,-0.5
    ]},
    "blocks.0.ffn.b1": {"shape": [2], "data": [
      1.5,-1.5
    ]},
    "blocks.0.ffn.w2": {"shape": [2,1], "data": [
      2.0,
      -2.0
    ]},
    "blocks.0.ffn.b2": {"shape": [1], "data": [
      2.5
    ]},
    "blocks.0.norm2.gamma": {"shape": [1], "data": [
      3.0
    ]},
    "blocks.0.norm2.beta": {"shape": [1], "data": [
      -3.0
    ]},
    "output_projection": {"shape": [1,3], "data": [
      3.5,4.0,4.5
    ]}
  },
  "training": {
    "options": {
      "pretrain": {
        "epochs": 7,
        "learning_rate": 0.0005
      },
      "tune": {
        "epochs": 9,
        "learning_rate": 0.0001
      },
      "batch_size": 4,
      "clip_norm": 5.0,
      "seed": 18446744073709551615,
      "shuffle": false
    },
    "pretrain_data": {
      "examples": 10,
      "hash": "cbf29ce484222325"
    },
    "tune_data": {
      "examples": 12,
      "hash": "00000000000000ff"
    },
    "phase": "tune",
    "epochs_done": 2,
    "examples_done": 8,
    "steps_done": 8,
    "total_steps": 29,
    "epoch_loss_sum": 12.625,
    "epoch_tokens": 31,
    "adam": {
      "first_moment": "AACAPwAAAMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
      "second_moment": "AACAPwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    }
  }
}
)";

/// The header of the safetensors file without training and without the spaces at its end.
inline constexpr std::string_view kHeader =
    R"({"__metadata__":{"format":"glassgpt","version":"1",)"
    R"("config":"{\"vocab_size\":3,\"max_seq_len\":2,\"embedding_dim\":1,\"hidden_dim\":2,\"num_layers\":1,\"num_heads\":1}",)"
    R"("tokenizer":"{\"kind\":\"word\",\"tokens\":[\"<unk>\",\"</s>\",\"naïve\"]}"},)"
    R"("token_embedding":{"dtype":"F32","shape":[3,1],"data_offsets":[0,12]},)"
    R"("position_embedding":{"dtype":"F32","shape":[2,1],"data_offsets":[12,20]},)"
    R"("blocks.0.attention.query":{"dtype":"F32","shape":[1,1],"data_offsets":[20,24]},)"
    R"("blocks.0.attention.key":{"dtype":"F32","shape":[1,1],"data_offsets":[24,28]},)"
    R"("blocks.0.attention.value":{"dtype":"F32","shape":[1,1],"data_offsets":[28,32]},)"
    R"("blocks.0.attention.output":{"dtype":"F32","shape":[1,1],"data_offsets":[32,36]},)"
    R"("blocks.0.norm1.gamma":{"dtype":"F32","shape":[1],"data_offsets":[36,40]},)"
    R"("blocks.0.norm1.beta":{"dtype":"F32","shape":[1],"data_offsets":[40,44]},)"
    R"("blocks.0.ffn.w1":{"dtype":"F32","shape":[1,2],"data_offsets":[44,52]},)"
    R"("blocks.0.ffn.b1":{"dtype":"F32","shape":[2],"data_offsets":[52,60]},)"
    R"("blocks.0.ffn.w2":{"dtype":"F32","shape":[2,1],"data_offsets":[60,68]},)"
    R"("blocks.0.ffn.b2":{"dtype":"F32","shape":[1],"data_offsets":[68,72]},)"
    R"("blocks.0.norm2.gamma":{"dtype":"F32","shape":[1],"data_offsets":[72,76]},)"
    R"("blocks.0.norm2.beta":{"dtype":"F32","shape":[1],"data_offsets":[76,80]},)"
    R"("output_projection":{"dtype":"F32","shape":[1,3],"data_offsets":[80,92]}})";

/// The weights' bytes in a safetensors file, lowest first.
inline std::string weight_bytes() {
  std::string bytes;
  for (const std::uint32_t bits : kWeightBits) {
    for (const unsigned shift : {0U, 8U, 16U, 24U}) bytes.push_back(static_cast<char>(bits >> shift & 0xFFU));
  }
  return bytes;
}

/// A safetensors file: the header's length, the header with spaces up to a multiple of 8 bytes, and the data.
inline std::string safetensors_file(std::string header, std::string_view data) {
  while (header.size() % 8 != 0) header += ' ';
  std::string bytes;
  for (unsigned shift = 0; shift < 64; shift += 8) {
    bytes.push_back(static_cast<char>(std::uint64_t{header.size()} >> shift & 0xFFU));
  }
  return bytes.append(header).append(data);
}

/// The text with its one occurrence of `from` replaced; empty if that is not there.
inline std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result(text);
  const std::size_t at = result.find(from);
  return at == std::string::npos ? std::string() : result.replace(at, from.size(), to);
}

/// Floats by their bits, so that -0 and 0 differ.
inline std::vector<std::uint32_t> bits_of(const std::vector<float>& values) {
  std::vector<std::uint32_t> bits(values.size());
  if (!values.empty()) std::memcpy(bits.data(), values.data(), values.size() * sizeof(float));
  return bits;
}

}  // namespace glassgpt::golden

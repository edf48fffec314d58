// What the server reads and writes, without its sockets; tests/serve has the rest.

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "native/serve/allowed_hosts.h"
#include "native/serve/answer_text.h"
#include "native/serve/api_keys.h"
#include "native/serve/completion_request.h"
#include "native/serve/metrics.h"
#include "native/serve/reply.h"
#include "native/serve/request_error.h"
#include "native/serve/request_id.h"
#include "native/serve/route.h"

namespace glassgpt {
namespace {

CompletionRequest read_text_request(const std::string& body) {
  return read_completion_request(body, CompletionKind::text, ServeLimits());
}

TEST(ServeProtocol, ARequestWithoutOptionsTakesTheLikeliestTokens) {
  const CompletionRequest request = read_text_request(R"({"prompt": "The moon"})");
  EXPECT_EQ(request.prompt, "The moon");
  EXPECT_EQ(request.generation.sampling, SamplingOptions());
  EXPECT_FALSE(request.says_length || request.says_seed || request.stream || request.log_probabilities);
  EXPECT_TRUE(request.stop.empty() && request.model.empty());
}

TEST(ServeProtocol, OptionsAreTakenOver) {
  const CompletionRequest request = read_text_request(
      R"({"prompt": "", "max_tokens": 7, "temperature": 0.5, "top_p": 0, "top_k": 3, "seed": -1, "stop": ["a", "b"],
          "logprobs": 2, "stream": true, "stream_options": {"include_usage": true}, "model": "m"})");
  EXPECT_EQ(request.generation.max_tokens, 7);
  EXPECT_EQ(request.generation.sampling.temperature, 0.5);
  EXPECT_EQ(request.generation.sampling.top_p, 0.001);  // the least that there is
  EXPECT_EQ(request.generation.sampling.top_k, 3);
  EXPECT_EQ(request.generation.sampling.seed, 18446744073709551615U);  // -1 in 64 bits
  EXPECT_EQ(request.stop, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(request.generation.likeliest, 2);
  EXPECT_TRUE(request.says_length && request.says_seed && request.stream && request.stream_usage);
  EXPECT_TRUE(request.log_probabilities);
  EXPECT_EQ(request.model, "m");
}

TEST(ServeProtocol, OfTheLengthsTheNewerNameCounts) {
  const CompletionRequest request = read_completion_request(
      R"({"messages": [{"role": "user", "content": "Why?"}], "max_tokens": 5, "max_completion_tokens": 6})",
      CompletionKind::chat, ServeLimits());
  EXPECT_EQ(request.generation.max_tokens, 6);
  EXPECT_EQ(request.prompt, "User: Why? Assistant:");
}

/// What of a text comes before the first of the stop texts.
std::string before_stops(const std::string& text, const std::vector<std::string>& stops) {
  std::size_t end = text.size();
  for (const std::string& stop : stops) end = std::min(end, text.find(stop));
  return text.substr(0, end);
}

TEST(ServeProtocol, AnAnswerEndsBeforeAStopTextHoweverItIsCut) {
  const std::vector<std::vector<std::string>> stop_lists = {{}, {"b"}, {"ab"}, {"aab", "ba"}, {"aaa"}, {"abb", "bbbb"}};
  constexpr unsigned kLength = 7;
  for (unsigned letters = 0; letters < (1U << kLength); ++letters) {
    std::string text;
    for (unsigned i = 0; i < kLength; ++i) text += (letters >> i & 1U) == 0 ? 'a' : 'b';
    for (const std::vector<std::string>& stops : stop_lists) {
      for (unsigned cuts = 0; cuts < (1U << (kLength - 1)); cuts += 5) {
        AnswerText answer(CompletionKind::text, stops);
        std::string said;
        std::string token;
        for (unsigned i = 0; i < kLength; ++i) {
          token += text[i];
          if (i + 1 < kLength && (cuts >> i & 1U) == 0) continue;
          said += answer.add(std::exchange(token, {}));
        }
        said += answer.rest();
        EXPECT_EQ(said, before_stops(text, stops));
        EXPECT_EQ(answer.stopped(), said.size() < text.size());
      }
    }
  }
}

TEST(ServeProtocol, AChatAnswerBeginsWithoutSpace) {
  AnswerText chat(CompletionKind::chat, {});
  EXPECT_EQ(chat.add(" Yes"), "Yes");
  EXPECT_EQ(chat.add(" sure"), " sure");
  AnswerText text(CompletionKind::text, {});
  EXPECT_EQ(text.add(" Yes"), " Yes");
}

TEST(ServeProtocol, AnErrorSaysWhatOpenAisClientsLookFor) {
  const auto json = nlohmann::json::parse(error_reply(bad_field("n", "there is one", "send 1", "unsupported_value")));
  EXPECT_EQ(json, nlohmann::json::parse(R"({"error": {"message": "n: there is one; send 1", "param": "n",
                                             "type": "invalid_request_error", "code": "unsupported_value"}})"));
  const auto full = nlohmann::json::parse(error_reply({429, "queue_full", "the server", "it is full", "wait"}));
  EXPECT_EQ(full["error"]["type"], "rate_limit_error");
  EXPECT_TRUE(full["error"]["param"].is_null());
}

TEST(ServeProtocol, KeysAreWholeAndOfTheRightScheme) {
  ApiKeys keys;
  EXPECT_TRUE(keys.allow(""));
  keys.add("0123456789abcdef, fedcba9876543210\n", "test");
  EXPECT_TRUE(keys.allow("Bearer 0123456789abcdef"));
  EXPECT_TRUE(keys.allow("BEARER fedcba9876543210"));
  for (const char* wrong : {"", "Bearer", "Bearer ", "0123456789abcdef", "Bearer 0123456789abcde",
                            "Bearer 0123456789abcdef ", "Bearer  0123456789abcdef"}) {
    EXPECT_FALSE(keys.allow(wrong)) << wrong;
  }
}

TEST(ServeProtocol, OnlyTheHostsNamedAreThoseThatAreAsked) {
  const AllowedHosts hosts({"localhost", "127.0.0.1", "::1", "Example.org:8443", "[fe80::1]"});
  for (const char* host : {"localhost", "LocalHost:8080", "localhost.", "127.0.0.1:1", "[::1]", "[::1]:8080",
                           "example.org", "[FE80::1]:80"}) {
    EXPECT_TRUE(hosts.allow(host)) << host;
  }
  for (const char* host : {"", ":8080", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example",
                           "evil.example:127.0.0.1", "localhost:80:80", "localhost@evil.example", "localhost/x",
                           " localhost", "[::1", "[::1]x", "::1", "[]", "127.0.0.2", "xlocalhost"}) {
    EXPECT_FALSE(hosts.allow(host)) << host;
  }
  EXPECT_TRUE(AllowedHosts().allow("evil.example"));
  EXPECT_TRUE(AllowedHosts({"*"}).allow("evil.example"));
  for (const char* wrong : {"", "https://example.org", "example.org/path", "[::1"}) {
    EXPECT_THROW(AllowedHosts({wrong}), Error) << wrong;
  }
}

TEST(ServeProtocol, AddressesLeadWhereTheySay) {
  EXPECT_EQ(route_of("/v1/completions?x=1", false).endpoint, Endpoint::completions);
  EXPECT_EQ(route_of("/v1/models/a%20b%2Fc", false).detail, "a b/c");
  for (const char* wrong : {"/v1/models/a%2", "/v1/models/a%zz", "/%", "/a%+1"}) {
    EXPECT_EQ(route_of(wrong, true).endpoint, Endpoint::none) << wrong;
  }
  EXPECT_EQ(route_of("/", false).endpoint, Endpoint::none);
  EXPECT_EQ(route_of("/assets/x.js", true).detail, "assets/x.js");
  EXPECT_EQ(route_of("/v1/nothing", true).endpoint, Endpoint::none);
  EXPECT_EQ(route_of("*", true).endpoint, Endpoint::none);
}

TEST(ServeProtocol, AHistogramCountsUpToEachBound) {
  Histogram histogram;
  for (const double value : {0.0005, 0.001, 0.003, 100.0}) histogram.add(value);
  const std::string text = histogram.text("t", "Time.");
  for (const char* line : {"t_bucket{le=\"0.001\"} 2\n", "t_bucket{le=\"0.0025\"} 2\n", "t_bucket{le=\"0.005\"} 3\n",
                           "t_bucket{le=\"30\"} 3\n", "t_bucket{le=\"+Inf\"} 4\n", "t_sum 100.0045\n", "t_count 4\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  }
}

TEST(ServeProtocol, ARequestIsCalledWhatCanStandInALog) {
  EXPECT_TRUE(is_request_id("req-1.a_B"));
  for (const char* wrong : {"", "a b", "a\nb", "\"", "\xC3\xA4"}) EXPECT_FALSE(is_request_id(wrong));
  EXPECT_FALSE(is_request_id(std::string(65, 'a')));
  EXPECT_NE(new_request_id(), new_request_id());
}

}  // namespace
}  // namespace glassgpt

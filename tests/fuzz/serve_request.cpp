#include <string>

#include "native/serve/allowed_hosts.h"
#include "native/serve/completion_request.h"
#include "native/serve/request_error.h"
#include "native/serve/route.h"
#include "property.h"

/// The body of a request to the server, its target, and its header Host. What is read can be reckoned with; what is not
/// says why.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace glassgpt;
  const std::string_view text = fuzz::text_of(data, size);
  const ServeLimits limits{.max_prompt = 500, .max_answer = 100};
  for (const CompletionKind kind : {CompletionKind::text, CompletionKind::chat}) {
    fuzz::reads([&] {
      try {
        const CompletionRequest request = read_completion_request(text, kind, limits);
        fuzz::require(!find_invalid_utf8(request.prompt), "a prompt is UTF-8");
        fuzz::require(request.generation.max_tokens >= 1 && request.generation.max_tokens <= 100,
                      "a length is bounded");
        check_sampling(request.generation.sampling, "request");
        fuzz::require(request.stop.size() <= 4, "stop texts are few");
        fuzz::require(request.generation.likeliest >= 0 && request.generation.likeliest <= 20, "candidates are few");
      } catch (const RequestError& error) {
        fuzz::require(error.status() == 400 && !error.code().empty(), "bad input has its status and code");
        throw;
      }
    });
  }
  const Route route = route_of(text, true);
  fuzz::require(route.endpoint != Endpoint::page || text.starts_with('/'), "the page's files have paths");
  fuzz::require(!AllowedHosts({"localhost"}).allow(text) || host_name(text) == "localhost", "one host is not another");
  return 0;
}

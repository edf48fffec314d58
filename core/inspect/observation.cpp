#include "observation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "../base/error.h"
#include "../model/model.h"
#include "dissection.h"

namespace glassgpt {

namespace {

[[noreturn]] void refuse(const std::string& name, const std::string& among) {
  throw Error("observation", "there is no tensor \"" + name + "\"", "choose one of the model's " + among);
}

/// What the pass kept under a name; of no rows if that is nothing.
MatrixView<const float> view_of(const std::vector<NamedMatrix>& all, const std::string& name) {
  const auto it = std::find_if(all.begin(), all.end(), [&](const NamedMatrix& matrix) { return matrix.name == name; });
  if (it == all.end()) return {nullptr, 0, 0};
  return {it->values.data(), it->rows, it->cols};
}

/// A tensor among all parameters, or gradients of them.
MatrixView<const float> view_of(const ParameterTable& table, std::span<const float> all, const std::string& name) {
  for (const Parameter& it : table.entries()) {
    if (it.name == name) return {all.subspan(it.offset, it.size()).data(), it.rows, it.cols};
  }
  refuse(name, "tensors");
}

/// How large its numbers are.
void measure(TensorPart& result, const MatrixView<const float>& whole) {
  double sum = 0;
  std::size_t count = 0;
  for (Index r = 0; r < whole.rows; ++r) {
    for (const float value : whole.row(r)) {
      if (std::isnan(value)) continue;
      sum += static_cast<double>(value) * static_cast<double>(value);
      result.largest = std::max(result.largest, std::abs(static_cast<double>(value)));
      ++count;
    }
  }
  if (count > 0) result.rms = std::sqrt(sum / static_cast<double>(count));
}

/// From one of the rows, or columns, that are given to the next.
Index step_of(Index left, Index most, bool spread) {
  return spread ? (left + most - 1) / most : 1;
}

TensorPart part_of(const MatrixView<const float>& whole, const TensorRequest& request) {
  if (whole.rows == 0) return {};
  const auto [of, name, row, col, most_rows, most_cols, span, spread] = request;
  if (row < 0 || row >= whole.rows || col < 0 || col >= whole.cols || most_rows < 1 || most_cols < 1) {
    throw Error("observation", name + " has no row " + std::to_string(row) + ", column " + std::to_string(col),
                "choose one within its shape, " + std::to_string(whole.rows) + " x " + std::to_string(whole.cols) +
                    ", counted from 0");
  }
  TensorPart result;
  result.rows = whole.rows;
  result.cols = whole.cols;
  const Index rows_left = span > 0 ? std::min(span, whole.rows - row) : whole.rows - row;
  const Index cols_left = whole.cols - col;
  result.row_step = step_of(rows_left, most_rows, spread);
  result.col_step = step_of(cols_left, most_cols, spread);
  result.part = NamedMatrix(name, std::min(most_rows, (rows_left + result.row_step - 1) / result.row_step),
                            std::min(most_cols, (cols_left + result.col_step - 1) / result.col_step));
  for (Index r = 0; r < result.part.rows; ++r) {
    const std::span<const float> from = whole.row(row + r * result.row_step);
    const std::span<float> to = result.part.view().row(r);
    for (Index c = 0; c < result.part.cols; ++c) {
      to[static_cast<std::size_t>(c)] = from[static_cast<std::size_t>(col + c * result.col_step)];
    }
  }
  measure(result, whole);
  return result;
}

/// What the model expects after a position.
std::vector<TokenProbability> next_at(const Dissection& dissection, const Tokenizer& tokenizer, Index position,
                                      int top) {
  const NamedMatrix& probabilities = dissection.forward.back();
  const MatrixView<const float> all = {probabilities.values.data(), probabilities.rows, probabilities.cols};
  return likeliest(all.row(std::clamp<Index>(position, 0, all.rows - 1)), tokenizer, top);
}

}  // namespace

Observation observe(const Model<float>& model, const Tokenizer& tokenizer, std::string_view text, Index position,
                    int top, const std::vector<TensorRequest>& requests) {
  const ParameterTable& table = model.network.parameters();
  const WeightPlace any = {.tensor = table.entries()[0].name};
  const bool weights_alone = text.empty() && std::all_of(requests.begin(), requests.end(), [](const TensorRequest& it) {
                               return it.of == Observed::weight;
                             });
  Observation result;
  Dissection dissection;
  if (!weights_alone) {
    dissection = dissect(model, tokenizer, text, any, {});
    for (const TokenId id : dissection.ids) result.tokens.push_back(tokenizer.token(id));
    result.loss = dissection.loss;
    result.next = next_at(dissection, tokenizer, position, top);
  }
  const auto whole = [&](const TensorRequest& request) {
    if (request.of == Observed::weight) return view_of(table, model.parameters, request.name);
    if (request.of == Observed::weight_gradient) return view_of(table, dissection.gradients, request.name);
    if (view_of(dissection.forward, request.name).rows == 0) refuse(request.name, "values");
    return view_of(request.of == Observed::value ? dissection.forward : dissection.backward, request.name);
  };
  for (const TensorRequest& request : requests) result.parts.push_back(part_of(whole(request), request));
  return result;
}

}  // namespace glassgpt

#include "embedding.h"

namespace glassgpt {

template <typename Real>
void embedding_forward(Matrix<Real> out, std::span<const int> ids, ConstMatrix<Real> tokens,
                       ConstMatrix<Real> positions, Index position) {
  for (Index t = 0; t < out.rows; ++t) {
    const Real* token = tokens.row(ids[static_cast<std::size_t>(t)]).data();
    const Real* place = positions.row(position + t).data();
    Real* x = out.row(t).data();
    for (Index c = 0; c < out.cols; ++c) x[c] = token[c] + place[c];
  }
}

template <typename Real>
void embedding_backward(Matrix<Real> dtokens, Matrix<Real> dpositions, ConstMatrix<Real> dx, std::span<const int> ids,
                        Index position) {
  for (Index t = 0; t < dx.rows; ++t) {
    const Real* gradient = dx.row(t).data();
    Real* dtoken = dtokens.row(ids[static_cast<std::size_t>(t)]).data();
    Real* dplace = dpositions.row(position + t).data();
    for (Index c = 0; c < dx.cols; ++c) {
      dtoken[c] += gradient[c];
      dplace[c] += gradient[c];
    }
  }
}

#define GLASSGPT_INSTANTIATE(Real)                                                                                \
  template void embedding_forward<Real>(Matrix<Real>, std::span<const int>, ConstMatrix<Real>, ConstMatrix<Real>, \
                                        Index);                                                                   \
  template void embedding_backward<Real>(Matrix<Real>, Matrix<Real>, ConstMatrix<Real>, std::span<const int>, Index);
GLASSGPT_INSTANTIATE(float)
GLASSGPT_INSTANTIATE(double)
#undef GLASSGPT_INSTANTIATE

}  // namespace glassgpt

// A model file with its weights on a coarse grid, as 16-bit floats: hardly another model, and much smaller once it is packed.

/** Of the grid of vectors, by which that of matrices is divided: they are few, and all that goes by is scaled by them. */
const FINER_VECTORS = 8;

/** The 16 bits of a number that has such a form. */
function half(value) {
  if (value === 0) return 0;
  const sign = value < 0 ? 0x8000 : 0;
  const size = Math.abs(value);
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const mantissa = size * 2 ** (10 - exponent);
  const bits = mantissa >= 1024 ? ((exponent + 15) << 10) | (mantissa - 1024) : mantissa;
  if (!Number.isInteger(mantissa) || exponent > 15) throw new Error(`${value} is no 16-bit float`);
  return sign | bits;
}

/**
 * @param bytes a safetensors file of 32-bit floats
 * @param coarseness the grid of a matrix, as a share of the root mean square of its weights; the nearest power of 2 is taken
 */
export function roundedModel(bytes, coarseness) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const { __metadata__, ...tensors } = header;
  const told = { __metadata__ };
  const written = [];
  for (const [name, { shape, data_offsets: [begin, end] }] of Object.entries(tensors)) {
    const count = (end - begin) / 4;
    const values = Float64Array.from({ length: count }, (_, i) => view.getFloat32(8 + length + begin + 4 * i, true));
    const size = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / count);
    const grid = 2 ** Math.round(Math.log2(size * coarseness)) / (shape.length === 1 ? FINER_VECTORS : 1);
    told[name] = { dtype: 'F16', shape, data_offsets: [2 * written.length, 2 * (written.length + count)] };
    for (const value of values) written.push(half(Math.round(value / grid) * grid));
  }
  const text = JSON.stringify(told);
  const padded = new TextEncoder().encode(text.padEnd(text.length + ((8 - (new TextEncoder().encode(text).length % 8)) % 8)));
  const file = new Uint8Array(8 + padded.length + 2 * written.length);
  const out = new DataView(file.buffer);
  out.setBigUint64(0, BigInt(padded.length), true);
  file.set(padded, 8);
  written.forEach((bits, i) => out.setUint16(8 + padded.length + 2 * i, bits, true));
  return file;
}

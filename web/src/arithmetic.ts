// Which module trains: what was chosen, as far as the browser has the instructions for it.

/** `exact`: the same bits everywhere. `fastest`: products fused by relaxed SIMD, whose bits are the device's. */
export const ARITHMETICS = ['exact', 'fastest'] as const;
export type Arithmetic = (typeof ARITHMETICS)[number];

/** Whether the browser takes a function of three vectors with these instructions. */
function knows(...code: number[]): boolean {
  if (typeof WebAssembly === 'undefined') return false;
  const type = [0x01, 0x08, 0x01, 0x60, 0x03, 0x7b, 0x7b, 0x7b, 0x01, 0x7b]; // v128, v128, v128 -> v128
  const body = [0x00, ...code, 0x0b];
  const functions = [0x03, 0x02, 0x01, 0x00, 0x0a, body.length + 2, 0x01, body.length, ...body];
  return WebAssembly.validate(new Uint8Array([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, ...type, ...functions]));
}

/** By f32x4.add. */
export const hasSimd = (): boolean => knows(0x20, 0x00, 0x20, 0x01, 0xfd, 0xe4, 0x01);

/** By f32x4.relaxed_madd. The single file has the exact module alone. */
export const hasFastest = (): boolean => !ONE_FILE && knows(0x20, 0x00, 0x20, 0x01, 0x20, 0x02, 0xfd, 0x85, 0x02);

// SHA-256 (FIPS 180-4). Browsers have it only on pages that came by HTTPS, and courses are read on others too.

/** Fractional bits of the cube roots of the first 64 primes, and of the square roots of the first eight. */
const [K, H] = ((): [Uint32Array, Uint32Array] => {
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  const bits = (root: number): number => (root - Math.floor(root)) * 2 ** 32;
  return [Uint32Array.from(primes, (n) => bits(Math.cbrt(n))), Uint32Array.from(primes.slice(0, 8), (n) => bits(Math.sqrt(n)))];
})();

const rotated = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

/** The message with what is put after it: a one, zeros, and its length in bits. */
function padded(bytes: Uint8Array): DataView {
  const length = Math.ceil((bytes.length + 9) / 64) * 64;
  const message = new Uint8Array(length);
  message.set(bytes);
  message[bytes.length] = 0x80;
  const view = new DataView(message.buffer);
  view.setBigUint64(length - 8, BigInt(bytes.length) * 8n);
  return view;
}

/** In hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  const message = padded(bytes);
  const state = H.slice();
  const w = new Uint32Array(64);
  const at = (array: Uint32Array, i: number): number => array[i] as number;
  for (let block = 0; block < message.byteLength; block += 64) {
    for (let i = 0; i < 16; i++) w[i] = message.getUint32(block + 4 * i);
    for (let i = 16; i < 64; i++) {
      const [x, y] = [at(w, i - 15), at(w, i - 2)];
      const s0 = rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3);
      const s1 = rotated(y, 17) ^ rotated(y, 19) ^ (y >>> 10);
      w[i] = at(w, i - 16) + s0 + at(w, i - 7) + s1;
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
      const t1 = h + s1 + ((e & f) ^ (~e & g)) + at(K, i) + at(w, i);
      const s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
      const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((x, i) => (state[i] = at(state, i) + x));
  }
  return [...state].map((x) => x.toString(16).padStart(8, '0')).join('');
}

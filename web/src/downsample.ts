// Fewer of many, evenly spread.

/** Indices of at most `most` out of `count`, the first and the last among them. */
export function evenIndices(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)));
}

/**
 * What is left once the one is dropped that stands closest between its neighbours, so that those left stay evenly
 * spread. `at` rises; the first and the last stay.
 */
export function withoutDensest<T>(items: T[], at: (item: T) => number): T[] {
  let densest = -1;
  let least = Infinity;
  for (let i = 1; i + 1 < items.length; ++i) {
    const gap = at(items[i + 1] as T) - at(items[i - 1] as T);
    if (gap < least) [least, densest] = [gap, i];
  }
  return items.filter((_, i) => i !== densest);
}

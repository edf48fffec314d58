// Colours of weights from 0 to 1, from the page's tokens.

export type Rgb = readonly [number, number, number];

function parse(hex: string): Rgb {
  const value = parseInt(hex.trim().slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** How far a weight lies between the two colours: the square root, so that small weights can be told from none. */
export const heatOf = (weight: number): number => Math.sqrt(Math.min(1, Math.max(0, weight)));

/** The colours of weights, as the element has them now. */
export function heatColours(element: Element): (weight: number) => Rgb {
  const style = getComputedStyle(element);
  const none = parse(style.getPropertyValue('--heat-none'));
  const most = parse(style.getPropertyValue('--heat-most'));
  return (weight) => {
    const share = heatOf(weight);
    const mix = (i: 0 | 1 | 2): number => Math.round(none[i] + (most[i] - none[i]) * share);
    return [mix(0), mix(1), mix(2)];
  };
}

export const cssColour = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;

/** Calls back when the page turns dark or light. Returns what ends that. */
export function onColourScheme(callback: () => void): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', callback);
  return () => dark.removeEventListener('change', callback);
}

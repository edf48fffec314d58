// What is computed, running through the wires: a dot on each, one operation after the other, forward or back. The browser
// moves the dots by itself, whatever else the page does.

/** From one operation to the next, in milliseconds, and of all at most. */
const STEP_MS = 260;
const MOST_MS = 5000;
const POINTS = 14;

const still = matchMedia('(prefers-reduced-motion: reduce)');

/** What ends that which runs already. */
const stops = new WeakMap<ParentNode, () => void>();

/** Done once it has arrived; at once for those who want no motion. */
export async function flow(root: ParentNode, view: HTMLElement, direction: 'forward' | 'backward'): Promise<void> {
  if (still.matches) return;
  stops.get(root)?.();
  const boxes = [...root.querySelectorAll<HTMLElement>('[data-box]')].map((box) => box.dataset['box'] ?? '');
  const order = direction === 'forward' ? boxes : boxes.reverse();
  const step = Math.min(STEP_MS, MOST_MS / order.length);
  const places = new Map(order.map((id, i) => [id, i]));
  const dots = root.querySelector('.dots') as HTMLElement;
  dots.className = `dots ${direction}`;

  const wires = [...root.querySelectorAll<SVGPathElement>('[data-wire]')].map((wire) => {
    const [from = '', to = ''] = (wire.dataset['wire'] ?? '').split(' ');
    const [begin, end] = direction === 'forward' ? [from, to] : [to, from];
    const length = wire.getTotalLength();
    const points = Array.from({ length: POINTS }, (_, i) => {
      const share = i / (POINTS - 1);
      return wire.getPointAtLength(length * (direction === 'forward' ? share : 1 - share));
    });
    const first = places.get(begin) ?? 0;
    return { dot: document.createElement('div'), points, delay: first * step, duration: Math.max(1, (places.get(end) ?? 0) - first) * step };
  });
  dots.append(...wires.map(({ dot }) => dot));
  const moving = wires.map(({ dot, points, delay, duration }) => {
    const path = points.map(({ x, y }, i) => ({
      transform: `translate(${x}px, ${y}px)`,
      opacity: i === 0 || i === POINTS - 1 ? 0 : 1,
    }));
    return dot.animate(path, { duration, delay, fill: 'both' });
  });
  // What is not computed yet is faint.
  const arriving = order.map((id, i) =>
    root
      .querySelector(`[data-box="${CSS.escape(id)}"]`)
      ?.animate([{ opacity: 0.35 }, { opacity: 1 }], { delay: i * step, duration: step, fill: 'backwards' }),
  );
  const leaving = (): void => [...moving, ...arriving].forEach((its) => its?.cancel());
  stops.set(root, leaving);
  view.addEventListener('pointerdown', leaving, { once: true });
  await Promise.allSettled([...moving, ...arriving].map((its) => its?.finished));
  view.removeEventListener('pointerdown', leaving);
  for (const { dot } of wires) dot.remove();
}

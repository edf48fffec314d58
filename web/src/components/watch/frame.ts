// One animation frame for everything that is drawn.

const waiting = new Set<() => void>();

/** Draws at the next frame; any number of calls before that make one drawing. */
export function atNextFrame(draw: () => void): void {
  if (waiting.size === 0) requestAnimationFrame(drawAll);
  waiting.add(draw);
}

function drawAll(): void {
  const drawings = [...waiting];
  waiting.clear();
  for (const draw of drawings) draw();
}

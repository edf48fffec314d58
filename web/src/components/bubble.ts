// Where bubbles are put: beside what they are about, and above everything.

/** Least distance from the window's edges, and from what it is about, in pixels. */
const MARGIN = 8;

/** Shows a popover below something, or above it where there is no room, within the window. */
export function showBeside(bubble: HTMLElement, anchor: Element): void {
  // What cuts off or moves what is in it included; older browsers show it where it stands.
  bubble.showPopover?.();
  const about = anchor.getBoundingClientRect();
  const { width, height } = bubble.getBoundingClientRect();
  const below = about.bottom + MARGIN;
  const top = below + height < innerHeight ? below : about.top - height - MARGIN;
  const left = Math.min(about.left, innerWidth - width - MARGIN);
  // Where something around it is moved or contained, its place is not counted from the window's corner.
  bubble.style.top = bubble.style.left = '0';
  const corner = bubble.getBoundingClientRect();
  bubble.style.top = `${Math.max(MARGIN, Math.min(top, innerHeight - height - MARGIN)) - corner.top}px`;
  bubble.style.left = `${Math.max(MARGIN, left) - corner.left}px`;
}

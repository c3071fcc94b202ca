const DISTANCE = 6;
const MARGIN = 8;

/** Below the anchor, with the same left edge, and never out of the window. */
export function popupPlace(
  anchor: { left: number; bottom: number },
  width: number,
  windowWidth: number,
): { left: number; top: number } {
  const rightmost = windowWidth - Math.min(width, windowWidth - 2 * MARGIN) - MARGIN;
  return {
    left: Math.max(MARGIN, Math.min(anchor.left, rightmost)),
    top: anchor.bottom + DISTANCE,
  };
}

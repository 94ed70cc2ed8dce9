/**
 * Timings of a 60 Hz mode of any size. The dummy driver scans nothing out, so the blanking only has
 * to be plausible; it is that of a reduced-blanking mode.
 */
const REFRESH_HZ = 60;
const HORIZONTAL = { frontPorch: 48, sync: 32, total: 160 };
const VERTICAL = { frontPorch: 3, sync: 5, total: 16 };

/**
 * @param {number} width pixels
 * @param {number} height pixels
 */
export function modeTiming(width, height) {
  const horizontalTotal = width + HORIZONTAL.total;
  const verticalTotal = height + VERTICAL.total;
  return {
    clockHz: horizontalTotal * verticalTotal * REFRESH_HZ,
    horizontal: { active: width, blank: HORIZONTAL.total, front: HORIZONTAL.frontPorch, sync: HORIZONTAL.sync },
    vertical: { active: height, blank: VERTICAL.total, front: VERTICAL.frontPorch, sync: VERTICAL.sync },
  };
}

/**
 * The mode as xrandr's --newmode takes it, its name first.
 *
 * @param {number} width pixels
 * @param {number} height pixels
 * @returns {string[]}
 */
export function modeline(width, height) {
  const { clockHz, horizontal, vertical } = modeTiming(width, height);
  const axis = (/** @type {typeof horizontal} */ { active, blank, front, sync }) =>
    [active, active + front, active + front + sync, active + blank].map(String);
  return [modeName(width, height), (clockHz / 1e6).toFixed(4), ...axis(horizontal), ...axis(vertical)];
}

/**
 * Unlike any name of the driver's own modes (such as 960x540), which have other timings.
 *
 * @param {number} width pixels
 * @param {number} height pixels
 */
export function modeName(width, height) {
  return `yilan-${width}x${height}`;
}

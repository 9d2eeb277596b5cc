/** Red, green and blue from 0 to 255. */
export type Rgb = readonly [number, number, number];

/**
 * @param colour `#rrggbb` or `rgb(r, g, b)`: what manifests hold and what browsers compute
 * @throws for any other form, transparency included: what shines through is not known here
 */
export function rgbOf(colour: string): Rgb {
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(colour);
  const decimal = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour);
  const [red, green, blue] = hex
    ? hex.slice(1).map((part) => Number.parseInt(part, 16))
    : (decimal ?? []).slice(1).map(Number);
  if (red === undefined || green === undefined || blue === undefined) throw new RangeError(`not a colour: ${colour}`);
  return [red, green, blue];
}

/** The contrast ratio of WCAG 2.2, from 1 to 21: text needs 4.5 (§1.4.3), pictures that mean something 3 (§1.4.11). */
export function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(rgbOf(a)), luminance(rgbOf(b))].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG 2.2, "relative luminance". */
function luminance([red, green, blue]: Rgb): number {
  const linear = (part: number): number => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

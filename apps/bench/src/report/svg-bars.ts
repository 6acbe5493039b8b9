/** One bar of a plot. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Drawn in the highlight colour. */
  readonly isOwn: boolean;
}

export interface BarPlot {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly Bar[];
  /** A line across the bars that marks the aim. */
  readonly aim?: { readonly value: number; readonly label: string } | undefined;
}

const WIDTH = 720;
/** Minimum width for labels. */
const LABELS = 110;
/** Approximate width of a character at 14px; the reader’s font varies. */
const CHARACTER = 7.2;
const VALUES = 90;
const ROW = 34;
const BAR = 20;
const TOP = 56;
const BOTTOM = 18;

/**
 * Draws horizontal bars as a standalone SVG on a transparent background. As an image it follows the reader’s colour
 * scheme, which GitHub and browsers pass on.
 */
export function barPlot({ title, unit, bars, aim }: BarPlot): string {
  const labels = Math.max(LABELS, ...bars.map(({ label }) => Math.ceil(label.length * CHARACTER) + 10));
  const room = WIDTH - labels - VALUES;
  const most = Math.max(...bars.map(({ value }) => value), aim?.value ?? 0, Number.MIN_VALUE);
  const x = (value: number): number => labels + Math.max(0, (value / most) * room);
  const height = TOP + bars.length * ROW + BOTTOM;
  const rows = bars.map(({ label, value, isOwn }, place) => {
    const y = TOP + place * ROW;
    const middle = y + BAR / 2;
    return [
      `<text class="label" x="${labels - 10}" y="${middle}" text-anchor="end">${escape(label)}</text>`,
      `<rect class="${isOwn ? 'own' : 'peer'}" x="${labels}" y="${y}" width="${round(Math.max(1, x(value) - labels))}" height="${BAR}" rx="3"/>`,
      `<text class="value" x="${round(x(value) + 8)}" y="${middle}">${escape(figure(value))}</text>`,
    ].join('\n  ');
  });
  const line = aim
    ? `<line class="aim" x1="${round(x(aim.value))}" x2="${round(x(aim.value))}" y1="${TOP - 8}" y2="${TOP + bars.length * ROW - 6}"/>
  <text class="aim-label" x="${round(x(aim.value))}" y="${TOP + bars.length * ROW + 6}" text-anchor="middle">${escape(aim.label)}</text>`
    : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escape(title)}">
  <style>
    text { font: 14px system-ui, sans-serif; dominant-baseline: central; fill: #24292f; }
    .title { font-weight: 600; font-size: 15px; }
    .value, .aim-label { font-size: 13px; fill: #57606a; }
    .own { fill: #b3541e; }
    .peer { fill: #9aa5b1; }
    .aim { stroke: #1a7f37; stroke-width: 1.5; stroke-dasharray: 4 3; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .value, .aim-label { fill: #9da7b3; }
      .own { fill: #f0883e; }
      .peer { fill: #5d6875; }
      .aim { stroke: #3fb950; }
    }
  </style>
  <text class="title" x="0" y="16">${escape(title)}</text>
  <text class="value" x="0" y="36">${escape(unit)}, less is better</text>
  ${rows.join('\n  ')}
  ${line}
</svg>
`;
}

const round = (value: number): string => value.toFixed(1);

const figure = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 10 ? 1 : 2);

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

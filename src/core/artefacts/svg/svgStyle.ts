/**
 * How drawings look, in the colours of `--drawing-*`: on their own they have a light and a dark set, in VS Code a page sets
 * them from its theme. No meaning is in a colour alone: patterns, marks and words say it too.
 */
export const svgStyle = `
svg.drawing {
  --drawing-back: #ffffff; --drawing-fore: #1f2328; --drawing-quiet: #59636e; --drawing-grid: #d1d9e0;
  --drawing-plain: #8c959f; --drawing-phase: #0969da; --drawing-chain: #bc4c00; --drawing-bad: #cf222e;
  background: var(--drawing-back); font: 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif;
}
@media (prefers-color-scheme: dark) {
  svg.drawing {
    --drawing-back: #0d1117; --drawing-fore: #e6edf3; --drawing-quiet: #9198a1; --drawing-grid: #3d444d;
    --drawing-plain: #6e7681; --drawing-phase: #4493f8; --drawing-chain: #f0883e; --drawing-bad: #f85149;
  }
}
.drawing text { fill: var(--drawing-fore); stroke: var(--drawing-back); stroke-width: 3px; stroke-linejoin: round; paint-order: stroke; }
.drawing .back { fill: var(--drawing-back); }
.drawing .title { font-size: 15px; font-weight: 600; }
.drawing .heading { font-size: 13px; font-weight: 600; }
.drawing .quiet { fill: var(--drawing-quiet); }
.drawing .strong { font-weight: 700; }
.drawing .grid { stroke: var(--drawing-grid); stroke-width: 1; fill: none; }
.drawing .link { stroke: var(--drawing-chain); stroke-width: 1.5; stroke-dasharray: 3 2; fill: none; }
.drawing .line { stroke: var(--drawing-phase); stroke-width: 1.5; fill: none; }
.drawing .cross { stroke: var(--drawing-bad); stroke-width: 2.5; fill: none; }
.drawing .fill-phase { fill: var(--drawing-phase); }
.drawing .fill-plain { fill: var(--drawing-plain); }
.drawing .fill-chain { fill: var(--drawing-chain); }
.drawing .fill-bad { fill: var(--drawing-bad); }
.drawing .stripes { stroke: var(--drawing-back); stroke-width: 1.5; fill: none; }
.drawing .hatch { stroke: var(--drawing-fore); stroke-width: 1.5; fill: none; }
.drawing .edge { fill: none; stroke: var(--drawing-fore); stroke-width: 1; }
.drawing .edge-chain { stroke-width: 2.5; }
`;

/** Fills for `fill="url(#…)"`. */
export const svgPatterns = `<defs>
<pattern id="chain" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" class="fill-chain"/><path d="M0 8L8 0" class="stripes"/></pattern>
<pattern id="starting" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" class="back"/><path d="M0 0L6 6" class="hatch"/></pattern>
<pattern id="failed" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" class="fill-bad"/><path d="M0 0L8 8M0 8L8 0" class="stripes"/></pattern>
</defs>`;

import { createMemo } from 'solid-js';
import { encode } from 'uqr';
import './two-factor.css';

/** Readers want a margin of four modules around the code. */
const MARGIN = 4;

/** Dark on light in both color schemes: many apps read no other. */
export default function QrCode(props: { text: string; label: string }) {
  const code = createMemo(() => encode(props.text, { ecc: 'M', border: MARGIN }));
  const modules = () =>
    code()
      .data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
      .join('');
  return (
    <svg class="qr-code" role="img" aria-label={props.label} viewBox={`0 0 ${code().size} ${code().size}`}>
      <path d={modules()} shape-rendering="crispEdges" />
    </svg>
  );
}

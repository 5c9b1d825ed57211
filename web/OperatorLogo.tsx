import { createSignal, Show } from 'solid-js';
import { type Box, fitInto } from '../server/settings/logo/rules.ts';
import type { Logo } from '../server/settings/schema.ts';
import { operatorQuery } from './operator.ts';
import { useQuery } from './ui/query.ts';
import './operator-logo.css';

/** The largest that the logo is shown, in pixels: beside the product's mark in the menu, and where there is more room. */
const BOXES = {
  menu: { width: 92, height: 32 },
  head: { width: 160, height: 32 },
} as const satisfies Record<string, Box>;

/** The operator's logo; nothing while it is unknown, or where there is none. */
export function OperatorLogo(props: { place: keyof typeof BOXES }) {
  const query = useQuery(() => operatorQuery);
  return (
    <Show when={query.data?.logo}>
      {(logo) => (
        <LogoPicture logo={logo()} name={query.data?.operatorName ?? null} box={BOXES[props.place]} />
      )}
    </Show>
  );
}

/** On a light plate in the dark, since most logos are drawn for paper. Takes its room before it has arrived. */
export function LogoPicture(props: { logo: Logo; name: string | null; box: Box }) {
  // An owner may have replaced it since this page was opened.
  const [missing, setMissing] = createSignal<string>();
  const size = () => fitInto(props.box, props.logo);
  return (
    <Show when={missing() !== props.logo.path}>
      <img
        class="operator-logo"
        src={props.logo.path}
        alt={props.name ?? ''}
        width={size().width}
        height={size().height}
        onError={() => setMissing(props.logo.path)}
      />
    </Show>
  );
}

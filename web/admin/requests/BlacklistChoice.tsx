import { For, Show } from 'solid-js';
import { t, tn } from '../../i18n.ts';
import { Checkbox } from '../../ui/Choice.tsx';
import type { Decision } from './decision.ts';

type Identifier = ReturnType<Decision['known']>[number];

/** The person's identifiers to blacklist, each with the number of other clients who share it. */
export function BlacklistChoice(props: { decision: Decision }) {
  return (
    <Show when={props.decision.known().length > 0}>
      <fieldset class="choice">
        <legend>{t('admin.decision.blacklist')}</legend>
        <p class="field-hint">{t('admin.decision.blacklistText')}</p>
        <For each={props.decision.known()}>
          {(one) => (
            <Checkbox
              name={`blacklist-${one.kind}`}
              label={t(`admin.entries.kinds.${one.kind}`)}
              text={whatItMeans(one)}
              disabled={one.placeholder}
              checked={!one.placeholder && props.decision.lists(one.kind)}
              onChange={(on) => props.decision.list(one.kind, on)}
            />
          )}
        </For>
      </fieldset>
    </Show>
  );
}

function whatItMeans({ kind, others, placeholder }: Identifier): string {
  if (placeholder) return t('admin.decision.placeholder');
  const does = t(`admin.decision.lists.${kind}`);
  return `${does} ${others === 0 ? t('admin.decision.sharedByNobody') : tn('admin.decision.shared', others)}`;
}

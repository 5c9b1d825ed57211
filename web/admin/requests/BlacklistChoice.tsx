import { For, Show } from 'solid-js';
import { t, tn } from '../../i18n.ts';
import { Checkbox } from '../../ui/Choice.tsx';
import type { DecisionForm } from './decision.ts';

type Identifier = ReturnType<DecisionForm['identifiers']>[number];

/** The person's identifiers to blacklist, each with the number of other clients who share it. */
export function BlacklistChoice(props: { decision: DecisionForm }) {
  return (
    <Show when={props.decision.identifiers().length > 0}>
      <fieldset class="choice">
        <legend>{t('admin.decision.blacklist')}</legend>
        <p class="field-hint">{t('admin.decision.blacklistText')}</p>
        <For each={props.decision.identifiers()}>
          {(identifier) => (
            <Checkbox
              name={`blacklist-${identifier.kind}`}
              label={t(`admin.entries.kinds.${identifier.kind}`)}
              text={effectWords(identifier)}
              disabled={identifier.placeholder}
              checked={!identifier.placeholder && props.decision.lists(identifier.kind)}
              onChange={(on) => props.decision.list(identifier.kind, on)}
            />
          )}
        </For>
      </fieldset>
    </Show>
  );
}

function effectWords({ kind, others, placeholder }: Identifier): string {
  if (placeholder) return t('admin.decision.placeholder');
  const does = t(`admin.decision.lists.${kind}`);
  return `${does} ${others === 0 ? t('admin.decision.sharedByNobody') : tn('admin.decision.shared', others)}`;
}

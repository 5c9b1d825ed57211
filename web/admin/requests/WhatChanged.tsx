import { For, Show } from 'solid-js';
import { formatNames, formatNumber, t } from '../../i18n.ts';
import { Notice } from '../../ui/Notice.tsx';
import type { Changes } from './changes.ts';
import { tableWords } from './OutcomePreview.tsx';

/** What has come since the admin opened the preview, above the button that decides about it. */
export function WhatChanged(props: { changes: Changes }) {
  const lines = () => [
    ...props.changes.tables.map(({ table, before, now }) =>
      t('admin.decision.changedRows', {
        table: tableWords(table),
        before: formatNumber(before),
        now: formatNumber(now),
      }),
    ),
    ...(['joined', 'left'] as const)
      .filter((how) => props.changes[how].length > 0)
      .map((how) => t(`admin.decision.changedSystems.${how}`, { systems: formatNames(props.changes[how]) })),
  ];
  return (
    <Notice tone="waits" live title={t('admin.decision.changed')}>
      <Show when={lines().length > 0} fallback={<p>{t('admin.decision.changedValues')}</p>}>
        <For each={lines()}>{(line) => <p>{line}</p>}</For>
      </Show>
    </Notice>
  );
}

import SearchX from 'lucide-solid/icons/search-x';
import { type JSX, Show } from 'solid-js';
import { t } from '../i18n.ts';
import { Button } from './Button.tsx';
import { EmptyState } from './EmptyState.tsx';
import type { Filters } from './filters.ts';

type Words = { title: string; text: string };

/** An empty list: it has no rows at all, or none that match the filters; then one button shows all rows again. */
export function NothingListed(props: { filters: Filters; icon: JSX.Element; none: Words; noMatch: Words }) {
  return (
    <Show when={props.filters.any()} fallback={<EmptyState icon={props.icon} {...props.none} />}>
      <EmptyState
        icon={<SearchX size={28} />}
        {...props.noMatch}
        action={<Button onClick={() => props.filters.clear()}>{t('common.showAll')}</Button>}
      />
    </Show>
  );
}

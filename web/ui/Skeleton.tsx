import { Index } from 'solid-js';
import { t } from '../i18n.ts';
import './skeleton.css';

const times = (count: number) => Array.from({ length: count });

/** Lines in place of text that is loading. `lines`: as many as expected, so that nothing jumps. */
export function Skeleton(props: { lines?: number }) {
  return (
    <div class="skeleton" role="status">
      <span class="unseen">{t('common.loading')}</span>
      <Index each={times(props.lines ?? 3)}>{() => <span class="skeleton-line" aria-hidden="true" />}</Index>
    </div>
  );
}

/** Rows in place of a table that is loading. */
export function SkeletonTable(props: { rows?: number }) {
  return (
    <div class="skeleton-table" role="status">
      <span class="unseen">{t('common.loading')}</span>
      <Index each={times(props.rows ?? 6)}>
        {() => (
          <div class="skeleton-row" aria-hidden="true">
            <span class="skeleton-line" />
            <span class="skeleton-line" />
            <span class="skeleton-line" />
          </div>
        )}
      </Index>
    </div>
  );
}

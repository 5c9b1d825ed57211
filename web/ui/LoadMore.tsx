import { Show } from 'solid-js';
import { t } from '../i18n.ts';
import { Button } from './Button.tsx';
import { failureOf } from './failure.ts';
import { findNextEntry, moveFocusTo } from './focus.ts';
import { Notice } from './Notice.tsx';
import type { Paged } from './paged.ts';

/** Below a paged list: the button for the next page, while there is one. */
export function LoadMore<Row>(props: { query: Paged<Row> }) {
  // After the last page there is no button to keep the focus.
  const more = (foot: Element) => {
    const entry = findNextEntry(foot);
    void props.query.fetchNextPage().then(() => moveFocusTo(entry));
  };
  let foot: HTMLDivElement | undefined;
  return (
    <>
      <Show when={props.query.isFetchNextPageError}>
        <Notice tone="destroys" live>
          <p>{failureOf(props.query.error).text}</p>
        </Notice>
      </Show>
      <Show when={props.query.hasNextPage}>
        <div
          class="row center"
          ref={(element) => {
            foot = element;
          }}
        >
          <Button busy={props.query.isFetchingNextPage} onClick={() => foot && more(foot)}>
            {props.query.isFetchingNextPage ? t('common.loading') : t('common.more')}
          </Button>
        </div>
      </Show>
    </>
  );
}

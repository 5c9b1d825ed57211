import { Show } from 'solid-js';
import { t } from '../i18n.ts';
import { Button } from './Button.tsx';
import { failureOf } from './failure.ts';
import { Notice } from './Notice.tsx';
import type { Paged } from './paged.ts';

/** The foot of a list that comes in pages; says nothing when all of it is there. */
export function LoadMore<Row>(props: { query: Paged<Row> }) {
  return (
    <>
      <Show when={props.query.isFetchNextPageError}>
        <Notice tone="destroys" live>
          <p>{failureOf(props.query.error).text}</p>
        </Notice>
      </Show>
      <Show when={props.query.hasNextPage}>
        <div class="row center">
          <Button busy={props.query.isFetchingNextPage} onClick={() => void props.query.fetchNextPage()}>
            {props.query.isFetchingNextPage ? t('common.loading') : t('common.more')}
          </Button>
        </div>
      </Show>
    </>
  );
}

import { type JSX, Show } from 'solid-js';
import { failureOf } from './failure.ts';
import { Loaded, OfflineNotice } from './Loaded.tsx';
import { LoadMore } from './LoadMore.tsx';
import { Notice } from './Notice.tsx';
import type { Paged } from './paged.ts';
import { SkeletonTable } from './Skeleton.tsx';
import { type Column, Table } from './Table.tsx';

/** A paged list as a table, in each of its states. */
export function PagedTable<Row>(props: {
  query: Paged<Row>;
  caption: string;
  columns: readonly Column<Row>[];
  /** What stands there when nothing is listed. */
  empty: JSX.Element;
  onOpen?: (row: Row) => void;
}) {
  return (
    <Loaded query={props.query} skeleton={<SkeletonTable rows={8} />}>
      {(data) => {
        const rows = () => data().pages.flatMap((page) => page.items);
        // Rows of the filters before must not pass for those of the filters now.
        const outdated = () => props.query.isPlaceholderData && props.query.fetchStatus === 'paused';
        return (
          <Show
            when={rows().length > 0 && !outdated()}
            fallback={outdated() ? <OfflineNotice /> : props.empty}
          >
            <div class="stack" aria-busy={props.query.isPlaceholderData ? 'true' : undefined}>
              <Table
                caption={props.caption}
                columns={props.columns}
                rows={rows()}
                {...(props.onOpen ? { onOpen: props.onOpen } : {})}
              />
              <Show when={props.query.isFetchNextPageError}>
                <Notice tone="destroys" live>
                  <p>{failureOf(props.query.error).text}</p>
                </Notice>
              </Show>
              <LoadMore
                more={props.query.hasNextPage}
                busy={props.query.isFetchingNextPage}
                onMore={() => void props.query.fetchNextPage()}
              />
            </div>
          </Show>
        );
      }}
    </Loaded>
  );
}

import { type JSX, Show } from 'solid-js';
import { Loaded, OfflineNotice } from './Loaded.tsx';
import { LoadMore } from './LoadMore.tsx';
import { type Paged, rowsOf } from './paged.ts';
import { SkeletonTable } from './Skeleton.tsx';
import { type Column, Table } from './Table.tsx';

/** A paged list as a table, in each state: loading, failed, empty, filled. */
export function PagedTable<Row>(props: {
  query: Paged<Row>;
  caption: string;
  columns: readonly Column<Row>[];
  /** Shown when there are no rows. */
  empty: JSX.Element;
  onOpen?: (row: Row) => void;
  /** Rows of the skeleton. */
  expected?: number;
}) {
  return (
    <Loaded query={props.query} skeleton={<SkeletonTable rows={props.expected ?? 8} />}>
      {() => {
        const rows = () => rowsOf(props.query);
        // Offline, the rows of the previous filters must not look like those of the present ones.
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
              <LoadMore query={props.query} />
            </div>
          </Show>
        );
      }}
    </Loaded>
  );
}

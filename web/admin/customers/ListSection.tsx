import { Section } from '../../ui/Page.tsx';
import { PagedTable } from '../../ui/PagedTable.tsx';
import type { Paged } from '../../ui/paged.ts';
import type { Column } from '../../ui/Table.tsx';

/** One list of a client: its counts, and its rows page by page. */
export function ListSection<Row>(props: {
  title: string;
  /** The counts, in words. */
  sum?: string;
  none: string;
  query: Paged<Row>;
  columns: readonly Column<Row>[];
  onOpen?: (row: Row) => void;
}) {
  return (
    <Section title={props.title} aside={<span class="small muted">{props.sum}</span>}>
      <PagedTable
        query={props.query}
        caption={props.title}
        columns={props.columns}
        empty={<p class="muted">{props.none}</p>}
        expected={2}
        {...(props.onOpen ? { onOpen: props.onOpen } : {})}
      />
    </Section>
  );
}
